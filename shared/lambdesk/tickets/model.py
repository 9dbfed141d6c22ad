"""The ticket: what it is, how people name it, and which states can follow which."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from lambdesk.conversations.model import Channel
from lambdesk.customers.organisations.model import Belonging, Tier
from lambdesk.sla.history import Past
from lambdesk.sla.model import Clock, ClockState, Escalation, Metric, Sla, Terms

SUBJECT_LIMIT = 250
PARTICIPANT_LIMIT = 50
LINK_LIMIT = 100
MERGE_LIMIT = 50
SPLIT_LIMIT = 50
WATCHER_LIMIT = 100
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


class StateCategory(StrEnum):
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


STATE_CATEGORY: Mapping[State, StateCategory] = {
    State.NEW: StateCategory.OPEN,
    State.OPEN: StateCategory.OPEN,
    State.REOPENED: StateCategory.OPEN,
    State.PENDING: StateCategory.PAUSED,
    State.ON_HOLD: StateCategory.PAUSED,
    State.RESOLVED: StateCategory.RESOLVED,
    State.CLOSED: StateCategory.TERMINAL,
    State.SPAM: StateCategory.TERMINAL,
}

# While a ticket is in one of these its clocks run: somebody still waits for us, or we for them.
AT_WORK = frozenset({StateCategory.OPEN, StateCategory.PAUSED})

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
    """Somebody outside who takes part; `customer_id` is None for an address that never wrote.

    `came_with` are the merged tickets that brought somebody who has no part in this one otherwise.
    """

    email: str
    name: str
    role: ParticipantRole
    customer_id: str | None = None
    came_with: tuple[int, ...] = ()


class LinkKind(StrEnum):
    """What another ticket is to the one that has the link. INVERSE says how the other one sees it."""

    PARENT_OF = "parent_of"
    CHILD_OF = "child_of"
    DUPLICATES = "duplicates"
    DUPLICATED_BY = "duplicated_by"
    BLOCKS = "blocks"
    BLOCKED_BY = "blocked_by"
    RELATED = "related"


INVERSE: Mapping[LinkKind, LinkKind] = {
    LinkKind.PARENT_OF: LinkKind.CHILD_OF,
    LinkKind.CHILD_OF: LinkKind.PARENT_OF,
    LinkKind.DUPLICATES: LinkKind.DUPLICATED_BY,
    LinkKind.DUPLICATED_BY: LinkKind.DUPLICATES,
    LinkKind.BLOCKS: LinkKind.BLOCKED_BY,
    LinkKind.BLOCKED_BY: LinkKind.BLOCKS,
    LinkKind.RELATED: LinkKind.RELATED,
}


@dataclass(frozen=True)
class Link:
    """Ticket `number` is `kind` to the ticket that has the link: `parent_of 7` says that 7 is its child."""

    kind: LinkKind
    number: int


@dataclass(frozen=True)
class ScheduledSend:
    """A reply that goes out at `at` unless something comes between. `to_others`: no customer of the ticket gets it."""

    message_id: str
    at: datetime
    to_others: bool = False


@dataclass(frozen=True)
class Ticket:
    """The hot part: all that lists show and decisions need. `version` grows by one with each change.

    `mailbox` is the address the customer wrote to, from which answers go out; None when no mail can be sent.
    `state_before` is set while the ticket is spam or merged: the state it goes back to. `status_id` is a status of the
    tenant's own that stands for `state`. `snoozed_until` and `snoozed_until_reply` put it out of sight until the first
    of the two. `closes_at` is when a resolved ticket closes by itself. `touched` says for each field that people set
    (TOUCHABLE) in which version it last changed. `organisation_id` and `tier` are those of whoever asks, as they were
    when the ticket was opened; a recomputation of the organisation brings the tier up to date.
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
    sla: Sla | None = None
    escalations: tuple[Escalation, ...] = ()
    status_id: str | None = None
    category_id: str | None = None
    tags: tuple[str, ...] = ()
    snoozed_until: datetime | None = None
    snoozed_until_reply: bool = False
    merged_into: int | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    closes_at: datetime | None = None
    scheduled: tuple[ScheduledSend, ...] = ()
    touched: Mapping[str, int] = field(default_factory=dict)
    organisation_id: str | None = None
    tier: Tier | None = None

    @property
    def asleep(self) -> bool:
        """Whether it is snoozed: out of everybody's lists but one."""
        return self.snoozed_until is not None or self.snoozed_until_reply

    @property
    def state_category(self) -> StateCategory:
        """Derived from the state, never stored apart from it."""
        return STATE_CATEGORY[self.state]

    @property
    def pressing(self) -> Clock | None:
        """The clock for which it is at risk or late, the one due first: warned and running, or run out while somebody
        waits. Nobody waits for a solution while it is us who wait for the customer. A snooze stops no clock.
        """
        if self.sla is None or self.state_category not in AT_WORK:
            return None
        return min(filter(self._presses, self.sla.clocks), key=lambda each: each.due_at, default=None)

    def _presses(self, clock: Clock) -> bool:
        waited_for = self.state is State.PENDING and clock.metric is Metric.RESOLUTION
        return (clock.late and not waited_for) or clock.state is ClockState.WARNED

    @property
    def urgent(self) -> Clock | None:
        """The one clock that a row shows: what presses, else the one to look at first."""
        return self.pressing or (self.sla.urgent if self.sla else None)

    @property
    def aggregate(self) -> str:
        """The name under which events speak of this ticket."""
        return f"ticket:{self.number}"

    @property
    def next_due_at(self) -> datetime | None:
        """When the ticket's timer goes off: the first of all that time will do to it."""
        sending = (each.at for each in self.scheduled)
        clock = self.sla.next_due_at if self.sla else None
        return min((each for each in (clock, self.snoozed_until, self.closes_at, *sending) if each), default=None)

    @property
    def sweep_at(self) -> datetime | None:
        """From when on the sweep looks at it: also the next step of an escalation that nothing else may remember."""
        return min((each for each in (self.next_due_at, self.step_at) if each), default=None)

    @property
    def step_at(self) -> datetime | None:
        """When an escalation's next level is called."""
        return min((each.next_at for each in self.escalations if each.next_at), default=None)

    @property
    def escalation_level(self) -> int:
        """The highest level that was called and still stands; 0 when nobody is called."""
        return max((each.level for each in self.escalations), default=0)

    @property
    def allowed_states(self) -> tuple[State, ...]:
        """Where an agent can take it from here: out of `spam` only back to where it was."""
        if self.state is State.SPAM and self.state_before is not None:
            return (self.state_before,)
        return AGENT_TRANSITIONS[self.state]


