"""How tickets are named, and how closed ones are listed month by month."""

from datetime import UTC, datetime
from typing import Any

import pytest

from lambdesk.tickets import model, queries
from lambdesk.tickets.ports import RowPage
from lambdesk.tickets.queries import PAGE_READS, Listing

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("prefix", "text", "number"),
    [
        ("TKT-", "12", 12),
        ("TKT-", "TKT-0012", 12),
        ("TKT-", "tkt-12", 12),
        ("TKT-", "9999999999", 9_999_999_999),
        ("TKT-", "10000000000", None),
        ("TKT-", "SUP-12", None),
        ("TKT-", "TKT-TKT-12", None),
        ("TKT-", "12x", None),
        ("TKT-", "", None),
        ("TKT-", "0", None),
        ("", "0012", 12),
        ("Größe ", "GRÖSSE 1", None),
        ("#", "#7", 7),
    ],
)
def test_a_number_is_read_in_both_forms(prefix: str, text: str, number: int | None) -> None:
    assert model.parse_number(prefix, text) == number


@pytest.mark.parametrize(("number", "label"), [(1, "TKT-0001"), (9999, "TKT-9999"), (12345, "TKT-12345")])
def test_a_label_is_read_as_it_is_written(number: int, label: str) -> None:
    assert model.label("TKT-", number) == label
    assert model.parse_number("TKT-", label) == number


class Months:
    """A store whose closed rows are `yyyymm/index`; counts the reads."""

    def __init__(self, **months: int) -> None:
        self.months = {name[1:]: count for name, count in months.items()}
        self.reads: list[str] = []

    def queue(self, tenant: str, queue: str, limit: int, position: dict[str, Any] | None) -> RowPage:
        assert limit > 0
        month = queue.removeprefix("closed#")
        self.reads.append(month)
        start = position["i"] if position else 0
        end = min(start + limit, self.months.get(month, 0))
        rows = tuple(f"{month}/{index}" for index in range(start, end))
        return RowPage(rows, {"i": end} if end < self.months.get(month, 0) else None)


def closed(store: Months, limit: int, position: Any = None, first: datetime = NOW) -> Listing:
    return queries.list_queue(store, "t", "closed", limit, position, (first, NOW))  # type: ignore[arg-type]


def test_closed_tickets_come_newest_month_first_down_to_the_tenants_first() -> None:
    store = Months(m202603=1, m202602=2, m202512=1, m202511=9)
    found = closed(store, 50, first=datetime(2025, 12, 31, tzinfo=UTC))
    assert found == Listing(("202603/0", "202602/0", "202602/1", "202512/0"), None)
    assert store.reads == ["202603", "202602", "202601", "202512"]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 6, 7])
def test_pages_over_months_leave_nothing_out(limit: int) -> None:
    store = Months(m202603=2, m202602=3, m202601=1)
    seen: list[str] = []
    position = None
    for _ in range(10):
        found = closed(store, limit, position, datetime(2026, 1, 1, tzinfo=UTC))
        seen += found.rows
        position = found.position
        if position is None:
            break
    assert seen == ["202603/0", "202603/1", "202602/0", "202602/1", "202602/2", "202601/0"]


def test_long_silence_ends_a_page_early_and_says_so() -> None:
    store = Months(m202401=1)
    first = datetime(2024, 1, 1, tzinfo=UTC)
    found = closed(store, 5, first=first)
    assert (found.rows, found.partial, len(store.reads)) == ((), True, PAGE_READS)
    while found.position:
        found = closed(store, 5, found.position, first)
    assert found == Listing(("202401/0",), None)


def test_a_tenant_of_the_future_has_this_month() -> None:
    assert closed(Months(m202603=1), 5, first=datetime(2027, 1, 1, tzinfo=UTC)).rows == ("202603/0",)
