"""Facts about tickets."""

from dataclasses import dataclass
from typing import ClassVar

from lambdesk.kit.events import event_type


@event_type("ticket.created")
@dataclass(frozen=True)
class TicketCreated:
    """`follow_up_of` is the closed ticket this one goes on from."""

    EVENT_TYPE: ClassVar[str]
    state: str
    priority: str
    channel: str
    requester_id: str
    follow_up_of: int | None = None


@event_type("ticket.state_changed")
@dataclass(frozen=True)
class TicketStateChanged:
    """`reason`: `agent`, `first_assignment`, `first_reply`, `customer_message` or `not_spam`."""

    EVENT_TYPE: ClassVar[str]
    before: str
    after: str
    reason: str


@event_type("ticket.assigned")
@dataclass(frozen=True)
class TicketAssigned:
    """User ids; absent means nobody. `reason`: `agent`, or `resolver` when resolving took the ticket."""

    EVENT_TYPE: ClassVar[str]
    before: str | None
    after: str | None
    reason: str


@event_type("ticket.priority_changed")
@dataclass(frozen=True)
class TicketPriorityChanged:
    EVENT_TYPE: ClassVar[str]
    before: str
    after: str


@event_type("ticket.subject_changed")
@dataclass(frozen=True)
class TicketSubjectChanged:
    """The words stay on the ticket; the event says only that they changed."""

    EVENT_TYPE: ClassVar[str]


@event_type("ticket.snoozed")
@dataclass(frozen=True)
class TicketSnoozed:
    """Out of sight until a moment, the customer's answer, or the first of both. `before_…`: an earlier snooze."""

    EVENT_TYPE: ClassVar[str]
    until_reply: bool
    until: str | None = None
    before_until: str | None = None
    before_until_reply: bool | None = None


@event_type("ticket.unsnoozed")
@dataclass(frozen=True)
class TicketUnsnoozed:
    """Back in sight. `reason`: `time`, `reply`, `agent`, or `closed` when nothing is left to come back to."""

    EVENT_TYPE: ClassVar[str]
    reason: str
    before_until_reply: bool
    before_until: str | None = None


@event_type("ticket.linked")
@dataclass(frozen=True)
class TicketLinked:
    """Ticket `number` is `kind` to this one; its own timeline says the inverse."""

    EVENT_TYPE: ClassVar[str]
    kind: str
    number: int


@event_type("ticket.unlinked")
@dataclass(frozen=True)
class TicketUnlinked:
    """Ticket `number` was `kind` to this one."""

    EVENT_TYPE: ClassVar[str]
    kind: str
    number: int


@event_type("ticket.watched")
@dataclass(frozen=True)
class TicketWatched:
    """A user wants to hear of this ticket."""

    EVENT_TYPE: ClassVar[str]
    user_id: str


@event_type("ticket.unwatched")
@dataclass(frozen=True)
class TicketUnwatched:
    EVENT_TYPE: ClassVar[str]
    user_id: str


@event_type("ticket.timer_moved")
@dataclass(frozen=True)
class TicketTimerMoved:
    """When the timer has to go off from now on; `timer` is `arm`, `move` or `disarm` (without a moment)."""

    EVENT_TYPE: ClassVar[str]
    timer: str
    next_due_at: str | None = None
