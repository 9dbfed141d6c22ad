"""What settings of tickets need from a store."""

from typing import Protocol

from lambdesk.kit.changes import Committer
from lambdesk.tickets.settings.model import TicketRules


class TicketSettingsStore(Committer, Protocol):
    """One round trip a call, more only for a tenant with more settings than one page holds."""

    def rules(self, tenant: str) -> TicketRules:
        """All settings as they stand, deleted ones too; the defaults in a tenant that set none."""
        ...

    def tags(self, tenant: str, prefix: str, limit: int) -> tuple[str, ...]:
        """Tags in use that begin with `prefix`, in the order of the alphabet."""
        ...
