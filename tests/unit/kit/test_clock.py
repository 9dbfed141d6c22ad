"""The clock: UTC, milliseconds, one text form."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from lambdesk.kit import clock


def test_now_is_utc_to_the_millisecond() -> None:
    moment = clock.now()
    assert moment.tzinfo is UTC
    assert moment.microsecond % 1000 == 0
    assert abs(moment - datetime.now(UTC)) < timedelta(minutes=1)


def test_the_text_is_fixed_in_width_and_zone() -> None:
    berlin = timezone(timedelta(hours=2))
    assert clock.to_text(datetime(2026, 11, 22, 3, 2, 3, 4_000, berlin)) == "2026-11-22T01:02:03.004Z"
    assert clock.to_text(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00.000Z"


@pytest.mark.parametrize("text", ["2026-11-22T01:02:03.456Z", "2026-11-22T03:02:03.456+02:00"])
def test_any_zone_is_read_as_utc(text: str) -> None:
    assert clock.from_text(text) == datetime(2026, 11, 22, 1, 2, 3, 456_000, UTC)
    assert clock.from_text(text).tzinfo is UTC


@pytest.mark.parametrize("text", ["", "yesterday", "2026-11-22T01:02:03", "2026-13-01T00:00:00Z"])
def test_anything_else_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        clock.from_text(text)
