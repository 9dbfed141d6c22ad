"""A figure leads to its clocks, page by page, however they lie in the span."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from lambdesk.adapters.memory.figures import MemoryFigureStore
from lambdesk.adapters.memory.state import State
from lambdesk.identity.model import ADMIN, BUILT_IN, Caller
from lambdesk.kit.context import ActorKind
from lambdesk.reports.counting import steps
from lambdesk.reports.model import Judged, TicketFigures, Verdict
from lambdesk.reports.queries import Asked, By, figures, verdicts
from lambdesk.sla.model import Metric

TENANT = "tnt_1"
MAYA = Caller(ActorKind.USER, "usr_1", "Maya", BUILT_IN[ADMIN])
YEAR = Asked(date(2025, 12, 1), date(2026, 12, 1))


def kept(*days: date) -> MemoryFigureStore:
    """A store with one clock for each day, of tickets 1, 2, 3."""
    store = MemoryFigureStore(State())
    for number, day in enumerate(days, 1):
        due = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        row = Judged(
            metric=Metric.RESOLUTION,
            started_at=due - timedelta(hours=2),
            due_at=due,
            day=day,
            verdict=Verdict.MET,
            policy_id="default",
            priority="normal",
            target_seconds=7_200,
        )
        for step in steps(None, TicketFigures(number, (row,))):
            store.settle(TENANT, step)
    return store


def walked(store: MemoryFigureStore, asked: Asked, limit: int) -> list[int]:
    """The tickets of all pages."""
    found: list[int] = []
    position: dict[str, Any] | None = None
    seen: list[dict[str, Any]] = []
    while True:
        page = verdicts(store, TENANT, asked, MAYA, limit, position)
        found += [each.number for each in page.entries]
        if page.position is None:
            assert not page.partial
            return found
        assert page.position not in seen
        seen.append(position := page.position)


@pytest.mark.parametrize("limit", [1, 2, 50])
@pytest.mark.parametrize(
    "days",
    [
        (),
        (date(2026, 11, 20),),
        (date(2025, 12, 20),),
        (date(2025, 12, 20), date(2026, 11, 20)),
        (date(2026, 1, 1), date(2026, 9, 30), date(2026, 9, 30), date(2026, 10, 1)),
    ],
)
def test_all_clocks_of_a_figure_are_on_its_pages_whatever_months_are_empty(days: tuple[date, ...], limit: int) -> None:
    store = kept(*days)
    total, _ = figures(store, TENANT, YEAR, By.METRIC, MAYA)
    assert (total.met, walked(store, YEAR, limit)) == (len(days), list(range(1, len(days) + 1)))


def test_pages_of_clocks_that_are_not_asked_for_lead_on() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(300)]
    store = kept(*(day for day in days for _ in range(10)))
    assert walked(store, replace(YEAR, verdict=Verdict.OPEN), 50) == []
    assert len(walked(store, YEAR, 200)) == 3_000
