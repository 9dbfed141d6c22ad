"""Days off out of iCalendar files, and files that want to keep us busy."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import takewhile
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import example, given, settings
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


@pytest.mark.parametrize(
    "instead",
    [
        "DTSTART;VALUE=DATE:20260106\r\nSTATUS:CANCELLED",
        "DTSTART:20260106T120000Z\r\nDTEND:20260106T140000Z",
    ],
)
def test_an_occurrence_that_is_cancelled_or_lies_at_hours_is_no_day_off(instead: str) -> None:
    rule = "UID:a\r\nDTSTART;VALUE=DATE:20250106\r\nRRULE:FREQ=YEARLY;COUNT=3"
    text = file(rule, f"UID:a\r\nRECURRENCE-ID;VALUE=DATE:20260106\r\n{instead}")
    found = read(text.replace("UID:0\r\n", "").replace("UID:1\r\n", ""), FIRST, LAST)
    assert ([each.day for each in found.holidays], found.ignored) == ([date(2025, 1, 6), date(2027, 1, 6)], 1)


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
    assert days(*[never] * 12) == []


EVERY_DAY = "DTSTART;VALUE=DATE:19700101\r\n{}RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU{}"


@pytest.fixture
def followed(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """Days on which events begin, each time that one is looked at."""
    from lambdesk.sla.calendars import ical

    seen: list[date] = []
    begins = ical._begins

    def counting(*given: Any) -> Iterator[date]:
        for each in begins(*given):
            seen.append(each)
            yield each

    monkeypatch.setattr(ical, "_begins", counting)
    return seen


@pytest.mark.parametrize("length", ["", "DURATION:P366D\r\n"])
@pytest.mark.parametrize("ends", ["", ";COUNT=99999", ";UNTIL=20351231", ";INTERVAL=1"])
def test_rules_that_name_every_day_are_given_up_soon(length: str, ends: str, followed: list[date]) -> None:
    with pytest.raises(Invalid) as refused:
        read(file(*[EVERY_DAY.format(length, ends)] * 60), FIRST, LAST)
    assert refused.value.fields[0].code == "too_long"
    assert len(followed) <= 1_002


def test_the_same_days_named_again_and_again_are_given_up_too(followed: list[date]) -> None:
    whole_years = "DTSTART;VALUE=DATE:20250101\r\nDURATION:P366D\r\nRDATE;VALUE=DATE:" + ",".join(
        f"2025{month:02}{day:02}" for month in range(1, 13) for day in range(1, 29)
    )
    with pytest.raises(Invalid):
        read(file(whole_years), FIRST, LAST)
    assert len(followed) <= 50_000 / 366 + 1


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYSETPOS=" + ",".join(["1"] * 60),
        "FREQ=MONTHLY;BYMONTHDAY=" + ",".join(["1"] * 200),
        "FREQ=YEARLY;BYSETPOS=",
        "FREQ=YEARLY;BYSETPOS=0",
        "FREQ=YEARLY;BYDAY=XX",
        "FREQ=YEARLY;BYWEEKNO=1",
    ],
)
def test_a_long_rule_is_refused(rule: str) -> None:
    with pytest.raises(Invalid):
        read(file(f"DTSTART;VALUE=DATE:20260101\r\nRRULE:{rule}"), FIRST, LAST)


def test_what_never_comes_true_is_searched_for_some_time_only() -> None:
    """Rules that count are searched from their beginning: that much is followed 12 times, not 13 times."""
    never = "DTSTART;VALUE=DATE:19700101\r\nRRULE:FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30{}"
    assert days(*[never.format("")] * 60) == []
    assert days(*[never.format(";COUNT=9")] * 12) == []
    with pytest.raises(Invalid) as refused:
        days(*[never.format(";COUNT=9")] * 13)
    assert refused.value.fields[0].code == "too_long"


PARTS = (
    *("", ";BYDAY=MO,SA", ";BYMONTHDAY=-1", ";BYMONTH=2", ";BYMONTHDAY=31", ";WKST=SU", ";BYMONTH=5;BYDAY=-1MO"),
    *(";BYYEARDAY=-1,60", ";BYMONTHDAY=13;BYDAY=FR", ";BYMONTH=3,7;BYMONTHDAY=1,-2"),
)
LONG_PARTS = (*PARTS, ";BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1,2", ";BYDAY=1MO", ";BYDAY=-2SU", ";BYDAY=FR;BYSETPOS=-1")
RULES = st.one_of(
    st.builds(
        "FREQ={};INTERVAL={}{}{}".format, st.sampled_from(names), st.integers(1, 30), st.sampled_from(parts), more
    )
    for names, parts in ((["YEARLY", "MONTHLY"], LONG_PARTS), (["WEEKLY"], PARTS))
    for more in (st.just(""), st.integers(1, 400).map(";COUNT={}".format), st.just(";UNTIL=20300601"))
)


@given(st.dates(date(1970, 1, 1), date(2036, 12, 31)), RULES)
@example(date(1972, 2, 29), "FREQ=YEARLY;INTERVAL=3")
@example(date(1996, 2, 29), "FREQ=MONTHLY;INTERVAL=18")
@example(date(1971, 1, 31), "FREQ=MONTHLY;INTERVAL=7")
@example(date(1970, 12, 28), "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA;WKST=SU")
@settings(deadline=None)
def test_rules_name_the_days_that_another_reader_finds(begin: date, rule: str) -> None:
    ends = "" if "COUNT" in rule or "UNTIL" in rule else ";UNTIL=20361231"
    whole = rrulestr(f"{rule}{ends}", dtstart=datetime(begin.year, begin.month, begin.day))  # noqa: DTZ001
    expected = {begin, *takewhile(lambda day: day <= LAST, (each.date() for each in whole))}
    event = f"DTSTART;VALUE=DATE:{begin:%Y%m%d}\r\nRRULE:{rule}"
    found = read(file(event), FIRST, LAST)
    assert {each.day for each in found.holidays} == {each for each in expected if FIRST <= each <= LAST}


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=200), st.text(max_size=40))
def test_no_text_breaks_it(text: str, value: str) -> None:
    for each in (text, file(f"DTSTART;VALUE=DATE:20260101\r\nRRULE:{value}"), file(f"DTSTART:{value}"), file(text)):
        try:
            read(each, FIRST, LAST)
        except Invalid:
            continue
