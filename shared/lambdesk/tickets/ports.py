"""What tickets need from a store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from lambdesk.conversations.model import Message
from lambdesk.conversations.ports import DraftStore
from lambdesk.kit.changes import Claim
from lambdesk.kit.events import Event
from lambdesk.tickets.model import Loaded, Ticket, TicketDetails


@dataclass(frozen=True)
class RowPage:
    """`rows` are JSON texts of list rows, as stored. `position` continues after the last one; None ends the list."""

    rows: tuple[str, ...]
    position: dict[str, Any] | None


@dataclass(frozen=True)
class Conversation:
    """A whole ticket: messages and events in the order of time. `complete` is False when the oldest were left out."""

    ticket: Ticket
    details: TicketDetails
    messages: tuple[Message, ...]
    events: tuple[Event, ...]
    complete: bool = True


class TicketStore(DraftStore, Protocol):
    """One round trip a call. What is not there is None."""

    def load(self, tenant: str, number: int, claim: Claim | None = None) -> tuple[Loaded | None, dict[str, str] | None]:
        """The ticket for a decision, strongly consistent, and what an earlier taker left in `claim`."""
        ...

    def several(self, tenant: str, numbers: Sequence[int]) -> tuple[Loaded, ...]:
        """Those of these tickets that exist, by number; a round trip for each 50. A ticket's details may be those of
        the version before: good to look at, not to write back.
        """
        ...

    def claimed(self, tenant: str, claim: Claim) -> dict[str, str] | None:
        """What an earlier taker left in `claim`."""
        ...

    def next_number(self, tenant: str) -> int:
        """A number never given before in this tenant."""
        ...

    def open(self, tenant: str, number: int) -> Conversation | None:
        """Everything on the ticket, or its newest part. May lag behind a commit by a moment: whoever acts on it commits
        against the version it shows.
        """
        ...

    def messages(self, tenant: str, number: int) -> tuple[Message, ...]:
        """All messages of a ticket in the order of time, strongly consistent; a round trip for each page they fill."""
        ...

    def history(self, tenant: str, number: int) -> tuple[Event, ...]:
        """All events of a ticket in their order, strongly consistent; a round trip for each page they fill."""
        ...

    def rows(self, tenant: str, numbers: Sequence[int]) -> tuple[str, ...]:
        """Rows of those of these tickets that exist, by number; at most 100."""
        ...

    def message(self, tenant: str, number: int, message_id: str) -> Message | None:
        """One message of one ticket."""
        ...

    def queue(self, tenant: str, queue: str, limit: int, position: dict[str, Any] | None) -> RowPage:
        """Rows of `open`, `paused`, `resolved`, `snoozed` or `closed#yyyymm`, last updated first."""
        ...

    def updated(self, tenant: str, queue: str, since: datetime, limit: int) -> tuple[str, ...]:
        """Rows of a queue, or of `spam#yyyymm`, that were updated at or after `since`, last updated first."""
        ...

    def owned(self, tenant: str, owner: str, limit: int, position: dict[str, Any] | None) -> RowPage:
        """Open rows of a user, a team or `none`, most urgent first."""
        ...

    def pressing(
        self, tenant: str, now: datetime, limit: int, position: dict[str, Any] | None, *, late: bool
    ) -> RowPage:
        """Rows of tickets that were warned and are due at `now` or after it, or that are late; the first due first."""
        ...

    def of_requester(self, tenant: str, customer_id: str, limit: int) -> tuple[int, ...]:
        """The numbers of a person's tickets, newest first."""
        ...
