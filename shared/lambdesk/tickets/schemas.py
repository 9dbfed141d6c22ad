"""Wire forms of tickets, messages and their timeline: what is taken is checked, what `wire` makes is described."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from lambdesk.conversations.model import Channel, MailClass, MessageKind, SendState
from lambdesk.kit import clock
from lambdesk.kit.context import ActorKind
from lambdesk.kit.schema import Address, Input, Moment, MomentIn, Optional, Output, Words
from lambdesk.sla.model import LEVELS, ClockState, Metric
from lambdesk.tickets.commands import SnoozeTicket
from lambdesk.tickets.model import SUBJECT_LIMIT, LinkKind, ParticipantRole, Priority, State, StateCategory

BODY_LIMIT = 30_000
# An item of the table holds more, but a reply is paid for by the kilobyte; longer text belongs into an attachment.
BODY_LIMIT_BYTES = 32_768


def _fits(body: str) -> str:
    if len(body.encode()) > BODY_LIMIT_BYTES:
        raise PydanticCustomError("too_long", "has more than {limit} bytes in UTF-8", {"limit": BODY_LIMIT_BYTES})
    return body


Body = Annotated[Words, Field(min_length=1, max_length=BODY_LIMIT), AfterValidator(_fits)]
Subject = Annotated[Words, Field(min_length=1, max_length=SUBJECT_LIMIT)]
# Strict input would want the enum's own members; their values are what a caller can send.
WireState = Annotated[State, Field(strict=False)]
WirePriority = Annotated[Priority, Field(strict=False)]


class NewTicketRequester(Input):
    """In whose name the ticket is opened. A person not known yet is created."""

    email: Address
    name: Annotated[str, Field(max_length=120)] = ""


class NewTicket(Input):
    """A ticket as a caller opens it."""

    subject: Subject
    body: Body
    requester: NewTicketRequester
    priority: WirePriority = Priority.NORMAL
    channel: Literal["api"] = "api"


class TicketPatch(Input):
    """Only what is there changes."""

    state: Optional[WireState] = None
    priority: Optional[WirePriority] = None
    subject: Optional[Subject] = None


class Assignment(Input):
    """A user's id, or null for nobody."""

    assignee_id: str | None


class NewSnooze(Input):
    """At least one end: a moment that lies ahead, or the customer's answer. Any answer of theirs ends it."""

    until: MomentIn | None = None
    until_reply: bool = False

    def command(self, expected_version: int) -> SnoozeTicket:
        """The command that this asks for."""
        until = clock.from_text(self.until) if self.until else None
        return SnoozeTicket(expected_version, until, self.until_reply)


class NewLink(Input):
    """What the other ticket is to this one."""

    kind: Annotated[LinkKind, Field(strict=False)]


class NewMessage(Input):
    """A reply names the last message its author saw (`last_seen_message_id`)."""

    kind: Literal["reply", "note"]
    body: Body
    last_seen_message_id: str | None = None
    state_after: WireState | None = None


class RowRequester(Output):
    id: str
    name: str


class Clock(Output):
    """A promised time. It can be met up to and at `due_at`; `answered_at` is set late too, when it stays breached.

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


class RowPage(Output):
    """`partial`: we stopped looking before the page was full; `next_cursor` goes on from there."""

    items: list[Row]
    next_cursor: str | None
    partial: bool


class RelatedTickets(Output):
    """By number; those that this ticket names."""

    items: list[Row]


class Escalation(Output):
    """People called for a breach. Null when nobody is: there was none, or it was answered."""

    level: Annotated[int, Field(ge=1, le=LEVELS)]
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
    escalation: Escalation | None
    status_id: str | None
    category_id: str | None
    tags: list[str]
    snoozed_until: Moment | None
    snoozed_until_reply: bool
    merged_into: int | None
    resolved_at: Moment | None
    closed_at: Moment | None
    closes_at: Moment | None
    scheduled: list[ScheduledSend]
    links: list[Link]
    watchers: list[str]
    follow_up_of: int | None
    split_from: int | None
    merged: list[int]


class Author(Output):
    kind: ActorKind
    id: str | None
    name: str


class Attachment(Output):
    """`size` in bytes; `index` is its name in the attachment route."""

    index: int
    name: str
    media_type: str
    size: int


class Message(Output):
    """`quoted_from` is the offset in `body_text` (code points) where quoted history begins.

    `truncated`: `body_text` is the beginning; the body route has the whole.
    """

    id: str
    kind: MessageKind
    author: Author
    body_text: str
    quoted_from: int | None
    truncated: bool
    created_at: Moment
    channel: Channel
    authenticated: bool | None
    mail_class: MailClass | None
    attachments: list[Attachment]
    send_state: SendState | None
    send_error: str | None
    to: list[str]
    cc: list[str]


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
    """The whole ticket; `complete` is false when the oldest messages and events were left out."""

    ticket: Ticket
    messages: list[Message]
    events: list[TimelineEvent]
    complete: bool


class MessageCreated(Output):
    message: Message
    ticket: Ticket


class AttachmentLink(Output):
    """Good until `expires_at`, without a token."""

    url: str
    expires_at: Moment
