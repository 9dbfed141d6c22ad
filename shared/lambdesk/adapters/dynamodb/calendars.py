"""Business calendars on the table, and the form in which they are kept: a part of the codec."""

from datetime import date

from lambdesk.adapters.dynamodb.shapes import MOMENT, NUMBER, TEXT, Kind, Part, Shape, member
from lambdesk.sla.calendar import Override, Window
from lambdesk.sla.calendars.feeds.model import CalendarFeed, Fault
from lambdesk.sla.calendars.model import BusinessCalendar, CalendarVersion, Holiday

_DAY = Kind("S", date.isoformat, date.fromisoformat)
# Windows are many: two numbers each.
_WINDOWS = Kind(
    "J",
    lambda windows: [[each.opens, each.closes] for each in windows],
    lambda pairs: tuple(Window(*each) for each in pairs),
    (),
)
_WEEK = Kind("J", lambda week: list(map(_WINDOWS.plain, week)), lambda days: tuple(map(_WINDOWS.back, days)), ())
_HOLIDAY = Part(Holiday, day=_DAY, name=TEXT)
_OVERRIDE = Part(Override, first=_DAY, last=_DAY, windows=_WINDOWS, name=TEXT)
_KINDS = {
    "id": ("i", TEXT),
    "name": ("n", TEXT),
    "zone": ("z", TEXT),
    "week": ("k", _WEEK),
    "updated_at": ("w", MOMENT),
    "holidays": ("h", _HOLIDAY.many()),
    "overrides": ("o", _OVERRIDE.many()),
    "country": ("c", TEXT),
    "subdivision": ("s", TEXT),
    "public_holidays": ("p", _HOLIDAY.many()),
    "feed_holidays": ("f", _HOLIDAY.many()),
    "version": ("v", NUMBER),
}
CALENDAR = Shape(BusinessCalendar, **_KINDS)
_WHOLE = Part(BusinessCalendar, **{name: kind for name, (_, kind) in _KINDS.items()})
CALENDAR_VERSION = Shape(CalendarVersion, calendar=("d", _WHOLE.one()))
FEED = Shape(
    CalendarFeed,
    calendar_id=("i", TEXT),
    address=("a", TEXT),
    due_at=("d", MOMENT),
    asked_at=("k", MOMENT),
    etag=("e", TEXT),
    modified=("m", TEXT),
    tried_at=("t", MOMENT),
    read_at=("r", MOMENT),
    error=("x", member(Fault)),
    failing_since=("f", MOMENT),
    days=("n", NUMBER),
    version=("v", NUMBER),
)
