"""Every rule of one clock: how it stands and a moment in, how it stands then and the facts of it out.

Verdicts compare timestamps. A moment that nobody noticed is told late and dated right. Seconds are the calendar's; a
run counts the whole seconds between its ends, so that what is used is the sum of the runs.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from lambdesk.kit import clock as moments
from lambdesk.sla.calendar import Calendar, add, elapsed
from lambdesk.sla.events import (
    ClockFact,
    ClockPaused,
    ClockRecomputed,
    ClockResumed,
    ClockStarted,
    FactVoided,
    TargetBreached,
    TargetMet,
    TargetWarned,
)
from lambdesk.sla.model import Clock, Metric, SlaPolicy, Terms

Decided = tuple[Clock, tuple[ClockFact, ...]]
Run = tuple[datetime, datetime]


def start(terms: Terms, metric: Metric, seconds: int, at: datetime) -> Decided:
    """The clock of a metric begins."""
    clock = measured(Clock(metric, at, seconds, due_at=at, since=at), terms)
    fact = ClockStarted(
        metric=clock.metric,
        due_at=moments.to_text(clock.due_at),
        target_seconds=clock.target_seconds,
        policy_version=terms.policy.version,
        policy_id=terms.policy.id,
    )
    return clock, (fact,)


def measured(clock: Clock, terms: Terms, runs: Sequence[Run] = ()) -> Clock:
    """The clock with its moments computed: `runs` are those before the present one, asked only where one holds them."""

    def moment(seconds: int) -> datetime:
        return _reached(clock, seconds, terms.calendar, runs)

    due_at = moment(clock.target_seconds)
    warnings = tuple(moment(each) for each in warned_after(terms.policy, clock.target_seconds))
    return replace(clock, due_at=due_at, warnings=warnings)


def _reached(clock: Clock, seconds: int, calendar: Calendar, runs: Sequence[Run]) -> datetime:
    """When so many seconds of the clock have passed."""
    if seconds >= clock.used:
        return add(calendar, clock.since, seconds - clock.used)
    for begin, end in runs:
        passed = elapsed(calendar, begin, end)
        if seconds <= passed:
            return add(calendar, begin, seconds)
        seconds -= passed
    return clock.since


def warned_after(policy: SlaPolicy, target_seconds: int) -> tuple[int, ...]:
    """After how many seconds of a target its warnings come."""
    return (target_seconds * policy.warning_percent // 100,)


def catch_up(clock: Clock, at: datetime) -> Decided:
    """What became due up to `at`. A warning that comes after the breach helps nobody and is left out."""
    if clock.decided or clock.paused:
        return clock, ()
    if at > clock.due_at:
        breached = replace(clock, breached_at=clock.due_at)
        return breached, (told(TargetBreached, breached),)
    passed = sum(each <= at for each in clock.warnings)
    if passed > clock.warned:
        warned = replace(clock, warned=passed)
        return warned, (told(TargetWarned, warned),)
    return clock, ()


def answer(clock: Clock, at: datetime) -> Decided:
    """What it waits for came at `at`; after `catch_up` to the same moment. Too late, the breach stays the verdict."""
    if clock.answered_at is not None:
        return clock, ()
    answered = replace(clock, answered_at=at)
    return answered, () if clock.breached_at else (told(TargetMet, answered),)


def void_answer(clock: Clock, reason: str) -> Decided:
    """The answer was none: the clock runs as if it had never been given. A breach stays the verdict."""
    if clock.answered_at is None:
        return clock, ()
    fact = FactVoided(
        metric=clock.metric, due_at=moments.to_text(clock.due_at), fact=TargetMet.EVENT_TYPE, reason=reason
    )
    return replace(clock, answered_at=None), () if clock.breached_at else (fact,)


def retarget(clock: Clock, terms: Terms, seconds: int, at: datetime, runs: Sequence[Run] = ()) -> Decided:
    """Another target holds from the beginning; verdicts stay."""
    if clock.decided or seconds == clock.target_seconds:
        return clock, ()
    other = measured(replace(clock, target_seconds=seconds), terms, runs)
    other = replace(other, warned=min(clock.warned, sum(each <= at for each in other.warnings)))
    fact = ClockRecomputed(metric=other.metric, due_at=moments.to_text(other.due_at), target_seconds=seconds)
    caught, more = catch_up(other, at)
    return caught, (fact, *more)


def pause(clock: Clock, terms: Terms, at: datetime) -> Decided:
    """It stands still from `at` on."""
    if clock.decided or clock.paused:
        return clock, ()
    still = replace(clock, used=clock.used + elapsed(terms.calendar, clock.since, at), since=at, paused=True)
    return still, (told(ClockPaused, still),)


def resume(clock: Clock, terms: Terms, at: datetime) -> Decided:
    """It goes on with what was left."""
    if clock.decided or not clock.paused:
        return clock, ()
    going = measured(replace(clock, since=at, paused=False), terms)
    return going, (told(ClockResumed, going),)


def told(fact: type[ClockFact], clock: Clock) -> ClockFact:
    """A fact that says no more than which clock and when it is due."""
    return fact(metric=clock.metric, due_at=moments.to_text(clock.due_at))
