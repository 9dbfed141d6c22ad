"""The rules of a tenant's record. No I/O, clock, randomness."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import timedelta
from typing import Any

from lambdesk.identity.decide import NAME_LIMIT, RESERVED_SLUGS, SLUG, is_zone
from lambdesk.identity.model import Mailbox, Slug, Tenant, TenantState
from lambdesk.kit import clock
from lambdesk.kit.changes import ChangeSet, Insert, Replace
from lambdesk.kit.context import Context
from lambdesk.kit.errors import Conflict, FieldError, Invalid, StaleVersion
from lambdesk.kit.events import record
from lambdesk.kit.text import clean_line, is_address, normal_address
from lambdesk.tenants.events import (
    TenantChanged,
    TenantDeletionAsked,
    TenantMailDomainAdded,
    TenantResumed,
    TenantSuspended,
)
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
# What stands before the @: where answers come in, and where letters to people without a tenant come from.
_REPLY, _SIGN_UP = "reply", "sign-up"


@dataclass(frozen=True)
class Names:
    """What a record wants to be the only one to have: new slugs and addresses, and addresses it gives up."""

    slug: str | None = None
    taken: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    origins_left: tuple[str, ...] = ()


@dataclass(frozen=True)
class Domains:
    """The mail domain of sign-up (empty: there is none), below which each tenant has what its `slugs` name."""

    sign_up: str = ""
    slugs: tuple[str, ...] = ()

    def below(self, domain: str) -> str | None:
        """What stands before the domain of sign-up; None for a domain that has nothing to do with it."""
        if not self.sign_up or not f".{domain}".endswith(f".{self.sign_up}"):
            return None
        return domain.removesuffix(self.sign_up).removesuffix(".")


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
        ("zone", is_zone(tenant.zone), "is no time zone", "unknown_value"),
        ("locale", tenant.locale in LOCALES, "is no language we know", "unknown_value"),
        ("mailboxes", 0 < len(tenant.mailboxes) <= MAILBOXES_LIMIT, f"are one to {MAILBOXES_LIMIT}", "out_of_range"),
        ("mailboxes", all(map(is_address, tenant.mailboxes)), "is not a mail address", "not_an_address"),
        ("origins", len(tenant.origins) <= ORIGINS_LIMIT, f"are {ORIGINS_LIMIT} at most", "out_of_range"),
        ("origins", all(map(_ORIGIN.fullmatch, tenant.origins)), "is https:// and the name of a host", "wrong_format"),
        ("accent", _readable(tenant.accent), "cannot be read on white, nor white on it", "contrast"),
    )
    return [FieldError(f"body.{field}", says, code) for field, fits, says, code in rules if not fits]


def _readable(accent: str | None) -> bool:
    return accent is None or (bool(_COLOUR.fullmatch(accent)) and contrast_with_white(accent) >= CONTRAST)


def reply_box(domain: str) -> str:
    """The box that holds a domain: answers come to `reply+<token>@<domain>`, and whose it is tells whose they are."""
    return f"{_REPLY}@{domain}"


def names_of(home: Tenant, wanted: Names, owned: Mapping[str, Mailbox], domains: Domains) -> ChangeSet:
    """What makes new names this tenant's; kept with the system tenant. Raises Invalid, with the place of each address
    of `home`, the record as it is to be, that the tenant may not have.

    A slug that is given up stays taken: addresses with it are in bookmarks and mails.
    """
    found = ((place, _refusal(home.id, each, owned, domains)) for place, each in enumerate(home.mailboxes))
    placed = [(place, *said) for place, said in found if said and home.mailboxes[place] in wanted.taken]
    if placed:
        raise Invalid(fields=[FieldError(f"body.mailboxes.{place}", says, code) for place, says, code in placed])
    boxes = [reply_box(_domain(address)) for address in wanted.taken]
    new = [address for address in dict.fromkeys((*wanted.taken, *boxes)) if address not in owned]
    slugs = [Insert(Slug(wanted.slug, home.id))] if wanted.slug else []
    return ChangeSet((*slugs, *(Insert(Mailbox(address, home.id)) for address in new)))


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def _refusal(tenant: str, address: str, owned: Mapping[str, Mailbox], domains: Domains) -> tuple[str, str] | None:
    """Why an address cannot be this tenant's: words and code; None when it can."""
    name, _, domain = address.rpartition("@")
    holder, below = owned.get(reply_box(domain)), domains.below(domain)
    if any(each and each.tenant != tenant for each in (owned.get(address), holder)):
        return "belongs to another workspace", "taken"
    if name.partition("+")[0] == _REPLY or address == f"{_SIGN_UP}@{domains.sign_up}":
        return "is an address that the product needs for itself", "reserved"
    if holder or below in domains.slugs:
        return None
    if below is not None:
        return "is in a domain that is kept for workspaces, each its own", "reserved"
    return "is in a domain that the operator has not given to this workspace", "unproven_domain"


def box_of(domain: str) -> str:
    """The reply box of a domain as somebody typed it; raises Invalid."""
    box = normal_address(reply_box(domain.strip()))
    if not is_address(box):
        raise Invalid(fields=[FieldError("domain", "is no mail domain", "wrong_format")])
    return box


def give_domain(home: Tenant, box: str, owner: Mailbox | None, ctx: Context) -> ChangeSet:
    """A tenant has the mail domain of this reply box from now on; raises Conflict when it is another's."""
    if owner and owner.tenant != home.id:
        raise Conflict("This domain belongs to another tenant.")
    return commit_of(home, home, ctx, TenantMailDomainAdded(_domain(box)))[1]


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
