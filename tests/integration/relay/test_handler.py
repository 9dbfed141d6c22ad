"""Timeline items of the stream become events on the bus: in order, at least once, and past poison."""

import json
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from functions.relay import handler as door
from lambdesk.adapters.aws.dead_letters import DeadLetters
from lambdesk.adapters.aws.events import MAX_BYTES, EventBus
from lambdesk.adapters.aws.trail import TrailQueue, from_text
from lambdesk.adapters.dynamodb import entries, timeline
from lambdesk.audit.events import DataOpened
from lambdesk.audit.model import Entry
from lambdesk.bootstrap.root import Lambdesk
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


class Queue:
    """SQS, which may be down too."""

    def __init__(self) -> None:
        self.letters: list[dict[str, Any]] = []
        self.down = False

    def send_message(self, QueueUrl: str, MessageBody: str) -> None:  # noqa: N803 - botocore's names
        if self.down:
            raise EndpointConnectionError(endpoint_url=QueueUrl)
        self.letters.append(json.loads(MessageBody))

    @property
    def numbers(self) -> list[str]:
        return [each["sequence_number"] for each in self.letters]


class Line:
    """The trail's queue, which may refuse single entries or be down."""

    def __init__(self) -> None:
        self.calls: list[list[dict[str, Any]]] = []
        self.bad: set[str] = set()
        self.down = False

    def send_message_batch(self, QueueUrl: str, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803
        if self.down:
            raise EndpointConnectionError(endpoint_url=QueueUrl)
        self.calls.append(Entries)
        return {"Failed": [{"Id": each["Id"]} for each in Entries if each["MessageDeduplicationId"] in self.bad]}

    @property
    def entries(self) -> list[Entry]:
        return [from_text(each["MessageBody"]) for call in self.calls for each in call]


class Product(Lambdesk):
    def __init__(self, bus: Bus, queue: Queue, line: Line) -> None:
        self.trail_queue = TrailQueue(line, "trail")  # type: ignore[arg-type]
        self.event_bus = EventBus(bus, "bus")  # type: ignore[arg-type]
        self.relay_dead_letters = DeadLetters(queue, "dead")  # type: ignore[arg-type]


@pytest.fixture
def queue() -> Queue:
    return Queue()


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch, queue: Queue, line: Line) -> Bus:
    bus = Bus()
    monkeypatch.setattr(door, "product", Product(bus, queue, line))
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


def test_what_happened_to_something_that_is_no_ticket_gets_there_as_well(bus: Bus) -> None:
    fact = replace(EVENTS[0], aggregate="role:rol_7")
    item = timeline.events_item(fact.tenant, "role:rol_7", (fact,))
    relay({"eventName": "INSERT", "dynamodb": {"SequenceNumber": "1", "NewImage": item}})
    assert bus.events == [fact]


def test_only_inserted_items_are_relayed(bus: Bus) -> None:
    removed = record(1, EVENTS[0], name="REMOVE")
    assert relay(removed, record(2, EVENTS[0], name="MODIFY")) == []
    assert bus.calls == []


def test_calls_hold_ten_entries_at_most(bus: Bus) -> None:
    assert relay(*(record(n, EVENTS[0], EVENTS[1], EVENTS[2]) for n in range(8))) == []
    assert [len(call) for call in bus.calls] == [10, 10, 4]


