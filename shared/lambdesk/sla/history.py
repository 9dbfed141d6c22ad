"""A ticket's clocks told from its timeline alone: what ran when, and what came of it.

The same rules reckon both with this and with what a ticket keeps, so that one can be asked to correct the other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from lambdesk.kit import clock as moments
from lambdesk.kit.events import Event
from lambdesk.sla import clocks
from lambdesk.sla.calendar import elapsed
from lambdesk.sla.clocks import Run
from lambdesk.sla.follow import EARLIER, REOPENED
from lambdesk.sla.model import Clock, Metric, Terms


@dataclass(frozen=True)
class Past:
    """The last clock of a metric: its finished runs, and since when it runs or, `paused`, stands still.

    `former` is the one of the exchange before, which had been answered when this one began.
    """

    metric: Metric
    started_at: datetime
    target_seconds: int
    since: datetime
    runs: tuple[Run, ...] = ()
    paused: bool = False
    answered_at: datetime | None = None
    breached_at: datetime | None = None
    first_at: datetime | None = None
    former: "Past | None" = None

    def clock(self, terms: Terms) -> Clock:
        """The clock as it stands by these terms, without the warnings that were told."""
        used = sum(elapsed(terms.calendar, begin, end) for begin, end in self.runs)
        bare = Clock(
            self.metric,
            self.started_at,
            self.target_seconds,
            due_at=self.breached_at or self.since,
            since=self.since,
            used=used,
            paused=self.paused,
            answered_at=self.answered_at,
            breached_at=self.breached_at,
            first_at=self.first_at,
        )
        return clocks.measured(bare, terms, self.runs)


def past_of(events: Iterable[Event], earlier: Mapping[Metric, Past] | None = None) -> Mapping[Metric, Past]:
    """The last clock of each metric, from all events of a ticket in their order, or from those after `earlier`."""
    found = dict(earlier or {})
    for event in events:
        if not event.type.startswith("sla.") or event.data.get("former"):
            continue
        metric = Metric(event.data["metric"])
        before = found.pop(metric, None)
        told = _begun(metric, event, before) if event.type == "sla.clock_started" else before and _told(before, event)
        if told is not None:
            found[metric] = told
    return found


def _begun(metric: Metric, event: Event, before: Past | None) -> Past:
    data = event.data
    begun = _moment(data, "started_at") or event.at
    first = (before.first_at or before.answered_at) if before and metric is Metric.RESOLUTION else None
    former = before if metric is Metric.NEXT_RESPONSE else None
    runs = tuple((moments.from_text(start), moments.from_text(end)) for start, end in data.get("runs") or ())
    since, paused = _moment(data, "since") or begun, bool(data.get("paused"))
    return Past(metric, begun, data["target_seconds"], since, runs, paused, first_at=first, former=former)


def _told(past: Past, event: Event) -> Past | None:
    data = event.data
    match event.type:
        case "sla.clock_paused":
            return replace(past, runs=(*past.runs, (past.since, event.at)), since=event.at, paused=True)
        case "sla.clock_resumed":
            return replace(past, since=event.at, paused=False)
        case "sla.clock_recomputed":
            return replace(past, target_seconds=data["target_seconds"])
        case "sla.target_met" | "sla.target_missed":
            return replace(past, answered_at=_moment(data, "answered_at"))
        case "sla.target_breached":
            return replace(past, breached_at=_moment(data, "due_at"))
        case "sla.fact_voided" if data["fact"] == "sla.target_breached":
            return replace(past, breached_at=None)
        case "sla.fact_voided":
            return _voided(past, data["reason"])
        case "sla.clock_cancelled":
            return past.former if data["reason"] == EARLIER else None
        case _:
            return past


def _voided(past: Past, reason: str) -> Past:
    left = replace(past, answered_at=None)
    if reason != REOPENED or past.answered_at is None:
        return left
    left = replace(left, first_at=past.first_at or past.answered_at)
    # The time that it was resolved is no run; what goes on after it, the next fact says.
    return left if past.paused else replace(left, runs=(*past.runs, (past.since, past.answered_at)))


def _moment(data: Mapping[str, Any], name: str) -> datetime | None:
    return moments.from_text(data[name]) if data.get(name) else None
