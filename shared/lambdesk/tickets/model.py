"""The ticket: what it is, how people name it, and which states can follow which."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from lambdesk.conversations.model import Channel
from lambdesk.sla.model import Clock, Escalation

_NUMBER = re.compile(r"[0-9]{1,10}")


def label(prefix: str, number: int) -> str:
    """How people write a ticket's number: `TKT-0001`."""
    return f"{prefix}{number:04}"


def parse_number(prefix: str, text: str) -> int | None:
    """The number behind `12` or `tkt-0012`, in any case; None for what no ticket can be called."""
    digits = text[len(prefix) :] if text[: len(prefix)].casefold() == prefix.casefold() else text
    if not _NUMBER.fullmatch(digits):
        return None
    return int(digits) or None


class State(StrEnum):
    """`new` is re-entered from `spam` alone; `closed` and `spam` are terminal."""

    NEW = "new"
    OPEN = "open"
    PENDING = "pending"
    ON_HOLD = "on_hold"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    CLOSED = "closed"
    SPAM = "spam"


class Category(StrEnum):
    """What clocks and reports look at."""

    OPEN = "open"
    PAUSED = "paused"
    RESOLVED = "resolved"
    TERMINAL = "terminal"


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


CATEGORY: Mapping[State, Category] = {
    State.NEW: Category.OPEN,
    State.OPEN: Category.OPEN,
    State.REOPENED: Category.OPEN,
    State.PENDING: Category.PAUSED,
    State.ON_HOLD: Category.PAUSED,
    State.RESOLVED: Category.RESOLVED,
    State.CLOSED: Category.TERMINAL,
    State.SPAM: Category.TERMINAL,
}

# While a ticket is in one of these its clocks run: somebody still waits for us, or we for them.
AT_WORK = frozenset({Category.OPEN, Category.PAUSED})

AGENT_TRANSITIONS: Mapping[State, tuple[State, ...]] = {
    State.NEW: (State.OPEN, State.PENDING, State.ON_HOLD, State.RESOLVED, State.SPAM),
    State.OPEN: (State.PENDING, State.ON_HOLD, State.RESOLVED, State.SPAM),
    State.REOPENED: (State.PENDING, State.ON_HOLD, State.RESOLVED, State.SPAM),
    State.PENDING: (State.OPEN, State.ON_HOLD, State.RESOLVED, State.SPAM),
    State.ON_HOLD: (State.OPEN, State.PENDING, State.RESOLVED, State.SPAM),
    State.RESOLVED: (State.REOPENED, State.SPAM),
    State.CLOSED: (),
    State.SPAM: (),
}

CUSTOMER_MESSAGE: Mapping[State, State] = {
    State.PENDING: State.OPEN,
    State.ON_HOLD: State.OPEN,
    State.RESOLVED: State.REOPENED,
}


class ParticipantRole(StrEnum):
    REQUESTER = "requester"
    CC = "cc"


@dataclass(frozen=True)
class Participant:
    """Somebody outside who takes part; `customer_id` is None for an address that never wrote."""

    email: str
    name: str
    role: ParticipantRole
    customer_id: str | None = None


@dataclass(frozen=True)
class Ticket:
    """The hot part: all that lists show and decisions need. `version` grows by one with each change.

    `mailbox` is the address the customer wrote to, from which answers go out; None when no mail can be sent.
    `state_before` is set while the ticket is spam: the state it goes back to.
    """

    number: int
    subject: str
    state: State
    priority: Priority
    channel: Channel
    requester_id: str
    requester_name: str
    created_at: datetime
    updated_at: datetime
    last_message_at: datetime
    last_message_by: str
    last_message_id: str
    message_count: int
    version: int
    assignee_id: str | None = None
    team_id: str | None = None
    mailbox: str | None = None
    unauthenticated: bool = False
    state_before: State | None = None
    sla: Clock | None = None
    escalation: Escalation | None = None

    @property
    def category(self) -> Category:
        """Derived from the state, never stored apart from it."""
        return CATEGORY[self.state]

    @property
    def aggregate(self) -> str:
        """The name under which events speak of this ticket."""
        return f"ticket:{self.number}"

    @property
    def next_due_at(self) -> datetime | None:
        """When the ticket's timer goes off."""
        return self.sla.next_due_at if self.sla else None

    @property
    def sweep_at(self) -> datetime | None:
        """From when on the sweep looks at it: also the next step of an escalation that nothing else may remember."""
        step = self.escalation.next_at if self.escalation else None
        return min((each for each in (self.next_due_at, step) if each), default=None)

    @property
    def allowed_states(self) -> tuple[State, ...]:
        """Where an agent can take it from here: out of `spam` only back to where it was."""
        if self.state is State.SPAM and self.state_before is not None:
            return (self.state_before,)
        return AGENT_TRANSITIONS[self.state]


@dataclass(frozen=True)
class TicketDetails:
    """The cold part, written only when it changes, guarded by the ticket's version. The first participant asks."""

    number: int
    participants: tuple[Participant, ...] = field(default=())
    follow_up_of: int | None = None
    created_by: str | None = None
