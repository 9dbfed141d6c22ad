"""The rules of sign-in at a provider: who sets one up, who comes in by it, as whom. No I/O, clock, randomness."""

import re
from dataclasses import dataclass, fields, replace

from lambdesk.identity.decide import NAME_LIMIT, NewUser, make_user
from lambdesk.identity.events import UserJoined
from lambdesk.identity.federation.events import (
    ProviderConfigured,
    ProviderRemoved,
    SignInAccepted,
    SignInRefused,
    UserLinked,
    UserUnlinked,
)
from lambdesk.identity.federation.model import Provider, ProviderAccount, Reason, Refused, Told
from lambdesk.identity.members.decide import accept
from lambdesk.identity.members.invitations import LIFETIME
from lambdesk.identity.model import ADMIN, BUILT_IN, Begun, Caller, MemberState, Role, StaffAddress, Tenant, User
from lambdesk.identity.queries import manages, wrong_way
from lambdesk.identity.roles.decide import covers
from lambdesk.kit.changes import ChangeSet, Check, Insert, Put, Remove, Replace, Write, with_facts
from lambdesk.kit.context import Context
from lambdesk.kit.errors import FieldError, Forbidden, Invalid, NotFound, StaleVersion
from lambdesk.kit.text import clean_line, digest, normal_address

DOMAINS_LIMIT = 20
_ISSUER = re.compile(r"https://[a-zA-Z0-9.-]{1,253}(?::[0-9]{2,5})?(?:/[\w.~%/+-]{0,500})?", re.ASCII)
# On a developer's machine, where the provider is a program beside the others.
_LOCAL_ISSUER = re.compile(r"http://(?:127\.0\.0\.1|localhost):[0-9]{2,5}(?:/[\w.~%/+-]{0,500})?", re.ASCII)
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.ASCII)
# RFC 8176: several factors, or one that is two of them by itself.
_TWO_STEPS = frozenset({"mfa", "mca", "hwk", "fpt"})


@dataclass(frozen=True)
class Wanted:
    """A provider as an administrator names it. Without a `secret` the one that is kept stays."""

    name: str
    issuer: str
    client_id: str
    domains: tuple[str, ...]
    first_role: str | None
    trusted: bool
    passwords: bool
    secret: str | None = None


@dataclass(frozen=True)
class Setup:
    """What stands when an administrator changes it, and who they are."""

    home: Tenant
    known: Provider | None
    giver: Caller
    local: bool = False


def configure(
    ctx: Context, setup: Setup, version: int | None, wanted: Wanted, sealed: str, first: Role | None
) -> tuple[Provider, Tenant, ChangeSet]:
    """The provider from now on, and the tenant's record beside it; `sealed` is the client's secret as it is kept.

    Raises Forbidden, StaleVersion or Invalid.
    """
    check_setter(setup.giver)
    known = setup.known
    if (known.version if known else None) != version:
        raise StaleVersion(known.version if known else 0)
    made = Provider(
        name=clean_line(wanted.name, NAME_LIMIT),
        issuer=wanted.issuer.strip(),
        client_id=wanted.client_id.strip(),
        secret=sealed,
        domains=tuple(dict.fromkeys(each.strip().lower().removeprefix("@") for each in wanted.domains)),
        first_role=wanted.first_role,
        trusted=wanted.trusted,
        version=(known.version if known else 0) + 1,
    )
    if wrong := _wrong(made, first, local=setup.local):
        raise Invalid(fields=wrong)
    home = replace(setup.home, passwords=wanted.passwords, version=setup.home.version + 1)
    changed = [
        each.name for each in fields(Provider) if known is None or getattr(known, each.name) != getattr(made, each.name)
    ]
    fact = ProviderConfigured(
        made.issuer, [each for each in changed if each != "version"], made.trusted, wanted.passwords, made.first_role
    )
    writes: list[Write] = [Replace(made, known.version) if known else Insert(made)]
    if setup.home.passwords != wanted.passwords:
        writes.append(Replace(home, setup.home.version))
    else:
        home = setup.home
    return made, home, with_facts(ctx, f"provider:{ctx.tenant}", made.version, tuple(writes), fact)


def check_setter(giver: Caller) -> None:
    """Raises Forbidden for who can do less than an administrator: who runs the provider can come in as anybody."""
    if not covers(giver.role, BUILT_IN[ADMIN]):
        raise Forbidden("Who sets up sign-in can come in as anybody, so it takes all permissions.")


def remove(ctx: Context, setup: Setup) -> ChangeSet:
    """No provider; everybody has passwords again. Raises Forbidden or NotFound."""
    check_setter(setup.giver)
    known, home = setup.known, setup.home
    if known is None:
        raise NotFound
    writes: tuple[Write, ...] = (Remove(known, known.version),)
    if not home.passwords:
        writes += (Replace(replace(home, passwords=True, version=home.version + 1), home.version),)
    return with_facts(ctx, f"provider:{ctx.tenant}", known.version + 1, writes, ProviderRemoved(known.issuer))


