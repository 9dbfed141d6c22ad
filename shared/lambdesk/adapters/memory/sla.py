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

    def due(self, until: datetime) -> Iterator[tuple[str, int]]:
        with self._state.lock:
            kept = [(name[0], entity) for name, entity in self._state.kept.items() if isinstance(entity, Ticket)]
        for tenant, ticket in kept:
            if ticket.sweep_at is not None and ticket.sweep_at <= until:
                yield tenant, ticket.number
