"""The record of a tenant's recomputation, in memory."""

from lambdesk.adapters.memory.state import Store
from lambdesk.tickets.recomputing.model import Recomputation


class MemoryRecomputationStore(Store):
    """The RecomputationStore in dicts."""

    def recomputation(self, tenant: str) -> Recomputation | None:
        return self._state.get(tenant, Recomputation)
