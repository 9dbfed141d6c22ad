"""Every rule of one clock: how it stands and a moment in, how it stands then and the facts of it out.

Verdicts compare timestamps. A moment that nobody noticed is told late and dated right. Seconds are the calendar's; a
run counts the whole seconds between its ends, so that what is used is the sum of the runs.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from lambdesk.kit import clock as moments
from lambdesk.kit.errors import Invalid
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
    TargetMissed,
    TargetWarned,
)
from lambdesk.sla.model import Clock, Metric, SlaPolicy, Terms

# Later than any moment that is reckoned.
NEVER = datetime(2300, 1, 1, tzinfo=UTC)
Decided = tuple[Clock, tuple[ClockFact, ...]]
Run = tuple[datetime, datetime]


def start(terms: Terms, metric: Metric, seconds: int, at: datetime, told_at: datetime | None = None) -> Decided:
    """The clock of a metric begins at `at`, which may have been before the change that tells of it."""
    clock = measured(Clock(metric, at, seconds, due_at=at, since=at), terms)
    fact = ClockStarted(
        metric=clock.metric,
        due_at=moments.to_text(clock.due_at),
        target_seconds=clock.target_seconds,
        policy_version=terms.policy.version,
        policy_id=terms.policy.id,
        started_at=moments.to_text(at) if told_at not in (None, at) else None,
    )
    return clock, (fact,)


def measured(clock: Clock, terms: Terms, runs: Sequence[Run] = ()) -> Clock:
    """The clock with its moments computed: `runs` are those before the present one, asked only where one holds them."""

    def moment(seconds: int) -> datetime:
        try:
            return _reached(clock, seconds, terms.calendar, runs)
        except Invalid:
            # A calendar may change under a promise: what no time holds is never due, and fails nobody's message.
            return NEVER

    if clock.breached_at is not None:
        return clock
    # Paused just when it was due, it was due then, however long the pause was.
    spent = clock.used == clock.target_seconds and not runs
    due_at = clock.due_at if spent else moment(clock.target_seconds)
    after = warned_after(terms.policy, clock.target_seconds)
    # A warning that came before a pause keeps its moment.
    known = clock.warnings if len(clock.warnings) == len(after) and not runs else ()
    warnings = tuple(known[index] if known and each <= clock.used else moment(each) for index, each in enumerate(after))
    return replace(clock, due_at=due_at, warnings=warnings)


def _reached(clock: Clock, seconds: int, calendar: Calendar, runs: Sequence[Run]) -> datetime:
    """When so many seconds of the clock have passed. One that stands still is reckoned as if its last run went on."""
    if seconds > clock.used and not (clock.paused and runs):
        return add(calendar, clock.since, seconds - clock.used)
    for index, (begin, end) in enumerate(runs, 1):
        passed = elapsed(calendar, begin, end)
        if seconds <= passed or (clock.paused and index == len(runs)):
            return add(calendar, begin, seconds)
        seconds -= passed
    return clock.since


def stood_still(clock: Clock) -> bool:
    """Whether only its history knows all its runs."""
    return clock.paused or clock.used > 0 or clock.since != clock.started_at


def warned_after(policy: SlaPolicy, target_seconds: int) -> tuple[int, ...]:
    """After how many seconds of a target its warnings come."""
    lead = policy.warning_lead_seconds
    late = {target_seconds - lead} if lead and lead < target_seconds else set()
    return tuple(sorted({target_seconds * policy.warning_percent // 100, *late}))


def catch_up(clock: Clock, at: datetime) -> Decided:
    """What became due up to `at`. A warning that comes after the breach helps nobody and is left out."""
    if clock.decided:
        return clock, ()
    # By a shorter target, or by another calendar, the time may have run out before the pause that goes on.
    if (clock.since if clock.paused else at) > clock.due_at:
        breached = replace(clock, breached_at=clock.due_at)
        return breached, (told(TargetBreached, breached),)
    passed = 0 if clock.paused else sum(each <= at for each in clock.warnings)
    if passed > clock.warned:
        warned = replace(clock, warned=passed)
        return warned, (told(TargetWarned, warned),)
    return clock, ()


def answer(clock: Clock, terms: Terms, at: datetime) -> Decided:
    """What it waits for came at `at`; after `catch_up` to the same moment. Too late, the breach stays the verdict."""
    if clock.answered_at is not None:
        return clock, ()
    run = 0 if clock.paused else elapsed(terms.calendar, clock.since, at)
    fact = _verdict(clock)(
        metric=clock.metric,
        due_at=moments.to_text(clock.due_at),
        answered_at=moments.to_text(at),
        target_seconds=clock.target_seconds,
        seconds=clock.used + run,
    )
    return replace(clock, answered_at=at), (fact,)


def _verdict(clock: Clock) -> type[TargetMet]:
    return TargetMissed if clock.breached_at else TargetMet


def void_answer(clock: Clock, reason: str) -> Decided:
    """The answer was none: the clock runs as if it had never been given. A breach stays the verdict."""
    if clock.answered_at is None:
        return clock, ()
    due_at = moments.to_text(clock.due_at)
    fact = FactVoided(metric=clock.metric, due_at=due_at, fact=_verdict(clock).EVENT_TYPE, reason=reason)
    return replace(clock, answered_at=None), (fact,)


def forgiven(clock: Clock) -> bool:
    """Whether only a restatement made it one that was met: its time had run out before its answer, or its pause."""
    if clock.answered_at is None or clock.breached_at is not None:
        return False
    return (clock.since if clock.paused else clock.answered_at) > clock.due_at


def retarget(clock: Clock, terms: Terms, seconds: int, at: datetime, runs: Sequence[Run] = ()) -> Decided:
    """Another target or another calendar holds from the beginning; verdicts stay. `runs` as in `measured`."""
    used = sum(elapsed(terms.calendar, begin, end) for begin, end in runs) if runs else clock.used
    if clock.decided:
        # Should it go on, its warnings are asked of its history.
        return replace(clock, used=used, warnings=() if runs else clock.warnings), ()
    other = measured(replace(clock, target_seconds=seconds, used=used), terms, runs)
    if other == clock:
        return clock, ()
    other = replace(other, warned=min(clock.warned, sum(each <= at for each in other.warnings)))
    fact = ClockRecomputed(metric=other.metric, due_at=moments.to_text(other.due_at), target_seconds=seconds)
    caught, more = catch_up(other, at)
    return caught, (fact, *more)


def pause(clock: Clock, terms: Terms, at: datetime) -> Decided:
    """It stands still from `at` on, even when it is late: what it takes in the end is told with the answer."""
    if clock.answered_at is not None or clock.paused:
        return clock, ()
    still = replace(clock, used=clock.used + elapsed(terms.calendar, clock.since, at), since=at, paused=True)
    return still, (told(ClockPaused, still),)


def resume(clock: Clock, terms: Terms, at: datetime) -> Decided:
    """It goes on with what was left."""
    if clock.answered_at is not None or not clock.paused:
        return clock, ()
    going = measured(replace(clock, since=at, paused=False), terms)
    return going, (resumed(going),)


def resumed(clock: Clock) -> ClockFact:
    """The fact that it goes on."""
    return told(ClockResumed, clock)


def told(fact: type[ClockFact], clock: Clock) -> ClockFact:
    """A fact that says no more than which clock and when it is due."""
    return fact(metric=clock.metric, due_at=moments.to_text(clock.due_at))
