"""Policies and due tickets in memory."""

from collections.abc import Iterator
from datetime import datetime

from lambdesk.adapters.memory.state import Store
from lambdesk.sla.model import SlaPolicies
from lambdesk.tickets.model import Ticket


class MemoryPolicyStore(Store):
    """The PolicyStore in dicts."""

    def newest(self, tenant: str) -> SlaPolicies | None:
        return max(self._state.all(tenant, SlaPolicies), key=lambda policy: policy.version, default=None)

    def version(self, tenant: str, version: int) -> SlaPolicies | None:
        return self._state.get(tenant, SlaPolicies, version)


class MemoryDueTickets(Store):
    """The DueTickets in dicts."""

    def due(self, until: datetime, most: int | None = None, *, newest: bool = False) -> Iterator[tuple[str, int]]:
        with self._state.lock:
            kept = [(name[0], entity) for name, entity in self._state.kept.items() if isinstance(entity, Ticket)]
        dated = [(ticket.sweep_at, tenant, ticket.number) for tenant, ticket in kept if ticket.sweep_at]
        found = sorted((each for each in dated if each[0] <= until), reverse=newest)
        yield from ((tenant, number) for _, tenant, number in found[:most])
