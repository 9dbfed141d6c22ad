"""Every rule of clocks and escalations: what stands and a moment in, what stands then and the facts of it out.

Verdicts compare timestamps. A moment that nobody noticed is told late and dated right.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from lambdesk.kit import clock as moments
from lambdesk.kit.errors import FieldError, Invalid
from lambdesk.sla.events import (
    ClockFact,
    ClockPaused,
    ClockRecomputed,
    ClockResumed,
    ClockStarted,
    TargetBreached,
    TargetMet,
    TargetWarned,
)
from lambdesk.sla.model import LEVELS, Clock, Escalation, Metric, SlaPolicy

_LONGEST_SECONDS = 10 * 366 * 86_400
PRIORITIES = ("urgent", "high", "normal", "low")
Decided = tuple[Clock, tuple[ClockFact, ...]]


def check_policy(policy: SlaPolicy) -> SlaPolicy:
    """The policy itself; raises Invalid when it promises what no clock can keep."""
    wrong = [
        FieldError(f"first_response.{priority}", "a target is a number of seconds, at most ten years", "out_of_range")
        for priority in PRIORITIES
        if not 1 <= policy.first_response.get(priority, 0) <= _LONGEST_SECONDS
    ]
    if not 1 <= policy.warning_percent <= 99:
        wrong.append(FieldError("warning_percent", "a warning comes at 1 to 99 percent", "out_of_range"))
    steps = policy.escalation_seconds
    rising = all(a < b for a, b in zip((0, *steps), steps, strict=False))
    if len(steps) > LEVELS - 1 or not rising or any(step > _LONGEST_SECONDS for step in steps):
        wrong.append(FieldError("escalation_seconds", "at most two moments, each after the one before", "out_of_range"))
    if wrong:
        raise Invalid(fields=wrong)
    return policy


def start(policy: SlaPolicy, priority: str, at: datetime) -> Decided:
    """The clock of the first response begins."""
    clock = Clock(
        metric=Metric.FIRST_RESPONSE,
        started_at=at,
        target_seconds=policy.first_response[priority],
        policy_version=policy.version,
        warning_percent=policy.warning_percent,
        escalation_seconds=policy.escalation_seconds,
    )
    fact = ClockStarted(
        metric=clock.metric,
        due_at=moments.to_text(clock.due_at),
        target_seconds=clock.target_seconds,
        policy_version=policy.version,
    )
    return clock, (fact,)


def catch_up(clock: Clock, at: datetime) -> Decided:
    """What became due up to `at`. A warning that comes after the breach helps nobody and is left out."""
    if clock.decided or clock.paused_at is not None:
        return clock, ()
    if at > clock.due_at:
        breached = replace(clock, breached_at=clock.due_at)
        return breached, (_told(TargetBreached, breached),)
    if at >= clock.warn_at and not clock.warned:
        warned = replace(clock, warned=True)
        return warned, (_told(TargetWarned, warned),)
    return clock, ()


def answer(clock: Clock, at: datetime) -> Decided:
    """Somebody answered at `at`; after `catch_up` to the same moment. Too late, the breach stays the verdict."""
    if clock.answered_at is not None:
        return clock, ()
    answered = replace(clock, answered_at=at)
    return answered, () if clock.breached_at else (_told(TargetMet, answered),)


def retarget(clock: Clock, policy: SlaPolicy, priority: str, at: datetime) -> Decided:
    """The target of another priority holds from the beginning; verdicts stay."""
    seconds = policy.first_response[priority]
    if clock.decided or seconds == clock.target_seconds:
        return clock, ()
    other = replace(clock, target_seconds=seconds)
    other = replace(other, warned=clock.warned and other.warn_at <= at)
    fact = ClockRecomputed(metric=other.metric, due_at=moments.to_text(other.due_at), target_seconds=seconds)
    if other.paused_at is not None:
        return other, (fact,)
    caught, more = catch_up(other, at)
    return caught, (fact, *more)


def pause(clock: Clock, at: datetime) -> Decided:
    """It stands still from `at` on."""
    if clock.decided or clock.paused_at is not None:
        return clock, ()
    still = replace(clock, paused_at=at)
    return still, (_told(ClockPaused, still),)


def resume(clock: Clock, at: datetime) -> Decided:
    """It goes on with what was left."""
    if clock.decided or clock.paused_at is None:
        return clock, ()
    going = replace(clock, paused=clock.paused + (at - clock.paused_at), paused_at=None)
    return going, (_told(ClockResumed, going),)


def _told(fact: type[ClockFact], clock: Clock) -> ClockFact:
    return fact(metric=clock.metric, due_at=moments.to_text(clock.due_at))


def escalate(clock: Clock, before: Escalation | None, at: datetime) -> Escalation:
    """The next level is called at `at`. The one after it follows after the time that the policy puts between them."""
    level = before.level + 1 if before else 1
    steps = (0, *clock.escalation_seconds)
    wait = steps[level] - steps[level - 1] if level < len(steps) else None
    return Escalation(level, at + timedelta(seconds=wait) if wait else None)


def acknowledge(escalation: Escalation, user_id: str | None, at: datetime) -> Escalation:
    """Somebody takes care of it: nobody else is called."""
    return replace(escalation, next_at=None, acknowledged_by=user_id, acknowledged_at=at)
