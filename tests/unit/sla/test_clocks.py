"""Clocks by themselves: verdicts by timestamps, pauses, other targets, policies."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lambdesk.escalation.model import DEFAULT_LEVELS
from lambdesk.kit.errors import Invalid
from lambdesk.sla import clocks, follow
from lambdesk.sla.calendar import Calendar, Window
from lambdesk.sla.decide import check_policy
from lambdesk.sla.escalations import escalate
from lambdesk.sla.events import ClockPaused, ClockResumed, TargetMissed
from lambdesk.sla.follow import Change, Place
from lambdesk.sla.model import (
    DEFAULT_POLICY,
    DEFAULT_TERMS,
    Clock,
    ClockState,
    Escalation,
    Metric,
    Reopen,
    SlaPolicy,
    Terms,
)

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
INSTANT = timedelta(milliseconds=1)
TARGETS = DEFAULT_POLICY.first_response


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def running(priority: str = "urgent") -> Clock:
    return clocks.start(DEFAULT_TERMS, Metric.FIRST_RESPONSE, DEFAULT_POLICY.first_response[priority], START)[0]


def answer(clock: Clock, moment: datetime) -> clocks.Decided:
    return clocks.answer(clock, DEFAULT_TERMS, moment)


def facts(decided: clocks.Decided) -> list[str]:
    return [fact.EVENT_TYPE for fact in decided[1]]


@pytest.mark.parametrize(("priority", "seconds"), DEFAULT_POLICY.first_response.items())
def test_each_priority_has_its_target(priority: str, seconds: int) -> None:
    clock = running(priority)
    assert clock.due_at == at(seconds)
    assert clock.warn_at == at(seconds * 0.75)
    assert clock.next_due_at == clock.warn_at


def test_exactly_at_the_deadline_is_met_and_a_millisecond_later_is_not() -> None:
    clock, told = clocks.catch_up(running(), at(3600))
    assert clock.state is ClockState.WARNED
    assert answer(clock, at(3600))[0].state is ClockState.MET
    late, told = clocks.catch_up(running(), at(3600) + INSTANT)
    assert late.state is ClockState.BREACHED
    assert late.breached_at == at(3600)
    assert facts((late, told)) == ["sla.target_breached"]
    assert facts(answer(late, at(3601))) == ["sla.target_missed"]


def test_a_warning_is_told_once_and_not_after_the_breach() -> None:
    assert clocks.catch_up(running(), at(2700) - INSTANT) == (running(), ())
    warned = clocks.catch_up(running(), at(2700))
    assert facts(warned) == ["sla.target_warned"]
    assert warned[0].next_due_at == at(3600)
    assert clocks.catch_up(warned[0], at(2800)) == (warned[0], ())


def test_verdicts_are_never_left() -> None:
    met = answer(running(), at(10))[0]
    breached = clocks.catch_up(running(), at(5000))[0]
    for clock in (met, breached):
        assert clock.next_due_at is None
        for moved in (
            clocks.catch_up(clock, at(10**7)),
            clocks.resume(clock, DEFAULT_TERMS, at(40)),
            clocks.retarget(clock, DEFAULT_TERMS, TARGETS["low"], at(50)),
        ):
            assert moved == (clock, ())
    assert clocks.pause(met, DEFAULT_TERMS, at(30)) == (met, ())
    assert answer(met, at(20)) == (met, ())


def test_what_a_late_answer_took_leaves_out_the_pauses_after_the_breach() -> None:
    late = clocks.catch_up(running(), at(TARGETS["urgent"] + 1))[0]
    still, paused = clocks.pause(late, DEFAULT_TERMS, at(5_000))
    going, resumed = clocks.resume(still, DEFAULT_TERMS, at(90_000))
    assert [type(each) for each in (*paused, *resumed)] == [ClockPaused, ClockResumed]
    assert (going.due_at, going.breached_at, going.warnings) == (late.due_at, late.breached_at, late.warnings)
    _, (missed,) = answer(going, at(90_100))
    assert isinstance(missed, TargetMissed)
    assert missed.seconds == 5_100


def test_a_target_that_no_time_holds_is_never_due() -> None:
    minute = Terms(DEFAULT_POLICY, Calendar("UTC", ((Window(0, 1),), (), (), (), (), (), ())))
    clock, _ = clocks.start(minute, Metric.RESOLUTION, 10 * 366 * 86_400, at(0))
    assert clock.due_at == clocks.NEVER
    still = clocks.pause(clock, minute, at(3_600))[0]
    assert clocks.resume(still, minute, at(7_200))[0].due_at == clocks.NEVER


def test_a_late_answer_is_noted_once_and_the_breach_stays() -> None:
    breached = clocks.catch_up(running(), at(5000))[0]
    late = answer(breached, at(6000))
    assert late[0] == replace(breached, answered_at=at(6000))
    assert [(each.target_seconds, each.seconds) for each in late[1]] == [(3_600, 6_000)]  # type: ignore[attr-defined]
    assert late[0].state is ClockState.BREACHED
    assert answer(late[0], at(7000)) == (late[0], ())


def test_a_pause_moves_what_is_left() -> None:
    still = clocks.pause(running(), DEFAULT_TERMS, at(600))[0]
    assert (still.state, still.next_due_at) == (ClockState.PAUSED, None)
    assert clocks.catch_up(still, at(10**6)) == (still, ())
    going = clocks.resume(still, DEFAULT_TERMS, at(1600))
    assert facts(going) == ["sla.clock_resumed"]
    assert (going[0].warn_at, going[0].due_at) == (at(3700), at(4600))


def test_an_answer_during_a_pause_meets() -> None:
    still = clocks.pause(running(), DEFAULT_TERMS, at(600))[0]
    assert answer(still, at(10**6))[0].state is ClockState.MET


@pytest.mark.parametrize(
    ("moment", "warned", "wanted"),
    [
        (100, 0, ["sla.clock_recomputed"]),
        (2_700, 0, ["sla.clock_recomputed", "sla.target_warned"]),
        (3_700, 0, ["sla.clock_recomputed", "sla.target_breached"]),
    ],
)
def test_another_priority_counts_from_the_beginning(moment: int, warned: int, wanted: list[str]) -> None:
    clock = replace(running("normal"), warned=warned)
    other = clocks.retarget(clock, DEFAULT_TERMS, TARGETS["urgent"], at(moment))
    assert facts(other) == wanted
    assert other[0].due_at == at(3600)


def test_more_time_takes_the_warning_back_until_it_is_due_again() -> None:
    warned = clocks.catch_up(running(), at(2_800))[0]
    relaxed = clocks.retarget(warned, DEFAULT_TERMS, TARGETS["low"], at(2_900))[0]
    assert relaxed.state is ClockState.RUNNING
    assert relaxed.next_due_at == at(86_400 * 0.75)


def called(level: int, next_at: datetime | None) -> Escalation:
    return Escalation(Metric.FIRST_RESPONSE, at(3_600), level, next_at)


def test_levels_follow_as_the_policy_says_and_end() -> None:
    clock = clocks.catch_up(running(), at(4_000))[0]
    first = escalate(DEFAULT_POLICY, clock, None, at(4_000))
    second = escalate(DEFAULT_POLICY, clock, first, at(5_800))
    third = escalate(DEFAULT_POLICY, clock, second, at(7_600))
    assert first == called(1, at(5_800))
    assert second == called(2, at(7_600))
    assert third == called(3, None)
    assert escalate(replace(DEFAULT_POLICY, levels=DEFAULT_LEVELS[:1]), clock, None, at(0)) == called(1, None)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (replace(DEFAULT_POLICY, first_response={**DEFAULT_POLICY.first_response, "low": 0}), "first_response.low"),
        (replace(DEFAULT_POLICY, first_response={"urgent": 1, "high": 1, "normal": 1}), "first_response.low"),
        (replace(DEFAULT_POLICY, warning_percent=100), "warning_percent"),
        (replace(DEFAULT_POLICY, levels=()), "levels"),
        (replace(DEFAULT_POLICY, levels=DEFAULT_LEVELS[1:]), "levels"),
    ],
)
def test_a_policy_that_cannot_be_kept_is_refused(wrong: SlaPolicy, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_policy(wrong)
    assert [each.field for each in refusal.value.fields] == [field]
    assert check_policy(DEFAULT_POLICY) is DEFAULT_POLICY


def test_what_is_opened_again_has_the_target_of_the_priority_it_has_now() -> None:
    """Another priority moves no clock that has a verdict; the verdict goes when the ticket is opened again."""
    resolution = {name: 2 * seconds for name, seconds in TARGETS.items()}
    terms = replace(DEFAULT_TERMS, policy=replace(DEFAULT_POLICY, resolution=resolution))
    opened, done = Place("open", "open", working=True), Place("resolved", "resolved", working=False)
    sla, _ = follow.promised(terms, "normal", START, START)
    sla, _ = follow.follow(sla, terms, Change(at(10), opened, done, "normal"))
    sla, told = follow.follow(sla, terms, Change(at(110), done, opened, "low"))
    clock = sla.clock(Metric.RESOLUTION)
    assert clock is not None
    assert (clock.target_seconds, clock.due_at) == (resolution["low"], at(resolution["low"] + 100))
    assert "sla.clock_recomputed" in facts((clock, told))


@pytest.mark.parametrize(
    ("reopen", "late", "waits", "told"),
    [
        (Reopen.CONTINUE, False, None, ["sla.fact_voided", "sla.clock_cancelled"]),
        (Reopen.RESTART, False, None, ["sla.fact_voided", "sla.clock_cancelled"]),
        (Reopen.NEW_TARGET, False, False, []),
        (Reopen.CONTINUE, True, True, ["sla.fact_voided", "sla.clock_resumed"]),
        (Reopen.RESTART, True, True, ["sla.fact_voided", "sla.clock_resumed"]),
        (Reopen.NEW_TARGET, True, False, []),
    ],
)
def test_what_is_opened_again_has_no_target_that_nobody_promises_any_more(
    reopen: Reopen, late: bool, waits: bool | None, told: list[str]
) -> None:
    """A breach stays, and a late solution is waited for; nothing else runs."""
    resolution = {"normal": 100}
    policy = replace(DEFAULT_POLICY, first_response={}, resolution=resolution, reopen=reopen)
    terms = replace(DEFAULT_TERMS, policy=policy)
    opened, done = Place("open", "open", working=True), Place("resolved", "resolved", working=False)
    sla, _ = follow.promised(terms, "normal", START, START)
    end = at(200 if late else 10)
    sla, _ = follow.each_clock(sla, lambda clock: clocks.catch_up(clock, end))
    sla, _ = follow.follow(sla, terms, Change(end, opened, done, "normal"))
    now = replace(terms, policy=replace(policy, resolution={}))
    sla, more = follow.follow(sla, now, Change(at(300), done, opened, "normal"))
    clock = sla.clock(Metric.RESOLUTION)
    assert (clock and clock.answered_at is None, [each.EVENT_TYPE for each in more]) == (waits, told)
    assert clock is None or clock.breached_at == (at(100) if late else None)


def test_a_shorter_target_that_closing_time_used_up_ran_out_before_the_pause_after_it() -> None:
    """It ran in all of the ten hours: due at closing time, it is late unless it stopped just then."""
    terms = Terms(DEFAULT_POLICY, Calendar("UTC", ((Window(600, 1_200),),) * 7))
    closing = at(11 * 3_600)
    for stopped, late in ((closing, None), (closing + timedelta(hours=2), closing)):
        clock = clocks.start(terms, Metric.RESOLUTION, 72_000, START)[0]
        clock = clocks.pause(clock, terms, stopped)[0]
        clock, told = clocks.retarget(clock, terms, 36_000, at(14 * 3_600), ((START, stopped),))
        assert (clock.due_at, clock.breached_at, len(told)) == (closing, late, 2 if late else 1)
        assert clocks.resume(clock, terms, at(50 * 3_600))[0].due_at == closing
