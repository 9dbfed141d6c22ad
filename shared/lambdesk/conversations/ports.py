"""What conversations need from a store."""

from typing import Protocol

from lambdesk.conversations.model import SavedDraft
from lambdesk.kit.changes import Committer


class DraftStore(Committer, Protocol):
    """What people are writing. One round trip a call; what is not there is None."""

    def draft(self, tenant: str, number: int, owner: str) -> SavedDraft | None:
        """One draft of a ticket, strongly consistent."""
        ...

    def drafts(self, tenant: str, number: int) -> tuple[SavedDraft, ...]:
        """All drafts of a ticket, whoever writes them."""
        ...

    def discard(self, tenant: str, number: int, owner: str) -> None:
        """Take one away, whether or not it is there. No transaction: half its price."""
        ...
