"""A level calls an address: set up through the door, sent from the queue, told in the timeline once it is final."""

import base64
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from functions.worker import handler as worker
from functions.worker.queues import TRIES
from lambdesk.adapters.outside import Outside
from lambdesk.adapters.webhooks import posting
from lambdesk.deadlines.webhooks import Webhooks
from lambdesk.kit import clock, ids
from lambdesk.kit.context import SYSTEM, Context
from lambdesk.kit.events import Event, to_wire
from lambdesk.kit.webhooks import Signed, check
from lambdesk.tickets.commands import ApplyDue
from tests.integration.http_api.test_levels import TELL, level, me, promise
from tests.support.desk import Desk, MemoryLambdesk

ARN = "arn:aws:sqs:us-east-1:000000000000:lambdesk-local-webhooks"
ADDRESS = "https://hooks.example.com/in"
SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()
ASSIGNEE = {"kind": "assignee", "id": None}


def hook(**other: Any) -> dict[str, Any]:
    return {"kind": "webhook", "address": ADDRESS, "secret": SECRET, **other}


class Receiver:
    """Whatever is posted, and what it is answered with."""

    def __init__(self) -> None:
        self.answer: int | None = 204
        self.got: list[tuple[str, bytes, dict[str, str]]] = []

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> int | None:
        self.got.append((url, body, dict(headers)))
        return self.answer

    def signed(self, n: int = -1) -> Signed:
        told = self.got[n][2]
        return Signed(told["webhook-id"], told["webhook-timestamp"], told["webhook-signature"])


@pytest.fixture
def receiver(product: MemoryLambdesk, monkeypatch: pytest.MonkeyPatch) -> Receiver:
    found = Receiver()
    stores = product.ticket_store, product.policies, product.identity_store
    product.webhooks = Webhooks(product.tickets, *stores, lambda: product.keyring, found)
    monkeypatch.setattr(worker, "product", product)
    return found


def timeline(product: MemoryLambdesk, tenant: str, number: int = 1) -> tuple[Event, ...]:
    return product.ticket_store.history(tenant, number)


def called(product: MemoryLambdesk, desk: Desk, number: int = 1) -> Event:
    """A ticket breaks its promise, and people are called."""
    desk.open_ticket()
    tenant, now = me(desk)["tenant"]["id"], clock.now() + timedelta(days=1)
    product.tickets.apply_due(Context(tenant, SYSTEM, now, ids.new_seed(), {"door": "timer"}), number, ApplyDue())
    for event in timeline(product, tenant, number):
        product.escalation_calls.follow(event, now, ids.new_seed())
    (found,) = [each for each in timeline(product, tenant, number) if each.type == "escalation.called"]
    return found


def handle(event: Event, nth: int = 1) -> bool:
    """Whether the queue keeps it after its nth try."""
    record = {
        "messageId": "m1",
        "eventSource": "aws:sqs",
        "eventSourceARN": ARN,
        "attributes": {"ApproximateReceiveCount": str(nth)},
        "body": json.dumps({"detail": to_wire(event)}),
    }
    return bool(worker.handler({"Records": [record]}, None)["batchItemFailures"])


def outcomes(product: MemoryLambdesk, event: Event, number: int = 1) -> list[tuple[str, Any]]:
    told = [each for each in timeline(product, event.tenant, number) if each.type.startswith("escalation.webhook_")]
    return [(each.type.partition("_")[2], each.data.get("reason") or each.data["status"]) for each in told]


def test_an_address_is_taken_and_its_secret_is_never_told(product: MemoryLambdesk, boss: Desk) -> None:
    answer = promise(boss, level(0, ASSIGNEE, actions=[TELL, hook()]))
    assert answer.status == 200, answer.text
    (told,) = answer.json["items"][0]["levels"]
    assert told["actions"][1] == {"kind": "webhook", "user_id": None, "team_id": None, "address": ADDRESS}
    kept = product.sla_setup.all(me(boss)["tenant"]["id"]).default.levels[0].actions[1].secret
    assert kept
    everything = [answer.text, boss.get("/v1/sla/policies").text, repr(product.state.timelines)]
    assert not [each for each in everything if SECRET in each or kept in each]
    # As the editor sends it back; and what is for another address is not handed on.
    again = promise(boss, level(0, ASSIGNEE, actions=[TELL, hook(secret=None), {"kind": "raise_priority"}]))
    assert again.status == 200
    assert product.sla_setup.all(me(boss)["tenant"]["id"]).default.levels[0].actions[1].secret == kept


@pytest.mark.parametrize(
    ("action", "field"),
    [
        (hook(address="http://hooks.example.com/"), "address"),
        (hook(address="https://db.internal/"), "address"),
        (hook(address=None), "address"),
        (hook(secret=None), "secret"),
        (hook(secret="hunter2"), "secret"),
    ],
)
def test_what_cannot_be_called_is_refused_at_its_field(boss: Desk, action: Any, field: str) -> None:
    answer = promise(boss, level(0, ASSIGNEE, actions=[TELL, action]))
    assert answer.status == 422
    assert [each["field"] for each in answer.json["errors"]] == [f"body.levels.0.actions.1.{field}"]


@pytest.fixture
def event(product: MemoryLambdesk, boss: Desk, desk: Desk, receiver: Receiver) -> Event:
    assert promise(boss, level(0, ASSIGNEE, actions=[TELL, hook()])).status == 200
    found = called(product, desk)
    assert found.data["done"] == ["notify", "webhook"]
    return found


