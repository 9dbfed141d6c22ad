"""Facts about tickets."""

from dataclasses import dataclass
from typing import ClassVar

from lambdesk.kit.events import event_type, words


@event_type("ticket.created")
@dataclass(frozen=True)
class TicketCreated:
    """`follow_up_of` is the closed ticket this one goes on from.

    `waits_since`: since when the customer of a split waits, where a human one asked in it. `organisation_id` and `tier`
    are the requester's.
    """

    EVENT_TYPE: ClassVar[str]
    state: str
    priority: str
    channel: str
    requester_id: str
    follow_up_of: int | None = None
    split_from: int | None = None
    waits_since: str | None = None
    organisation_id: str | None = None
    tier: str | None = None


@event_type("ticket.imported")
@dataclass(frozen=True)
class TicketImported:
    """It came from another system, where it was `source_id`, with its past. It began at `created_at`.

    The facts of the past stand before this one in its history; nobody was told of them.
    """

    EVENT_TYPE: ClassVar[str]
    source: str
    source_id: str
    state: str
    priority: str
    channel: str
    requester_id: str
    created_at: str
    messages: int


@event_type("ticket.state_changed")
@dataclass(frozen=True)
class TicketStateChanged:
    """`reason`: `agent`, `first_assignment`, `first_reply`, `customer_message`, `reopen_window`, `quiet_days`,
    `confirmed`, `not_spam`, `merged`, `unmerged`, `recalled` or `imported`.
    """

    EVENT_TYPE: ClassVar[str]
    before: str
    after: str
    reason: str


@event_type("ticket.assigned")
@dataclass(frozen=True)
class TicketAssigned:
    """User ids; absent means nobody. `reason`: `agent`, `imported`, or `resolver` when resolving took the ticket."""

    EVENT_TYPE: ClassVar[str]
    before: str | None
    after: str | None
    reason: str


@event_type("ticket.status_changed")
@dataclass(frozen=True)
class TicketStatusChanged:
    """Ids of statuses; absent means the state alone. `reason`: `state_moved` when it went with another state."""

    EVENT_TYPE: ClassVar[str]
    before: str | None = None
    after: str | None = None
    reason: str | None = None


@event_type("ticket.team_assigned")
@dataclass(frozen=True)
class TicketTeamAssigned:
    """Ids of teams; absent means none. `reason`: `follow_up` or `split` when it came along from another ticket."""

    EVENT_TYPE: ClassVar[str]
    before: str | None = None
    after: str | None = None
    reason: str | None = None


@event_type("ticket.category_changed")
@dataclass(frozen=True)
class TicketCategoryChanged:
    """Ids of categories, as in TicketTeamAssigned."""

    EVENT_TYPE: ClassVar[str]
    before: str | None = None
    after: str | None = None
    reason: str | None = None


@event_type("ticket.tags_changed")
@dataclass(frozen=True)
class TicketTagsChanged:
    """All tags, before and after."""

    EVENT_TYPE: ClassVar[str]
    before: list[str]
    after: list[str]
    reason: str | None = None


@event_type("ticket.field_changed")
@dataclass(frozen=True)
class TicketFieldChanged:
    """A custom field's value, absent for none. What people wrote in a field of words is in `words_…` instead."""

    EVENT_TYPE: ClassVar[str]
    field_id: str
    before: object | None = None
    after: object | None = None
    reason: str | None = None
    words_before: str | None = words("before")
    words_after: str | None = words("after")


@event_type("ticket.priority_changed")
@dataclass(frozen=True)
class TicketPriorityChanged:
    EVENT_TYPE: ClassVar[str]
    before: str
    after: str


@event_type("ticket.policy_changed")
@dataclass(frozen=True)
class TicketPolicyChanged:
    """It is promised something else from its beginning: policies by id with their version, absent for nothing.

    `calendar_id` is what the clocks count by from now on; `recomputation_id` is the job of an administrator.
    """

    EVENT_TYPE: ClassVar[str]
    recomputation_id: str
    before: str | None = None
    before_version: int | None = None
    after: str | None = None
    after_version: int | None = None
    calendar_id: str | None = None
    calendar_version: int | None = None


@event_type("ticket.tier_changed")
@dataclass(frozen=True)
class TicketTierChanged:
    """It has the tier that the organisation of whoever asks has now; `recomputation_id` is the job that looked."""

    EVENT_TYPE: ClassVar[str]
    before: str | None
    after: str | None
    recomputation_id: str


@event_type("ticket.subject_changed")
@dataclass(frozen=True)
class TicketSubjectChanged:
    """Another subject: people's words, both."""

    EVENT_TYPE: ClassVar[str]
    before: str = words("before")
    after: str = words("after")


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


@event_type("ticket.merged")
@dataclass(frozen=True)
class TicketMerged:
    """It went on in another ticket; `state_before` is where an unmerge takes it back to."""

    EVENT_TYPE: ClassVar[str]
    into: int
    state_before: str


@event_type("ticket.unmerged")
@dataclass(frozen=True)
class TicketUnmerged:
    """It stands for itself again. `message_ids` came for it meanwhile and are on it now.

    `waits_since`: the oldest of them that nobody answered where it went on.
    """

    EVENT_TYPE: ClassVar[str]
    into: int
    message_ids: list[str] | None = None
    waits_since: str | None = None


@event_type("ticket.merge_received")
@dataclass(frozen=True)
class TicketMergeReceived:
    """Another ticket goes on in this one, with all that went into it before.

    `watchers` are users who watched that one and hear of this one from now on.
    """

    EVENT_TYPE: ClassVar[str]
    source: int
    watchers: list[str] | None = None


@event_type("ticket.merge_undone")
@dataclass(frozen=True)
class TicketMergeUndone:
    """Another ticket stands for itself again, with all that went into it before."""

    EVENT_TYPE: ClassVar[str]
    source: int


@event_type("ticket.split")
@dataclass(frozen=True)
class TicketSplit:
    """Some of its messages began ticket `into`; they stay here, too."""

    EVENT_TYPE: ClassVar[str]
    into: int
    message_ids: list[str]


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
