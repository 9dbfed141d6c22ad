"""The laws of calendar time, for any calendar."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from lambdesk.sla.calendar import AROUND_THE_CLOCK, Calendar, add, elapsed
from tests.support.calendars import calendars, moments

SECONDS = st.one_of(st.integers(0, 400_000), st.integers(0, 4_000), st.sampled_from([0, 1, 3_600, 28_800]))


@given(calendars(), moments(), SECONDS, SECONDS)
@settings(max_examples=100, deadline=None)
def test_adding_is_additive(calendar: Calendar, start: datetime, first: int, second: int) -> None:
    assert add(calendar, add(calendar, start, first), second) == add(calendar, start, first + second)


@given(calendars(), moments(), moments(), moments())
@settings(max_examples=100, deadline=None)
def test_what_passes_in_parts_passes_as_a_whole(calendar: Calendar, a: datetime, b: datetime, c: datetime) -> None:
    assert elapsed(calendar, a, b) + elapsed(calendar, b, c) == elapsed(calendar, a, c)


@given(calendars(), moments(), SECONDS)
@settings(max_examples=100, deadline=None)
def test_what_was_added_has_passed(calendar: Calendar, start: datetime, seconds: int) -> None:
    assert elapsed(calendar, start, add(calendar, start, seconds)) == seconds


@given(calendars(), moments(), st.integers(0, 90_000_000), SECONDS, SECONDS)
@settings(max_examples=100, deadline=None)
def test_later_and_longer_is_never_earlier(
    calendar: Calendar, start: datetime, later_ms: int, seconds: int, longer: int
) -> None:
    later = start + timedelta(milliseconds=later_ms)
    assert add(calendar, start, seconds) <= add(calendar, later, seconds) <= add(calendar, later, seconds + longer)
    assert 0 <= elapsed(calendar, start, later) <= elapsed(calendar, start, later + timedelta(seconds=longer))
    assert elapsed(calendar, start, later) <= -(-later_ms // 1_000) + 1


@given(calendars(), moments(), SECONDS.filter(bool))
@settings(max_examples=100, deadline=None)
def test_due_lies_in_a_window_and_is_the_first_such_moment(calendar: Calendar, start: datetime, seconds: int) -> None:
    due = add(calendar, start, seconds)
    day = due.date()
    spans = calendar.spans(day - timedelta(days=3), day + timedelta(days=2))
    assert any(opens < due.timestamp() <= closes for opens, closes in spans)
    if not due.microsecond:
        assert elapsed(calendar, start, due - timedelta(seconds=1)) == seconds - 1


@given(moments(), SECONDS)
def test_around_the_clock_every_second_counts(start: datetime, seconds: int) -> None:
    due = start + timedelta(seconds=seconds)
    assert add(AROUND_THE_CLOCK, start, seconds) == add(replace(AROUND_THE_CLOCK), start, seconds) == due
    whole = start.replace(microsecond=0)
    assert elapsed(AROUND_THE_CLOCK, whole, whole + timedelta(seconds=seconds)) == seconds