def _wrong(made: Provider, first: Role | None, *, local: bool) -> list[FieldError]:
    issuer = bool(_ISSUER.fullmatch(made.issuer)) or (local and bool(_LOCAL_ISSUER.fullmatch(made.issuer)))
    rules = (
        ("name", bool(made.name), "needs words", "blank"),
        ("issuer", issuer, "is https:// and a host, without question or fragment", "wrong_format"),
        ("client_id", bool(made.client_id), "needs words", "blank"),
        ("client_secret", bool(made.secret), "is needed", "missing"),
        ("domains", 0 < len(made.domains) <= DOMAINS_LIMIT, f"are one to {DOMAINS_LIMIT}", "out_of_range"),
        ("domains", all(map(_DOMAIN.fullmatch, made.domains)), "is no domain of mail addresses", "wrong_format"),
        ("first_role", made.first_role is None or bool(first and first.name), "is no role", "unknown_value"),
        ("first_role", first is None or not manages(first), "is for who is chosen, not for who comes", "too_much"),
    )
    return [FieldError(f"body.{field}", says, code) for field, fits, says, code in rules if not fits]


def subject_of(provider: Provider, told: Told) -> str:
    """The digest by which somebody of this provider is known again; its first half names the issuer."""
    return digest(provider.issuer)[:20] + digest(provider.issuer, told.subject)[:20]


def begun(provider: Provider, told: Told) -> Begun:
    """In one step or in two, as the provider says or the tenant trusts it."""
    two = provider.trusted or not _TWO_STEPS.isdisjoint(told.methods)
    return Begun.PROVIDER_MFA if two else Begun.PROVIDER


def check(provider: Provider, told: Told) -> str:
    """The address of somebody whose address the tenant lets in; raises Refused."""
    address = normal_address(told.email)
    if not address or not told.verified:
        raise Refused(Reason.UNVERIFIED)
    if address.rpartition("@")[2] not in provider.domains:
        raise Refused(Reason.DOMAIN)
    return address


def admit(ctx: Context, user: User, subject: str) -> tuple[User, ChangeSet]:
    """The member as whom somebody comes in: no writes when they came before. Raises Refused."""
    if user.subject == subject:
        if not user.serves(ctx.now):
            raise Refused(Reason.INACTIVE)
        return user, ChangeSet(())
    # Another name at the same issuer is another person, who may have got this address after a member left.
    if user.subject is not None and user.subject[:20] == subject[:20]:
        raise Refused(Reason.OTHER_ACCOUNT)
    joined, facts = user, ChangeSet(())
    if user.state is MemberState.INVITED and user.invited_at is not None:
        if ctx.now >= user.invited_at + LIFETIME:
            raise Refused(Reason.INVITATION_OVER)
        joined, facts = accept(ctx, user, user.name)
    if not joined.serves(ctx.now):
        raise Refused(Reason.INACTIVE)
    linked = replace(joined, subject=subject, version=user.version + 1)
    writes = (Replace(linked, user.version), Put(ProviderAccount(subject, user.id)))
    told = with_facts(ctx, f"user:{user.id}", linked.version, writes, UserLinked(user.id), after=len(facts.events))
    return linked, replace(told, events=(*facts.events, *told.events))


def unlink(ctx: Context, user: User) -> ChangeSet:
    """Who came from the provider as this member does so no more: the next one with the address is a first one.

    Raises NotFound for a member as whom nobody came.
    """
    if user.subject is None:
        raise NotFound
    alone = replace(user, subject=None, version=user.version + 1)
    writes = (Replace(alone, user.version), Remove(ProviderAccount(user.subject, user.id)))
    return with_facts(ctx, f"user:{user.id}", alone.version, writes, UserUnlinked(user.id))


def first(ctx: Context, provider: Provider, told: Told, subject: str) -> tuple[User, ChangeSet]:
    """A member who was not invited, as the tenant allows; raises Refused."""
    if provider.first_role is None:
        raise Refused(Reason.NOT_INVITED)
    email = normal_address(told.email)
    try:
        made = make_user(NewUser(email, told.name or email.partition("@")[0], provider.first_role), ctx)
    except Invalid:
        raise Refused(Reason.UNVERIFIED) from None
    user = replace(made, subject=subject)
    place = StaffAddress(ctx.tenant, user.email, user.id)
    writes = (Insert(user), Insert(place), Put(ProviderAccount(subject, user.id)))
    return user, with_facts(
        ctx, f"user:{user.id}", user.version, writes, UserJoined(user.id, user.role), UserLinked(user.id)
    )


def check_steps(home: Tenant, role: Role, way: Begun) -> None:
    """Raises Refused for who must have a second step and had none."""
    if wrong_way(home, role, way) is not None:
        raise Refused(Reason.SECOND_STEP)


def accepted(ctx: Context, user: User, way: Begun) -> ChangeSet:
    """That a member came in, judged by the record as it stands."""
    fact = SignInAccepted(user.id, second_step=way is Begun.PROVIDER_MFA)
    return with_facts(ctx, f"user:{user.id}", user.version, (Check(user, user.version),), fact)


def refused(ctx: Context, version: int, reason: Reason, user_id: str | None) -> ChangeSet:
    """That somebody was not let in, and why."""
    return with_facts(ctx, f"provider:{ctx.tenant}", version, (), SignInRefused(reason.value, user_id))
