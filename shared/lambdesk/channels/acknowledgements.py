"""The link by which somebody who was called says that they take care of it. Looking at it does nothing.

It is good for one person, one ticket and one breach, and for a day: long enough for whoever is on call, too short to be
found later.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from lambdesk.identity.model import Permission, Tenant, User, caller_of
from lambdesk.identity.ports import IdentityStore
from lambdesk.identity.queries import role_of
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.errors import NotFound
from lambdesk.kit.signed import read, sign
from lambdesk.kit.signing import Keyring
from lambdesk.sla.model import Escalation
from lambdesk.tickets.commands import AcknowledgeEscalation
from lambdesk.tickets.decide.seeing import may_see
from lambdesk.tickets.model import Ticket
from lambdesk.tickets.ports import TicketStore
from lambdesk.tickets.service import Tickets

_PURPOSE = "acknowledgement"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
LIFETIME = timedelta(hours=24)
PAGE = "portal/acknowledge"
# The door that its facts name.
DOOR = "mail_link"


@dataclass(frozen=True)
class Called:
    """Whom a link is for, the breach that it is about, and until when it is good."""

    tenant: str
    number: int
    metric: str
    breach: datetime
    user_id: str
    until: datetime


def acknowledgement_url(keys: Keyring, origin: str, called: Called) -> str:
    """The address of the page for one call."""
    moments = (str((each - _EPOCH) // _MILLISECOND) for each in (called.breach, called.until))
    named = ".".join((called.tenant, str(called.number), called.metric, called.user_id, *moments))
    return f"{origin.rstrip('/')}/{PAGE}/{sign(keys, _PURPOSE, named)}"


def read_token(keys: Keyring, token: str) -> Called | None:
    """What a link names; None for what is not ours."""
    told = read(keys, _PURPOSE, token)
    if told is None:
        return None
    tenant, number, metric, user_id, breach, until = told.split(".")
    return Called(tenant, int(number), metric, _moment(breach), user_id, _moment(until))


def _moment(text: str) -> datetime:
    return _EPOCH + int(text) * _MILLISECOND


class Care(StrEnum):
    """Nobody has taken care of it yet, somebody has, or there is nothing to take care of any more."""

    WAITING = "waiting"
    TAKEN = "taken"
    OVER = "over"


@dataclass(frozen=True)
class Acknowledgeable:
    """What a link's holder may know. `own`: it is they who take care of it; who else does, the desk says."""

    tenant: Tenant
    ticket: Ticket
    metric: str
    care: Care
    own: bool = False


def may_acknowledge(identity: IdentityStore, tenant: str, user: User, ticket: Ticket) -> bool:
    """Whether a link of theirs is good: they are active, see the ticket, and their role takes care of escalations."""
    caller = caller_of(user, role_of(identity, tenant, user.role))
    return Permission.ESCALATIONS_ACKNOWLEDGE in caller.role.permissions and may_see(caller, ticket)


class Acknowledgements:
    """Links, looked at and used. `home` finds a tenant's record."""

    def __init__(
        self,
        tickets: Tickets,
        store: TicketStore,
        identity: IdentityStore,
        home: Callable[[str], Tenant | None],
        keys: Keyring,
    ) -> None:
        self._tickets = tickets
        self._store = store
        self._identity = identity
        self._home = home
        self._keys = keys

    def look(self, token: str, now: datetime) -> Acknowledgeable:
        """What the link is about; raises NotFound for one that is not ours, ran out, or is nobody's any more."""
        called, tenant = self._called(token, now)
        loaded, _ = self._store.load(tenant.id, called.number)
        user = self._identity.user(tenant.id, called.user_id)
        if loaded is None or user is None or not may_acknowledge(self._identity, tenant.id, user, loaded.ticket):
            raise NotFound
        return _seen(tenant, loaded.ticket, called)

    def take(self, ctx: Context, token: str) -> Acknowledgeable:
        """Its person takes care of it. What is taken care of already, or over, stays as it is. Raises NotFound."""
        found = self.look(token, ctx.now)
        if found.care is not Care.WAITING:
            return found
        called, tenant = self._called(token, ctx.now)
        actor = Actor(ActorKind.USER, called.user_id)
        ctx = replace(ctx, tenant=tenant.id, actor=actor, cause={"door": DOOR})
        command = AcknowledgeEscalation(None, called.metric, called.breach)
        return _seen(tenant, self._tickets.acknowledge(ctx, called.number, command).ticket, called)

    def _called(self, token: str, now: datetime) -> tuple[Called, Tenant]:
        called = read_token(self._keys, token)
        tenant = self._home(called.tenant) if called and now < called.until else None
        if called is None or tenant is None:
            raise NotFound
        tenant.enter()
        return called, tenant


def escalation_of(ticket: Ticket, metric: str, breach: datetime) -> Escalation | None:
    """The escalation of a breach while it lasts."""
    return next((each for each in ticket.escalations if (each.metric, each.breach) == (metric, breach)), None)


def _seen(tenant: Tenant, ticket: Ticket, called: Called) -> Acknowledgeable:
    standing = escalation_of(ticket, called.metric, called.breach)
    if standing is None:
        return Acknowledgeable(tenant, ticket, called.metric, Care.OVER)
    if standing.acknowledged_at is None:
        return Acknowledgeable(tenant, ticket, called.metric, Care.WAITING)
    own = standing.acknowledged_by == called.user_id
    return Acknowledgeable(tenant, ticket, called.metric, Care.TAKEN, own)
