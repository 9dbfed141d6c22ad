"""What the trail needs from the world."""

from collections.abc import Sequence
from typing import Protocol

from lambdesk.audit.model import Entry
from lambdesk.kit.events import Event


class TrailStore(Protocol):
    """One round trip a call."""

    def append(self, entry: Entry) -> bool:
        """Keep an entry unless it is kept already; whether it was new."""
        ...

    def page(self, tenant: str, month: str, before: str | None, limit: int) -> Sequence[Entry]:
        """The newest entries of a month (`yyyymm`), those after (older than) the entry `before` first."""
        ...

    def note(self, opened: Event, look: str) -> None:
        """Keep that personal data was opened, until it is in the trail. `look` is an id of the form of the event's:
        told again of the same look, nothing changes, and what was told first stands.
        """
        ...
