"""What conversations need from a store."""

from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Stored:
    """What lies under a key: `size` in bytes, `sha256` in base64 where the store knows it."""

    size: int
    sha256: str | None


class Files(Protocol):
    """The bucket of content, as far as files come into it. Keys hold the tenant. Raises Unavailable."""

    def place(
        self, key: str, media_type: str, size: int, sha256: str, lifetime_seconds: int
    ) -> tuple[str, Mapping[str, str]]:
        """An address that takes exactly these bytes by PUT, without a token, and the headers to send along."""
        ...

    def look(self, key: str) -> Stored | None:
        """What is there, or None."""
        ...

    def begin(self, key: str, size: int) -> bytes:
        """The first `size` bytes; raises NotFound."""
        ...

    def copy(self, source: str, target: str, media_type: str) -> None:
        """Write the same bytes under another key; raises NotFound."""
        ...
