"""Who calls, in which tenant: resolved once per request, before any route is looked at."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.requests import Request

from lambdesk.audit.model import Opened
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.identity.model import Begun, Caller, Permission, Role, Tenant, User
from lambdesk.identity.queries import Member, must_enrol, wrong_way
from lambdesk.identity.sign_in.accounts import MFA_SETUP
from lambdesk.kit import clock, ids
from lambdesk.kit.context import SYSTEM, Actor, ActorKind, Context
from lambdesk.kit.errors import ChallengeRequired, Forbidden, NotFound, Unauthenticated
from lambdesk.tickets.decide.seeing import may_see, sees_all
from lambdesk.tickets.model import parse_number
from lambdesk.tickets.queries import final
from lambdesk.tickets.wire import number_of_row

STATE = "lambdesk.call"
Event = dict[str, Any]


@dataclass(frozen=True)
class Visit:
    """A request by nobody known: what the sign-in routes get."""

    product: Lambdesk
    ctx: Context

    @property
    def secure(self) -> bool:
        """Whether cookies go over TLS only: everywhere but on a developer's machine."""
        return self.product.settings.origin.startswith("https://")

    def of(self, tenant: str, actor: Actor, door: str) -> Context:
        """The context of somebody who has proven to belong to a tenant in another way than by a token."""
        return replace(self.ctx, tenant=tenant, actor=actor, cause={"door": door})


@dataclass(frozen=True)
class Call(Visit):
    """A request by somebody of a tenant: an active member, or a program with an API key, which is no `member`.

    `proven`: the member's address is theirs, for all we know, because only who got our letter there has the password. A
    tenant's sign-in provider may say what it likes, and who looks as a colleague is not them.
    """

    tenant: Tenant
    caller: Caller
    member: Member | None = None
    proven: bool = field(default=False, kw_only=True)

    @property
    def user(self) -> User:
        """The member, for what only people have; raises Forbidden for an API key."""
        if self.member is None:
            raise Forbidden("This is for people: an API key has none of it.")
        return self.member.user

    def opens(self, thing: str, what: Opened) -> None:
        """The caller is about to see personal data of the aggregate `thing`; raises Unavailable."""
        self.product.accesses.opened(self.ctx, thing, what)

    def lists(self, rows: Iterable[str]) -> None:
        """The caller is about to see these rows, as they are stored; raises Unavailable."""
        self.product.accesses.listed(self.ctx, map(number_of_row, rows))

    def number(self, text: str) -> int:
        """The ticket number in a path, decimal or label; raises NotFound when it names none that the caller may see.

        A number that no ticket has is found out by whoever asks for the ticket, unless it has to be looked at here.
        """
        number = parse_number(self.tenant.ticket_label, text)
        if number is None:
            raise NotFound
        return self.seen(number)

    def seen(self, number: int) -> int:
        """The same of a number in a body; costs nothing for who sees all tickets."""
        if not self.sees(number):
            raise NotFound
        return number

    def sees(self, number: int) -> bool:
        """Whether the caller may see a ticket. One that was merged is seen by who sees where it goes on."""
        if sees_all(self.caller):
            return True
        store = self.product.ticket_store
        loaded, _ = store.load(self.tenant.id, number)
        if loaded is None:
            return False
        ends = loaded.ticket, final(store, self.tenant.id, loaded).ticket
        return any(may_see(self.caller, each) for each in ends)


def correlation_id(event: Event) -> str:
    """The gateway's request id: the same in its access log, in ours and in every event that follows."""
    return str(event.get("requestContext", {}).get("requestId") or ids.new_seed())


def visit(product: Lambdesk, event: Event) -> Visit:
    """The call of an open route."""
    return Visit(product, _context("", SYSTEM, event))


def identify(product: Lambdesk, event: Event) -> Call:
    """The call of everybody else: who it is comes from the authorizer alone, what they may from our own record.

    Raises Unauthenticated when the authorizer vouched for nobody, or for somebody who is not active here.
    """
    claims = (event.get("requestContext", {}).get("authorizer") or {}).get("lambda") or {}
    tenant_id, user_id = claims.get("tenant"), claims.get("user")
    if "api_key" in claims:
        return _keyed(product, event, *(str(claims.get(name, "")) for name in ("tenant", "api_key", "secret_hash")))
    if not (isinstance(tenant_id, str) and isinstance(user_id, str) and tenant_id and user_id):
        raise Unauthenticated
    ctx = _context(tenant_id, Actor(ActorKind.USER, user_id), event)
    product = product.for_tenant(tenant_id)
    member = product.directory.member(tenant_id, user_id, ctx.now)
    if member is None or _signed_out(member, claims.get("issued_at")):
        raise Unauthenticated
    member.tenant.enter()
    begun = Begun(claims.get("begun", Begun.PASSWORD))
    if way := wrong_way(member.tenant, member.role, begun):
        raise ChallengeRequired(challenge=way)
    if begun is Begun.PASSWORD and must_enrol(member.tenant, member.user, member.role):
        # Our own sign-in lets nobody in without it; the user pool, asked directly, would.
        raise ChallengeRequired(challenge=MFA_SETUP)
    return Call(product, ctx, member.tenant, member.caller, member, proven=begun is Begun.PASSWORD)


def _keyed(product: Lambdesk, event: Event, tenant_id: str, key_id: str, secret_hash: str) -> Call:
    """The call of a program. The gateway remembers what the authorizer said; a key is looked at in every request."""
    ctx = _context(tenant_id, Actor(ActorKind.API_KEY, key_id), event)
    product = product.for_tenant(tenant_id)
    key = product.api_keys.shown(tenant_id, key_id, secret_hash, ctx.now)
    tenant = product.directory.tenant(tenant_id, ctx.now)
    if tenant is None:
        raise Unauthenticated
    tenant.enter()
    permissions = frozenset(each for each in Permission if each.value in key.scopes)
    return Call(product, ctx, tenant, Caller(ctx.actor.kind, key.id, key.name, Role("api_key", key.name, permissions)))


def _signed_out(member: Member, issued_at: object) -> bool:
    """Whether a token was given before its member was signed out everywhere. Tokens tell whole seconds."""
    out = member.user.signed_out_at
    return out is not None and (not isinstance(issued_at, int) or issued_at < int(out.timestamp()))


def _context(tenant: str, actor: Actor, event: Event) -> Context:
    return Context(
        tenant=tenant,
        actor=actor,
        now=clock.now(),
        seed=ids.new_seed(),
        cause={"door": "http"},
        correlation_id=correlation_id(event),
    )


def visiting(request: Request) -> Visit:
    """The call behind a request of a public group."""
    call = request.scope[STATE]
    assert isinstance(call, Visit)  # noqa: S101 - the door puts it there
    return call


def current(request: Request) -> Call:
    """The call behind a request of a group that is not public."""
    call = request.scope[STATE]
    assert isinstance(call, Call)  # noqa: S101 - the door puts it there or answers itself
    return call
