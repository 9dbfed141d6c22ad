"""Wire forms of business calendars."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from lambdesk.kit.schema import Day, Input, Moment, Optional, Output, TimeOfDay, Words, Zone
from lambdesk.sla.calendars.ical import SIZE_LIMIT
from lambdesk.sla.calendars.model import HOLIDAYS_LIMIT, OVERRIDES_LIMIT

WINDOWS_LIMIT = 48


Name = Annotated[Words, Field(min_length=1, max_length=120)]
Label = Annotated[str, Field(max_length=120)]
Closes = Annotated[
    str,
    StringConstraints(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"),
    Field(description="Earlier than `opens` it is on the next day. `24:00` ends the day.", examples=["17:00"]),
]


class Window(Input):
    """Open from `opens` until `closes`, on the clocks of the calendar's zone."""

    opens: TimeOfDay
    closes: Closes


Windows = Annotated[list[Window], Field(max_length=WINDOWS_LIMIT, default_factory=list)]


class Week(Input):
    """The windows that begin on each day. A day that is left out is closed."""

    monday: Windows
    tuesday: Windows
    wednesday: Windows
    thursday: Windows
    friday: Windows
    saturday: Windows
    sunday: Windows


class Holiday(Input):
    """A day without windows."""

    date: Day
    name: Label = ""


class Override(Input):
    """Other windows on all days from `first` to `last`; none of them closes. It stands above week and holidays."""

    first: Day
    last: Day
    windows: Windows
    name: Label = ""


Holidays = Annotated[list[Holiday], Field(max_length=HOLIDAYS_LIMIT, default_factory=list)]
Overrides = Annotated[list[Override], Field(max_length=OVERRIDES_LIMIT, default_factory=list)]


Country = Annotated[str, Field(max_length=8, description="ISO 3166-1; its public holidays close.", examples=["DE"])]
Subdivision = Annotated[str, Field(max_length=64, description="ISO 3166-2 without the country.", examples=["BY"])]


class CalendarDraft(Input):
    """A calendar that nobody keeps yet. At least one day of the week opens."""

    zone: Zone
    week: Week
    holidays: Holidays
    overrides: Overrides
    country: Country | None = None
    subdivision: Subdivision | None = None


class PreviewDraft(CalendarDraft):
    """A calendar that is being written. With `calendar_id` it is a change of that one, whose feed's days count."""

    calendar_id: str | None = None


class NewCalendar(CalendarDraft):
    """At least one day of the week opens."""

    name: Name


class CalendarPatch(Input):
    """Only what is there changes, each as a whole. The change is a new version."""

    name: Optional[Name] = None
    zone: Optional[Zone] = None
    week: Optional[Week] = None
    holidays: Optional[Annotated[list[Holiday], Field(max_length=HOLIDAYS_LIMIT)]] = None
    overrides: Optional[Annotated[list[Override], Field(max_length=OVERRIDES_LIMIT)]] = None
    country: Country | None = None
    subdivision: Subdivision | None = None


class Calendar(Output):
    """`version` is also the `ETag`. `public_holidays` were looked up when the version was made, for about ten years.

    `feed_holidays` are those that the calendar's feed named last.
    """

    id: str
    name: str
    zone: str
    week: Week
    holidays: list[Holiday]
    overrides: list[Override]
    country: str | None
    subdivision: str | None
    public_holidays: list[Holiday]
    feed_holidays: list[Holiday]
    updated_at: Moment
    version: int


class CalendarList(Output):
    """All calendars, by name."""

    items: list[Calendar]


class CalendarDay(Output):
    """A day: the windows that begin on it, for how long they are open, and why they are not the week's."""

    date: str
    windows: list[Window]
    open_seconds: int
    because: Literal["week", "holiday", "override"]
    name: str


class CalendarPreview(Output):
    """Every day of the months from today, in the calendar's zone."""

    days: list[CalendarDay]


class CountryWithHolidays(Output):
    """A country whose public holidays are known, with its subdivisions."""

    country: str
    subdivisions: list[str]


class CountryList(Output):
    """By code."""

    items: list[CountryWithHolidays]


class HolidayList(Output):
    """The days off of a year, by day."""

    items: list[Holiday]


class NewHolidayFile(Input):
    """An iCalendar file as text. It is read and not kept: a calendar takes the days that are sent with it."""

    ics: Annotated[str, Field(max_length=SIZE_LIMIT, examples=["BEGIN:VCALENDAR…"])]


class HolidayFile(Output):
    """Its whole days for the years that a calendar holds. `ignored` events are at hours of a day, or cancelled."""

    items: list[Holiday]
    ignored: int
