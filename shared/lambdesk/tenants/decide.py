"""The rules of a tenant's record. No I/O, clock, randomness."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lambdesk.identity.decide import NAME_LIMIT, RESERVED_SLUGS, SLUG
from lambdesk.identity.model import Mailbox, Slug, Tenant, TenantState
from lambdesk.kit import clock
from lambdesk.kit.changes import ChangeSet, Insert, Replace
from lambdesk.kit.context import Context
from lambdesk.kit.errors import Conflict, FieldError, Invalid, StaleVersion
from lambdesk.kit.events import record
from lambdesk.kit.text import clean_line, is_address, normal_address
from lambdesk.tenants.events import TenantChanged, TenantDeletionAsked, TenantResumed, TenantSuspended
from lambdesk.tenants.plans import LEAST, PLANS

LOCALES = ("en", "de")
MAILBOXES_LIMIT = 20
GRACE = timedelta(days=30)
# WCAG 2.2, 1.4.3: what the accent is used for is white text on it and links on white.
CONTRAST = 4.5
ORIGINS_LIMIT = 10
_ORIGIN = re.compile(r"https://[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::[0-9]{2,5})?")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
OPERATOR, DELETION = "operator", "deletion"


@dataclass(frozen=True)
class Names:
    """What a record wants to be the only one to have: new slugs and addresses, and addresses it gives up."""

    slug: str | None = None
    taken: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    origins_left: tuple[str, ...] = ()


def contrast_with_white(colour: str) -> float:
    """1 (white) to 21 (black), as WCAG counts; `colour` is `#rrggbb`."""

    def linear(part: str) -> float:
        share = int(part, 16) / 255
        return float(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(colour[at : at + 2]) for at in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def change(tenant: Tenant, expected_version: int, wanted: Mapping[str, Any]) -> tuple[Tenant, Names]:
    """The record with these fields, and what it has to be the only one to have for it. Raises StaleVersion, Invalid."""
    if tenant.version != expected_version:
        raise StaleVersion(tenant.version)
    changed = replace(tenant, **_clean(wanted))
    if wrong := list(_wrong(changed)):
        raise Invalid(fields=wrong)
    return changed, Names(
        slug=changed.slug if changed.slug != tenant.slug else None,
        taken=tuple(each for each in changed.mailboxes if each not in tenant.mailboxes),
        left=tuple(each for each in tenant.mailboxes if each not in changed.mailboxes),
        origins=tuple(each for each in changed.origins if each not in tenant.origins),
        origins_left=tuple(each for each in tenant.origins if each not in changed.origins),
    )


def changed_fields(before: Tenant, after: Tenant) -> tuple[str, ...]:
    """The names of what differs."""
    return tuple(each.name for each in fields(Tenant) if getattr(before, each.name) != getattr(after, each.name))


def commit_of(before: Tenant, after: Tenant, ctx: Context, payload: Any = None) -> tuple[Tenant, ChangeSet]:
    """The record `after` in place of `before`, with the fact of it."""
    told: Any = payload or TenantChanged(changed_fields(before, after))
    written = replace(after, version=before.version + 1)
    event = record(ctx, told, aggregate=f"tenant:{before.id}", version=written.version, at=ctx.now, ordinal=0)
    return written, ChangeSet((Replace(written, before.version),), (event,), parent=f"tenant:{before.id}")


def _clean(wanted: Mapping[str, Any]) -> dict[str, Any]:
    cleaned = dict(wanted)
    if "name" in cleaned:
        cleaned["name"] = clean_line(cleaned["name"], NAME_LIMIT)
    if "mailboxes" in cleaned:
        cleaned["mailboxes"] = tuple(dict.fromkeys(normal_address(each) for each in cleaned["mailboxes"]))
    if "origins" in cleaned:
        cleaned["origins"] = tuple(dict.fromkeys(each.strip().lower().rstrip("/") for each in cleaned["origins"]))
    if cleaned.get("accent"):
        cleaned["accent"] = cleaned["accent"].lower()
    return cleaned


def _wrong(tenant: Tenant) -> "list[FieldError]":
    rules = (
        ("name", bool(tenant.name), "needs words", "blank"),
        (
            "slug",
            bool(SLUG.fullmatch(tenant.slug)) and tenant.slug not in RESERVED_SLUGS,
            "is 1 to 40 small letters, digits and hyphens, and no reserved word",
            "slug",
        ),
        ("zone", _is_zone(tenant.zone), "is no time zone", "unknown_value"),
        ("locale", tenant.locale in LOCALES, "is no language we know", "unknown_value"),
        ("mailboxes", 0 < len(tenant.mailboxes) <= MAILBOXES_LIMIT, f"are one to {MAILBOXES_LIMIT}", "out_of_range"),
        ("mailboxes", all(map(is_address, tenant.mailboxes)), "is not a mail address", "not_an_address"),
        ("origins", len(tenant.origins) <= ORIGINS_LIMIT, f"are {ORIGINS_LIMIT} at most", "out_of_range"),
        ("origins", all(map(_ORIGIN.fullmatch, tenant.origins)), "is https:// and the name of a host", "wrong_format"),
        ("accent", _readable(tenant.accent), "cannot be read on white, nor white on it", "contrast"),
    )
    return [FieldError(f"body.{field}", says, code) for field, fits, says, code in rules if not fits]


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _readable(accent: str | None) -> bool:
    return accent is None or (bool(_COLOUR.fullmatch(accent)) and contrast_with_white(accent) >= CONTRAST)


def names_of(tenant: str, wanted: Names, owned: Mapping[str, Mailbox]) -> ChangeSet:
    """What makes new names this tenant's; kept with the system tenant. Raises Invalid when one is another's.

    A slug that is given up stays taken: addresses with it are in bookmarks and mails.
    """
    boxes = {f"reply@{address.rpartition('@')[2]}": address for address in wanted.taken}
    for address in (*wanted.taken, *boxes):
        if address in owned and owned[address].tenant != tenant:
            raise Invalid(fields=[FieldError("body.mailboxes", "belongs to another workspace", "taken")])
    new = [address for address in dict.fromkeys((*wanted.taken, *boxes)) if address not in owned]
    slugs = [Insert(Slug(wanted.slug, tenant))] if wanted.slug else []
    return ChangeSet((*slugs, *(Insert(Mailbox(address, tenant)) for address in new)))


def limit(tenant: Tenant, plan: str | None, limits: Mapping[str, int], ctx: Context) -> tuple[Tenant, ChangeSet]:
    """Another plan with its limits, other limits, or both; `limits` by their names win. Raises Invalid."""
    if plan is not None and plan not in PLANS:
        raise Invalid(fields=[FieldError("plan", f"is one of {', '.join(PLANS)}", "unknown_value")])
    wanted = {**(asdict(PLANS[plan]) if plan else {}), **limits}
    least = asdict(LEAST)
    if low := [name for name in wanted if wanted[name] < least[name]]:
        raise Invalid(fields=[FieldError(each, f"is {least[each]} at least", "out_of_range") for each in low])
    return commit_of(tenant, replace(tenant, plan=plan or tenant.plan, **wanted), ctx)


def suspend(tenant: Tenant, reason: str, ctx: Context) -> tuple[Tenant, ChangeSet]:
    """Close it. Raises Conflict when it is closed already."""
    if tenant.state is not TenantState.ACTIVE:
        raise Conflict("This workspace is closed already.", state=tenant.state.value)
    closed = replace(tenant, state=TenantState.SUSPENDED)
    return commit_of(tenant, closed, ctx, TenantSuspended(reason))


def resume(tenant: Tenant, reason: str, ctx: Context) -> tuple[Tenant, ChangeSet]:
    """Open it again, also when it was to be deleted. Raises Conflict when it is open."""
    if tenant.state is TenantState.ACTIVE:
        raise Conflict("This workspace is open.", state=tenant.state.value)
    return commit_of(tenant, replace(tenant, state=TenantState.ACTIVE, delete_at=None), ctx, TenantResumed(reason))


def leave(tenant: Tenant, slug: str, ctx: Context) -> tuple[Tenant, ChangeSet]:
    """Close it for good, GRACE from now; `slug` is what whoever asks typed. Raises Invalid or Conflict."""
    if slug != tenant.slug:
        raise Invalid(fields=[FieldError("body.slug", "is not the name of this workspace", "slug")])
    if tenant.state is TenantState.LEAVING:
        raise Conflict("This workspace is closed already.", state=tenant.state.value)
    at = ctx.now + GRACE
    closed = replace(tenant, state=TenantState.LEAVING, delete_at=at)
    return commit_of(tenant, closed, ctx, TenantDeletionAsked(clock.to_text(at)))
