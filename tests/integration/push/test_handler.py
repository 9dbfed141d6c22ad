"""Push on batches of the table's stream: duplicates, disorder, what cannot be read, a table that does not answer."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from functions.push import handler as door
from lambdesk.adapters.dynamodb import codec, timeline
from lambdesk.kit.errors import Unavailable
from lambdesk.realtime.model import EventsWritten, MessageWritten, TicketWritten
from tests.contracts.stores import examples
from tests.support.live import Screen, Stage
from tests.unit.tickets import samples


def images(stage: Stage) -> list[dict[str, Any]]:
    """What was written since, as records of the stream."""
    records = []
    for change in stage.taken():
        match change:
            case TicketWritten():
                record = {"NewImage": codec.item_of(samples.TENANT, change.after)}
                if change.before:
                    record["OldImage"] = codec.item_of(samples.TENANT, change.before)
            case MessageWritten():
                said = stage.store.message(samples.TENANT, change.number, change.message_id)
                record = {"NewImage": codec.item_of(samples.TENANT, said)}
            case EventsWritten():
                record = {"NewImage": timeline.events_item(samples.TENANT, f"ticket:{change.number}", change.events)}
        keys = {name: record["NewImage"][name] for name in ("pk", "sk")}
        number = str(len(records) + 1)
        records.append({"eventName": "MODIFY", "dynamodb": {"Keys": keys, **record, "SequenceNumber": number}})
    # As they come: text.
    return json.loads(json.dumps(records))  # type: ignore[no-any-return]


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    made = Stage()
    made.open(1)
    made.watch_all("screen", 1)
    made.taken()
    monkeypatch.setitem(vars(door.product), "pusher", made.pusher)
    return made


def push(records: list[dict[str, Any]]) -> list[str]:
    answer = door.handler({"Records": records}, None)
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def history(stage: Stage) -> list[dict[str, Any]]:
    for doing in ("assign", "reply", "sent", "customer", "note", "resolve"):
        assert stage.act(1, doing), doing
    return images(stage)


@pytest.mark.parametrize(
    "order",
    [list, lambda records: records * 2, lambda records: records[::-1], lambda records: records[3:] + records[:6]],
    ids=["once", "twice", "backwards", "late"],
)
def test_the_screen_ends_as_a_fetch(stage: Stage, order: Callable[[list[Any]], list[Any]]) -> None:
    screen = Screen(stage.rows(), stage.view(1))
    records = history(stage)
    assert push(order(records)) == []
    screen.apply(stage.sockets.frames("screen"))
    assert screen.rows == stage.rows()
    assert screen.view == stage.view(1)


def test_what_nobody_watches_is_passed_over(stage: Stage) -> None:
    customer = {"pk": {"S": "T#tnt_1#CU#cus_1"}, "sk": {"S": "A"}}
    removed = {"eventName": "REMOVE", "dynamodb": {"Keys": customer, "SequenceNumber": "2"}}
    written = {"eventName": "INSERT", "dynamodb": {"Keys": customer, "NewImage": customer, "SequenceNumber": "1"}}
    assert push([written, removed]) == []
    assert stage.sockets.posts == []


def test_a_record_that_cannot_be_read_lets_those_before_it_through(stage: Stage) -> None:
    assert stage.act(1, "note")
    poison = {"eventName": "INSERT", "dynamodb": {"SequenceNumber": "99", "NewImage": {"sk": {"S": "E#1"}}}}
    assert push([*images(stage), poison]) == ["99"]
    assert stage.sockets.frames("screen")
    with pytest.raises(door.Unreadable):
        push([poison])


def test_a_table_that_does_not_answer_leaves_the_batch_for_later(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    assert stage.act(1, "note")
    records = images(stage)

    def fails(*_: object) -> None:
        raise Unavailable

    monkeypatch.setattr(stage.realtime, "watchers", fails)
    assert push(records) == [records[0]["dynamodb"]["SequenceNumber"]]


def test_all_images_of_entities_are_read() -> None:
    tickets = [examples.FULL_TICKET, examples.ticket(1)]
    for each in [*tickets, *examples.messages(1)]:
        item = codec.item_of("tnt_1", each)
        image = {"Keys": {name: item[name] for name in ("pk", "sk")}, "NewImage": item}
        assert door.stream.change({"dynamodb": image}) is not None


def test_what_happened_to_something_that_is_no_ticket_is_told_to_nobody() -> None:
    item = {"pk": {"S": "T#tnt_1#H#role:rol_7"}, "sk": {"S": "E#01HQ0000000000000000000001"}}
    assert door.stream.change({"dynamodb": {"Keys": item, "NewImage": item}}) is None
