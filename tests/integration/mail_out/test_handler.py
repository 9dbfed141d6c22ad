"""The Lambda on the events that the bus puts into its queue."""

import json
from typing import Any

import pytest

from functions.mail_out import handler as door
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.conversations.model import SendState
from lambdesk.kit.events import Event, to_wire
from tests.support.post import Post, mail


class Product(Lambdesk):
    """The product with the mail channel in memory."""

    def __init__(self, post: Post) -> None:
        self.mail_sender = post.sender  # type: ignore[misc]


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    post = Post()
    post.deliver(mail())
    monkeypatch.setattr(door, "product", Product(post))
    return post


def queued(*bodies: Event | str) -> dict[str, Any]:
    records = []
    for index, body in enumerate(bodies):
        text = body if isinstance(body, str) else json.dumps({"source": "lambdesk", "detail": to_wire(body)})
        records.append({"messageId": f"m{index}", "eventSource": "aws:sqs", "body": text, "receiptHandle": "x"})
    return {"Records": records}


def failed(answer: dict[str, Any]) -> list[str]:
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def test_poison_stays_and_the_rest_goes_out_once(post: Post) -> None:
    _, one = post.say(1, "one")
    _, two = post.say(1, "two")
    answer = door.handler(queued(two, "{", one, json.dumps({"detail": {}}), one), None)
    assert failed(answer) == ["m1", "m3"]
    assert len(post.outbox.sent) == 2


def test_a_whole_batch_of_poison_is_named_not_raised(post: Post) -> None:
    assert failed(door.handler(queued("{", "[]"), None)) == ["m0", "m1"]


def test_what_may_go_out_later_stays_in_the_queue(post: Post) -> None:
    from lambdesk.kit.errors import Unavailable

    message, event = post.say(1, "one")
    post.outbox.trouble = [Unavailable()]
    assert failed(door.handler(queued(event), None)) == ["m0"]
    assert failed(door.handler(queued(event), None)) == []
    found = post.tickets.message(post.northwind.id, 1, message.id)
    assert found
    assert found.delivery
    assert found.delivery.state is SendState.SENT