# Fields that a stale write may still set when nobody changed them since.
TOUCHABLE = (
    *("state", "status_id", "priority", "subject", "assignee_id", "team_id", "category_id", "tags"),
    *("snoozed_until", "snoozed_until_reply"),
)
# One JSON value of a custom field: text (also dates and the value of a choice), number, yes or no, several choices.
FieldValue = str | int | float | bool | tuple[str, ...]


@dataclass(frozen=True)
class TicketDetails:
    """The cold part, written only when it changes, guarded by the ticket's version. The first participant asks.

    `fields` holds custom fields by their ids, `touched` in which version of the ticket each last changed; `merged` the
    tickets that went into this one, by whatever way.
    """

    number: int
    participants: tuple[Participant, ...] = field(default=())
    follow_up_of: int | None = None
    created_by: str | None = None
    fields: Mapping[str, FieldValue] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    watchers: tuple[str, ...] = ()
    merged: tuple[int, ...] = ()
    split_from: int | None = None
    touched: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Loaded:
    """What a decision about an existing ticket sees.

    `terms` are those of its clocks, None while nobody asked. `past` has the history of its clocks, where their moments
    may have to be reckoned anew; `moved` are the terms that would hold for the team in the command. `organisation` is
    that of the ticket as it is now, where a promise may count by it.
    """

    ticket: Ticket
    details: TicketDetails
    terms: Terms | None = field(default=None, compare=False)
    past: Mapping[Metric, Past] = field(default_factory=dict, compare=False)
    moved: Terms | None = field(default=None, compare=False)
    organisation: Belonging | None = field(default=None, compare=False)
