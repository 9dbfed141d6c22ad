"""What the portal needs from a store."""

from collections.abc import Sequence
from typing import Protocol

from lambdesk.channels.portal.model import CustomerSession
from lambdesk.kit.changes import Committer


class PortalStore(Committer, Protocol):
    """One round trip a call, strongly consistent."""

    def device(self, tenant: str, customer_id: str, session_id: str) -> CustomerSession | None:
        """One remembered device."""
        ...

    def devices(self, tenant: str, customer_id: str) -> Sequence[CustomerSession]:
        """All of a customer's, also those that have run out."""
        ...
