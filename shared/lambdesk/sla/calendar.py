"""The arithmetic of promised time: when a calendar is open, and how its seconds count.

Windows are read off a clock on the wall, what they measure is physical seconds. A wall-clock time that the zone leaves
out moves forward by the gap, one that comes twice is its first occurrence; a window that this turns around is empty.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from lambdesk.kit.errors import FieldError, Invalid

DAY_MINUTES = 1_440
_DAY_SECONDS = 86_400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = _EPOCH.toordinal()
# A window may end late on the next day and be far from UTC: so many days around a year may reach into it.
_DAYS_AROUND = 3
# A target that so many years do not hold is a mistake, whatever the calendar.
_YEARS = 200
_FIRST_DAY, _LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Window:
    """Open from `opens` until `closes`, in minutes of wall-clock time after the midnight that its day begins with.

    `opens` is 0 to 1,439; `closes` is later by at most a day: 1,440 is 24:00, and what lies beyond is on the next day.
    """

    opens: int
    closes: int


@dataclass(frozen=True)
class Override:
    """Other windows from `first` to `last`, whatever the week and the holidays say; without any it is closed."""

    first: date
    last: date
    windows: tuple[Window, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Year:
    """Spans of one year of UTC: sorted, apart from each other, in seconds since 1970.

    `before` says how much of the year was open before each span.
    """

    starts: list[int]
    lengths: list[int]
    before: list[int]
    total: int

    def passed(self, second: int) -> int:
        """How much was open from the year's beginning until `second`."""
        place = bisect_right(self.starts, second) - 1
        return self.before[place] + min(second - self.starts[place], self.lengths[place]) if place >= 0 else 0

    def open_at(self, second: int) -> bool:
        """Whether the second that begins then counts."""
        place = bisect_right(self.starts, second) - 1
        return place >= 0 and second - self.starts[place] < self.lengths[place]

    def reach(self, passed: int, *, beyond: bool) -> int:
        """The first second at which so much has passed; the last such one in an open span when time goes `beyond`."""
        place = (bisect_right if beyond else bisect_left)(self.before, passed) - 1
        return self.starts[place] + passed - self.before[place]


@dataclass(frozen=True)
class Calendar:
    """When time counts. `zone` is an IANA name, `week` has the windows of its seven days, Monday first.

    A window belongs to the day on which it begins: that day's holiday or override takes it away whole, another day's
    does not. Years are expanded when first asked for and remembered, so keep a calendar as long as it is used.
    """

    zone: str
    week: tuple[tuple[Window, ...], ...]
    holidays: frozenset[date] = frozenset()
    overrides: tuple[Override, ...] = ()
    _years: dict[int, Year] = field(default_factory=dict, init=False, repr=False, compare=False)

    def days(self, first: date, last: date) -> Iterator[tuple[date, tuple[Window, ...]]]:
        """Each day from `first` to `last` with the windows that begin on it."""
        special: dict[int, tuple[Window, ...]] = {}
        begin, end = first.toordinal(), last.toordinal()
        for override in self.overrides:
            reach = range(max(begin, override.first.toordinal()), min(end, override.last.toordinal()) + 1)
            special.update(dict.fromkeys(reach, override.windows))
        for ordinal in range(begin, end + 1):
            day = date.fromordinal(ordinal)
            usual = () if day in self.holidays else self.week[day.weekday()]
            yield day, special.get(ordinal, usual)

    def spans(self, first: date, last: date) -> list[tuple[int, int]]:
        """What is open in windows that begin from `first` to `last`: begin and end in seconds since 1970, merged."""
        zone, found = ZoneInfo(self.zone), []
        for day, windows in self.days(first, last):
            midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
            found += [(_second(midnight, window.opens), _second(midnight, window.closes)) for window in windows]
        merged: list[tuple[int, int]] = []
        for begin, end in sorted(each for each in found if each[0] < each[1]):
            if merged and begin <= merged[-1][1]:
                merged[-1] = merged[-1][0], max(end, merged[-1][1])
            else:
                merged.append((begin, end))
        return merged

    def year(self, year: int) -> Year:
        """What is open in one year of UTC."""
        found = self._years.get(year)
        if found is None:
            found = self._years[year] = self._expanded(year)
        return found

    def _expanded(self, year: int) -> Year:
        around, first, last = timedelta(days=_DAYS_AROUND), date(year, 1, 1), date(year + 1, 1, 1)
        begin, end = ((day.toordinal() - _EPOCH_DAY) * _DAY_SECONDS for day in (first, last))
        starts, lengths, before, total = [], [], [], 0
        for opens, closes in self.spans(first - around, last + around):
            opened, closed = max(opens, begin), min(closes, end)
            if opened < closed:
                starts.append(opened)
                lengths.append(closed - opened)
                before.append(total)
                total += closed - opened
        return Year(starts, lengths, before, total)


