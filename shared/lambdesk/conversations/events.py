"""Facts about messages."""

from dataclasses import dataclass
from typing import ClassVar

from lambdesk.kit.events import event_type


@event_type("message.created")
@dataclass(frozen=True)
class MessageCreated:
    """Said on the ticket; `kind` tells notes from public messages, `mentioned` the colleagues that a note names.

    `to_others`: a reply that no customer of the ticket gets, so that it answers nobody.
    """

    EVENT_TYPE: ClassVar[str]
    message_id: str
    kind: str
    channel: str
    author_kind: str
    mail_class: str | None = None
    mentioned: list[str] | None = None
    to_others: bool | None = None


@event_type("message.sent")
@dataclass(frozen=True)
class MessageSent:
    """SES accepted the mail under `provider_id`."""

    EVENT_TYPE: ClassVar[str]
    message_id: str
    provider_id: str


@event_type("message.send_failed")
@dataclass(frozen=True)
class MessageSendFailed:
    """The mail did not go out (`failed`), or nobody can know (`uncertain`); `reason` is a code."""

    EVENT_TYPE: ClassVar[str]
    message_id: str
    outcome: str
    reason: str


@event_type("message.bounced")
@dataclass(frozen=True)
class MessageBounced:
    """The mail came back for good. `outcome`: `bounced`, the requester did not get it; `partly`, others did not.

    `status` is the report's code (RFC 3463).
    """

    EVENT_TYPE: ClassVar[str]
    message_id: str
    outcome: str
    status: str | None = None


@event_type("message.recalled")
@dataclass(frozen=True)
class MessageRecalled:
    """A held mail does not go out. `reason`: `agent`; before a scheduled one was due `customer_replied`, `merged`."""

    EVENT_TYPE: ClassVar[str]
    message_id: str
    reason: str


@event_type("message.rescheduled")
@dataclass(frozen=True)
class MessageRescheduled:
    """A scheduled mail goes out at another time."""

    EVENT_TYPE: ClassVar[str]
    message_id: str
    before: str
    after: str


@event_type("message.send_due")
@dataclass(frozen=True)
class MessageSendDue:
    """The moment of a scheduled mail has come: it goes out now. `kind` and `channel` are those of its creation."""

    EVENT_TYPE: ClassVar[str]
    message_id: str
    kind: str
    channel: str
