"""`lambdesk tenant` and `lambdesk user`: what an operator does before anybody can sign in, or when nobody can."""

import argparse
import sys
from dataclasses import asdict
from datetime import timedelta

from lambdesk.bootstrap.root import Lambdesk
from lambdesk.cli import tenants
from lambdesk.identity import service
from lambdesk.identity.decide import NewTenant, NewUser
from lambdesk.identity.model import STAFF_ROLES
from lambdesk.kit import clock, ids
from lambdesk.kit.context import SYSTEM, SYSTEM_TENANT, Context
from lambdesk.kit.errors import Invalid, NotFound
from lambdesk.kit.text import normal_address
from lambdesk.tenants.decide import LOCALES
from lambdesk.tenants.plans import PLANS, STANDARD


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add both commands; each sets `run(product, options) -> exit code`."""
    tenant = commands.add_parser("tenant", help="tenants").add_subparsers(required=True)
    create = tenant.add_parser("create", help="make a tenant, or find the one with this slug; prints its id")
    create.add_argument("--name", required=True)
    create.add_argument("--slug", required=True, help="the name in the address bar: small letters, digits, hyphens")
    create.add_argument("--mailbox", required=True, action="append", help="an address it receives for; repeatable")
    create.add_argument("--zone", default="UTC", help="its time zone, such as Europe/Berlin (UTC)")
    create.add_argument("--locale", default=LOCALES[0], choices=LOCALES, help="the language of its forms and letters")
    create.add_argument("--plan", default=STANDARD, choices=PLANS, help=f"names its limits ({STANDARD})")
    create.set_defaults(run=_create_tenant)

    tenants.register(tenant)

    user = commands.add_parser("user", help="staff").add_subparsers(required=True)
    create = user.add_parser("create", help="make a staff member, or set the password of the one with this address")
    create.add_argument("--tenant", required=True, help="slug of the tenant")
    create.add_argument("--email", required=True)
    create.add_argument("--name", required=True)
    create.add_argument("--role", required=True, choices=STAFF_ROLES)
    create.add_argument("--password-stdin", action="store_true", help="read the password; else one is made and printed")
    create.set_defaults(run=_create_user)

    invite = user.add_parser("invite", help="send somebody an invitation")
    invite.add_argument("--tenant", required=True, help="slug of the tenant")
    invite.add_argument("--email", required=True)
    invite.add_argument("--name", required=True)
    invite.add_argument("--role", required=True, choices=STAFF_ROLES)
    invite.set_defaults(run=_invite)

    leave = user.add_parser("deactivate", help="make a staff member inactive, which signs out everywhere")
    leave.add_argument("--tenant", required=True, help="slug of the tenant")
    leave.add_argument("--email", required=True)
    leave.set_defaults(run=_deactivate)

    glass = user.add_parser("break-glass", help="an administrator for a while, of whom all others are told")
    glass.add_argument("--tenant", required=True, help="slug of the tenant")
    glass.add_argument("--email", required=True, help="an address that is no member's")
    glass.add_argument("--name", required=True, help="who it is, as the others will read it")
    glass.add_argument("--hours", type=float, default=4, help="until it ends by itself, at most 24 (4)")
    glass.set_defaults(run=_break_glass)


def _context(tenant: str) -> Context:
    return Context(tenant, SYSTEM, clock.now(), ids.new_seed(), {"door": "cli"})


def _create_tenant(product: Lambdesk, options: argparse.Namespace) -> int:
    wanted = NewTenant(
        options.name,
        options.slug,
        tuple(options.mailbox),
        options.zone,
        options.locale,
        plan=options.plan,
        limits=asdict(PLANS[options.plan]),
    )
    try:
        tenant = service.create_tenant(product.identity_store, _context(SYSTEM_TENANT), wanted)
    except Invalid as error:
        return _explain(error)
    print(tenant.id)
    return 0


def _create_user(product: Lambdesk, options: argparse.Namespace) -> int:
    store, tenant = product.identity_store, _tenant(product, options.tenant)
    password = sys.stdin.readline().rstrip("\n") if options.password_stdin else _new_password()
    wanted = NewUser(options.email, options.name, options.role)
    try:
        user = service.create_user(store, product.user_pool, _context(tenant), wanted, password)
    except Invalid as error:
        return _explain(error)
    print(user.id if options.password_stdin else f"{user.id} {password}")
    return 0


def _tenant(product: Lambdesk, slug: str) -> str:
    tenant = product.identity_store.tenant_of_slug(slug)
    if tenant is None:
        raise NotFound(f"There is no tenant {slug}.")
    return tenant


def _invite(product: Lambdesk, options: argparse.Namespace) -> int:
    ctx = _context(_tenant(product, options.tenant))
    try:
        print(product.members.invite(ctx, NewUser(options.email, options.name, options.role)).id)
    except Invalid as error:
        return _explain(error)
    return 0


def _deactivate(product: Lambdesk, options: argparse.Namespace) -> int:
    tenant = _tenant(product, options.tenant)
    place = product.identity_store.staff_address(tenant, normal_address(options.email))
    if place is None:
        raise NotFound("Nobody has this address.")
    print(product.members.activate(_context(tenant), place.user_id, False).id)
    return 0


def _break_glass(product: Lambdesk, options: argparse.Namespace) -> int:
    ctx, password = _context(_tenant(product, options.tenant)), _new_password()
    lasts = timedelta(hours=options.hours)
    try:
        user = product.members.break_glass(ctx, options.email, options.name, lasts, password)
    except Invalid as error:
        return _explain(error)
    print(f"{user.id} {password}")
    return 0


def _new_password() -> str:
    # Letters of both cases, digits and a sign are what a user pool's policy asks for.
    return f"Aa1-{ids.new_secret(15)}"


def _explain(error: Invalid) -> int:
    for each in error.fields:
        print(f"{each.field} {each.message}", file=sys.stderr)
    return 2
