"""Days off out of iCalendar files, and files that want to keep us busy."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdesk.kit.errors import Invalid
from lambdesk.sla.calendars.ical import Found, read

FIRST, LAST = date(2025, 1, 1), date(2036, 12, 31)


def file(*events: str) -> str:
    bodies = "".join(f"BEGIN:VEVENT\r\nUID:{count}\r\n{each}\r\nEND:VEVENT\r\n" for count, each in enumerate(events))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n{bodies}END:VCALENDAR\r\n"


def days(*events: str) -> list[str]:
    return [each.day.isoformat() for each in read(file(*events), FIRST, LAST).holidays]


def test_a_whole_day_is_a_day_off_with_its_name() -> None:
    found = read(file("DTSTART;VALUE=DATE:20261225\r\nSUMMARY:Christmas\\, day one"), FIRST, LAST)
    assert [(each.day, each.name) for each in found.holidays] == [(date(2026, 12, 25), "Christmas, day one")]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261227", ["2026-12-24", "2026-12-25", "2026-12-26"]),
        ("DTSTART;VALUE=DATE:20261224\r\nDURATION:P2D", ["2026-12-24", "2026-12-25"]),
        ("DTSTART;VALUE=DATE:20341224\r\nRRULE:FREQ=YEARLY", ["2034-12-24", "2035-12-24", "2036-12-24"]),
        ("DTSTART;VALUE=DATE:20241224\r\nRRULE:FREQ=YEARLY;COUNT=3", ["2025-12-24", "2026-12-24"]),
        ("DTSTART;VALUE=DATE:20251224\r\nRRULE:FREQ=YEARLY;UNTIL=20261224T000000Z", ["2025-12-24", "2026-12-24"]),
        ("DTSTART;VALUE=DATE:20251127\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=2", ["2025-11-27", "2026-11-26"]),
        ("DTSTART;VALUE=DATE:20250106\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nEXDATE;VALUE=DATE:20250113",
         ["2025-01-06", "2025-01-20"]),
        ("DTSTART;VALUE=DATE:20250106\r\nRDATE;VALUE=DATE:20250108,20250110",
         ["2025-01-06", "2025-01-08", "2025-01-10"]),
        ("DTSTART;VALUE=DATE:20241231\r\nDTEND;VALUE=DATE:20250102", ["2025-01-01"]),
        ("DTSTART;VALUE=DATE:20200101", []),
        ("DTSTART;VALUE=DATE:20261224\r\nSTATUS:CANCELLED", []),
        ("DTSTART:20261224T100000Z\r\nDTEND:20261224T110000Z", []),
    ],
)  # fmt: skip
def test_days_and_their_recurrence(event: str, expected: list[str]) -> None:
    assert days(event) == expected


def test_an_occurrence_that_was_moved_is_not_where_it_was() -> None:
    rule = "UID:a\r\nDTSTART;VALUE=DATE:20250106\r\nRRULE:FREQ=YEARLY;COUNT=2"
    moved = "UID:a\r\nRECURRENCE-ID;VALUE=DATE:20260106\r\nDTSTART;VALUE=DATE:20260107"
    text = file(rule, moved).replace("UID:0\r\n", "").replace("UID:1\r\n", "")
    assert [each.day for each in read(text, FIRST, LAST).holidays] == [date(2025, 1, 6), date(2026, 1, 7)]


def test_what_is_at_hours_or_on_no_day_is_counted_as_left_out() -> None:
    assert read(file("DTSTART;VALUE=DATE:20261399"), FIRST, LAST) == Found((), 1)
    assert read(file("DTSTART:20261224T100000Z"), FIRST, LAST) == Found((), 1)


@pytest.mark.parametrize(
    "text",
    [
        "", "nonsense", "BEGIN:VCALENDAR", file("SUMMARY:No day"),
        file("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=DAILY"),
        file("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=SECONDLY"),
        file("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY;BYHOUR=1,2,3;BYSECOND=1,2,3"),
        file("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY;INTERVAL=0"),
        file(*["DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY"] * 61),
        file(*[f"DTSTART;VALUE=DATE:{year}0101\r\nDTEND;VALUE=DATE:{year + 1}0101" for year in range(2025, 2029)]),
    ],
)  # fmt: skip
def test_what_cannot_be_read_or_is_too_much_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read(text, FIRST, LAST)


def test_rules_that_never_come_true_are_not_followed_to_the_end_of_time() -> None:
    never = "DTSTART;VALUE=DATE:19700101\r\nRRULE:FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30;COUNT=999999999"
    assert days(*[never] * 20) == []


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=200), st.text(max_size=40))
def test_no_text_breaks_it(text: str, value: str) -> None:
    for each in (text, file(f"DTSTART;VALUE=DATE:20260101\r\nRRULE:{value}"), file(f"DTSTART:{value}"), file(text)):
        try:
            read(each, FIRST, LAST)
        except Invalid:
            continue
