"""Taking care of a breach through the API, and what lists and tickets show of promised times."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from lambdesk.adapters.memory.workflows import MemoryWorkflows
from lambdesk.deadlines.service import Followers
from lambdesk.kit import clock, ids
from lambdesk.kit.context import SYSTEM, Context
from lambdesk.kit.errors import Unavailable
from lambdesk.sla.executions import Execution
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


def shown(desk: Desk, number: int = 1) -> Any:
    answer = desk.get(f"/v1/tickets/{number}/escalations")
    assert answer.status == 200
    return answer.json["items"]


def follow(product: MemoryLambdesk, tenant: str) -> None:
    """The queues bring what happened to whoever calls people and starts chains."""
    now = clock.now() + timedelta(hours=9, minutes=1)
    followers = Followers(product.ticket_store, NoTimers(), product.workflows)
    for event in product.ticket_store.history(tenant, 1):
        if event.type in ("escalation.raised", "escalation.acknowledged"):
            followers.follow_escalation(event)
            product.escalation_calls.follow(event, now, ids.new_seed())


class NoTimers:
    """Timers that nobody waits for."""

    def arm(self, tenant: str, number: int, at: datetime) -> None: ...
    def move(self, tenant: str, number: int, at: datetime) -> None: ...
    def disarm(self, tenant: str, number: int) -> None: ...


def test_a_ticket_shows_whom_its_levels_called_and_the_execution_that_carries_them(
    product: MemoryLambdesk, home: tuple[str, str], desk: Desk
) -> None:
    opened = desk.open_ticket()["ticket"]
    assert shown(desk) == []
    time_passes(product, home[0], hours=9)
    follow(product, home[0])
    (one,) = shown(desk)
    (standing,) = desk.get("/v1/tickets/1").json["ticket"]["escalations"]
    assert {name: one[name] for name in standing} == standing
    assert (one["metric"], one["breach_at"]) == ("first_response", opened["sla"]["due_at"])
    (step,) = one["steps"]
    call = step["call"]
    assert (call["user_ids"], call["last_resort"], call["actions"]) == ([home[1]], True, ["notify"])
    assert {"level": 1, "recipient": "assignee", "user_id": None, "reason": "nobody"} in call["skipped"]
    assert (call["assignee_id"], call["priority"], call["webhook"]) == (None, None, None)
    states = [(each["level"], each["state"]) for each in one["executions"]]
    assert states[0] == (2, "running")
    version = desk.get("/v1/tickets/1").json["ticket"]["version"]
    taken = acknowledge(desk, version).json["escalations"][0]
    follow(product, home[0])
    (after,) = shown(desk)
    assert {name: after[name] for name in taken} == taken
    assert (after["acknowledged_by"], after["next_at"], after["ended_at"]) == (home[1], None, None)
    assert after["executions"][0]["state"] == "aborted"
    assert after["executions"][0]["stopped_at"] is not None


def test_escalations_are_seen_by_who_sees_the_ticket(product: MemoryLambdesk, desk: Desk) -> None:
    desk.open_ticket()
    tenant, user = settle(product, "kitefly")
    assert Desk(product, tenant.id, user.id).get("/v1/tickets/1/escalations").status == 404
    assert desk.get("/v1/tickets/9/escalations").status == 404


class Silent(MemoryWorkflows):
    """Step Functions that do not answer."""

    def describe(self, *_: object) -> tuple[Execution, ...]:
        raise Unavailable


def test_without_step_functions_the_calls_are_still_shown(
    product: MemoryLambdesk, home: tuple[str, str], desk: Desk
) -> None:
    product.workflows = Silent(product.state)  # type: ignore[misc]
    desk.open_ticket()
    time_passes(product, home[0], hours=9)
    (one,) = shown(desk)
    assert [each["level"] for each in one["steps"]] == [1]
    assert [each["state"] for each in one["executions"]] == ["unknown"]


def test_help_for_a_ticket_of_another_tenant_is_not_called(product: MemoryLambdesk, desk: Desk) -> None:
    desk.open_ticket()
    tenant, user = settle(product, "kitefly")
    assert Desk(product, tenant.id, user.id).send("POST", "/v1/tickets/1/escalations", {}).status == 404
