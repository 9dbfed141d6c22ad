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

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True)
class Attachment:
    """`key` is where the bytes are in the content bucket; `size` in bytes."""

    name: str
    media_type: str
    size: int
    key: str


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
    """What a message has because it goes out by mail. `provider_id` is the bare id that SES gave it."""

    state: SendState
    to: tuple[str, ...]
    cc: tuple[str, ...] = ()
    provider_id: str | None = None
    error: str | None = None
    started_at: datetime | None = None


@dataclass(frozen=True)
class Message:
    """One message of ticket `number`.

    `body` is plain text. When `body_key` is set, the whole text is in the content bucket and `body` is its beginning.
    `quoted_from` is the offset in `body` where quoted history begins.
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
