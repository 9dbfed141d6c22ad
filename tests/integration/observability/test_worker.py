"""The queue of notices on the worker: each person once, poison named and not repeated, one line for each event."""

import json
from typing import Any

import pytest

from functions.worker import handler as worker
from lambdesk.kit.events import Event, to_wire
from lambdesk.kit.settings import Settings
from lambdesk.tickets.model import Ticket
from tests.support.desk import Desk, MemoryLambdesk, settle
from tests.support.lines import Lines

ARN = "arn:aws:sqs:us-east-1:000000000000:lambdesk-test-notices"


@pytest.fixture
def product(monkeypatch: pytest.MonkeyPatch) -> MemoryLambdesk:
    product = MemoryLambdesk()
    product.settings = Settings({"ORIGIN": "https://help.example.com", "STAGE": "test"})
    monkeypatch.setattr(worker, "product", product)
    return product


def work(*bodies: Event | str) -> list[str]:
    texts = [each if isinstance(each, str) else json.dumps({"detail": to_wire(each)}) for each in bodies]
    records = [
        {"messageId": f"m{i}", "eventSource": "aws:sqs", "eventSourceARN": ARN, "body": body}
        for i, body in enumerate(texts)
    ]
    answer: dict[str, Any] = worker.handler({"Records": records}, None)
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def test_an_assignment_is_told_once_whatever_is_around_it(product: MemoryLambdesk, lines: Lines) -> None:
    tenant, user = settle(product, "northwind")
    boss = Desk(product, tenant.id, user.id)
    boss.open_ticket()
    body = {"assignee_id": user.id}
    boss.send("PUT", "/v1/tickets/1/assignment", body, {"If-Match": '"1"'})
    ticket = product.state.get(tenant.id, Ticket, 1)
    assert ticket
    events = product.state.timelines[tenant.id, ticket.aggregate]
    (assigned,) = [each for each in events if each.type == "ticket.assigned"]
    by_somebody = Event(**{**assigned.__dict__, "actor": type(assigned.actor)(assigned.actor.kind, "usr_other")})
    assert work(by_somebody, "{", by_somebody, *events, json.dumps({"detail": {}})) == ["m1", f"m{3 + len(events)}"]
    assert boss.get("/v1/notifications").json["unread"] == 1
    told = [each for each in lines.told() if each["function"] == "worker"]
    assert len(told) == 4 + len(events)
    assert {each["ticket"] for each in told if "ticket" in each} == {1}
    assert [each["outcome"] for each in told if each.get("outcome")] == [1]
    assert {each["correlation_id"] for each in told if "correlation_id" in each} == {assigned.correlation_id}
    assert lines.counted()["NotificationsMade"] == 1
