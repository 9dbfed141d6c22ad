"""What exports need from a store."""

from collections.abc import Sequence
from typing import Protocol

from lambdesk.tickets.model import TicketDetails


class DetailsStore(Protocol):
    """A round trip for each hundred."""

    def details(self, tenant: str, numbers: Sequence[int]) -> dict[int, TicketDetails]:
        """The cold parts of those of these tickets that exist, by number."""
        ...
