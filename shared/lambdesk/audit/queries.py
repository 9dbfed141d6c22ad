"""Reading the trail: newest first, month by month, as far as a look may go."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lambdesk.audit.model import Entry, Filter
from lambdesk.audit.ports import TrailStore
from lambdesk.kit import ids
from lambdesk.kit.events import Event

PAGES = 10
_PAGE = 200
EXPORT_LIMIT = 10_000
_EXPORT_PAGES = 100


@dataclass(frozen=True)
class Found:
    """Facts, newest first. `position` is where the next page begins, None at the end.

    `partial`: the look ended before it was full, because so much did not fit the filter.
    """

    events: tuple[Event, ...]
    position: dict[str, Any] | None
    partial: bool


@dataclass(frozen=True)
class Stop:
    """The look ends here though there may be more: it goes on in `month`, behind the entry `before`."""

    month: str
    before: str | None


def find(
    store: TrailStore,
    tenant: str,
    asked: Filter,
    limit: int,
    position: dict[str, Any] | None = None,
    pages: int = PAGES,
) -> Found:
    """At least `limit` facts where there are so many, and a few more when one change has several."""
    events: list[Event] = []
    for entry in _entries(store, tenant, asked, position, pages):
        if isinstance(entry, Stop):
            return Found(tuple(events), {"month": entry.month, "before": entry.before}, partial=True)
        events += [each for each in reversed(entry.events) if asked.takes(entry, each)]
        if len(events) >= limit:
            return Found(tuple(events), {"month": _month(entry.at), "before": entry.id}, partial=False)
    return Found(tuple(events), None, partial=False)


def export(store: TrailStore, tenant: str, asked: Filter) -> Found:
    """As much as one sheet holds."""
    return find(store, tenant, asked, EXPORT_LIMIT, pages=_EXPORT_PAGES)


def _entries(
    store: TrailStore, tenant: str, asked: Filter, position: dict[str, Any] | None, pages: int
) -> Iterator[Entry | Stop]:
    """Entries from the newest one asked for; Stop after so many pages."""
    months = _months(asked.until, asked.since)
    before: str | None = ids.first_id("evt", asked.until)
    if position is not None:
        months, before = [each for each in months if each <= position["month"]], position["before"]
    for month in months:
        more = True
        while more:
            if pages == 0:
                yield Stop(month, before)
                return
            found = store.page(tenant, month, before, _PAGE)
            for entry in found:
                if entry.at < asked.since:
                    return
                yield entry
            pages -= 1
            more, before = len(found) == _PAGE, found[-1].id if found else None
        before = None


def _month(moment: datetime) -> str:
    return f"{moment:%Y%m}"


def _months(until: datetime, since: datetime) -> list[str]:
    """The months of a span, the last one first."""
    found, moment = [_month(until)], until
    while _month(moment) > _month(since):
        moment = moment.replace(day=1) - timedelta(days=1)
        found.append(_month(moment))
    return found
