"""The rules of sessions and of new tenants and users. No I/O, clock, randomness."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lambdesk.identity.events import SessionEnded, SessionOpened, SessionReused, UserSignedOut
from lambdesk.identity.model import Begun, Ended, Mailbox, Session, Slug, Tenant, User, UserSession, Welcome
from lambdesk.kit import handles
from lambdesk.kit.changes import ChangeSet, Insert, Put, Remove, Replace, Write, with_facts
from lambdesk.kit.context import Context
from lambdesk.kit.errors import FieldError, Invalid
from lambdesk.kit.events import Payload
from lambdesk.kit.handles import hash_of
from lambdesk.kit.text import clean_line, is_address, normal_address

SESSION_LIFETIME = timedelta(days=30)
# Whoever leaves is taken out at the provider, of which nobody tells us: it is asked again once a day of work.
PROVIDER_LIFETIME = timedelta(hours=12)
NAME_LIMIT = 120
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
# First path segments of the clients' origin.
RESERVED_SLUGS = frozenset(
    {
        *("api", "assets", "content", "health", "join", "login", "mail", "portal", "sign-in", "sign-up", "static"),
        *("widget", "ws", "www"),
        # What stands where a slug does in paths of the API, and in those of the portal.
        *("confirmations", "escalations", "invitations", "acknowledge", "confirm"),
    }
)


@dataclass(frozen=True)
class NewTenant:
    """A tenant as an operator names it; the first mailbox sends. `limits` are the plan's, by the record's names."""

    name: str
    slug: str
    mailboxes: tuple[str, ...]
    zone: str = "UTC"
    locale: str = "en"
    welcome: Welcome = Welcome.OPEN
    plan: str = "standard"
    limits: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class NewUser:
    """A staff member as an operator names one; `role` is a role's id."""

    email: str
    name: str
    role: str


def open_session(
    ctx: Context,
    user_id: str,
    session_id: str,
    sealed: str,
    handle: str,
    device: str = "",
    begun: Begun = Begun.PASSWORD,
) -> tuple[Session, ChangeSet]:
    """A new sign-in; it ends after SESSION_LIFETIME, or PROVIDER_LIFETIME, whatever happens."""
    now = ctx.now
    session = Session(
        id=session_id,
        user_id=user_id,
        refresh_token=sealed,
        handle_hash=hash_of(handle),
        created_at=now,
        rotated_at=now,
        expires_at=now + (SESSION_LIFETIME if begun is Begun.PASSWORD else PROVIDER_LIFETIME),
        device=device,
        begun=begun,
    )
    writes = Insert(session), Insert(UserSession(user_id, session_id, session.expires_at))
    return session, _told(ctx, session, writes, SessionOpened(user_id, session_id, begun.value))


def rotate(session: Session, sealed: str, used: str, handle: str, now: datetime) -> tuple[Session, ChangeSet]:
    """The session under a new `handle` instead of the `used` one, unless somebody else was faster."""
    rotated = handles.rotated(replace(session, refresh_token=sealed), used, handle, now)
    return rotated, ChangeSet((Replace(rotated, session.version),))


def end(ctx: Context, session: Session, reason: Ended) -> ChangeSet:
    """The session is over, whatever else happens to it: its version moves on, so that no rotation can follow."""
    over, writes = _over(session, ctx.now)
    return _told(ctx, over, writes, SessionEnded(session.user_id, session.id, reason.value))


def end_reused(ctx: Context, session: Session, user: User | None) -> ChangeSet:
    """The session is over for both who hold it, and whatever either got by it: of its member no token given until now
    counts, and all sockets end. Other devices renew and go on.
    """
    over, writes = _over(session, ctx.now)
    told = _told(ctx, over, writes, SessionReused(session.user_id, session.id))
    if user is None:
        return told
    out = replace(user, signed_out_at=ctx.now, version=user.version + 1)
    name, fact = f"user:{user.id}", UserSignedOut(user_id=user.id, sessions=1)
    return told.together(with_facts(ctx, name, out.version, (Replace(out, user.version),), fact, after=1))


def _over(session: Session, now: datetime) -> tuple[Session, tuple[Write, ...]]:
    over = replace(
        session, refresh_token="", handle_hash="", previous_hash=None, expires_at=now, version=session.version + 1
    )
    return over, (Put(over), Remove(UserSession(session.user_id, session.id, session.expires_at)))


def _told(ctx: Context, session: Session, writes: tuple[Write, ...], fact: Payload) -> ChangeSet:
    return with_facts(ctx, f"session:{session.id}", session.version, writes, fact)


def make_tenant(wanted: NewTenant, ctx: Context) -> Tenant:
    """A checked tenant; raises Invalid."""
    name = clean_line(wanted.name, NAME_LIMIT)
    mailboxes = tuple(dict.fromkeys(normal_address(each) for each in wanted.mailboxes))
    wrong = []
    if not name:
        wrong.append(FieldError("name", "needs words", "blank"))
    if not SLUG.fullmatch(wanted.slug) or wanted.slug in RESERVED_SLUGS:
        wrong.append(FieldError("slug", "is 1 to 40 small letters, digits and hyphens, and no reserved word", "slug"))
    if not mailboxes or not all(is_address(each) for each in mailboxes):
        wrong.append(FieldError("mailbox", "is not a mail address", "not_an_address"))
    if not is_zone(wanted.zone):
        wrong.append(FieldError("zone", "is no time zone", "unknown_value"))
    if wrong:
        raise Invalid(fields=wrong)
    made = Tenant(
        id=ctx.derive_id("tnt", ctx.now),
        name=name,
        slug=wanted.slug,
        mailboxes=mailboxes,
        created_at=ctx.now,
        zone=wanted.zone,
        locale=wanted.locale,
        welcome=wanted.welcome,
        plan=wanted.plan,
    )
    return replace(made, **wanted.limits)


def is_zone(name: str) -> bool:
    """Whether there is such a time zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def take_names(tenant: Tenant) -> ChangeSet:
    """What makes slug, mailboxes and mail domains this tenant's and nobody else's; kept with the system tenant.

    A domain is held by its `reply` box: answers come to `reply+<token>@<domain>`, and the domain says whose they are.
    """
    boxes = [f"reply@{address.rpartition('@')[2]}" for address in tenant.mailboxes]
    return ChangeSet(
        (
            Insert(Slug(tenant.slug, tenant.id)),
            *(Insert(Mailbox(address, tenant.id)) for address in dict.fromkeys((*tenant.mailboxes, *boxes))),
        )
    )


def make_user(wanted: NewUser, ctx: Context) -> User:
    """A checked member of `ctx.tenant`; raises Invalid."""
    name, email = clean_line(wanted.name, NAME_LIMIT), normal_address(wanted.email)
    wrong = []
    if not name:
        wrong.append(FieldError("name", "needs words", "blank"))
    if not is_address(email):
        wrong.append(FieldError("email", "is not a mail address", "not_an_address"))
    if wrong:
        raise Invalid(fields=wrong)
    return User(id=ctx.derive_id("usr", ctx.now), email=email, name=name, role=wanted.role, created_at=ctx.now)
