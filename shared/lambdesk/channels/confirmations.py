"""The link by which a requester says that it is done. Looking at it does nothing: scanners open links too."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from lambdesk.identity.model import Tenant
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.errors import NotFound
from lambdesk.kit.signed import read, sign
from lambdesk.kit.signing import Keyring
from lambdesk.tickets.model import Loaded, State
from lambdesk.tickets.ports import TicketStore
from lambdesk.tickets.service import Tickets

_PURPOSE = "confirmation"
PAGE = "portal/confirm"


def confirmation_url(keys: Keyring, origin: str, tenant: str, number: int) -> str:
    """The address of the page for one ticket. It is good as long as the ticket can be confirmed."""
    return f"{origin.rstrip('/')}/{PAGE}/{sign(keys, _PURPOSE, f'{tenant}.{number}')}"


@dataclass(frozen=True)
class Confirmable:
    """What a link's holder may know of the ticket; `state` is resolved, closed, or open for all else."""

    tenant: Tenant
    loaded: Loaded
    state: State


class Confirmations:
    """Links, looked at and used. `home` finds a tenant's record."""

    def __init__(
        self, tickets: Tickets, store: TicketStore, home: Callable[[str], Tenant | None], keys: Keyring
    ) -> None:
        self._tickets = tickets
        self._store = store
        self._home = home
        self._keys = keys

    def look(self, token: str) -> Confirmable:
        """What the link is about; raises NotFound for one that is not ours."""
        tenant_id, _, number = (read(self._keys, _PURPOSE, token) or "").rpartition(".")
        tenant = self._home(tenant_id) if tenant_id else None
        loaded = self._store.load(tenant.id, int(number))[0] if tenant else None
        if tenant is None or loaded is None:
            raise NotFound
        tenant.enter()
        return _seen(tenant, loaded)

    def confirm(self, ctx: Context, token: str) -> Confirmable:
        """The requester says yes: resolved becomes closed, closed stays; raises IllegalTransition for all else."""
        found = self.look(token)
        ticket = found.loaded.ticket
        requester = Actor(ActorKind.CUSTOMER, ticket.requester_id)
        ctx = replace(ctx, tenant=found.tenant.id, actor=requester, cause={"door": "confirmation"})
        return _seen(found.tenant, self._tickets.confirm(ctx, ticket.number))


def _seen(tenant: Tenant, loaded: Loaded) -> Confirmable:
    state = loaded.ticket.state
    return Confirmable(tenant, loaded, state if state in (State.RESOLVED, State.CLOSED) else State.OPEN)
