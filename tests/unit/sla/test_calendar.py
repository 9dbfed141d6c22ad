"""Days on which a clock on the wall and time itself disagree, and calendars that cannot be."""

from datetime import UTC, date, datetime, timedelta

import pytest

from lambdesk.kit.errors import Invalid
from lambdesk.sla.calendar import Calendar, Override, Window, add, check_calendar, elapsed
from tests.support.slow_calendar import moment

HOUR = 3_600
OFFICE = (Window(540, 1_020),)
WEEKDAYS = (OFFICE,) * 5 + ((), ())


def every_day(zone: str, *windows: tuple[int, int]) -> Calendar:
    return Calendar(zone, (tuple(Window(*each) for each in windows),) * 7)


def opened(calendar: Calendar, day: str) -> list[tuple[str, str]]:
    """Spans of the windows of a day, in UTC."""
    only = date.fromisoformat(day)
    return [(_utc(opens), _utc(closes)) for opens, closes in calendar.spans(only, only)]


def _utc(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%dT%H:%M")


@pytest.mark.parametrize(
    ("zone", "day", "window", "expected"),
    [
        # Berlin, 29 March 2026: after 02:00 comes 03:00.
        ("Europe/Berlin", "2026-03-29", (135, 165), [("29T01:15", "29T01:45")]),
        ("Europe/Berlin", "2026-03-29", (60, 240), [("29T00:00", "29T02:00")]),
        ("Europe/Berlin", "2026-03-29", (150, 180), []),
        ("Europe/Berlin", "2026-03-29", (150, 200), []),
        ("Europe/Berlin", "2026-03-29", (150, 240), [("29T01:30", "29T02:00")]),
        # Berlin, 25 October 2026: 02:00 to 03:00 comes twice, and the first time counts.
        ("Europe/Berlin", "2026-10-25", (60, 150), [("24T23:00", "25T00:30")]),
        ("Europe/Berlin", "2026-10-25", (150, 180), [("25T00:30", "25T02:00")]),
        # Lord Howe, 4 October 2026: after 02:00 comes 02:30.
        ("Australia/Lord_Howe", "2026-10-04", (130, 240), [("03T15:40", "03T17:00")]),
        # Beirut, 29 March 2026: the day begins at 01:00.
        ("Asia/Beirut", "2026-03-29", (0, 1_440), [("28T22:00", "29T21:00")]),
        # Apia had no 30 December 2011: all of it moves forward by a day.
        ("Pacific/Apia", "2011-12-30", (540, 1_020), [("30T19:00", "31T03:00")]),
        # Overnight into the short day.
        ("America/New_York", "2026-03-07", (1_320, 1_800), [("08T03:00", "08T10:00")]),
    ],
)
def test_wall_clocks_that_jump(zone: str, day: str, window: tuple[int, int], expected: list[tuple[str, str]]) -> None:
    assert opened(every_day(zone, window), day) == expected


def test_a_day_is_as_long_as_it_is() -> None:
    whole = every_day("Europe/Berlin", (0, 1_440))
    for day, hours in (("2026-03-29", 23), ("2026-03-30", 24), ("2026-10-25", 25)):
        start = moment(day, "Europe/Berlin")
        assert elapsed(whole, start, moment(day, "Europe/Berlin") + timedelta(hours=hours)) == hours * HOUR
        (span,) = whole.spans(date.fromisoformat(day), date.fromisoformat(day))
        assert span[1] - span[0] == hours * HOUR


def test_windows_that_touch_or_overlap_count_once() -> None:
    calendar = every_day("UTC", (480, 720), (720, 780), (700, 1_000), (1_380, 1_500))
    assert (
        elapsed(calendar, datetime(2026, 5, 4, 2, tzinfo=UTC), datetime(2026, 5, 5, 2, tzinfo=UTC)) == (520 + 120) * 60
    )


def test_a_span_overnight_belongs_to_the_day_on_which_it_begins() -> None:
    calendar = Calendar("UTC", ((Window(1_320, 1_800),),) * 7, frozenset({date(2026, 12, 25)}))
    start = datetime(2026, 12, 24, 23, tzinfo=UTC)
    assert add(calendar, start, 7 * HOUR) == datetime(2026, 12, 25, 6, tzinfo=UTC)
    assert add(calendar, start, 8 * HOUR) == datetime(2026, 12, 26, 23, tzinfo=UTC)


def test_an_override_stands_above_holiday_and_week() -> None:
    half, closed = (Window(540, 720),), date(2026, 12, 24)
    calendar = Calendar("UTC", WEEKDAYS, frozenset({closed}), (Override(closed, closed, half),))
    saturday = Override(date(2026, 12, 26), date(2026, 12, 26), half)
    start = datetime(2026, 12, 24, 8, tzinfo=UTC)
    assert add(calendar, start, 3 * HOUR) == datetime(2026, 12, 24, 12, tzinfo=UTC)
    opening = Calendar("UTC", WEEKDAYS, frozenset({date(2026, 12, 25)}), (saturday,))
    assert add(opening, datetime(2026, 12, 24, 16, tzinfo=UTC), 2 * HOUR) == datetime(2026, 12, 26, 10, tzinfo=UTC)


def test_a_closure_of_years_is_waited_out() -> None:
    closure = Override(date(2026, 1, 1), date(2034, 12, 31))
    calendar = check_calendar(Calendar("UTC", WEEKDAYS, overrides=(closure,)))
    start = datetime(2025, 12, 31, 16, tzinfo=UTC)
    assert add(calendar, start, 2 * HOUR) == datetime(2035, 1, 1, 10, tzinfo=UTC)
    assert elapsed(calendar, start, datetime(2035, 1, 2, tzinfo=UTC)) == 9 * HOUR


def test_no_time_is_no_step_and_time_is_not_taken_back() -> None:
    calendar, night = Calendar("UTC", WEEKDAYS), datetime(2026, 5, 4, 3, tzinfo=UTC)
    assert add(calendar, night, 0) == night
    with pytest.raises(ValueError, match="not taken back"):
        add(calendar, night, -1)


def test_the_last_second_of_a_window_is_in_it() -> None:
    calendar, start = Calendar("UTC", WEEKDAYS), datetime(2026, 5, 4, 9, tzinfo=UTC)
    assert add(calendar, start, 8 * HOUR) == datetime(2026, 5, 4, 17, tzinfo=UTC)
    assert add(calendar, start, 8 * HOUR + 1) == datetime(2026, 5, 5, 9, 0, 1, tzinfo=UTC)


def test_parts_of_a_second_count_while_open_and_not_while_closed() -> None:
    calendar, half = Calendar("UTC", WEEKDAYS), timedelta(milliseconds=500)
    evening = datetime(2026, 5, 4, 16, 59, 59, tzinfo=UTC) + half
    assert add(calendar, evening, 1) == datetime(2026, 5, 5, 9, tzinfo=UTC) + half
    assert add(calendar, datetime(2026, 5, 4, 20, tzinfo=UTC) + half, 1) == datetime(2026, 5, 5, 9, 0, 1, tzinfo=UTC)


def test_a_target_that_no_lifetime_holds_is_refused() -> None:
    minute_a_week = Calendar("UTC", ((Window(0, 1),), *[()] * 6))
    with pytest.raises(Invalid):
        add(minute_a_week, datetime(2026, 5, 4, tzinfo=UTC), 365 * 86_400)


def day_override(first: str, last: str, *windows: tuple[int, int]) -> Override:
    return Override(date.fromisoformat(first), date.fromisoformat(last), tuple(Window(*each) for each in windows))


@pytest.mark.parametrize(
    ("calendar", "field", "code"),
    [
        (Calendar("UTC", ((),) * 7), "body.week", "never_open"),
        (Calendar("UTC", ((),) * 7, overrides=(day_override("2026-05-04", "2026-05-04", (0, 60)),)),
         "body.week", "never_open"),
        (Calendar("UTC", (OFFICE,) * 6), "body.week", "never_open"),
        (Calendar("Mars/Olympus", WEEKDAYS), "body.zone", "unknown_zone"),
        (Calendar("../etc/passwd", WEEKDAYS), "body.zone", "unknown_zone"),
        (Calendar("", WEEKDAYS), "body.zone", "unknown_zone"),
        (every_day("UTC", (600, 600)), "body.week.monday", "out_of_range"),
        (every_day("UTC", (1_440, 1_500)), "body.week.sunday", "out_of_range"),
        (every_day("UTC", (10, 1_451)), "body.week.monday", "out_of_range"),
        (Calendar("UTC", WEEKDAYS, overrides=(day_override("2026-05-05", "2026-05-04"),)),
         "body.overrides.2026-05-05", "out_of_range"),
        (Calendar("UTC", WEEKDAYS, overrides=(day_override("2026-05-04", "2026-05-09"),
                                              day_override("2026-05-09", "2026-05-10"))),
         "body.overrides.2026-05-09", "overlaps"),
    ],
)  # fmt: skip
def test_a_calendar_that_cannot_be_is_refused(calendar: Calendar, field: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_calendar(calendar)
    assert (field, code) in {(each.field, each.code) for each in refused.value.fields}
