"""Taking care of a breach through the API, and what lists and tickets show of promised times."""

from datetime import timedelta

import pytest

from lambdesk.kit import clock, ids
from lambdesk.kit.context import SYSTEM, Context
from lambdesk.tickets.commands import ApplyDue
from tests.support.desk import Desk, MemoryLambdesk, Reply, settle


@pytest.fixture
def product() -> MemoryLambdesk:
    return MemoryLambdesk()


@pytest.fixture
def home(product: MemoryLambdesk) -> tuple[str, str]:
    tenant, user = settle(product, "northwind")
    return tenant.id, user.id


@pytest.fixture
def desk(product: MemoryLambdesk, home: tuple[str, str]) -> Desk:
    return Desk(product, *home)


def time_passes(product: MemoryLambdesk, tenant: str, **duration: float) -> None:
    ctx = Context(tenant, SYSTEM, clock.now() + timedelta(**duration), ids.new_seed(), {"door": "timer"})
    product.tickets.apply_due(ctx, 1, ApplyDue())


def acknowledge(desk: Desk, version: int, number: int = 1) -> Reply:
    path = f"/v1/tickets/{number}/escalation/acknowledgement"
    return desk.send("POST", path, headers={"If-Match": f'"{version}"'})


def test_a_new_ticket_shows_its_clock_in_ticket_and_row(desk: Desk) -> None:
    opened = desk.open_ticket(priority="urgent")["ticket"]
    shown = opened["sla"]
    assert (shown["metric"], shown["state"], shown["answered_at"]) == ("first_response", "running", None)
    start, due, warn = (clock.from_text(each) for each in (opened["created_at"], shown["due_at"], shown["warn_at"]))
    assert (due - start, warn - start) == (timedelta(hours=1), timedelta(minutes=45))
    assert (opened["escalations"], opened["escalation_level"]) == ([], 0)
    assert opened["clocks"] == [shown]
    (row,) = desk.get("/v1/tickets").json["items"]
    assert (row["sla"], row["escalation_level"]) == (shown, 0)


def test_row_and_ticket_show_a_clock_that_is_paused_and_one_answered_late(
    product: MemoryLambdesk, home: tuple[str, str], desk: Desk
) -> None:
    opened = desk.open_ticket()["ticket"]
    change = desk.send("PATCH", "/v1/tickets/1", {"state": "resolved"}, {"If-Match": '"1"'})
    paused = change.json["sla"]
    assert (paused["state"], paused["due_at"]) == ("paused", opened["sla"]["due_at"])
    assert paused["paused_at"] == change.json["updated_at"]
    (row,) = desk.get("/v1/tickets", "queue=resolved").json["items"]
    assert row["sla"] == paused
    back = {"state": "reopened"}
    version = f'"{change.json["version"]}"'
    going = desk.send("PATCH", "/v1/tickets/1", back, {"If-Match": version}).json
    assert (going["sla"]["state"], going["sla"]["paused_at"]) == ("running", None)
    time_passes(product, home[0], hours=9)
    said = {"kind": "reply", "body": "Sorry.", "last_seen_message_id": going["last_message_id"]}
    answered = desk.send("POST", "/v1/tickets/1/messages", said, {"Idempotency-Key": "k"}).json["ticket"]
    assert (answered["sla"]["state"], answered["sla"]["answered_at"]) == ("breached", answered["updated_at"])
    (row,) = desk.get("/v1/tickets").json["items"]
    assert row["sla"] == answered["sla"]


def test_a_breach_is_acknowledged_once_and_on_the_present_version(
    product: MemoryLambdesk, home: tuple[str, str], desk: Desk
) -> None:
    desk.open_ticket()
    assert acknowledge(desk, 1).code == "conflict"
    time_passes(product, home[0], hours=9)
    (row,) = desk.get("/v1/tickets").json["items"]
    assert (row["sla"]["state"], row["escalation_level"]) == ("breached", 1)
    assert acknowledge(desk, 1).code == "stale_version"
    answer = acknowledge(desk, row["version"])
    assert answer.status == 200
    assert [each["level"] for each in answer.json["escalations"]] == [1]
    assert answer.json["escalations"][0]["acknowledged_by"] == home[1]
    assert answer.headers["etag"] == f'"{answer.json["version"]}"'
    again = acknowledge(desk, answer.json["version"])
    assert again.json == answer.json


def test_a_breach_of_another_tenant_is_not_there(product: MemoryLambdesk, desk: Desk) -> None:
    desk.open_ticket()
    tenant, user = settle(product, "kitefly")
    assert acknowledge(Desk(product, tenant.id, user.id), 1).status == 404


def test_an_acknowledgement_names_a_version(desk: Desk) -> None:
    desk.open_ticket()
    assert desk.send("POST", "/v1/tickets/1/escalation/acknowledgement").code == "precondition_required"


def test_whoever_needs_help_calls_for_it_once(desk: Desk) -> None:
    desk.open_ticket()
    path = "/v1/tickets/1/escalations"
    answer = desk.send("POST", path, {"note": "The customer is at the door"})
    assert answer.status == 201
    assert answer.headers["etag"] == f'"{answer.json["version"]}"'
    (one,) = answer.json["escalations"]
    assert (one["metric"], one["level"], one["acknowledged_at"]) == ("manual", 1, None)
    again = desk.send("POST", path, {})
    assert (again.status, again.code) == (409, "conflict")
    (fact,) = [each for each in desk.get("/v1/tickets/1").json["events"] if each["type"] == "escalation.asked"]
    assert (fact["data"]["note"], fact["actor"]["kind"]) == ("The customer is at the door", "user")
    assert acknowledge(desk, answer.json["version"]).status == 200
    assert desk.send("POST", path, {"level": 9}).status == 422
    assert desk.send("POST", path, {"level": 3}).status == 201


def test_help_for_a_ticket_of_another_tenant_is_not_called(product: MemoryLambdesk, desk: Desk) -> None:
    desk.open_ticket()
    tenant, user = settle(product, "kitefly")
    assert Desk(product, tenant.id, user.id).send("POST", "/v1/tickets/1/escalations", {}).status == 404
