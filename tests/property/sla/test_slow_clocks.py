"""Due times, verdicts and what was taken equal those of a clock that counts minutes, whatever happens to it.

Pauses, other targets and other calendars in any order, in every zone, around changes of its clocks; the same histories
in every run, and others in `make test-long`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import settings

from lambdesk.sla import clocks
from lambdesk.sla.clocks import Run
from lambdesk.sla.model import DEFAULT_POLICY, Clock, Metric, Terms
from tests.property.sla.test_slow_calendar import DAYS, hours, periods, quick_calendar
from tests.support.calendars import ZONES
from tests.support.slow_calendar import SlowCalendar, WallClock
from tests.support.slow_clock import Counted, SlowClock

Both = tuple[Terms, Counted]
_CALENDARS, _HISTORIES, _STEPS = 3, 6, 8


class Compared:
    """The product's clock and the slow one, told the same."""

    def __init__(self, calendar: Both, seconds: int, start: datetime) -> None:
        self.terms, counted = calendar
        self.clock: Clock = clocks.start(self.terms, Metric.RESOLUTION, seconds, start)[0]
        self.runs: tuple[Run, ...] = ()
        self.slow = SlowClock(counted, seconds, [(start, None)])
        self.took: int | None = None

    def look(self, at: datetime) -> None:
        self.clock = clocks.catch_up(self.clock, at)[0]
        self.slow.look(at)

    def pause(self, at: datetime) -> None:
        before = self.clock.since
        self.clock = clocks.pause(self.clock, self.terms, at)[0]
        self.runs = (*self.runs, (before, at))
        self.slow.pause(at)

    def resume(self, at: datetime) -> None:
        self.clock = clocks.resume(self.clock, self.terms, at)[0]
        self.slow.resume(at)

    def change(self, at: datetime, calendar: Both, seconds: int) -> None:
        if self.clock.decided:
            return
        self.terms, self.slow.calendar = calendar
        self.slow.target = seconds
        self.clock = clocks.retarget(self.clock, self.terms, seconds, at, self.runs)[0]
        self.slow.look(at)

    def answer(self, at: datetime) -> None:
        self.clock, facts = clocks.answer(self.clock, self.terms, at)
        self.took = getattr(facts[0], "seconds", None)
        self.slow.answer(at)

    def check(self) -> bool:
        """Whether there was anything to compare: not where the slow calendar ends before it is due."""
        due = self.slow.due()
        if due is None:
            return False
        assert (self.clock.breached_at, self.clock.answered_at) == (self.slow.breached, self.slow.answered)
        assert self.clock.due_at == (self.slow.breached or due)
        assert self.took == self.slow.took
        return True


def _calendars(zone: str, begin: datetime, chance: Random) -> list[Both]:
    wall, found = WallClock(zone, begin, DAYS), []
    for _ in range(_CALENDARS):
        week = [hours(chance) for _ in range(7)]
        week[chance.randrange(7)] = [(600, 960)]
        different = {begin.date() + timedelta(days=chance.randrange(DAYS)): hours(chance) for _ in range(6)}
        slow = SlowCalendar(wall, week, different)
        found.append((Terms(DEFAULT_POLICY, quick_calendar(zone, week, different)), Counted(slow)))
    return found


def _moments(begin: datetime, chance: Random) -> list[datetime]:
    seconds = sorted(chance.randrange(4 * 86_400, (DAYS - 10) * 86_400) for _ in range(_STEPS))
    return [begin + timedelta(seconds=each) for each in seconds]


def _lived(calendars: Sequence[Both], begin: datetime, chance: Random) -> Iterator[bool]:
    """One history: whether each of its steps could be compared."""
    moments, target = _moments(begin, chance), chance.choice([600, 7_200, 28_800, 100_000, 250_000])
    both, paused = Compared(chance.choice(calendars), target, moments[0]), False
    yield both.check()
    for at in moments[1:-1]:
        both.look(at)
        step = chance.random()
        if step < 0.55:
            (both.resume if paused else both.pause)(at)
            paused = not paused
        elif step < 0.85:
            both.change(at, chance.choice(calendars), target := chance.choice([target, target // 2, target * 2]))
        yield both.check()
    both.look(moments[-1])
    both.answer(moments[-1])
    yield both.check()


@pytest.mark.parametrize("zone", ZONES)
def test_a_clocks_life_is_that_of_the_slow_one(zone: str) -> None:
    # Under the profile of `make test-long` histories are new ones each time.
    chance = Random(zone if settings().derandomize else None)  # noqa: S311
    compared: list[bool] = []
    for begin in list(periods(zone, chance))[:2]:
        calendars = _calendars(zone, begin, chance)
        for _ in range(_HISTORIES * (1 if settings().derandomize else 20)):
            compared += _lived(calendars, begin, chance)
    assert sum(compared) >= 2_000 // len(ZONES) * 0.8


def test_the_slow_clock_sees_a_wrong_pause() -> None:
    """A clock that forgot its pause would be found out."""
    chance = Random("pause")  # noqa: S311
    begin = next(periods("Europe/Berlin", chance))
    calendars = _calendars("Europe/Berlin", begin, chance)
    both = Compared(calendars[0], 100_000, begin + timedelta(days=5))
    both.pause(begin + timedelta(days=6))
    both.resume(begin + timedelta(days=8))
    assert both.check()
    both.clock = clocks.measured(replace(both.clock, used=0), both.terms)
    with pytest.raises(AssertionError):
        both.check()
