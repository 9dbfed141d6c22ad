"""The fact that somebody opened personal data. It goes into the trail only, never onto the bus."""

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
