"""A calendar that looks at every minute: slow, plain, and of its own opinion. What the arithmetic is compared with.

It knows of a zone only what a wall clock shows at each minute. All offsets since 1972 are whole minutes, so a minute is
open or closed as a whole; only the first and the last of a span of time may be cut.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
Hours = Sequence[tuple[int, int]]


class WallClock:
    """What the clock of a zone shows at each minute of so many days from `begin`, which is a whole minute."""

    def __init__(self, zone: str, begin: datetime, days: int) -> None:
        self.begin = begin
        rules = ZoneInfo(zone)
        moments = (begin + MINUTE * count for count in range(days * 1_440))
        self.shows = [moment.astimezone(rules).replace(tzinfo=None, fold=0) for moment in moments]
        self._first: dict[datetime, int] = {}
        for place, shown in enumerate(self.shows):
            self._first.setdefault(shown, place)

    def minute_of(self, wall: datetime) -> int:
        """The first minute at which the clock shows `wall`; of a time that it skips, as much later as it skips."""
        if wall in self._first:
            return self._first[wall]
        for place in range(1, len(self.shows)):
            before, after = self.shows[place - 1], self.shows[place]
            if before < wall < after:
                return self._first[wall + (after - before - MINUTE)]
        message = f"{wall} is not on this clock"
        raise LookupError(message)


class SlowCalendar:
    """Days of `week` from Monday, and single `days` that are different; hours are minutes after the day's midnight."""

    def __init__(self, clock: WallClock, week: Sequence[Hours], days: Mapping[date, Hours]) -> None:
        self.clock = clock
        self.minutes = bytearray(len(clock.shows))
        day, last = clock.shows[0].date() + timedelta(days=2), clock.shows[-1].date() - timedelta(days=3)
        while day <= last:
            midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001
            for opens, closes in days.get(day, week[day.weekday()]):
                first = clock.minute_of(midnight + opens * MINUTE)
                for minute in range(first, clock.minute_of(midnight + closes * MINUTE)):
                    self.minutes[minute] = 1
            day += timedelta(days=1)

    def is_open(self, moment: datetime) -> bool:
        """Whether the minute that `moment` lies in is open."""
        return bool(self.minutes[self._second(moment) // 60])

    def add(self, start: datetime, seconds: int) -> datetime | None:
        """Walk on from `start`, a whole second, until so many were open; None near the end of the clock."""
        here, left = self._second(start), seconds
        for minute in range(here // 60, len(self.minutes) - 6 * 1_440):
            following = (minute + 1) * 60
            if self.minutes[minute]:
                if left <= following - here:
                    return self.clock.begin + timedelta(seconds=here + left)
                left -= following - here
            here = following
        return None

    def elapsed(self, start: datetime, end: datetime) -> int:
        """Walk from `start` to `end` and count the open seconds."""
        here, until, counted = self._second(start), self._second(end), 0
        while here < until:
            following = min((here // 60 + 1) * 60, until)
            if self.minutes[here // 60]:
                counted += following - here
            here = following
        return counted

    def _second(self, moment: datetime) -> int:
        return (moment - self.clock.begin) // timedelta(seconds=1)


def moment(text: str, zone: str) -> datetime:
    """A wall-clock time of a zone, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
