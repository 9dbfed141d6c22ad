"""`lambdesk tenant suspend|resume|delete|export|set|domain|purge`: what an operator does with a tenant as a whole."""

import argparse
import tempfile
from dataclasses import fields
from datetime import timedelta

from lambdesk.bootstrap.root import Lambdesk
from lambdesk.identity.model import TenantState
from lambdesk.kit import clock, ids
from lambdesk.kit.context import SYSTEM, Context
from lambdesk.kit.errors import Conflict, Invalid, LambdeskError, NotFound
from lambdesk.tenants.decide import OPERATOR
from lambdesk.tenants.plans import PLANS, Limits

# The longest that S3 lets a signed link live.
LINK_LIFETIME = timedelta(days=7)
_IN_MEMORY = 50_000_000


def register(tenant: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands; each sets `run(product, options) -> exit code`."""
    for name, run, told in (
        ("suspend", _suspend, "close every door; mail that comes in waits"),
        ("resume", _resume, "open the doors again, and take in the mail that waited"),
        ("delete", _delete, "close it, and delete all of it in 30 days; `resume` brings it back until then"),
        ("export", _export, "all data of a tenant as JSON lines in a zip; prints a link that ends"),
    ):
        one = tenant.add_parser(name, help=told)
        one.add_argument("--tenant", required=True, help="slug of the tenant")
        one.set_defaults(run=run)
    limits = tenant.add_parser("set", help="give it a plan with its limits, or single limits; prints what holds")
    limits.add_argument("--tenant", required=True, help="slug of the tenant")
    limits.add_argument("--plan", choices=PLANS)
    limits.add_argument("--members", type=int, dest="member_limit", help="people at work or invited")
    limits.add_argument("--connections", type=int, dest="connection_limit", help="sockets open together")
    limits.add_argument("--requests", type=int, dest="requests_per_minute", help="calls a minute; a key has a tenth")
    limits.set_defaults(run=_set)
    domain = tenant.add_parser("domain", help="give it a mail domain, of which it may then have any address")
    domain.add_argument("--tenant", required=True, help="slug of the tenant")
    domain.add_argument("--add", required=True, metavar="DOMAIN", help="such as help.example.com")
    domain.set_defaults(run=_give_domain)
    purge = tenant.add_parser("purge", help="take away for good every tenant whose 30 days are over")
    purge.set_defaults(run=_purge)


def _context(product: Lambdesk, slug: str) -> Context:
    tenant = product.identity_store.tenant_of_slug(slug)
    if tenant is None:
        raise NotFound(f"There is no tenant {slug}.")
    return Context(tenant, SYSTEM, clock.now(), ids.new_seed(), {"door": "cli"})


def _suspend(product: Lambdesk, options: argparse.Namespace) -> int:
    product.tenants.suspend(_context(product, options.tenant), OPERATOR)
    return 0


def _resume(product: Lambdesk, options: argparse.Namespace) -> int:
    ctx = _context(product, options.tenant)
    if product.whole_table.ending(ctx.tenant):
        raise Conflict("This tenant's 30 days are over, and its end has begun.")
    # Said twice, it goes on with the mail where the first call was cut off.
    if product.tenants.one(ctx.tenant).state is not TenantState.ACTIVE:
        product.tenants.resume(ctx, OPERATOR)
    product.directory.forget_tenant(ctx.tenant)
    print(f"{product.mailroom.let_in(ctx.tenant, ctx.now, ctx.seed)} mails came in")
    swept = product.deadlines.sweep(ctx.now, ctx.seed, timedelta(), only=ctx.tenant)
    print(f"{swept.changed} tickets caught up with the time")
    return 0


def _set(product: Lambdesk, options: argparse.Namespace) -> int:
    named = {each.name: getattr(options, each.name) for each in fields(Limits)}
    given = {name: value for name, value in named.items() if value is not None}
    try:
        home = product.tenants.limit(_context(product, options.tenant), options.plan, given)
    except Invalid as error:
        raise LambdeskError("; ".join(f"{each.field} {each.message}" for each in error.fields)) from error
    print(f"plan {home.plan}", *(f"{name} {getattr(home, name)}" for name in named), sep="\n")
    return 0


def _give_domain(product: Lambdesk, options: argparse.Namespace) -> int:
    try:
        product.tenants.give_domain(_context(product, options.tenant), options.add)
    except Invalid as error:
        raise LambdeskError("; ".join(f"{each.field} {each.message}" for each in error.fields)) from error
    return 0


def _delete(product: Lambdesk, options: argparse.Namespace) -> int:
    ctx = _context(product, options.tenant)
    # An old slug names it as well; the typed one is checked where somebody types for themselves.
    gone = product.tenants.leave(ctx, product.tenants.one(ctx.tenant).slug)
    print(f"all of it goes at {clock.to_text(gone.delete_at)}" if gone.delete_at else "")
    return 0


def _export(product: Lambdesk, options: argparse.Namespace) -> int:
    ctx = _context(product, options.tenant)
    key = f"exports/{ctx.tenant}/{ctx.derive_id('exp', ctx.now)}.zip"
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        lines = product.wholes.export(ctx.tenant, file)
        file.seek(0)
        product.content.put(key, file.read(), "application/zip")
    seconds = int(LINK_LIFETIME.total_seconds())
    print(f"{lines} lines, for a week at:")
    print(product.content.link(key, f"{options.tenant}.zip", "application/zip", seconds))
    return 0


def _purge(product: Lambdesk, _options: argparse.Namespace) -> int:
    for tenant in list(product.endings.due(clock.now())):
        gone = product.endings.remove(tenant, lambda: False)
        print(f"{tenant}: {gone.items} items, {gone.objects} objects")
    return 0
