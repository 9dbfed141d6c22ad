"""A tenant's calendar as people keep it, and its versions."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from lambdesk.sla.calendar import Calendar, Override, Window

PREFIX = "cal"
LIMIT = 200
HOLIDAYS_LIMIT = 1_000
OVERRIDES_LIMIT = 500
# Bytes: an item of the table has 409,600.
SIZE_LIMIT = 380_000
# A calendar has to open within so many: a promise that waits longer is none.
OPENS_YEARS = 20


@dataclass(frozen=True)
class Holiday:
    """A day without windows."""

    day: date
    name: str


@dataclass(frozen=True)
class BusinessCalendar:
    """When a tenant's promises count time. `zone` and `week` as in `sla.calendar.Calendar`; `holidays` are by hand.

    `public_holidays` are those of `country` and `subdivision` (ISO 3166) for the years around the version's beginning,
    `feed_holidays` those that its feed named last.

    A version never changes: what was promised by it is computed from it for ever.
    """

    id: str
    name: str
    zone: str
    week: tuple[tuple[Window, ...], ...]
    updated_at: datetime
    holidays: tuple[Holiday, ...] = ()
    overrides: tuple[Override, ...] = ()
    country: str | None = None
    subdivision: str | None = None
    public_holidays: tuple[Holiday, ...] = ()
    feed_holidays: tuple[Holiday, ...] = ()
    version: int = 1

    @cached_property
    def hours(self) -> Calendar:
        """What arithmetic needs of it."""
        closed = frozenset(each.day for each in self.all_holidays)
        return Calendar(self.zone, self.week, closed, self.overrides)

    @property
    def all_holidays(self) -> tuple[Holiday, ...]:
        """Wherever they come from; of a day that comes twice the last name is shown."""
        return (*self.public_holidays, *self.feed_holidays, *self.holidays)


@dataclass(frozen=True)
class CalendarVersion:
    """A calendar as it was in one version; kept when the calendar changes and when it is deleted."""

    calendar: BusinessCalendar

    @property
    def id(self) -> str:
        return self.calendar.id

    @property
    def version(self) -> int:
        return self.calendar.version


@dataclass(frozen=True)
class Day:
    """A day of a preview: the windows that begin on it, the seconds they are open, and why they are not the week's.

    `because` is `week`, `holiday` or `override`; `name` is that of the holiday or the override.
    """

    day: date
    windows: tuple[Window, ...]
    open_seconds: int
    because: str = "week"
    name: str = ""