def test_the_call_is_signed_says_ids_alone_and_is_told_once(
    product: MemoryLambdesk, desk: Desk, receiver: Receiver, event: Event
) -> None:
    assert not handle(event)
    assert not handle(event)
    ((url, body, _),) = receiver.got
    assert url == ADDRESS
    check(receiver.signed(), body, [SECRET], clock.now())
    told = json.loads(body)
    assert (told["type"], told["timestamp"]) == ("escalation.called", clock.to_text(event.at))
    assert told["data"] == {
        "tenant": me(desk)["tenant"]["slug"],
        "number": 1,
        "metric": "first_response",
        "level": 1,
        "due_at": event.data["due_at"],
        "priority": "normal",
        "team_id": None,
        "assignee_id": None,
        "called": event.data["called"],
    }
    assert outcomes(product, event) == [("answered", 204)]


@pytest.mark.parametrize(("answer", "reason"), [(None, "unreachable"), (500, "refused"), (302, "refused")])
def test_what_is_not_taken_is_tried_again_under_one_id_and_told_when_it_is_given_up(
    product: MemoryLambdesk, receiver: Receiver, event: Event, answer: int | None, reason: str
) -> None:
    receiver.answer = answer
    assert handle(event)
    assert outcomes(product, event) == []
    # A dead address of somebody else's is no work for whoever looks after the queues.
    assert not handle(event, TRIES)
    assert outcomes(product, event) == [("failed", reason)]
    assert receiver.signed(0).id == receiver.signed(1).id


def test_nobody_is_woken_for_what_somebody_takes_care_of(
    product: MemoryLambdesk, boss: Desk, receiver: Receiver, event: Event
) -> None:
    receiver.answer = 503
    assert handle(event)
    match = {"If-Match": boss.get("/v1/tickets/1").headers["etag"]}
    assert boss.send("POST", "/v1/tickets/1/escalation/acknowledgement", None, match).status == 200
    assert not handle(event, 2)
    assert len(receiver.got) == 1
    assert outcomes(product, event) == [("failed", "not_needed")]


def test_who_is_called_again_for_the_same_breach_hears_of_it_again(
    product: MemoryLambdesk, desk: Desk, receiver: Receiver, event: Event
) -> None:
    assert not handle(event)
    now = clock.now() + timedelta(days=2)
    for state in ("resolved", "reopened"):
        match = {"If-Match": desk.get("/v1/tickets/1").headers["etag"]}
        assert desk.send("PATCH", "/v1/tickets/1", {"state": state}, match).status == 200
    for each in timeline(product, event.tenant):
        product.escalation_calls.follow(each, now, ids.new_seed())
    again = [each for each in timeline(product, event.tenant) if each.type == "escalation.called"]
    assert len(again) == 2
    assert not handle(again[-1])
    assert len(receiver.got) == 2
    assert receiver.signed(0).id != receiver.signed(1).id


def test_who_is_gone_is_not_asked_again_before_the_policies_are_set_anew(
    product: MemoryLambdesk, boss: Desk, desk: Desk, receiver: Receiver, event: Event
) -> None:
    receiver.answer = 410
    assert not handle(event)
    assert outcomes(product, event) == [("failed", "gone")]
    assert not handle(called(product, desk, 2))
    assert outcomes(product, event, 2) == [("failed", "gone")]
    assert len(receiver.got) == 1
    receiver.answer = 200
    assert promise(boss, level(0, ASSIGNEE, actions=[TELL, hook(), {"kind": "raise_priority"}])).status == 200
    product.policies.forget(event.tenant)
    assert not handle(called(product, desk, 3))
    assert outcomes(product, event, 3) == [("answered", 200)]


def test_only_who_may_write_settings_sees_addresses(boss: Desk, desk: Desk, receiver: Receiver, event: Event) -> None:
    assert ADDRESS in boss.get("/v1/sla/policies").text
    seen = desk.get("/v1/sla/policies")
    assert seen.json["items"][0]["levels"][0]["actions"][1]["kind"] == "webhook"
    assert "hooks.example" not in seen.text


def test_each_level_that_was_passed_over_has_a_call_of_its_own(
    product: MemoryLambdesk, boss: Desk, desk: Desk, receiver: Receiver
) -> None:
    lead = {"kind": "team_lead", "id": None}
    two = [level(0, lead, actions=[TELL, hook()]), level(600, ASSIGNEE, actions=[TELL, hook()])]
    assert promise(boss, *two).status == 200
    event = called(product, desk)
    assert event.data["webhooks"] == [1, 2]
    receiver.answer = 500
    assert handle(event)
    receiver.answer = 200
    assert not handle(event)
    assert len({receiver.signed(n).id for n in range(len(receiver.got))}) == 2
    assert outcomes(product, event) == [("answered", 200)] * 2


def test_a_secret_that_cannot_be_opened_signs_nothing(
    product: MemoryLambdesk, receiver: Receiver, event: Event
) -> None:
    product.keyring.keys["a"] = b"another" * 9
    assert handle(event, TRIES)
    assert receiver.got == []
    assert outcomes(product, event) == [("failed", "unreadable")]


def test_a_level_without_an_address_calls_none(
    product: MemoryLambdesk, boss: Desk, desk: Desk, receiver: Receiver
) -> None:
    assert not handle(called(product, desk))
    assert receiver.got == []


def test_the_way_out_is_the_safe_one(product: MemoryLambdesk) -> None:
    private = Outside(resolve=lambda *_, **__: [(2, 1, 6, "", ("10.0.0.1", 443))])
    assert posting(private)(ADDRESS, b"{}", {}) is None
