"""A message and everything that can be said about it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from lambdesk.kit.context import Actor


class MessageKind(StrEnum):
    """A note is internal; the other two are public."""

    CUSTOMER = "customer"
    REPLY = "reply"
    NOTE = "note"


class Channel(StrEnum):
    MAIL = "mail"
    API = "api"
    PHONE = "phone"
    WEB = "web"


class MailClass(StrEnum):
    """What kind of mail it was. Everything but HUMAN is a robot's: kept, never answered, moves no state."""

    HUMAN = "human"
    AUTO_REPLY = "auto_reply"
    AUTO_GENERATED = "auto_generated"
    LIST = "list"
    BOUNCE = "bounce"
    RECEIPT = "receipt"
    FEEDBACK = "feedback"


class SendState(StrEnum):
    """The way of an outgoing mail. UNCERTAIN: a crash left it unknown whether it went out."""

    HELD = "held"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    RECALLED = "recalled"
    BOUNCED = "bounced"


@dataclass(frozen=True)
class Attachment:
    """`key` is where the bytes are in the content bucket; `size` in bytes, `sha256` of them in base64.

    `content_id` is the name by which the message's HTML shows it; `inline` ones are shown there only.
    """

    name: str
    media_type: str
    size: int
    key: str
    content_id: str | None = None
    sha256: str | None = None
    inline: bool = False


@dataclass(frozen=True)
class MailFacts:
    """What a message has because it came by mail. `message_id` is the sender's, without angle brackets."""

    raw_key: str
    message_id: str | None
    mail_class: MailClass
    authenticated: bool
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True)
class Delivery:
    """What a message has because it goes out by mail. `provider_id` is the bare id that SES gave it.

    A HELD one waits for `send_after`; until then it can be recalled. A `scheduled` one is sent when its ticket says so,
    any other one by whoever sends mail. `bcc` stand in the envelope alone. `bounced` are those it did not reach; it is
    BOUNCED when the requester is among them.
    """

    state: SendState
    to: tuple[str, ...]
    cc: tuple[str, ...] = ()
    provider_id: str | None = None
    error: str | None = None
    started_at: datetime | None = None
    bcc: tuple[str, ...] = ()
    send_after: datetime | None = None
    scheduled: bool = False
    bounced: tuple[str, ...] = ()


@dataclass(frozen=True)
class Called:
    """An escalation that a held message ended: its level, when the next one was to follow, who had taken care.

    `metric`, `breach` and `called` are those of the escalation.
    """

    level: int
    next_at: datetime | None
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    metric: str
    breach: datetime
    called: int = 0


@dataclass(frozen=True)
class UndoFacts:
    """How the ticket stood before a held message made its `version`.

    `answered` are the metrics whose clocks got their answer by it, `breached` those whose time was noticed with it to
    have run out, so that nobody had been called before.
    """

    version: int
    state: str
    last_message_at: datetime
    last_message_by: str
    assignee_id: str | None = None
    status_id: str | None = None
    answered: tuple[str, ...] = ()
    called: tuple[Called, ...] = ()
    breached: tuple[str, ...] = ()


@dataclass(frozen=True)
class Message:
    """One message of ticket `number`.

    `body` is plain text. When `body_key` is set, the whole text is in the content bucket and `body` is its beginning.
    `quoted_from` is the offset in `body` where quoted history begins. `html` is the text as its author formed it,
    cleaned before it was kept; with `html_key` it is in the content bucket. `meant_for` is the ticket that it was
    written to and that was merged into this one. `undo` is what a recall of a held message restores.
    """

    id: str
    number: int
    kind: MessageKind
    author: Actor
    author_name: str
    body: str
    channel: Channel
    created_at: datetime
    quoted_from: int | None = None
    body_key: str | None = None
    attachments: tuple[Attachment, ...] = field(default=())
    mail: MailFacts | None = None
    delivery: Delivery | None = None
    version: int = 1
    html: str | None = None
    html_key: str | None = None
    meant_for: int | None = None
    undo: UndoFacts | None = None


SHARED = "shared"


@dataclass(frozen=True)
class SavedDraft:
    """What somebody is writing on ticket `number`: `owner` is a user, or SHARED for the one that all work on.

    Addresses may be empty: then the message goes to everybody who takes part.
    """

    number: int
    owner: str
    kind: MessageKind
    body: str
    updated_at: datetime
    updated_by: str
    version: int
    html: str | None = None
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
