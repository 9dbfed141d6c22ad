"""Wire forms of tickets, messages and their timeline: what is taken is checked, what `wire` makes is described."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from lambdesk.conversations.model import Channel
from lambdesk.conversations.schemas import Addresses, Body, Draft, Html, Message, UploadId
from lambdesk.conversations.uploads.decide import FILES_LIMIT
from lambdesk.customers.organisations.model import Tier
from lambdesk.escalation.model import LEVELS
from lambdesk.kit import clock
from lambdesk.kit.context import ActorKind
from lambdesk.kit.schema import Address, Input, Moment, MomentIn, Optional, Output, Words
from lambdesk.sla.model import ClockState, Metric
from lambdesk.tickets.commands import NOTE_LIMIT, RaiseEscalation, SnoozeTicket, SplitTicket
from lambdesk.tickets.model import SPLIT_LIMIT, SUBJECT_LIMIT, LinkKind, ParticipantRole, Priority, State, StateCategory

UNDO_SECONDS = 60
CANNED_LIMIT = 20
CannedId = Annotated[str, Field(max_length=40)]
Subject = Annotated[Words, Field(min_length=1, max_length=SUBJECT_LIMIT)]
# Strict input would want the enum's own members; their values are what a caller can send.
WireState = Annotated[State, Field(strict=False)]
WirePriority = Annotated[Priority, Field(strict=False)]


class NewTicketRequester(Input):
    """In whose name the ticket is opened. A person not known yet is created."""

    email: Address
    name: Annotated[str, Field(max_length=120)] = ""


# A list has the choices of a `multi_select`; null takes a value away.
FieldInput = str | int | float | bool | Annotated[tuple[str, ...], Field(max_length=100, strict=False)] | None
Fields = Annotated[dict[str, FieldInput], Field(max_length=200, description="Values by the keys of custom fields.")]
Id = Annotated[str, Field(min_length=1, max_length=64)]
Tags = Annotated[
    tuple[Annotated[str, Field(max_length=80)], ...],
    Field(max_length=40, strict=False, description="Kept in small letters, each once; at most 20."),
]


class NewTicket(Input):
    """A ticket as a caller opens it. `phone`: the body is what the caller said."""

    subject: Subject
    body: Body
    requester: NewTicketRequester
    priority: WirePriority = Priority.NORMAL
    channel: Literal["api", "phone", "web"] = "api"
    category_id: Id | None = None
    tags: Tags = ()
    fields: Fields = Field(default_factory=dict)
    team_id: Id | None = None
    assignee_id: Id | None = None


class TicketPatch(Input):
    """Only what is there changes. Null takes status, category, team and values of fields away.

    A status brings its state; another state leaves the status behind.
    """

    state: Optional[WireState] = None
    priority: Optional[WirePriority] = None
    subject: Optional[Subject] = None
    status_id: Id | None = None
    category_id: Id | None = None
    team_id: Id | None = None
    tags: Optional[Tags] = None
    fields: Optional[Fields] = None


class Assignment(Input):
    """A user's id, or null for nobody; with `team_id` the team changes too, null for none."""

    assignee_id: str | None
    team_id: Id | None = None


class NewSnooze(Input):
    """At least one end: a moment that lies ahead, or the customer's answer. Any answer of theirs ends it."""

    until: MomentIn | None = None
    until_reply: bool = False

    def command(self, expected_version: int) -> SnoozeTicket:
        """The command that this asks for."""
        until = clock.from_text(self.until) if self.until else None
        return SnoozeTicket(expected_version, until, self.until_reply)


class NewEscalation(Input):
    """From which level of the ticket's policy on people are called, and a word about why."""

    level: Annotated[int, Field(ge=1, le=LEVELS)] = 1
    note: Annotated[str, Field(max_length=NOTE_LIMIT)] = ""

    def command(self) -> RaiseEscalation:
        """The command that this asks for."""
        return RaiseEscalation(self.level, self.note)


