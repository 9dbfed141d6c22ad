"""Days off out of an iCalendar file (RFC 5545): whole days, with their rules of recurrence; never raises but Invalid.

What lies at hours of a day is no day off and is counted as left out. The file is anybody's: how much of it is followed
is bounded, so that no rule keeps us busy.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from lambdesk.kit.errors import FieldError, Invalid
from lambdesk.kit.text import clean_line, clip
from lambdesk.sla.calendars import recurrence
from lambdesk.sla.calendars.model import HOLIDAYS_LIMIT, Holiday

SIZE_LIMIT = 500_000
NAME_LIMIT = 120
RULES_LIMIT = 60
_EARLIEST = 1970
_LONGEST = timedelta(days=366)
# Days that are looked at in the search for those of rules, and days that events name, as often as they name one.
_SEARCHED, _NAMED = 300_000, 50_000
_BROKEN = (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError)


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
    replaces: bool


@dataclass(frozen=True)
class _File:
    """The events of whole days, how many are none, and which occurrences others stand for, be they days or not."""

    events: list[_Event]
    ignored: int
    replaced: set[tuple[str, date]]


@dataclass
class _Effort:
    """What following the events has taken."""

    searched: int = 0
    days: dict[date, str] = field(default_factory=dict)
    named: int = 0

    def search(self, days: int) -> None:
        """Raises Invalid when it is too much."""
        self.searched += days
        if self.searched > _SEARCHED:
            raise _refused("has events that come again for too long a time", "too_long")

    def name(self, days: int) -> None:
        """Raises Invalid when it is too much."""
        self.named += days
        if len(self.days) > HOLIDAYS_LIMIT or self.named > _NAMED:
            raise _refused(f"names more than {HOLIDAYS_LIMIT} days, or the same ones very often", "too_long")


def read(text: str, first: date, last: date) -> Found:
    """The days off from `first` to `last`; of one named twice the first name. Raises Invalid for no such file."""
    from icalendar import Calendar

    try:
        file = _file(Calendar.from_ical(text))
        days = _days(file, first, last)
    except _BROKEN as broken:
        raise _refused("is no iCalendar file that can be read", "not_a_calendar") from broken
    return Found(tuple(Holiday(day, days[day]) for day in sorted(days)), file.ignored)


def _refused(message: str, code: str) -> Invalid:
    return Invalid(fields=[FieldError("body.ics", message, code)])


def _file(parsed: Any) -> _File:
    found, ignored, replaced = [], 0, set()
    for each in parsed.walk("VEVENT"):
        if "RECURRENCE-ID" in each:
            replaced.add((_uid(each), _day(each.decoded("RECURRENCE-ID"))))
        begin = each.decoded("DTSTART")
        whole = isinstance(begin, date) and not isinstance(begin, datetime)
        if not whole or begin.year < _EARLIEST or str(each.get("STATUS", "")).upper() == "CANCELLED":
            ignored += 1
            continue
        found.append(_event(each, begin))
    if sum(each.rule is not None for each in found) > RULES_LIMIT:
        raise _refused(f"has more than {RULES_LIMIT} events that come again", "too_long")
    return _File(found, ignored, replaced)


def _uid(each: Any) -> str:
    return str(each.get("UID", ""))


def _event(each: Any, begin: date) -> _Event:
    length = timedelta(days=1)
    if "DTEND" in each:
        length = _day(each.decoded("DTEND")) - begin
    elif "DURATION" in each:
        length = timedelta(days=each.decoded("DURATION").days)
    rule = each["RRULE"].to_ical().decode().upper() if "RRULE" in each else None
    if rule and not recurrence.followed(rule):
        raise _refused(
            "has an event that comes every day or more often, by the hour, or by a long rule", "not_followed"
        )
    return _Event(
        uid=_uid(each),
        first=begin,
        length=min(max(length, timedelta(days=1)), _LONGEST),
        name=clip(clean_line(str(each.get("SUMMARY", "")), SIZE_LIMIT), NAME_LIMIT),
        rule=rule,
        more=_listed(each, "RDATE"),
        without=_listed(each, "EXDATE"),
        replaces="RECURRENCE-ID" in each,
    )


def _listed(each: Any, name: str) -> frozenset[date]:
    given = each.get(name, [])
    lists = given if isinstance(given, list) else [given]
    return frozenset(_day(one.dt) for listed in lists for one in listed.dts)


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def _days(file: _File, first: date, last: date) -> dict[date, str]:
    effort = _Effort()
    for event in file.events:
        for begin in _begins(event, first - event.length, last, effort):
            if not event.replaces and (event.uid, begin) in file.replaced:
                continue
            for count in range(event.length.days):
                day = begin + timedelta(days=count)
                if first <= day <= last:
                    effort.days.setdefault(day, event.name)
            effort.name(event.length.days)
    effort.name(0)
    return effort.days


def _begins(event: _Event, first: date, last: date, effort: _Effort) -> Iterator[date]:
    given = sorted({event.first, *event.more})
    repeated: Iterable[date] = ()
    if event.rule:
        repeated = recurrence.occurrences(event.rule, event.first, first, last, effort.search)
    seen = set(event.without)
    for each in chain(given, repeated):
        effort.name(1)
        if first <= each <= last and each not in seen:
            seen.add(each)
            yield each
