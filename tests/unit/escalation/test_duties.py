"""Duties by hand: weeks, swaps, people who left, and the nights when clocks change."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from lambdesk.escalation.rotas.duties import duties, handover, now_and_next, on_call
from lambdesk.escalation.rotas.model import Because, Duty, Rota, RotaOverride

ALL = frozenset({"ada", "ben", "cyd"})
# 2026-03-23 is a Monday; Berlin puts its clocks forward on the 29th.
WEEKS = Rota(
    "rot_" + "0" * 26,
    "Nights",
    "Europe/Berlin",
    ("ada", "ben", "cyd"),
    date(2026, 3, 23),
    540,
    7,
    datetime(2026, 1, 1, tzinfo=UTC),
)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


def test_a_week_ends_at_nine_by_the_wall_also_when_the_clocks_changed() -> None:
    first, second = now_and_next(WEEKS, utc(2026, 3, 25, 12), ALL)
    assert first == Duty(utc(2026, 3, 23, 8), utc(2026, 3, 30, 7), "ada", Because.TURN)
    assert second == Duty(utc(2026, 3, 30, 7), utc(2026, 4, 6, 7), "ben", Because.TURN)
    assert on_call(WEEKS, utc(2026, 3, 30, 7) - timedelta(microseconds=1), ALL) == "ada"
    assert on_call(WEEKS, utc(2026, 3, 30, 7), ALL) == "ben"


def test_a_handover_in_the_gap_is_later_by_it_and_of_two_times_the_first_counts() -> None:
    nightly = replace(WEEKS, handover=150, turn_days=1)
    assert handover(nightly, date(2026, 3, 29)) == utc(2026, 3, 29, 1, 30)  # 03:30 there: 02:30 is left out
    assert handover(nightly, date(2026, 10, 25)) == utc(2026, 10, 25, 0, 30)  # the first 02:30
    assert on_call(nightly, utc(2026, 10, 25, 0, 30), ALL) == on_call(nightly, utc(2026, 10, 25, 1, 30), ALL)


def test_before_the_first_turn_somebody_has_the_duty_too() -> None:
    assert on_call(WEEKS, utc(2026, 3, 23, 7), ALL) == "cyd"


def test_whoever_stands_in_has_the_whole_duty_days() -> None:
    swap = replace(WEEKS, overrides=(RotaOverride(date(2026, 3, 25), date(2026, 3, 26), "cyd"),))
    found = list(duties(swap, utc(2026, 3, 23, 8), utc(2026, 3, 30, 7), ALL))
    assert [(each.user_id, each.because) for each in found] == [
        ("ada", Because.TURN),
        ("cyd", Because.OVERRIDE),
        ("ada", Because.TURN),
    ]
    assert (found[1].begin, found[1].end) == (utc(2026, 3, 25, 8), utc(2026, 3, 27, 8))


def test_whoever_left_is_passed_over_and_stands_in_for_nobody() -> None:
    swap = replace(WEEKS, overrides=(RotaOverride(date(2026, 3, 25), date(2026, 3, 26), "ada"),))
    left = ALL - {"ada"}
    assert now_and_next(swap, utc(2026, 3, 25, 12), left)[0] == Duty(
        utc(2026, 3, 23, 8), utc(2026, 3, 30, 7), "ben", Because.SKIPPED
    )
    assert on_call(swap, utc(2026, 3, 25, 12), frozenset()) is None
