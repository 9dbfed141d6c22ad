"""`lambdesk tenant create` and `lambdesk user create`: what an operator does before anybody can sign in."""

import argparse
import sys
import tempfile
from datetime import timedelta

from lambdesk.bootstrap import Lambdesk
from lambdesk.identity import service
from lambdesk.identity.decide import NewTenant, NewUser
from lambdesk.identity.model import STAFF_ROLES, TenantState
from lambdesk.kit import clock, ids
from lambdesk.kit.context import SYSTEM, SYSTEM_TENANT, Context
from lambdesk.kit.errors import Invalid, NotFound
from lambdesk.tenants.decide import OPERATOR

# The longest that S3 lets a signed link live.
LINK_LIFETIME = timedelta(days=7)
_IN_MEMORY = 50_000_000


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add both commands; each sets `run(product, options) -> exit code`."""
    tenant = commands.add_parser("tenant", help="tenants").add_subparsers(required=True)
    create = tenant.add_parser("create", help="make a tenant, or find the one with this slug; prints its id")
    create.add_argument("--name", required=True)
    create.add_argument("--slug", required=True, help="the name in the address bar: small letters, digits, hyphens")
    create.add_argument("--mailbox", required=True, action="append", help="an address it receives for; repeatable")
    create.set_defaults(run=_create_tenant)

    for name, run, told in (
        ("suspend", _suspend, "close every door; mail that comes in waits"),
        ("resume", _resume, "open the doors again, and take in the mail that waited"),
        ("delete", _delete, "close it, and delete all of it in 30 days; `resume` brings it back until then"),
    ):
        one = tenant.add_parser(name, help=told)
        one.add_argument("--tenant", required=True, help="slug of the tenant")
        one.set_defaults(run=run)

    export = tenant.add_parser("export", help="all data of a tenant as JSON lines in a zip; prints a link that ends")
    export.add_argument("--tenant", required=True, help="slug of the tenant")
    export.set_defaults(run=_export)
    purge = tenant.add_parser("purge", help="take away for good every tenant whose 30 days are over")
    purge.set_defaults(run=_purge)

    user = commands.add_parser("user", help="staff").add_subparsers(required=True)
    create = user.add_parser("create", help="make a staff member, or set the password of the one with this address")
    create.add_argument("--tenant", required=True, help="slug of the tenant")
    create.add_argument("--email", required=True)
    create.add_argument("--name", required=True)
    create.add_argument("--role", required=True, choices=STAFF_ROLES)
    create.add_argument("--password-stdin", action="store_true", help="read the password; else one is made and printed")
    create.set_defaults(run=_create_user)


def _context(tenant: str) -> Context:
    return Context(tenant, SYSTEM, clock.now(), ids.new_seed(), {"door": "cli"})


def _create_tenant(product: Lambdesk, options: argparse.Namespace) -> int:
    wanted = NewTenant(options.name, options.slug, tuple(options.mailbox))
    try:
        tenant = service.create_tenant(product.identity_store, _context(SYSTEM_TENANT), wanted)
    except Invalid as error:
        return _explain(error)
    print(tenant.id)
    return 0


def _found(product: Lambdesk, slug: str) -> str:
    tenant = product.identity_store.tenant_of_slug(slug)
    if tenant is None:
        raise NotFound(f"There is no tenant {slug}.")
    return tenant


def _suspend(product: Lambdesk, options: argparse.Namespace) -> int:
    product.tenants.suspend(_context(_found(product, options.tenant)), OPERATOR)
    return 0


def _resume(product: Lambdesk, options: argparse.Namespace) -> int:
    ctx = _context(_found(product, options.tenant))
    # Said twice, it goes on with the mail where the first call was cut off.
    if product.tenants.one(ctx.tenant).state is not TenantState.ACTIVE:
        product.tenants.resume(ctx, OPERATOR)
    print(f"{product.mailroom.let_in(ctx.tenant, ctx.now, ctx.seed)} mails came in")
    return 0


def _delete(product: Lambdesk, options: argparse.Namespace) -> int:
    gone = product.tenants.leave(_context(_found(product, options.tenant)), options.tenant)
    print(f"all of it goes at {clock.to_text(gone.delete_at)}" if gone.delete_at else "")
    return 0


def _export(product: Lambdesk, options: argparse.Namespace) -> int:
    tenant = _found(product, options.tenant)
    ctx = _context(tenant)
    key = f"exports/{tenant}/{ctx.derive_id('exp', ctx.now)}.zip"
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        lines = product.wholes.export(tenant, file)
        file.seek(0)
        product.content.put(key, file.read(), "application/zip")
    seconds = int(LINK_LIFETIME.total_seconds())
    print(f"{lines} lines, for a week at:")
    print(product.content.link(key, f"{options.tenant}.zip", "application/zip", seconds))
    return 0


def _purge(product: Lambdesk, _options: argparse.Namespace) -> int:
    for tenant in list(product.wholes.due(clock.now())):
        gone = product.wholes.remove(tenant)
        print(f"{tenant}: {gone.items} items, {gone.objects} objects")
    return 0


def _create_user(product: Lambdesk, options: argparse.Namespace) -> int:
    store = product.identity_store
    tenant = store.tenant_of_slug(options.tenant)
    if tenant is None:
        raise NotFound(f"There is no tenant {options.tenant}.")
    # Letters of both cases, digits and a sign are what a user pool's policy asks for.
    password = sys.stdin.readline().rstrip("\n") if options.password_stdin else f"Aa1-{ids.new_secret(15)}"
    wanted = NewUser(options.email, options.name, options.role)
    try:
        user = service.create_user(store, product.user_pool, _context(tenant), wanted, password)
    except Invalid as error:
        return _explain(error)
    print(user.id if options.password_stdin else f"{user.id} {password}")
    return 0


def _explain(error: Invalid) -> int:
    for each in error.fields:
        print(f"{each.field} {each.message}", file=sys.stderr)
    return 2
