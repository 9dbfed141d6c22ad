"""A clock by other terms, as from its beginning: what it runs, what it waited, what nobody promises any more."""

from collections.abc import Iterable
from datetime import datetime

from lambdesk.kit import clock as moments
from lambdesk.sla import clocks
from lambdesk.sla.clocks import Decided, Run
from lambdesk.sla.events import ClockStarted
from lambdesk.sla.follow import Place, stands_still
from lambdesk.sla.history import Past
from lambdesk.sla.model import Metric, SlaPolicy, Terms


def late_start(
    terms: Terms, metric: Metric, seconds: int, started_at: datetime, places: Iterable[tuple[datetime, Place]]
) -> Decided:
    """The clock of a metric that is promised afterwards; `places` is where the ticket stood from when on."""
    past = _past(terms.policy, metric, seconds, started_at, places)
    clock = past.clock(terms)
    fact = ClockStarted(
        metric=metric,
        due_at=moments.to_text(clock.due_at),
        target_seconds=seconds,
        policy_version=terms.policy.version,
        policy_id=terms.policy.id,
        started_at=moments.to_text(started_at),
        runs=[[moments.to_text(start), moments.to_text(end)] for start, end in past.runs] or None,
        since=moments.to_text(past.since),
        paused=past.paused or None,
    )
    return clock, (fact,)


def caught_up(decided: Decided, at: datetime) -> Decided:
    """With what became due up to `at`."""
    caught, more = clocks.catch_up(decided[0], at)
    return caught, (*decided[1], *more)


def _past(
    policy: SlaPolicy, metric: Metric, seconds: int, started_at: datetime, places: Iterable[tuple[datetime, Place]]
) -> Past:
    """When it would have run. The pauses are those that the policy of today names."""
    runs: list[Run] = []
    since, paused = started_at, False
    for at, place in places:
        still = not place.working or stands_still(policy, metric, place)
        if at <= started_at:
            paused = still
        elif still is not paused:
            if still:
                runs.append((since, at))
            since, paused = at, still
    return Past(metric, started_at, seconds, since, tuple(runs), paused)
