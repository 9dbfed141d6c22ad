"""Facts about business calendars. What they and their days are called are people's words and are not in them."""

from dataclasses import dataclass
from typing import ClassVar

from lambdesk.kit.differences import Changed, Made, difference, values_of
from lambdesk.kit.events import event_type
from lambdesk.sla.calendars.model import BusinessCalendar

_TOLD = ("zone", "country", "subdivision")


@event_type("calendar.created")
@dataclass(frozen=True)
class CalendarCreated(Made):
    """Hours that promises can count by."""


@event_type("calendar.changed")
@dataclass(frozen=True)
class CalendarChanged(Changed):
    """A new version. What was promised by an earlier one is still computed from that."""


@event_type("calendar.deleted")
@dataclass(frozen=True)
class CalendarDeleted:
    """Nothing new is promised by it; its versions stay readable."""

    EVENT_TYPE: ClassVar[str]
    id: str


def created(calendar: BusinessCalendar) -> CalendarCreated:
    """That it was made."""
    return CalendarCreated(calendar.id, values_of(calendar, _TOLD))


def changed(before: BusinessCalendar, after: BusinessCalendar) -> CalendarChanged:
    """What of it changed."""
    return CalendarChanged(before.id, *difference(before, after, _TOLD))
