"""The canonical line of each Lambda: one for each mail or event, enough to follow a ticket, no words."""

import json
from typing import Any

import pytest

from functions.mail_in import handler as mail_in
from functions.mail_out import handler as mail_out
from functions.relay import handler as relay
from lambdesk.adapters.aws.log import canonical
from lambdesk.adapters.dynamodb import timeline
from lambdesk.audit.model import Entry
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.kit.errors import Unavailable
from lambdesk.kit.events import Event, to_wire
from tests.support.lines import Lines
from tests.support.post import BOX, Post, mail

WRITTEN = ("ecret", "Ann", "ann@", "customer.example", "northwind.example", "Bright")


class Bus:
    """Takes everything."""

    def publish(self, groups: list[tuple[Event, ...]]) -> int | None:
        return None


class Line:
    """Takes everything as well."""

    def send(self, entries: list[Entry]) -> int | None:
        return None


class Product(Lambdesk):
    """The product with the mail channel in memory."""

    def __init__(self, post: Post) -> None:
        self.mailroom, self.mail_sender, self.event_bus = post.room, post.sender, Bus()  # type: ignore[misc, assignment]
        self.trail_queue = Line()  # type: ignore[misc, assignment]


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    post = Post()
    for door in (mail_in, mail_out, relay):
        monkeypatch.setattr(door, "product", Product(post))
    return post


def take_in(post: Post, raw: bytes, *recipients: str) -> None:
    mail_in.handler({"Records": [{"ses": post.record(raw, recipients or (BOX,))}]}, None)


def send(*events: Event | str) -> Any:
    bodies = [each if isinstance(each, str) else json.dumps({"detail": to_wire(each)}) for each in events]
    records = [{"messageId": f"m{i}", "eventSource": "aws:sqs", "body": body} for i, body in enumerate(bodies)]
    return mail_out.handler({"Records": records}, None)


def pass_on(tenant: str, events: tuple[Event, ...]) -> None:
    image = timeline.events_item(tenant, "ticket:1", events)
    record = {"eventName": "INSERT", "dynamodb": {"SequenceNumber": "1", "NewImage": image}}
    relay.handler({"Records": [record]}, None)


def test_one_ticket_is_followed_from_mail_to_mail(post: Post, lines: Lines) -> None:
    take_in(post, mail("Secret subject", "secret body"))
    (opened,) = {each.correlation_id for each in post.conversation(1).events}
    pass_on(post.northwind.id, post.conversation(1).events[:2])
    _, event = post.say(1, "secret answer")
    pass_on(post.northwind.id, (event,))
    assert send(event) == {"batchItemFailures": []}
    told = [(each["function"], each["message"], each["ticket"], each["tenant"]) for each in lines.told()]
    assert told == [
        ("mail_in", "mail received", 1, post.northwind.id),
        ("relay", "events relayed", 1, post.northwind.id),
        ("relay", "events relayed", 1, post.northwind.id),
        ("mail_out", "mail handled", 1, post.northwind.id),
    ]
    assert [each["correlation_id"] for each in lines.told()] == [opened, opened, "c", "c"]
    assert [each.get("outcome") for each in lines.told()] == ["new", None, None, "sent"]
    assert not [word for word in WRITTEN if word in lines.text]


def test_what_mail_out_records_belongs_to_the_request_that_caused_it(post: Post) -> None:
    post.deliver(mail())
    _, event = post.say(1, "answer")
    send(event)
    sent = post.conversation(1).events[-1]
    assert (sent.type, sent.correlation_id, sent.causation_id) == ("message.sent", event.correlation_id, event.id)


def test_a_mail_to_two_tenants_is_a_line_of_each(post: Post, lines: Lines) -> None:
    take_in(post, mail(), BOX, "support@kitefly.example")
    assert [each["tenant"] for each in lines.told()] == [post.northwind.id, post.kitefly.id]
    assert len({each["correlation_id"] for each in lines.told()}) == 1


def test_poison_is_a_line_that_does_not_repeat_it(post: Post, lines: Lines) -> None:
    take_in(post, mail())
    send('{"detail": {"secret": 1}}', '{"secret')
    told = lines.told()[1:]
    assert [(each["message"], each["error"]) for each in told] == [
        ("mail handled", "KeyError"),
        ("mail handled", "JSONDecodeError"),
    ]
    assert "ecret" not in lines.text


def test_what_may_pass_is_a_warning_and_a_defect_comes_with_its_trace(lines: Lines) -> None:
    def fail(error: Exception) -> None:
        with canonical("worker", "event handled", tenant="t") as facts:
            facts["ticket"] = 3
            raise error

    for error in (Unavailable(), RuntimeError("x")):
        with pytest.raises(type(error)):
            fail(error)
    passing, defect = lines.told()
    assert (passing["level"], passing["error"], passing["ticket"]) == ("WARNING", "unavailable", 3)
    assert "exception" not in passing
    assert (defect["level"], defect["error"]) == ("ERROR", "RuntimeError")
    assert "RuntimeError: x" in defect["exception"]
    assert passing["duration_ms"] >= 0


def test_facts_of_the_product_are_counted_where_all_events_pass(post: Post, lines: Lines) -> None:
    take_in(post, mail())
    take_in(post, mail(), "nobody@elsewhere.example")
    pass_on(post.northwind.id, post.conversation(1).events)
    _, event = post.say(1, "answer")
    pass_on(post.northwind.id, (event,))
    counted = lines.counted()
    assert counted == {"MailReceived": 2, "MailQuarantined": 1, "TicketsOpened": 1, "RepliesWritten": 1}
    for each in lines.metrics():
        assert each["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["service"]]
        assert post.northwind.id not in json.dumps(each)
