"""Days off out of an iCalendar file (RFC 5545): whole days, with their rules of recurrence; never raises but Invalid.

What lies at hours of a day is no day off and is counted as left out. The file is anybody's: how much of it is followed
is bounded, so that no rule keeps us busy.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from lambdesk.kit.errors import FieldError, Invalid
from lambdesk.kit.text import clean_line, clip
from lambdesk.sla.calendars.model import HOLIDAYS_LIMIT, Holiday

SIZE_LIMIT = 500_000
NAME_LIMIT = 120
RULES_LIMIT = 60
_EARLIEST = 1970
_LONGEST = timedelta(days=366)
_BROKEN = (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError)
# Rules by the day and shorter ones name no holidays, and following them, or hours of a day, could take for ever.
_FOLLOWED = frozenset({"YEARLY", "MONTHLY", "WEEKLY"})
_PARTS = re.compile(r"(FREQ|UNTIL|COUNT|WKST|BYDAY|BYMONTH|BYMONTHDAY|BYYEARDAY|BYWEEKNO|BYSETPOS)=|INTERVAL=0*[1-9]")


@dataclass(frozen=True)
class Found:
    """The days off of a file, by day, and how many events were none."""

    holidays: tuple[Holiday, ...]
    ignored: int = 0


@dataclass(frozen=True)
class _Event:
    uid: str
    first: date
    length: timedelta
    name: str
    rule: str | None
    more: frozenset[date]
    without: frozenset[date]
    stands_for: date | None


def read(text: str, first: date, last: date) -> Found:
    """The days off from `first` to `last`; of one named twice the first name. Raises Invalid for no such file."""
    from icalendar import Calendar

    try:
        events, ignored = _events(Calendar.from_ical(text))
        days = _days(events, first, last)
    except _BROKEN as broken:
        raise _refused("is no iCalendar file that can be read", "not_a_calendar") from broken
    if len(days) > HOLIDAYS_LIMIT:
        raise _refused(f"names more than {HOLIDAYS_LIMIT} days", "too_long")
    return Found(tuple(Holiday(day, days[day]) for day in sorted(days)), ignored)


def _refused(message: str, code: str) -> Invalid:
    return Invalid(fields=[FieldError("body.ics", message, code)])


def _events(parsed: Any) -> tuple[list[_Event], int]:
    found, ignored = [], 0
    for each in parsed.walk("VEVENT"):
        begin = each.decoded("DTSTART")
        whole = isinstance(begin, date) and not isinstance(begin, datetime)
        if not whole or begin.year < _EARLIEST or str(each.get("STATUS", "")).upper() == "CANCELLED":
            ignored += 1
            continue
        found.append(_event(each, begin))
    if sum(each.rule is not None for each in found) > RULES_LIMIT:
        raise _refused(f"has more than {RULES_LIMIT} events that come again", "too_long")
    return found, ignored


def _event(each: Any, begin: date) -> _Event:
    length = timedelta(days=1)
    if "DTEND" in each:
        length = _day(each.decoded("DTEND")) - begin
    elif "DURATION" in each:
        length = timedelta(days=each.decoded("DURATION").days)
    rule = each["RRULE"].to_ical().decode() if "RRULE" in each else None
    if rule and not _followed(rule):
        raise _refused("has an event that comes every day or more often, or by the hour", "not_followed")
    stands_for = _day(each.decoded("RECURRENCE-ID")) if "RECURRENCE-ID" in each else None
    return _Event(
        uid=str(each.get("UID", "")),
        first=begin,
        length=min(max(length, timedelta(days=1)), _LONGEST),
        name=clip(clean_line(str(each.get("SUMMARY", "")), SIZE_LIMIT), NAME_LIMIT),
        rule=rule,
        more=_listed(each, "RDATE"),
        without=_listed(each, "EXDATE"),
        stands_for=stands_for,
    )


def _followed(rule: str) -> bool:
    parts = rule.upper().split(";")
    return any(f"FREQ={each}" in parts for each in _FOLLOWED) and all(map(_PARTS.match, parts))


def _listed(each: Any, name: str) -> frozenset[date]:
    given = each.get(name, [])
    lists = given if isinstance(given, list) else [given]
    return frozenset(_day(one.dt) for listed in lists for one in listed.dts)


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def _days(events: list[_Event], first: date, last: date) -> dict[date, str]:
    replaced = {(each.uid, each.stands_for) for each in events if each.stands_for}
    days: dict[date, str] = {}
    for event in events:
        for begin in _begins(event, first - event.length, last):
            if event.stands_for is None and (event.uid, begin) in replaced:
                continue
            for count in range(event.length.days):
                day = begin + timedelta(days=count)
                if first <= day <= last:
                    days.setdefault(day, event.name)
    return days


def _begins(event: _Event, first: date, last: date) -> Iterator[date]:
    found = {event.first, *event.more}
    if event.rule:
        found |= _repeated(event.rule, event.first, last)
    return (each for each in sorted(found - event.without) if first <= each <= last)


def _repeated(rule: str, begin: date, last: date) -> set[date]:
    """The days of a rule up to `last`: without this end, one that never comes true is followed to the end of time."""
    from dateutil.rrule import rrulestr

    parts = [each for each in rule.split(";") if each.partition("=")[0] not in ("UNTIL", "COUNT")]
    told = dict(each.split("=", 1) for each in rule.split(";"))
    ends = min(last.strftime("%Y%m%d"), told.get("UNTIL", "99991231")[:8])
    start = datetime(begin.year, begin.month, begin.day)  # noqa: DTZ001
    repeated = rrulestr(";".join([*parts, f"UNTIL={ends}"]), dtstart=start)
    most = int(told["COUNT"]) if "COUNT" in told else None
    return {each.date() for each in islice(repeated, most)}
