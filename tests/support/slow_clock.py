"""A clock that counts open minutes over its whole life, anew at every question: the product's are compared with it.

It keeps no sums: only when it ran, which target and which calendar hold now, and what was decided.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate

from tests.support.slow_calendar import SlowCalendar


class Counted:
    """The minutes of a slow calendar, counted from its beginning."""

    def __init__(self, slow: SlowCalendar) -> None:
        self.begin, self._open = slow.clock.begin, slow.minutes
        self._before = [0, *accumulate(each * 60 for each in slow.minutes)]

    def passed(self, moment: datetime) -> int:
        """Open seconds before a moment."""
        minute, second = divmod((moment - self.begin) // timedelta(seconds=1), 60)
        return self._before[minute] + second * self._open[minute]

    def when(self, passed: int) -> datetime | None:
        """The first moment before which so many seconds were open; None behind the last minute."""
        minute = bisect_left(self._before, passed) - 1
        if minute + 1 >= len(self._before):
            return None
        return self.begin + timedelta(seconds=minute * 60 + passed - self._before[minute])


@dataclass
class SlowClock:
    """Runs of one clock: each from a moment to another, the last one to None while it goes on."""

    calendar: Counted
    target: int
    runs: list[tuple[datetime, datetime | None]]
    breached: datetime | None = None
    answered: datetime | None = None
    took: int | None = field(default=None)

    def due(self) -> datetime | None:
        """When the target is used up; of one that stands still, as if its last run went on."""
        left = self.target
        for begin, end in self.runs[:-1]:
            assert end is not None
            open_seconds = self.calendar.passed(end) - self.calendar.passed(begin)
            if left <= open_seconds:
                return self._after(begin, left)
            left -= open_seconds
        return self._after(self.runs[-1][0], left)

    def _after(self, begin: datetime, seconds: int) -> datetime | None:
        return self.calendar.when(self.calendar.passed(begin) + seconds) if seconds else begin

    def used(self, until: datetime) -> int:
        """Open seconds of all runs up to a moment."""
        ends = ((begin, until if end is None else end) for begin, end in self.runs)
        return sum(self.calendar.passed(end) - self.calendar.passed(begin) for begin, end in ends)

    def look(self, at: datetime) -> None:
        """Decide what can be decided at a moment."""
        due, stood = self.due(), self.runs[-1][1]
        if self.breached or self.answered or due is None:
            return
        # While it stands still no more time passes than had passed when it stopped.
        if (stood or at) > due:
            self.breached = due

    def answer(self, at: datetime) -> None:
        self.answered, self.took = at, self.used(at)

    def pause(self, at: datetime) -> None:
        self.runs[-1] = self.runs[-1][0], at

    def resume(self, at: datetime) -> None:
        self.runs.append((at, None))
