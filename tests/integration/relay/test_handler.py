"""Timeline items of the stream become events on the bus: in order, at least once, and past poison."""

import json
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from functions.relay import handler as door
from lambdesk.adapters.aws.events import MAX_BYTES, EventBus
from lambdesk.adapters.dynamodb import timeline
from lambdesk.bootstrap import Lambdesk
from lambdesk.kit.events import Event, from_wire
from tests.support.post import Post, mail


class Bus:
    """EventBridge, which may fail single entries or whole calls."""

    def __init__(self) -> None:
        self.calls: list[list[dict[str, Any]]] = []
        self.bad: set[str] = set()
        self.down = False

    def put_events(self, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803 - botocore's name
        if self.down:
            raise EndpointConnectionError(endpoint_url="bus")
        self.calls.append(Entries)
        results = [{"ErrorCode": "x"} if entry["DetailType"] in self.bad else {"EventId": "1"} for entry in Entries]
        return {"FailedEntryCount": sum("ErrorCode" in each for each in results), "Entries": results}

    @property
    def events(self) -> list[Event]:
        return [from_wire(json.loads(entry["Detail"])) for call in self.calls for entry in call]


class Product(Lambdesk):
    def __init__(self, bus: Bus) -> None:
        self.event_bus = EventBus(bus, "bus")  # type: ignore[misc, arg-type]


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Bus:
    bus = Bus()
    monkeypatch.setattr(door, "product", Product(bus))
    return bus


def history() -> list[Event]:
    post = Post()
    entry = post.deliver(mail())
    post.answer(entry.number)
    return list(post.conversation(entry.number).events)


EVENTS = history()


def record(number: int, *events: Event, name: str = "INSERT") -> dict[str, Any]:
    item = timeline.events_item(EVENTS[0].tenant, "ticket:1", events) if events else {"pk": {"S": "x"}}
    return {"eventName": name, "dynamodb": {"SequenceNumber": str(number), "NewImage": item}}


def relay(*records: dict[str, Any]) -> list[str]:
    return [each["itemIdentifier"] for each in door.handler({"Records": list(records)}, None)["batchItemFailures"]]


def test_every_event_of_an_item_reaches_the_bus_as_it_was(bus: Bus) -> None:
    assert relay(record(1, *EVENTS[:2]), record(2, EVENTS[2])) == []
    assert bus.events == EVENTS[:3]
    entry = bus.calls[0][0]
    assert (entry["Source"], entry["DetailType"], entry["EventBusName"]) == ("lambdesk", "ticket.created", "bus")


def test_only_inserted_items_are_relayed(bus: Bus) -> None:
    removed = record(1, EVENTS[0], name="REMOVE")
    assert relay(removed, record(2, EVENTS[0], name="MODIFY")) == []
    assert bus.calls == []


def test_calls_hold_ten_entries_at_most(bus: Bus) -> None:
    assert relay(*(record(n, EVENTS[0], EVENTS[1], EVENTS[2]) for n in range(8))) == []
    assert [len(call) for call in bus.calls] == [10, 10, 4]


def test_calls_stay_below_the_size_limit(bus: Bus) -> None:
    from dataclasses import replace

    large = replace(EVENTS[0], data={"x": "ü" * (MAX_BYTES // 5)})
    assert relay(*(record(n, large) for n in range(5))) == []
    assert [len(call) for call in bus.calls] == [2, 2, 1]


def test_the_first_record_that_fails_is_reported(bus: Bus) -> None:
    bus.bad = {"message.created"}
    assert relay(record(1, EVENTS[0]), record(2, EVENTS[1]), record(3, EVENTS[0])) == ["2"]
    bus.bad = set()
    bus.down = True
    assert relay(record(1, EVENTS[0]), record(2, EVENTS[1])) == ["1"]


def test_poison_lets_pass_what_came_before_it_and_then_stands_alone(bus: Bus) -> None:
    assert relay(record(1, EVENTS[0]), record(2), record(3, EVENTS[1])) == ["2"]
    assert bus.events == EVENTS[:1]
    with pytest.raises(door.Unreadable):
        relay(record(2), record(3, EVENTS[1]))


def test_a_batch_of_nothing_is_nothing(bus: Bus) -> None:
    assert relay() == []
