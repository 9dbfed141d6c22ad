"""Due times equal those of a calendar that walks minute by minute, on more than two thousand cases.

The cases are the same in every run: each zone is looked at for some weeks around changes of its clocks and for some
weeks anywhere in eleven years.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from lambdesk.sla.calendar import Calendar, Override, Window, add, elapsed
from tests.support.calendars import BEGIN, END, ZONES
from tests.support.slow_calendar import SlowCalendar, WallClock

DAYS = 32
_PERIODS, _CALENDARS, _STARTS = 4, 5, 6
Hours = list[tuple[int, int]]


def changes(zone: str) -> list[datetime]:
    """Days before which a clock was set another way."""
    rules, day, found = ZoneInfo(zone), timedelta(days=1), []
    moment = BEGIN + 20 * day
    while moment < END - 40 * day:
        if moment.astimezone(rules).utcoffset() != (moment + day).astimezone(rules).utcoffset():
            found.append(moment)
        moment += day
    return found


def periods(zone: str, chance: Random) -> Iterator[datetime]:
    """Where a stretch of days begins: every second time so that a change of clocks lies in it."""
    set_anew, days = changes(zone), (END - BEGIN).days - DAYS
    for count in range(_PERIODS):
        if count % 2 and set_anew:
            yield chance.choice(set_anew) - timedelta(days=chance.randrange(6, 20))
        else:
            yield BEGIN + timedelta(days=chance.randrange(days))


def hours(chance: Random) -> Hours:
    """The windows of a day."""
    kind = chance.random()
    if kind < 0.2:
        return []
    if kind < 0.4:
        return [(540, 1_020)]
    if kind < 0.5:
        return [(480, 720), (780, 1_080)]
    if kind < 0.6:
        return [(0, 1_440)]
    if kind < 0.8:
        begin = chance.randrange(0, 240, 15)
        return [(begin, begin + chance.randrange(15, 240, 15))]
    begin = chance.randrange(1_440)
    return [(begin, begin + chance.randrange(1, 1_441))]


def cases(zone: str) -> Iterator[tuple[Calendar, SlowCalendar, datetime, int]]:
    chance = Random(zone)  # noqa: S311
    for begin in periods(zone, chance):
        clock = WallClock(zone, begin, DAYS)
        for _ in range(_CALENDARS):
            week = [hours(chance) for _ in range(7)]
            week[chance.randrange(7)] = [(600, 960)]
            different = {begin.date() + timedelta(days=chance.randrange(DAYS)): hours(chance) for _ in range(6)}
            quick, slow = quick_calendar(zone, week, different), SlowCalendar(clock, week, different)
            for _ in range(_STARTS):
                start = begin + timedelta(days=4, seconds=chance.randrange((DAYS - 16) * 86_400))
                yield quick, slow, start, chance.choice([chance.randrange(1, 120_000), 60 * chance.randrange(1, 600)])


def quick_calendar(zone: str, week: list[Hours], different: dict[date, Hours]) -> Calendar:
    closed = frozenset(day for day, open_hours in different.items() if not open_hours)
    overrides = [Override(day, day, _windows(each)) for day, each in different.items() if each]
    return Calendar(zone, tuple(_windows(each) for each in week), closed, tuple(overrides))


def _windows(open_hours: Hours) -> tuple[Window, ...]:
    return tuple(Window(*each) for each in open_hours)


@pytest.mark.parametrize("zone", ZONES)
def test_due_times_are_those_of_the_slow_calendar(zone: str) -> None:
    compared = 0
    for quick, slow, start, seconds in cases(zone):
        due = slow.add(start, seconds)
        if due is None:
            continue
        compared += 1
        assert add(quick, start, seconds) == due, (quick, start, seconds)
        until = start + timedelta(seconds=seconds)
        assert elapsed(quick, start, until) == slow.elapsed(start, until)
        second = int(start.timestamp())
        spans = quick.spans(start.date() - timedelta(days=3), start.date() + timedelta(days=2))
        assert slow.is_open(start) is any(opens <= second < closes for opens, closes in spans)
    assert compared >= 2_000 // 20


def test_there_are_enough_cases_of_many_zones() -> None:
    assert len(ZONES) >= 20
    assert len(ZONES) * _PERIODS * _CALENDARS * _STARTS >= 2_000
    assert sum(bool(changes(zone)) for zone in ZONES) >= 15
    assert datetime(2020, 1, 1, tzinfo=UTC) == BEGIN
