"""What a calendar may say, and what its days look like."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from lambdesk.kit.errors import Conflict, FieldError, Invalid
from lambdesk.kit.text import clean_line
from lambdesk.sla.calendar import Window, check_calendar, elapsed
from lambdesk.sla.calendars.model import (
    HOLIDAYS_LIMIT,
    LIMIT,
    OPENS_YEARS,
    OVERRIDES_LIMIT,
    SIZE_LIMIT,
    BusinessCalendar,
    Day,
    Holiday,
)
from lambdesk.sla.calendars.regions import public_holidays, span


def create(
    calendar: BusinessCalendar, others: Iterable[BusinessCalendar], today: date, locale: str
) -> BusinessCalendar:
    """A new calendar; raises Invalid, or Conflict when there are too many. `locale` names its public holidays."""
    others = tuple(others)
    if len(others) >= LIMIT:
        raise Conflict(f"There are {LIMIT} already; delete one first.")
    return _kept(with_public_holidays(_named(checked(calendar), others), *span(today), locale), today)


def change(
    calendar: BusinessCalendar, fields: Mapping[str, Any], others: Iterable[BusinessCalendar], today: date, locale: str
) -> BusinessCalendar:
    """The next version with other fields, itself when nothing changes; raises Invalid.

    Another country is taken as a whole unless one of its subdivisions is named with it.
    """
    if fields.get("country", calendar.country) != calendar.country:
        fields = {"subdivision": None, **fields}
    changed = _tidy(replace(calendar, **fields))
    if changed == calendar:
        return calendar
    changed = _kept(with_public_holidays(_named(checked(changed), others), *span(today), locale), today)
    return replace(changed, version=calendar.version + 1)


def fed(calendar: BusinessCalendar, holidays: tuple[Holiday, ...], now: datetime) -> BusinessCalendar:
    """The next version with these holidays of its feed, itself when they are the same; raises Invalid.

    All else of it stays as it is, public holidays too: nobody has saved it anew.
    """
    if holidays == calendar.feed_holidays:
        return calendar
    version = calendar.version + 1
    return _kept(replace(calendar, feed_holidays=holidays, version=version, updated_at=now), now.date())


def days(calendar: BusinessCalendar, first: date, last: date) -> list[Day]:
    """Each day from `first` to `last`. A day that comes twice or is missing is measured as time passes."""
    names = {each.day: each.name for each in calendar.all_holidays}
    found = []
    for day, windows in calendar.hours.days(first, last):
        seconds = sum(closes - opens for opens, closes in calendar.hours.spans(day, day)) if windows else 0
        override = next((each for each in calendar.overrides if each.first <= day <= each.last), None)
        if override:
            found.append(Day(day, windows, seconds, "override", override.name))
        elif day in names:
            found.append(Day(day, windows, seconds, "holiday", names[day]))
        else:
            found.append(Day(day, windows, seconds))
    return found


def with_public_holidays(calendar: BusinessCalendar, first: date, last: date, locale: str) -> BusinessCalendar:
    """Looked up anew with every version, so that saving brings the years up to date; raises Invalid."""
    if calendar.country is None:
        return replace(calendar, public_holidays=())
    years = range(first.year, last.year + 1)
    found = public_holidays(calendar.country, calendar.subdivision, years, locale)
    return replace(calendar, public_holidays=found)


def checked(calendar: BusinessCalendar) -> BusinessCalendar:
    """In its one order; raises Invalid for what can be no calendar, whatever it is called."""
    calendar = _tidy(calendar)
    check_calendar(calendar.hours)
    wrong = []
    if len(calendar.holidays) > HOLIDAYS_LIMIT:
        wrong.append(FieldError("body.holidays", f"has more than {HOLIDAYS_LIMIT} days", "too_long"))
    if len(calendar.overrides) > OVERRIDES_LIMIT:
        wrong.append(FieldError("body.overrides", f"has more than {OVERRIDES_LIMIT} entries", "too_long"))
    if calendar.subdivision is not None and calendar.country is None:
        wrong.append(FieldError("body.subdivision", "is there only with a country", "conflicting"))
    if wrong:
        raise Invalid(fields=wrong)
    return calendar


def _kept(calendar: BusinessCalendar, today: date) -> BusinessCalendar:
    """The calendar itself. Raises Invalid when nothing opens for years, or when it is more than one item holds."""
    begin = datetime(today.year, today.month, today.day, tzinfo=UTC)
    years = (begin + timedelta(days=366 * count) for count in range(OPENS_YEARS))
    if not any(elapsed(calendar.hours, year, year + timedelta(days=366)) for year in years):
        message = f"opens on no day within {OPENS_YEARS} years"
        raise Invalid(fields=[FieldError("body.overrides", message, "never_open")])
    if _size(calendar) > SIZE_LIMIT:
        raise Invalid(fields=[FieldError("body", f"names and windows have {SIZE_LIMIT} bytes at most", "too_long")])
    return calendar


def _size(calendar: BusinessCalendar) -> int:
    """Bytes, about as a store keeps it."""
    holidays = [{"day": str(each.day), "name": each.name} for each in calendar.all_holidays]
    overrides = [
        {"first": str(each.first), "last": str(each.last), "windows": _pairs(each.windows), "name": each.name}
        for each in calendar.overrides
    ]
    whole = [holidays, overrides, [_pairs(each) for each in calendar.week]]
    return len(json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode())


def _pairs(windows: Iterable[Window]) -> list[tuple[int, int]]:
    return [(each.opens, each.closes) for each in windows]


def _named(calendar: BusinessCalendar, others: Iterable[BusinessCalendar]) -> BusinessCalendar:
    if any(each.name.casefold() == calendar.name.casefold() and each.id != calendar.id for each in others):
        raise Invalid(fields=[FieldError("body.name", "is another calendar's", "taken")])
    return calendar


def _in_order(windows: Iterable[Window]) -> tuple[Window, ...]:
    return tuple(sorted(set(windows), key=lambda each: (each.opens, each.closes)))


def _tidy(calendar: BusinessCalendar) -> BusinessCalendar:
    """In one order, whatever was sent: the same days are the same calendar. Of a holiday named twice the last stays."""
    named = {each.day: clean_line(each.name, len(each.name) + 1) for each in calendar.holidays}
    return replace(
        calendar,
        name=clean_line(calendar.name, len(calendar.name) + 1),
        week=tuple(map(_in_order, calendar.week)),
        holidays=tuple(Holiday(day, name) for day, name in sorted(named.items())),
        overrides=tuple(sorted(calendar.overrides, key=lambda each: (each.first, each.last))),
    )
