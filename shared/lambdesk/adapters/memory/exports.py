"""The cold parts of many tickets, in memory."""

from collections.abc import Sequence

from lambdesk.adapters.memory.state import Store
from lambdesk.tickets.model import TicketDetails


class MemoryDetailsStore(Store):
    """The DetailsStore in dicts."""

    def details(self, tenant: str, numbers: Sequence[int]) -> dict[int, TicketDetails]:
        found = (self._state.get(tenant, TicketDetails, each) for each in numbers)
        return {each.number: each for each in found if each}