class NewLink(Input):
    """What the other ticket is to this one."""

    kind: Annotated[LinkKind, Field(strict=False)]


class NewMerge(Input):
    """The number of the ticket that this one goes on in."""

    into: Annotated[int, Field(ge=1, lt=10**10)]


class NewSplit(Input):
    """Which messages begin a ticket of their own, and what it is about. One of them is a customer's."""

    message_ids: Annotated[list[str], Field(min_length=1, max_length=SPLIT_LIMIT)]
    subject: Subject

    def command(self) -> SplitTicket:
        """The command that this asks for; the number is given when it is done."""
        return SplitTicket(0, tuple(dict.fromkeys(self.message_ids)), self.subject)


def _check_text(body: str | None, html: str | None) -> None:
    if (body is None) == (html is None):
        raise PydanticCustomError("conflicting", "a message has either body or html")


class NewChildMessage(Input):
    """A reply to every child, as `body` (text) or `html`, and where it takes each of them."""

    body: Optional[Body] = None
    html: Optional[Html] = None
    state_after: WireState | None = None
    status_after: Id | None = None

    @model_validator(mode="after")
    def _has_one_text(self) -> Self:
        _check_text(self.body, self.html)
        return self


class RowRequester(Output):
    id: str
    name: str


class Clock(Output):
    """A promised time. It can be met up to and at `due_at`; `answered_at` is set late too, when it stays breached.

    As `sla` of a ticket it is the one to look at first; `clocks` are all of them, one of a metric at most.

    `paused_at` is set while it is paused: from then to `due_at` is what is left, and `due_at` moves when it goes on.
    """

    metric: Metric
    due_at: Moment
    warn_at: Moment
    state: ClockState
    paused_at: Moment | None
    answered_at: Moment | None


class Row(Output):
    """What a list shows of a ticket: ids and times; names of staff come from the directory."""

    number: int
    subject: str
    state: State
    state_category: StateCategory
    priority: Priority
    assignee_id: str | None
    team_id: str | None
    requester: RowRequester
    created_at: Moment
    updated_at: Moment
    last_message_at: Moment
    last_message_by: Literal["customer", "agent", "system"]
    message_count: int
    version: int
    channel: Channel
    unauthenticated: bool
    sla: Clock | None
    escalation_level: Annotated[int, Field(ge=0, le=LEVELS)]
    status_id: str | None
    category_id: str | None
    tags: list[str]
    snoozed_until: Moment | None
    merged_into: int | None
    snoozed_until_reply: bool
    organisation_id: Annotated[str | None, Field(description="That of whoever asks, by the domain of their mail.")]
    tier: Tier | None


class RowPage(Output):
    """`partial`: we stopped looking before the page was full; `next_cursor` goes on from there."""

    items: list[Row]
    next_cursor: str | None
    partial: bool


class RelatedTickets(Output):
    """By number; those that this ticket names."""

    items: list[Row]


class Escalation(Output):
    """People called because the time of a metric ran out at `breach_at`, or by a person (`manual`).

    `next_at` is when the next level is called; null after the last one, and once somebody takes care of it.
    """

    metric: Literal["first_response", "next_response", "resolution", "manual"]
    breach_at: Moment
    level: Annotated[int, Field(ge=1, le=LEVELS)]
    next_at: Moment | None
    acknowledged_by: str | None
    acknowledged_at: Moment | None


class RowChanges(Output):
    """Rows that changed since. `refetch`: too many did, fetch the lists; `watermark` is the next `since`."""

    items: list[Row]
    watermark: Moment
    refetch: bool


class Requester(Output):
    id: str
    name: str
    email: str


class Participant(Output):
    """`id` is null for an address that never wrote to us."""

    id: str | None
    name: str
    email: str
    role: ParticipantRole


class Link(Output):
    """Ticket `number` is `kind` to this one: `parent_of 7` says that 7 is its child."""

    kind: LinkKind
    number: int


class ScheduledSend(Output):
    message_id: str
    at: Moment


