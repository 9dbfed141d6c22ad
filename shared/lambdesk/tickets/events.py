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


@event_type("ticket.timer_moved")
@dataclass(frozen=True)
class TicketTimerMoved:
    """When the timer has to go off from now on; `timer` is `arm`, `move` or `disarm` (without a moment)."""

    EVENT_TYPE: ClassVar[str]
    timer: str
    next_due_at: str | None = None
