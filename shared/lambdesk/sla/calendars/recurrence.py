"""The days of a recurrence rule (RFC 5545) by the year, the month or the week, searched within bounds.

A rule may come true never: what is looked at is what lies before the last day, and no more than the caller lets pass.
Rules by the day and shorter ones name no holidays, and are not followed; nor are weeks by their number.
"""

import re
from calendar import isleap, monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

LENGTH_LIMIT = 300
_FREQUENCIES = frozenset({"YEARLY", "MONTHLY", "WEEKLY"})
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEKDAY = re.compile(r"([+-]?\d{0,2})(MO|TU|WE|TH|FR|SA|SU)")
_PARTS = re.compile(
    r"(FREQ|UNTIL|COUNT|WKST|BYDAY|BYMONTH|BYMONTHDAY|BYYEARDAY)=|INTERVAL=0*[1-9]"
    r"|BYSETPOS=[+-]?[1-9]\d{0,2}(,[+-]?[1-9]\d{0,2}){0,4}$"
)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Rule:
    freq: str
    interval: int
    week_start: int
    months: frozenset[int]
    month_days: frozenset[int]
    year_days: frozenset[int]
    weekdays: frozenset[tuple[int, int]]
    """Which one, 0 for each, and which day of the week."""
    positions: frozenset[int]


def followed(rule: str) -> bool:
    """Whether a rule, in capitals, is one that is followed."""
    parts = rule.split(";")
    known = len(rule) <= LENGTH_LIMIT and all(map(_PARTS.match, parts))
    return known and any(f"FREQ={each}" in parts for each in _FREQUENCIES)


def occurrences(text: str, begin: date, first: date, last: date, search: Callable[[int], None]) -> Iterator[date]:
    """The days of a rule that begins at `begin`, in order; those before `first` may be left out.

    `search` is told how many days are to be looked at before they are, and may raise. Raises KeyError or ValueError
    for no such rule.
    """
    told = dict(each.split("=", 1) for each in text.split(";"))
    until = date.fromisoformat(told["UNTIL"][:8]) if "UNTIL" in told else last
    # What is counted is counted from the beginning.
    found = _days(_read(told, begin), begin, begin if "COUNT" in told else first, min(last, until), search)
    return islice(found, int(told["COUNT"])) if "COUNT" in told else found


def _days(rule: _Rule, begin: date, first: date, last: date, search: Callable[[int], None]) -> Iterator[date]:
    for start, end in _periods(rule, begin, last):
        if end <= first:
            continue
        length = (end - start).days
        search(length)
        days = [day for day in (start + _DAY * each for each in range(length)) if _holds(rule, day)]
        if rule.positions:
            days = [day for place, day in enumerate(days) if {place + 1, place - len(days)} & rule.positions]
        yield from (day for day in days if begin <= day <= last)


def _periods(rule: _Rule, begin: date, last: date) -> Iterator[tuple[date, date]]:
    """First day of each period, and the one after its last."""
    if rule.freq == "YEARLY":
        for year in range(begin.year, last.year + 1, rule.interval):
            yield date(year, 1, 1), date(year + 1, 1, 1)
    elif rule.freq == "MONTHLY":
        for month in range(begin.year * 12 + begin.month - 1, last.year * 12 + last.month, rule.interval):
            yield _month(month), _month(month + 1)
    else:
        week = begin - _DAY * ((begin.weekday() - rule.week_start) % 7)
        for days in range(0, (last - week).days + 1, 7 * rule.interval):
            yield week + _DAY * days, week + _DAY * (days + 7)


def _month(count: int) -> date:
    return date(count // 12, count % 12 + 1, 1)


def _holds(rule: _Rule, day: date) -> bool:
    if rule.months and day.month not in rule.months:
        return False
    month_length = monthrange(day.year, day.month)[1]
    if rule.month_days and not {day.day, day.day - month_length - 1} & rule.month_days:
        return False
    year_day, year_length = day.timetuple().tm_yday, 365 + isleap(day.year)
    if rule.year_days and not {year_day, year_day - year_length - 1} & rule.year_days:
        return False
    if not rule.weekdays:
        return True
    by_month = rule.freq == "MONTHLY" or rule.months
    place, length = (day.day, month_length) if by_month else (year_day, year_length)
    which = {0, (place - 1) // 7 + 1, -((length - place) // 7 + 1)}
    return any(weekday == day.weekday() and each in which for each, weekday in rule.weekdays)


def _read(told: dict[str, str], begin: date) -> _Rule:
    months, month_days, year_days = (_numbers(told, name) for name in ("BYMONTH", "BYMONTHDAY", "BYYEARDAY"))
    weekdays = _weekdays(told.get("BYDAY", ""), told["FREQ"])
    if not month_days | year_days and not weekdays:
        # The day on which the rule begins says what the rule does not.
        if told["FREQ"] == "WEEKLY":
            weekdays = frozenset({(0, begin.weekday())})
        else:
            month_days = frozenset({begin.day})
            months = months or frozenset({begin.month} if told["FREQ"] == "YEARLY" else ())
    return _Rule(
        freq=told["FREQ"],
        interval=int(told.get("INTERVAL", "1")),
        week_start=_WEEKDAYS.index(told.get("WKST", "MO")),
        months=months,
        month_days=month_days,
        year_days=year_days,
        weekdays=weekdays,
        positions=_numbers(told, "BYSETPOS"),
    )


def _numbers(told: dict[str, str], name: str) -> frozenset[int]:
    return frozenset(map(int, told[name].split(","))) if name in told else frozenset()


def _weekdays(text: str, freq: str) -> frozenset[tuple[int, int]]:
    found = [_WEEKDAY.fullmatch(each) for each in text.split(",")] if text else []
    if None in found:
        raise ValueError(text)
    named = [(int(each[1] or 0), _WEEKDAYS.index(each[2])) for each in found if each]
    return frozenset((0 if freq == "WEEKLY" else which, weekday) for which, weekday in named)
