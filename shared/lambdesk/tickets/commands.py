"""What can be asked of a ticket. Every door makes these same objects."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from lambdesk.conversations.model import Attachment, Channel, MailFacts, MessageKind
from lambdesk.customers.model import CustomerAddress
from lambdesk.kit.changes import Claim
from lambdesk.sla.model import Metric
from lambdesk.tickets.model import FieldValue, LinkKind, Participant, Priority, State

# Characters of the word about why people are called.
NOTE_LIMIT = 500


class Unset(Enum):
    """What a command does not name, where None has a meaning of its own."""

    UNSET = "unset"


UNSET = Unset.UNSET


@dataclass(frozen=True)
class CustomerMessage:
    """What a customer said, however it came. `body_key` and `html_key` as in Message."""

    customer: CustomerAddress
    body: str
    channel: Channel
    quoted_from: int | None = None
    body_key: str | None = None
    attachments: tuple[Attachment, ...] = ()
    mail: MailFacts | None = None
    html_key: str | None = None


@dataclass(frozen=True)
class Noted:
    """What is known of a new ticket from the beginning. `fields` are values by the ids of custom fields, checked."""

    category_id: str | None = None
    tags: tuple[str, ...] = ()
    team_id: str | None = None
    assignee_id: str | None = None
    fields: Mapping[str, FieldValue | None] = field(default_factory=dict)


@dataclass(frozen=True)
class OpenTicket:
    """A new ticket with its first message. `cc` are further participants, without the requester."""

    number: int
    subject: str
    message: CustomerMessage
    priority: Priority = Priority.NORMAL
    mailbox: str | None = None
    cc: tuple[Participant, ...] = ()
    follow_up_of: int | None = None
    noted: Noted = field(default_factory=Noted)


@dataclass(frozen=True)
class ReceiveMessage:
    """A customer's further message. `trusted`: the sender is proven (authenticated mail, signed address, signed-in).

    Only a trusted message reopens or brings a new participant. `meant_for` is the merged ticket it was written to.
    """

    message: CustomerMessage
    trusted: bool
    meant_for: int | None = None


@dataclass(frozen=True)
class PostMessage:
    """A staff member's reply or note. A reply names the last message its author saw, a note may name colleagues.

    `body` is plain text, also beside `html`, which is clean. Recipients that are None are those who take part. A reply
    is held for `undo_seconds`, or until `send_at`. `status_after` brings its state; `role` is as in UpdateTicket.
    """

    kind: MessageKind
    body: str
    author_name: str
    channel: Channel = Channel.API
    last_seen_message_id: str | None = None
    state_after: State | None = None
    expected_version: int | None = None
    mentioned: tuple[str, ...] = ()
    html: str | None = None
    attachments: tuple[Attachment, ...] = ()
    to: tuple[str, ...] | None = None
    cc: tuple[str, ...] | None = None
    bcc: tuple[str, ...] | None = None
    undo_seconds: int = 0
    send_at: datetime | None = None
    status_after: str | None = None
    role: str | None = None


@dataclass(frozen=True)
class RecallMessage:
    """A held mail shall not go out; its words go back into the actor's draft."""

    message_id: str


@dataclass(frozen=True)
class RescheduleMessage:
    """A scheduled mail shall go out at another time, or now when there is none."""

    message_id: str
    send_at: datetime | None


@dataclass(frozen=True)
class UpdateTicket:
    """Only what is named changes: what is neither None nor UNSET. None takes status, category or team away.

    `fields` are values by the keys of custom fields; None clears one. A status brings its state; `role` is that of
    whoever sets it, None for the product itself.
    """

    expected_version: int
    state: State | None = None
    priority: Priority | None = None
    subject: str | None = None
    status_id: str | Unset | None = UNSET
    category_id: str | Unset | None = UNSET
    team_id: str | Unset | None = UNSET
    tags: tuple[str, ...] | None = None
    fields: Mapping[str, FieldValue | None] = field(default_factory=dict)
    role: str | None = None


@dataclass(frozen=True)
class AssignTicket:
    """`assignee_id` None gives the ticket back to the queue; with `team_id` the team changes too."""

    expected_version: int
    assignee_id: str | None
    team_id: str | Unset | None = UNSET


@dataclass(frozen=True)
class SnoozeTicket:
    """Out of sight until a moment, until the customer answers, or until the first of both; neither wakes it."""

    expected_version: int
    until: datetime | None = None
    until_reply: bool = False


@dataclass(frozen=True)
class LinkTickets:
    """Another ticket becomes `kind` to this one, whatever it was to it before."""

    expected_version: int
    kind: LinkKind


@dataclass(frozen=True)
class SplitTicket:
    """Some messages of a ticket become the beginning of a new one. `number` is the new one's."""

    number: int
    message_ids: tuple[str, ...]
    subject: str


@dataclass(frozen=True)
class AcknowledgeEscalation:
    """The actor takes care of all that is late, or of the breach of one metric at a moment."""

    expected_version: int | None
    metric: str | None = None
    breach: datetime | None = None


@dataclass(frozen=True)
class RaiseEscalation:
    """The actor calls people, whatever was promised: from `level` on, with a word about why."""

    level: int = 1
    note: str = ""


@dataclass(frozen=True)
class CallPeople:
    """A level that is due calls its people. `breach` is when the time of the metric ran out."""

    metric: str
    level: int
    breach: datetime


@dataclass(frozen=True)
class TellWebhook:
    """What became of calling the address of a level. `failed` is why it was not taken; None: it was.

    `call_id` names the call: each outcome of it is told once.
    """

    call_id: str
    metric: str
    level: int
    breach: datetime
    status: int | None = None
    failed: str | None = None

    @property
    def once(self) -> Claim:
        """What an outcome leaves, so that it is not told again."""
        return Claim("webhook_failed" if self.failed else "webhook_answered", self.call_id, {})


@dataclass(frozen=True)
class RestateVerdict:
    """The breach of a metric at `due_at` was none; `reason` is what its author says why."""

    metric: Metric
    due_at: datetime
    reason: str


@dataclass(frozen=True)
class RepinPolicy:
    """The ticket is promised what the policies of a version say, as from its beginning.

    Only when it has, or would get, the policy or the calendar that is named, or belongs to the organisation, whose
    tier it gets then; `recomputation_id` is the job.
    """

    recomputation_id: str
    policies_version: int
    policy_id: str | None = None
    calendar_id: str | None = None
    organisation_id: str | None = None


@dataclass(frozen=True)
class ApplyDue:
    """Notice what is due. An escalation's next level is called once it is late by `grace`."""

    grace: timedelta = timedelta()
