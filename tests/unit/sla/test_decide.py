"""Clocks by themselves: verdicts by timestamps, pauses, other targets, policies."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lambdesk.kit.errors import Invalid
from lambdesk.sla import decide
from lambdesk.sla.model import DEFAULT_POLICY, Clock, ClockState, Escalation, SlaPolicy

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
INSTANT = timedelta(milliseconds=1)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def running(priority: str = "urgent") -> Clock:
    return decide.start(DEFAULT_POLICY, priority, START)[0]


def facts(decided: decide.Decided) -> list[str]:
    return [fact.EVENT_TYPE for fact in decided[1]]


@pytest.mark.parametrize(("priority", "seconds"), DEFAULT_POLICY.first_response.items())
def test_each_priority_has_its_target(priority: str, seconds: int) -> None:
    clock = running(priority)
    assert clock.due_at == at(seconds)
    assert clock.warn_at == at(seconds * 0.75)
    assert clock.next_due_at == clock.warn_at


def test_exactly_at_the_deadline_is_met_and_a_millisecond_later_is_not() -> None:
    clock, told = decide.catch_up(running(), at(3600))
    assert clock.state is ClockState.WARNED
    assert decide.answer(clock, at(3600))[0].state is ClockState.MET
    late, told = decide.catch_up(running(), at(3600) + INSTANT)
    assert late.state is ClockState.BREACHED
    assert late.breached_at == at(3600)
    assert facts((late, told)) == ["sla.target_breached"]
    assert decide.answer(late, at(3601))[1] == ()


def test_a_warning_is_told_once_and_not_after_the_breach() -> None:
    assert decide.catch_up(running(), at(2700) - INSTANT) == (running(), ())
    warned = decide.catch_up(running(), at(2700))
    assert facts(warned) == ["sla.target_warned"]
    assert warned[0].next_due_at == at(3600)
    assert decide.catch_up(warned[0], at(2800)) == (warned[0], ())


def test_verdicts_are_never_left() -> None:
    met = decide.answer(running(), at(10))[0]
    breached = decide.catch_up(running(), at(5000))[0]
    for clock in (met, breached):
        assert clock.next_due_at is None
        for moved in (
            decide.catch_up(clock, at(10**7)),
            decide.pause(clock, at(30)),
            decide.resume(clock, at(40)),
            decide.retarget(clock, DEFAULT_POLICY, "low", at(50)),
        ):
            assert moved == (clock, ())
    assert decide.answer(met, at(20)) == (met, ())


def test_a_late_answer_is_noted_once_and_the_breach_stays() -> None:
    breached = decide.catch_up(running(), at(5000))[0]
    late = decide.answer(breached, at(6000))
    assert late == (replace(breached, answered_at=at(6000)), ())
    assert late[0].state is ClockState.BREACHED
    assert decide.answer(late[0], at(7000)) == (late[0], ())


def test_a_pause_moves_what_is_left() -> None:
    still = decide.pause(running(), at(600))[0]
    assert (still.state, still.next_due_at) == (ClockState.PAUSED, None)
    assert decide.catch_up(still, at(10**6)) == (still, ())
    going = decide.resume(still, at(1600))
    assert facts(going) == ["sla.clock_resumed"]
    assert (going[0].warn_at, going[0].due_at) == (at(3700), at(4600))


def test_an_answer_during_a_pause_meets() -> None:
    still = decide.pause(running(), at(600))[0]
    assert decide.answer(still, at(10**6))[0].state is ClockState.MET


@pytest.mark.parametrize(
    ("moment", "warned", "wanted"),
    [
        (100, False, ["sla.clock_recomputed"]),
        (2_700, False, ["sla.clock_recomputed", "sla.target_warned"]),
        (3_700, False, ["sla.clock_recomputed", "sla.target_breached"]),
    ],
)
def test_another_priority_counts_from_the_beginning(moment: int, warned: bool, wanted: list[str]) -> None:
    clock = replace(running("normal"), warned=warned)
    other = decide.retarget(clock, DEFAULT_POLICY, "urgent", at(moment))
    assert facts(other) == wanted
    assert other[0].due_at == at(3600)


def test_more_time_takes_the_warning_back_until_it_is_due_again() -> None:
    warned = decide.catch_up(running(), at(2_800))[0]
    relaxed = decide.retarget(warned, DEFAULT_POLICY, "low", at(2_900))[0]
    assert relaxed.state is ClockState.RUNNING
    assert relaxed.next_due_at == at(86_400 * 0.75)


def test_levels_follow_as_the_policy_says_and_end() -> None:
    clock = decide.catch_up(running(), at(4_000))[0]
    first = decide.escalate(clock, None, at(4_000))
    second = decide.escalate(clock, first, at(5_800))
    third = decide.escalate(clock, second, at(7_600))
    assert first == Escalation(1, at(5_800))
    assert second == Escalation(2, at(7_600))
    assert third == Escalation(3, None)
    assert decide.escalate(replace(clock, escalation_seconds=()), None, at(0)) == Escalation(1, None)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (replace(DEFAULT_POLICY, first_response={**DEFAULT_POLICY.first_response, "low": 0}), "first_response.low"),
        (replace(DEFAULT_POLICY, first_response={"urgent": 1, "high": 1, "normal": 1}), "first_response.low"),
        (replace(DEFAULT_POLICY, warning_percent=100), "warning_percent"),
        (replace(DEFAULT_POLICY, escalation_seconds=(5, 5)), "escalation_seconds"),
        (replace(DEFAULT_POLICY, escalation_seconds=(1, 2, 3)), "escalation_seconds"),
        (replace(DEFAULT_POLICY, escalation_seconds=(0,)), "escalation_seconds"),
    ],
)
def test_a_policy_that_cannot_be_kept_is_refused(wrong: SlaPolicy, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        decide.check_policy(wrong)
    assert [each.field for each in refusal.value.fields] == [field]
    assert decide.check_policy(DEFAULT_POLICY) is DEFAULT_POLICY
