"""Remembered devices in memory."""

from collections.abc import Sequence

from lambdesk.adapters.memory.state import Store
from lambdesk.channels.portal.model import CustomerSession


class MemoryPortalStore(Store):
    """The PortalStore in dicts."""

    def device(self, tenant: str, customer_id: str, session_id: str) -> CustomerSession | None:
        return self._state.get(tenant, CustomerSession, customer_id, session_id)

    def devices(self, tenant: str, customer_id: str) -> Sequence[CustomerSession]:
        return [each for each in self._state.all(tenant, CustomerSession) if each.customer_id == customer_id]
