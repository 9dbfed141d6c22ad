"""Facts of the trail alone, which never get onto the bus: who opened personal data, and who was refused what."""

from dataclasses import dataclass
from typing import ClassVar

from lambdesk.kit.events import event_type


@event_type("data.opened")
@dataclass(frozen=True)
class DataOpened:
    """`what` is one of `lambdesk.audit.model.Opened`; the aggregate is the thing. `numbers` are the tickets that a list
    showed, those alone that the same person had not seen in a list within the hour.
    """

    EVENT_TYPE: ClassVar[str]
    what: str
    numbers: tuple[int, ...] = ()


@event_type("access.refused")
@dataclass(frozen=True)
class AccessRefused:
    """Somebody known asked for what they may not do. `route` is the path with the names of its parts in it."""

    EVENT_TYPE: ClassVar[str]
    method: str
    route: str