AROUND_THE_CLOCK = Calendar("UTC", ((Window(0, DAY_MINUTES),),) * 7)


def add(calendar: Calendar, start: datetime, seconds: int) -> datetime:
    """The first moment, in UTC, at which `seconds` of the calendar's time have passed since `start`.

    It lies in an open window or on its end, and is `start` itself for no seconds. A fraction of a second counts as
    time when `start` is open. Raises ValueError for negative seconds, Invalid when two centuries do not hold them.
    """
    if seconds < 0:
        message = "time is not taken back"
        raise ValueError(message)
    if not seconds or calendar is AROUND_THE_CLOCK:
        return start + timedelta(seconds=seconds)
    moment = start.astimezone(UTC)
    second, year = _second(moment), moment.year
    spans = calendar.year(year)
    fraction = moment.microsecond if spans.open_at(second) else 0
    wanted = spans.passed(second) + seconds
    for later in range(year + 1, year + _YEARS):
        if wanted + (fraction > 0) <= spans.total:
            return _EPOCH + timedelta(seconds=spans.reach(wanted, beyond=fraction > 0), microseconds=fraction)
        wanted -= spans.total
        spans = calendar.year(later)
    raise Invalid("So much time does not pass in two hundred years of this calendar.")


def elapsed(calendar: Calendar, start: datetime, end: datetime) -> int:
    """How many of the calendar's seconds pass from `start` to `end`: negative when `end` is earlier.

    Moments are cut to whole seconds, so that what passes from a to b and from b to c is what passes from a to c.
    """
    if end < start:
        return -elapsed(calendar, end, start)
    begin, until = start.astimezone(UTC), end.astimezone(UTC)
    before, after = calendar.year(begin.year).passed(_second(begin)), calendar.year(until.year).passed(_second(until))
    return after - before + sum(calendar.year(year).total for year in range(begin.year, until.year))


def _second(moment: datetime, minutes: int = 0) -> int:
    """Whole seconds since 1970 of the wall-clock time so many minutes after `moment`.

    Without a fold a time in a gap has the offset from before it, which moves it forward, and the first of two stands.
    """
    return (moment + timedelta(minutes=minutes) - _EPOCH) // timedelta(seconds=1)


def check_calendar(calendar: Calendar) -> Calendar:
    """The calendar itself. Raises Invalid when it says what no clock can follow, or never opens.

    Overrides end one day or another, so it is the week that has to open: else a long target would never be due.
    """
    wrong = [FieldError("body.zone", "no time zone has this name", "unknown_zone")] if not _known(calendar.zone) else []
    if len(calendar.week) != len(_WEEK) or not any(calendar.week):
        wrong.append(FieldError("body.week", "at least one day of the week has to open", "never_open"))
    wrong += [
        FieldError(f"body.week.{day}", "opens within its day, closes within 24 hours", "out_of_range")
        for day, windows in zip(_WEEK, calendar.week, strict=False)
        if not _possible(windows)
    ]
    last: Override | None = None
    for override in sorted(calendar.overrides, key=lambda each: each.first):
        place = f"body.overrides.{override.first}"
        if not _FIRST_DAY <= override.first <= override.last <= _LAST_DAY or not _possible(override.windows):
            wrong.append(FieldError(place, "its days or its windows are not in order", "out_of_range"))
        if last and override.first <= last.last:
            wrong.append(FieldError(place, f"the override of {last.first} holds on this day already", "overlaps"))
        last = override
    if wrong:
        raise Invalid(fields=wrong)
    return calendar


def _possible(windows: tuple[Window, ...]) -> bool:
    return all(0 <= each.opens < DAY_MINUTES and 0 < each.closes - each.opens <= DAY_MINUTES for each in windows)


def _known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (KeyError, OSError, ValueError):
        return False
    return True
