"""Facts about feeds of calendars. Their addresses are secrets and are not in them."""

from dataclasses import dataclass
from typing import ClassVar

from lambdesk.kit.events import event_type


@event_type("calendar.feed_set")
@dataclass(frozen=True)
class FeedSet:
    """The calendar has holidays of an address, another one than before, which is read now."""

    EVENT_TYPE: ClassVar[str]
    id: str


@event_type("calendar.feed_asked")
@dataclass(frozen=True)
class FeedAsked:
    """The address is read now: its day has come, or somebody does not want to wait for it."""

    EVENT_TYPE: ClassVar[str]
    id: str


@event_type("calendar.feed_removed")
@dataclass(frozen=True)
class FeedRemoved:
    """The address is read no more, and its holidays are the calendar's no more."""

    EVENT_TYPE: ClassVar[str]
    id: str