class Ticket(Output):
    """`allowed_states` is where an agent can take it from here; `version` is also the `ETag`."""

    number: int
    label: Annotated[str, Field(examples=["TKT-0001"])]
    subject: str
    state: State
    state_category: StateCategory
    priority: Priority
    assignee_id: str | None
    team_id: str | None
    requester: Requester
    participants: list[Participant]
    allowed_states: list[State]
    created_at: Moment
    updated_at: Moment
    last_message_at: Moment
    last_message_by: Literal["customer", "agent", "system"]
    last_message_id: str
    message_count: int
    version: int
    channel: Channel
    unauthenticated: bool
    sla: Clock | None
    escalation_level: Annotated[int, Field(ge=0, le=LEVELS)]
    clocks: list[Clock]
    escalations: list[Escalation]
    status_id: str | None
    category_id: str | None
    tags: list[str]
    snoozed_until: Moment | None
    snoozed_until_reply: bool
    organisation_id: Annotated[str | None, Field(description="That of whoever asks, by the domain of their mail.")]
    tier: Tier | None
    merged_into: int | None
    resolved_at: Moment | None
    closed_at: Moment | None
    closes_at: Moment | None
    scheduled: list[ScheduledSend]
    fields: Annotated[
        dict[str, str | int | float | bool | list[str]], Field(description="By the keys of custom fields.")
    ]
    links: list[Link]
    watchers: list[str]
    follow_up_of: int | None
    split_from: int | None
    merged: list[int]


class EventActor(Output):
    kind: ActorKind
    id: str | None


class TimelineEvent(Output):
    """A fact of the ticket's history; `data` belongs to its `type` (docs/events.md)."""

    id: str
    type: str
    at: Moment
    actor: EventActor
    cause: dict[str, str]
    data: dict[str, Any]


class TicketView(Output):
    """The whole ticket; `complete` is false when the oldest messages and events were left out.

    `messages` has also those of the tickets that went into this one (`ticket.merged`), each message once, in order of
    time; `events` are its own.
    """

    ticket: Ticket
    messages: list[Message]
    events: list[TimelineEvent]
    complete: bool


class NewMessage(Input):
    """A reply names the last message its author saw (`last_seen_message_id`). It has `body` (text) or `html`.

    HTML shows a picture of `attachments` as `cid:<upload_id>`. Without `to`, `cc` and `bcc` a reply goes to everybody
    who takes part. `undo_seconds` hold it back for so long, `send_at` until then. `status_after` is a status of your
    own and brings its state. `draft` names the draft that is done with it.
    """

    kind: Literal["reply", "note"]
    body: Optional[Body] = None
    html: Optional[Html] = None
    to: Optional[Addresses] = None
    cc: Optional[Addresses] = None
    bcc: Optional[Addresses] = None
    attachments: Annotated[list[UploadId], Field(max_length=FILES_LIMIT)] = Field(default_factory=list)
    undo_seconds: Annotated[int, Field(ge=0, le=UNDO_SECONDS)] = 0
    send_at: Optional[MomentIn] = None
    canned_response_ids: Annotated[list[CannedId], Field(max_length=CANNED_LIMIT)] = Field(default_factory=list)
    last_seen_message_id: str | None = None
    state_after: WireState | None = None
    status_after: Id | None = None
    draft: Optional[Literal["mine", "shared"]] = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        _check_text(self.body, self.html)
        if self.send_at is not None and self.undo_seconds:
            raise PydanticCustomError("conflicting", "what is sent later can be recalled until then")
        outgoing = (self.to, self.cc, self.bcc, self.send_at)
        if self.kind == "note" and (self.undo_seconds or any(each is not None for each in outgoing)):
            raise PydanticCustomError("conflicting", "a note goes to nobody")
        return self


class MessageCreated(Output):
    message: Message
    ticket: Ticket


class MessageRecalled(Output):
    """The message as it is kept, the ticket as it was before, and the caller's draft with the words."""

    message: Message
    ticket: Ticket
    draft: Draft
