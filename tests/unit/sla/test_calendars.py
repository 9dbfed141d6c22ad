"""What can be no calendar though each of its parts can be there."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from lambdesk.adapters.dynamodb.calendars import CALENDAR_VERSION
from lambdesk.kit.errors import Invalid
from lambdesk.sla.calendar import Override, Window
from lambdesk.sla.calendars import decide
from lambdesk.sla.calendars.model import BusinessCalendar, CalendarVersion, Holiday

TODAY = date(2026, 11, 22)
DAY = (Window(540, 1_020),)
OFFICE = BusinessCalendar("cal_1", "Office", "UTC", ((DAY,) * 5) + ((), ()), datetime(2026, 1, 1, tzinfo=UTC))
SPLIT = tuple(Window(minute, minute + 20) for minute in range(0, 1_440, 30))


def code_of(calendar: BusinessCalendar) -> str | None:
    """Of making it, and of changing another calendar into it."""
    fields = {"week": calendar.week, "holidays": calendar.holidays, "overrides": calendar.overrides}
    codes = set()
    for attempt in (
        lambda: decide.create(calendar, (), TODAY, "en"),
        lambda: decide.change(OFFICE, fields, (), TODAY, "en"),
    ):
        try:
            attempt()
        except Invalid as refused:
            codes.add(refused.fields[0].code)
        else:
            codes.add(None)
    (code,) = codes
    return code


@pytest.mark.parametrize(
    ("last", "code"), [(date(2199, 12, 31), "never_open"), (date(2046, 12, 31), "never_open"), (date(2035, 6, 1), None)]
)
def test_a_closure_may_last_years_but_not_for_ever(last: date, code: str | None) -> None:
    assert code_of(replace(OFFICE, overrides=(Override(date(1970, 1, 1), last),))) == code


def holidays(name: str, count: int = 1_000) -> tuple[Holiday, ...]:
    return tuple(Holiday(TODAY + timedelta(days=each), name * 120) for each in range(count))


def overrides(count: int) -> tuple[Override, ...]:
    days = (TODAY + timedelta(days=each) for each in range(count))
    return tuple(Override(day, day, SPLIT, "x" * 120) for day in days)


@pytest.mark.parametrize(
    ("calendar", "code"),
    [
        (replace(OFFICE, holidays=holidays("x"), overrides=overrides(300)), None),
        (replace(OFFICE, holidays=holidays("\u6f22", 900)), None),
        (replace(OFFICE, holidays=holidays("x"), overrides=overrides(500)), "too_long"),
        (replace(OFFICE, holidays=holidays("\u6f22")), "too_long"),
        (replace(OFFICE, holidays=holidays('"'), overrides=overrides(300)), "too_long"),
    ],
)
def test_what_is_taken_fits_into_an_item(calendar: BusinessCalendar, code: str | None) -> None:
    assert code_of(calendar) == code
    if code is None:
        packed = CALENDAR_VERSION.pack(CalendarVersion(calendar))
        assert sum(len(name) + len(str(*each.values()).encode()) for name, each in packed.items()) < 400_000
