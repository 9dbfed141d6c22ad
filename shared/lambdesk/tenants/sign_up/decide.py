"""The rules of asking for a tenant. No I/O, clock, randomness."""

from dataclasses import dataclass
from datetime import timedelta

from lambdesk.identity import decide
from lambdesk.identity.decide import NewTenant
from lambdesk.identity.events import TenantSignUpAsked
from lambdesk.identity.model import SignUp, Tenant
from lambdesk.kit import clock
from lambdesk.kit.changes import ChangeSet, Claim, Insert, Remove, with_facts
from lambdesk.kit.context import Context
from lambdesk.kit.errors import FieldError, Invalid
from lambdesk.kit.text import digest, normal_address
from lambdesk.tenants.decide import LOCALES

LIFETIME = timedelta(hours=1)
LETTERS_EACH_WINDOW = 3


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for."""

    email: str
    workspace: str
    slug: str
    locale: str


def new_tenant(asked: SignUp, slug: str, domain: str) -> NewTenant:
    """What is made of it: its mail comes to a domain of its own below `domain`, which no other tenant has."""
    return NewTenant(asked.workspace, slug, (f"support@{slug}.{domain}",), locale=asked.locale)


def ask(ctx: Context, wanted: Wanted, domain: str) -> tuple[SignUp, ChangeSet]:
    """A letter goes to the address. `ctx.tenant` is the id that the tenant will have; raises Invalid."""
    until = ctx.now + LIFETIME
    email = normal_address(wanted.email)
    asked = SignUp(email, wanted.workspace, wanted.slug, wanted.locale, ctx.now, until)
    check(ctx, asked, wanted.slug, domain)
    fact = TenantSignUpAsked(clock.to_text(until))
    return asked, with_facts(ctx, f"tenant:{ctx.tenant}", 1, (Insert(asked),), fact)


def check(ctx: Context, asked: SignUp, slug: str, domain: str) -> Tenant:
    """The tenant as it would be; raises Invalid."""
    wrong = []
    if asked.locale not in LOCALES:
        wrong.append(FieldError("body.locale", "is no language we know", "unknown_value"))
    try:
        tenant = decide.make_tenant(new_tenant(asked, slug, domain), ctx)
    except Invalid as error:
        # The mailbox is made of the slug: what is wrong with the one is wrong with the other.
        found = [each for each in error.fields if each.field != "mailbox"] or list(error.fields)
        names = {"name": "workspace", "mailbox": "slug"}
        wrong += [FieldError(f"body.{names.get(each.field, each.field)}", each.message, each.code) for each in found]
    if wrong:
        raise Invalid(fields=wrong)
    return tenant


def slot(ctx: Context, email: str, challenge: str, number: int) -> ChangeSet:
    """One of the letters that an address may get within LIFETIME, for work that was not used yet."""
    until = ctx.now + LIFETIME
    used = Claim("sign-up-work", digest(challenge), {}, until)
    return ChangeSet((used, Claim("sign-up", f"{digest(normal_address(email))}/{number}", {}, until)))


def used_up(asked: SignUp) -> ChangeSet:
    """The link is good for nothing any more."""
    return ChangeSet((Remove(asked),))