def test_calls_stay_below_the_size_limit(bus: Bus) -> None:
    large = replace(EVENTS[0], data={"x": "ü" * (MAX_BYTES // 5)})
    assert relay(*(record(n, large) for n in range(5))) == []
    assert [len(call) for call in bus.calls] == [2, 2, 1]


def test_the_first_record_that_fails_is_reported(bus: Bus) -> None:
    bus.bad = {"message.created"}
    assert relay(record(1, EVENTS[0]), record(2, EVENTS[1]), record(3, EVENTS[0])) == ["2"]
    bus.bad = set()
    bus.down = True
    assert relay(record(1, EVENTS[0]), record(2, EVENTS[1])) == ["1"]


def test_poison_is_put_aside_and_holds_up_nothing(bus: Bus, queue: Queue) -> None:
    poison = record(2)
    poison["dynamodb"]["Keys"] = {"pk": {"S": "T#tnt_1#TK#0000000001"}, "sk": {"S": "E#1"}}
    assert relay(record(1, EVENTS[0]), poison, record(3, EVENTS[1]), record(4)) == []
    assert bus.events == EVENTS[:2]
    keys = {"pk": "T#tnt_1#TK#0000000001", "sk": "E#1"}
    assert queue.letters[0] == {"why": "cannot be read", "sequence_number": "2", "keys": keys}
    assert queue.numbers == ["2", "4"]


def test_while_the_bus_is_down_nothing_is_put_aside_twice_and_nothing_lost(bus: Bus, queue: Queue) -> None:
    records = [record(1), record(2, EVENTS[0]), record(3), record(4, EVENTS[1])]
    bus.down = True
    assert relay(*records) == ["2"]
    assert queue.numbers == ["1"]
    for _ in range(3):
        assert relay(*records[1:]) == ["2"]
    assert queue.numbers == ["1"]
    bus.down = False
    assert relay(*records[1:]) == []
    assert (bus.events, queue.numbers) == (EVENTS[:2], ["1", "3"])


def test_what_cannot_be_put_aside_comes_again(bus: Bus, queue: Queue) -> None:
    queue.down = True
    assert relay(record(1, EVENTS[0]), record(2), record(3, EVENTS[1])) == ["2"]
    queue.down = False
    assert relay(record(2), record(3, EVENTS[1])) == []
    assert queue.numbers == ["2"]


def test_a_batch_of_nothing_is_nothing(bus: Bus) -> None:
    assert relay() == []


def test_what_the_bus_is_told_is_an_entry_of_its_tenants_trail(bus: Bus, line: Line) -> None:
    assert relay(record(1, *EVENTS[:2]), record(2, EVENTS[2])) == []
    assert line.entries == [Entry("ticket:1", tuple(EVENTS[:2])), Entry("ticket:1", (EVENTS[2],))]
    (call,) = line.calls
    assert {each["MessageGroupId"] for each in call} == {EVENTS[0].tenant}
    assert [each["MessageDeduplicationId"] for each in call] == [EVENTS[0].id, EVENTS[2].id]


def test_the_trails_queue_is_told_without_peoples_words(bus: Bus, line: Line) -> None:
    renamed = replace(EVENTS[0], words={"before": "Secret"})
    relay(record(1, renamed))
    assert "Secret" not in line.calls[0][0]["MessageBody"]


def test_that_somebody_looked_is_for_the_trail_alone(bus: Bus, line: Line) -> None:
    looked = replace(EVENTS[0], type=DataOpened.EVENT_TYPE, aggregate="ticket:1", data={"what": "thread"})
    item = entries.opened_item(looked, "evt_" + "0" * 26)
    assert relay({"eventName": "INSERT", "dynamodb": {"SequenceNumber": "1", "NewImage": item}}) == []
    assert bus.events == []
    assert line.entries == [Entry("ticket:1", (looked,))]


def test_what_the_trails_queue_does_not_take_comes_again(bus: Bus, line: Line) -> None:
    line.bad = {EVENTS[1].id}
    assert relay(record(1, EVENTS[0]), record(2, EVENTS[1]), record(3, EVENTS[2])) == ["2"]
    line.bad, line.down = set(), True
    assert relay(record(1, EVENTS[0]), record(2, EVENTS[1])) == ["1"]


def test_what_the_bus_refused_is_not_in_the_trail_before_it(bus: Bus, line: Line) -> None:
    bus.bad = {"message.created"}
    relay(record(1, EVENTS[0]), record(2, EVENTS[1]))
    assert [each.id for each in line.entries] == [EVENTS[0].id]
