"""What a change of a ticket does to its clocks: who answered, who asked, where it stands now.

Reply clocks begin anew with each exchange, the resolution clock goes on after a pause. Every clock stands still while
nobody works on the ticket, and in the states that its policy names.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from lambdesk.kit import clock as moments
from lambdesk.sla import clocks
from lambdesk.sla.calendar import elapsed
from lambdesk.sla.clocks import Decided, Run
from lambdesk.sla.events import ClockCancelled, ClockFact
from lambdesk.sla.model import Clock, Metric, Reopen, Sla, SlaPolicy, Terms

RESOLVED = "resolved"
REOPENED = "reopened"
EARLIER = "earlier_unanswered"
NOT_PROMISED = "not_promised"
RESTATED = "restated"
Followed = tuple[Sla, tuple[ClockFact, ...]]


@dataclass(frozen=True)
class Place:
    """Where a ticket stands: its state and its category, and whether anybody works on it."""

    state: str
    category: str
    working: bool


@dataclass(frozen=True)
class Change:
    """A change at `at`. `answered`: the customer got a human answer; `asked`: a human customer said something.

    `runs` are the finished ones of clocks, where somebody looked them up: see `reckons_anew`.
    """

    at: datetime
    before: Place
    after: Place
    priority: str
    answered: bool = False
    asked: bool = False
    runs: Mapping[Metric, Sequence[Run]] = field(default_factory=dict)


def promised(terms: Terms, priority: str, since: datetime, told_at: datetime) -> Followed:
    """What a new ticket is promised from `since` on: its first response and its resolution."""
    sla = Sla(terms.policy.id, terms.policy.version, (), terms.calendar_id, terms.calendar_version)
    facts: list[ClockFact] = []
    for metric in (Metric.FIRST_RESPONSE, Metric.RESOLUTION):
        seconds = terms.policy.target(metric, priority)
        if seconds is not None:
            clock, told = clocks.start(terms, metric, seconds, since, told_at)
            sla, facts = sla.with_clock(clock), [*facts, *told]
    return sla, tuple(facts)


def follow(sla: Sla, terms: Terms, change: Change) -> Followed:
    """The clocks after a change; they have caught up with its moment."""
    sla, ended = _ended(sla, terms, change)
    facts = [*ended]
    for step in (_answered, _reopened, _asked, _stood):
        for clock, told in step(sla, terms, change):
            sla, facts = sla.with_clock(clock), [*facts, *told]
    return sla, tuple(facts)


def _answered(sla: Sla, terms: Terms, change: Change) -> Iterator[Decided]:
    resolved = change.after.category == RESOLVED
    for clock in sla.clocks:
        if resolved if clock.metric is Metric.RESOLUTION else change.answered:
            yield clocks.answer(clock, terms, change.at)


def _ended(sla: Sla, terms: Terms, change: Change) -> Followed:
    """Without the clock of a resolution that was in time, and is opened again for nothing.

    Nobody promises it by now, or it was restated to be in time, and would run out again at once.
    """
    clock, policy = sla.clock(Metric.RESOLUTION), terms.policy
    if clock is None or clock.answered_at is None or clock.breached_at is not None or not change.after.working:
        return sla, ()
    if policy.target(Metric.RESOLUTION, change.priority) is None and policy.reopen is not Reopen.NEW_TARGET:
        reason = NOT_PROMISED
    elif policy.reopen is Reopen.CONTINUE and clocks.forgiven(clock):
        reason = RESTATED
    else:
        return sla, ()
    voided, facts = clocks.void_answer(clock, REOPENED)
    sla, more = cancelled(sla.with_clock(voided), Metric.RESOLUTION, reason)
    return sla, (*facts, *more)


def _reopened(sla: Sla, terms: Terms, change: Change) -> Iterator[Decided]:
    """The ticket was resolved, and is not any more. Where nothing is promised by now, what is late goes on."""
    clock = sla.clock(Metric.RESOLUTION)
    if clock is None or clock.answered_at is None or not change.after.working:
        return
    again = replace(clock, first_at=clock.first_at or clock.answered_at)
    seconds = terms.policy.target(Metric.RESOLUTION, change.priority)
    if seconds is None and terms.policy.reopen is Reopen.NEW_TARGET:
        return
    if seconds is None or terms.policy.reopen is Reopen.CONTINUE:
        yield _continued(again, terms, seconds or clock.target_seconds, change)
        return
    voided = clocks.void_answer(again, REOPENED)[1] if terms.policy.reopen is Reopen.RESTART else ()
    begun, facts = clocks.start(terms, Metric.RESOLUTION, seconds, change.at)
    yield replace(begun, first_at=again.first_at), (*voided, *facts)


def _continued(clock: Clock, terms: Terms, seconds: int, change: Change) -> Decided:
    """The time while it was resolved is a pause. A breach stays; what follows is the final resolution.

    `seconds` is the target now: the priority may have changed while there was a verdict.
    """
    going, facts = clocks.void_answer(clock, REOPENED)
    going = replace(going, used=_taken(clock, terms), since=change.at, paused=False)
    going = clocks.measured(going, terms)
    runs = change.runs.get(clock.metric, ())
    if clock.answered_at is not None and not clock.paused and (runs or not clocks.stood_still(clock)):
        runs = (*runs, (clock.since, clock.answered_at))
    retargeted, more = clocks.retarget(going, terms, seconds, change.at, runs)
    return retargeted, (*facts, clocks.resumed(going), *more)


def _taken(clock: Clock, terms: Terms) -> int:
    """The seconds up to the answer."""
    run = 0 if clock.paused or clock.answered_at is None else elapsed(terms.calendar, clock.since, clock.answered_at)
    return clock.used + run


def reckons_anew(sla: Sla | None, terms: Terms, priority: str) -> bool:
    """Whether opening the ticket again reckons its resolution anew, so that it has to look into its history."""
    clock = sla.clock(Metric.RESOLUTION) if sla else None
    if clock is None or clock.answered_at is None or clock.breached_at is not None or not clocks.stood_still(clock):
        return False
    seconds = terms.policy.target(Metric.RESOLUTION, priority) or clock.target_seconds
    other = seconds != clock.target_seconds or len(clock.warnings) != len(clocks.warned_after(terms.policy, seconds))
    return terms.policy.reopen is Reopen.CONTINUE and other


def _asked(sla: Sla, terms: Terms, change: Change) -> Iterator[Decided]:
    if change.asked:
        yield from asked(sla, terms, change.priority, change.at, change.at)


def asked(sla: Sla, terms: Terms, priority: str, since: datetime, told_at: datetime) -> Iterator[Decided]:
    """The oldest message that nobody has answered starts the next response, once the first one was given."""
    first, last = sla.clock(Metric.FIRST_RESPONSE), sla.clock(Metric.NEXT_RESPONSE)
    seconds = terms.policy.target(Metric.NEXT_RESPONSE, priority)
    silent = first is not None and first.answered_at is None
    if seconds is not None and not silent and (last is None or last.answered_at is not None):
        yield clocks.start(terms, Metric.NEXT_RESPONSE, seconds, since, told_at)


def _stood(sla: Sla, terms: Terms, change: Change) -> Iterator[Decided]:
    for clock in sla.clocks:
        still = not change.after.working or stands_still(terms.policy, clock.metric, change.after)
        yield (clocks.pause if still else clocks.resume)(clock, terms, change.at)


def stands_still(policy: SlaPolicy, metric: str, place: Place) -> bool:
    """Whether a clock of this metric waits where the ticket stands."""
    return not {place.state, place.category}.isdisjoint(policy.pauses.get(metric, ()))


def cancelled(sla: Sla, metric: Metric, reason: str) -> Followed:
    """Without the clock of a metric."""
    clock = sla.clock(metric)
    if clock is None:
        return sla, ()
    left = tuple(each for each in sla.clocks if each is not clock)
    fact = ClockCancelled(metric=metric, due_at=moments.to_text(clock.due_at), reason=reason)
    return replace(sla, clocks=left), (fact,)


def each_clock(sla: Sla, move: Callable[[Clock], Decided]) -> Followed:
    """Every clock moved on."""
    facts: list[ClockFact] = []
    for clock in sla.clocks:
        moved, told = move(clock)
        sla, facts = sla.with_clock(moved), [*facts, *told]
    return sla, tuple(facts)
