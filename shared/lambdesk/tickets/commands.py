"""What can be asked of a ticket. Every door makes these same objects."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdesk.conversations.model import Attachment, Channel, MailFacts, MessageKind
from lambdesk.customers.model import CustomerAddress
from lambdesk.tickets.model import LinkKind, Participant, Priority, State


@dataclass(frozen=True)
class CustomerMessage:
    """What a customer said, however it came. `body_key` as in Message."""

    customer: CustomerAddress
    body: str
    channel: Channel
    quoted_from: int | None = None
    body_key: str | None = None
    attachments: tuple[Attachment, ...] = ()
    mail: MailFacts | None = None


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


@dataclass(frozen=True)
class ReceiveMessage:
    """A customer's further message. `trusted`: the sender is proven (authenticated mail, signed address, signed-in).

    Only a trusted message reopens or brings a new participant.
    """

    message: CustomerMessage
    trusted: bool


@dataclass(frozen=True)
class PostMessage:
    """A staff member's reply or note. A reply names the last message its author saw, a note may name colleagues."""

    kind: MessageKind
    body: str
    author_name: str
    channel: Channel = Channel.API
    last_seen_message_id: str | None = None
    state_after: State | None = None
    expected_version: int | None = None
    mentioned: tuple[str, ...] = ()


@dataclass(frozen=True)
class UpdateTicket:
    """Only what is not None changes."""

    expected_version: int
    state: State | None = None
    priority: Priority | None = None
    subject: str | None = None


@dataclass(frozen=True)
class AssignTicket:
    """`assignee_id` None gives the ticket back to the queue."""

    expected_version: int
    assignee_id: str | None


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
class AcknowledgeEscalation:
    """The actor takes care of a breach."""

    expected_version: int


@dataclass(frozen=True)
class ApplyDue:
    """Notice what is due. An escalation's next level is called once it is late by `grace`."""

    grace: timedelta = timedelta()
