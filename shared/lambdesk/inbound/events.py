"""What happened to a source of inbound mail."""

from dataclasses import dataclass
from typing import ClassVar

from lambdesk.kit.events import event_type


@event_type("inbound_source.created")
@dataclass(frozen=True)
class InboundSourceCreated:
    """`trusted`: senders that it names are taken for proven."""

    EVENT_TYPE: ClassVar[str]
    trusted: bool


@event_type("inbound_source.rotated")
@dataclass(frozen=True)
class InboundSourceRotated:
    """There is a new secret; the one before goes on until `previous_until`."""

    EVENT_TYPE: ClassVar[str]
    previous_until: str


@event_type("inbound_source.deleted")
@dataclass(frozen=True)
class InboundSourceDeleted:
    """Nothing that it posts is taken any more."""

    EVENT_TYPE: ClassVar[str]
