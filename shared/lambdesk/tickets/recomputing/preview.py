"""What a recomputation would do, told before it is done."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from lambdesk.kit.changes import Replace
from lambdesk.sla.model import Clock, Metric
from lambdesk.tickets.model import Loaded, Ticket
from lambdesk.tickets.ports import TicketStore
from lambdesk.tickets.recomputing.model import QUEUES
from lambdesk.tickets.recomputing.repins import Plan
from lambdesk.tickets.wire import number_of_row

# So many open tickets are looked at: 20 pages of rows, 20 reads of 50 tickets, and a round trip for each timeline.
LOOKED_AT = 1_000
TIMELINES = 200
SAMPLES = 20
_PAGE = 50


@dataclass
class Count:
    """Of one metric: clocks that get another due time, begin or end, run out at once, or are decided and stay."""

    moved: int = 0
    started: int = 0
    cancelled: int = 0
    breached: int = 0
    decided: int = 0


@dataclass(frozen=True)
class Sample:
    """A clock that would change; without a moment it is not promised."""

    ticket: Ticket
    metric: Metric
    before: datetime | None
    after: datetime | None
    breached: bool


@dataclass
class Preview:
    """`complete` says whether all open tickets were looked at. `found` are those it concerns."""

    looked_at: int = 0
    complete: bool = True
    found: int = 0
    changed: int = 0
    metrics: dict[Metric, Count] = field(default_factory=lambda: {each: Count() for each in Metric})
    samples: list[Sample] = field(default_factory=list)

    def shown(self, sees: Callable[[Ticket], bool]) -> list[Sample]:
        """The samples to show to somebody: those that run out at once come first."""
        return sorted(filter(lambda one: sees(one.ticket), self.samples), key=lambda one: not one.breached)[:SAMPLES]


def pages(store: TicketStore, tenant: str) -> Iterator[tuple[Loaded, ...]]:
    """All open tickets, read together."""
    for queue in QUEUES:
        position = None
        while True:
            page = store.queue(tenant, queue, _PAGE, position)
            yield store.several(tenant, list(map(number_of_row, page.rows)))
            position = page.position
            if position is None:
                break


def look(found: Iterable[tuple[Loaded, ...]], plan: Callable[[Loaded], Plan], now: datetime) -> Preview:
    """What would come of these tickets, up to the limits."""
    told, timelines = Preview(), 0
    for page in found:
        for loaded in page:
            if told.looked_at == LOOKED_AT or timelines == TIMELINES:
                told.complete = False
                return told
            planned = plan(loaded)
            told.looked_at += 1
            timelines += planned.read
            if planned.concerned:
                _take(told, loaded.ticket, planned, now)
    return told


def _take(told: Preview, before: Ticket, planned: Plan, now: datetime) -> None:
    tickets = (each.entity for each in planned.changes.writes if isinstance(each, Replace))
    after = next((each for each in tickets if isinstance(each, Ticket)), before)
    told.found += 1
    told.changed += after is not before
    for metric in Metric:
        old, new = _clock(before, metric), _clock(after, metric)
        count = told.metrics[metric]
        if old is not None and old.decided:
            count.decided += 1
        if _same(old, new):
            continue
        late = new is not None and new.breached_at is not None and not (old and (old.decided or old.due_at < now))
        count.moved += old is not None and new is not None
        count.started += old is None
        count.cancelled += new is None
        count.breached += late
        told.samples.append(Sample(before, metric, old.due_at if old else None, new.due_at if new else None, late))


def _clock(ticket: Ticket, metric: Metric) -> Clock | None:
    return ticket.sla.clock(metric) if ticket.sla else None


def _same(old: Clock | None, new: Clock | None) -> bool:
    if old is None or new is None:
        return old is new
    return old.due_at == new.due_at and old.started_at == new.started_at
