"""What is told of an imported ticket, on the table itself: that it came, and nothing of its past."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.relay.records import is_news, read
from functions.worker.queues import QUEUES
from infra.topology import FUNCTIONS
from lambdesk.adapters.dynamodb.tickets import DynamoTicketStore
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.conversations.model import MessageKind
from lambdesk.kit import clock, ids
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.events import Event
from lambdesk.reports.model import Family, Verdict
from lambdesk.sla.history import past_of
from lambdesk.sla.model import Metric
from lambdesk.tickets.draft import clocks_of
from lambdesk.tickets.importing.commands import Author, ImportTicket, PastChange, PastMessage
from lambdesk.tickets.importing.service import Imported
from lambdesk.tickets.model import State
from lambdesk.tickets.queries import list_queue
from tests.support.account import account, settle

NOW = clock.now()
BEGAN = NOW - timedelta(days=40)
HOUR = timedelta(hours=1)
MAYA = Author("maya@northwind.example", "Maya")


class Timers:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.armed: list[tuple[int, datetime]] = []

    def arm(self, _tenant: str, number: int, at: datetime) -> None:
        self.armed.append((number, at))


@pytest.fixture
def product(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lambdesk]:
    with account(monkeypatch) as found:
        yield found


@pytest.fixture
def tenant(product: Lambdesk) -> str:
    return settle(product).id


def past(source_id: str = "1", **told: Any) -> ImportTicket:
    """Answered in time, asked once more."""
    said = (
        PastMessage(BEGAN + HOUR, MessageKind.REPLY, "Is it plugged in?", MAYA),
        PastMessage(BEGAN + 2 * HOUR, MessageKind.CUSTOMER, "It is."),
    )
    asks = Author("bo@customer.example", "Bo")
    return replace(ImportTicket("zendesk", source_id, "Lamp", "Dark.", asks, BEGAN, said), **told)


LONG = past(
    messages=tuple(
        PastMessage(BEGAN + timedelta(minutes=each), MessageKind.CUSTOMER, f"No. {each}") for each in range(1, 150)
    )
)


def take(product: Lambdesk, tenant: str, command: ImportTicket) -> Imported:
    actor = Actor(ActorKind.API_KEY, "key_1")
    return product.importing.take(Context(tenant, actor, NOW, ids.new_seed(), {"door": "http"}), command, "body")


def records(product: Lambdesk) -> list[dict[str, Any]]:
    """What the stream says of the timelines of tickets."""
    items = product.clients.dynamodb.scan(TableName="desk")["Items"]
    told = [each for each in items if each["sk"]["S"].startswith("E#") and "#TK#" in each["pk"]["S"]]
    return [
        {"eventName": "INSERT", "dynamodb": {"SequenceNumber": str(n), "NewImage": each}} for n, each in enumerate(told)
    ]


def news(product: Lambdesk) -> list[Event]:
    """What gets onto the bus and into the trail."""
    return [event for each in records(product) if is_news(each) for event in read(each).events]


def hearing(kind: str) -> set[str]:
    return {queue.queue for each in FUNCTIONS for queue in each.queues if kind in queue.consumes}


def test_of_all_that_happened_only_the_import_is_news(product: Lambdesk, tenant: str) -> None:
    done = take(product, tenant, past(changes=(PastChange(BEGAN + 3 * HOUR, state=State.RESOLVED),)))
    assert len(done.events) > 8
    assert [each.type for each in news(product)] == ["ticket.imported", "ticket.timer_moved"]
    # Nobody mails, notifies, calls or asks addresses after these two.
    assert hearing("ticket.imported") == {"figures"}
    assert hearing("ticket.timer_moved") == {"timers"}


def test_history_is_whole_and_in_order(product: Lambdesk, tenant: str) -> None:
    done = take(product, tenant, past())
    told = product.ticket_store.history(tenant, 1)
    assert told == done.events
    loaded, _ = product.ticket_store.load(tenant, 1)
    assert loaded == done.loaded
    assert set(past_of(told)) == {each.metric for each in clocks_of(done.loaded.ticket)}


def test_figures_count_the_past_by_its_moments(product: Lambdesk, tenant: str) -> None:
    take(product, tenant, past())
    take(product, tenant, past("2", messages=()))
    for event in news(product):
        if event.type == "ticket.imported":
            assert QUEUES["figures"](product, event, NOW, ids.new_seed()) == "counted"
            assert QUEUES["figures"](product, event, NOW, ids.new_seed()) is None
    rows = [each for number in (1, 2) for each in product.figure_store.of_ticket(tenant, number).rows]  # type: ignore[union-attr]
    assert [(each.metric, each.verdict) for each in rows] == [
        (Metric.FIRST_RESPONSE, Verdict.MET),
        (Metric.FIRST_RESPONSE, Verdict.BREACHED),
    ]
    due = BEGAN + 8 * HOUR
    assert [each.due_at for each in rows] == [due, due]
    assert product.figure_store.counts(tenant, f"{due:%Y%m}", Family.PROMISES)


def test_a_running_clock_gets_its_timer(product: Lambdesk, tenant: str) -> None:
    timers = Timers()
    product.__dict__ |= {"timers": timers, "workflows": None}
    began = NOW - HOUR
    done = take(product, tenant, past(created_at=began, messages=()))
    for event in news(product):
        if event.type == "ticket.timer_moved":
            assert QUEUES["timers"](product, event, NOW, ids.new_seed()) == "arm"
    assert timers.armed == [(1, done.loaded.ticket.next_due_at)]
    assert timers.armed[0][1] > NOW


def test_what_is_late_is_in_the_list_of_what_is_late(product: Lambdesk, tenant: str) -> None:
    take(product, tenant, past(messages=()))
    found = list_queue(product.ticket_store, tenant, "breached", 10, None, (BEGAN, NOW))
    assert [json.loads(each)["number"] for each in found.rows] == [1]


class Meanwhile(DynamoTicketStore):
    """Lets somebody else act before it writes for the so-manyth time."""

    before, turn, other = 0, 0, staticmethod(lambda: None)

    def commit(self, tenant: str, changes: ChangeSet) -> None:
        self.turn += 1
        if self.turn == self.before:
            self.other()
        super().commit(tenant, changes)


@pytest.mark.parametrize("before", [1, 2, 3])
def test_two_calls_at_once_make_one_ticket(product: Lambdesk, tenant: str, before: int) -> None:
    """The second call comes, and ends, while the first one writes: before its first part, and before later ones."""
    twin, done = Lambdesk(product.settings), []
    store = product.__dict__["ticket_store"] = Meanwhile(product.table)
    store.before, store.other = before, lambda: done.append(take(twin, tenant, LONG))  # type: ignore[assignment]
    done.append(take(product, tenant, LONG))
    assert [each.created for each in done] == [True, False]
    assert {each.number for each in done} == {done[0].number}
    assert [each.id for each in done[0].events] == [each.id for each in done[1].events]
    assert [each.type for each in news(product)].count("ticket.imported") == 1
    number = done[0].number or 0
    assert product.ticket_store.history(tenant, number) == done[0].events
    assert len(product.ticket_store.messages(tenant, number)) == len(LONG.messages) + 1


def test_a_long_past_is_written_in_parts_that_a_transaction_takes(product: Lambdesk, tenant: str) -> None:
    done = take(product, tenant, LONG)
    number = done.number or 0
    assert [each.body for each in product.ticket_store.messages(tenant, number)][1:] == [e.body for e in LONG.messages]
    assert product.ticket_store.history(tenant, number) == done.events
    assert len([each for each in records(product) if not is_news(each)]) == 3
