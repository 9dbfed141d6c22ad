"""Policies through the door: who may set them, which one a ticket gets, and why."""

from datetime import timedelta
from typing import Any

import pytest

from lambdesk.kit import clock
from lambdesk.sla.schemas import SlaPolicy, SlaPolicyList, SlaSimulationResult, TicketSla
from lambdesk.tickets.commands import ApplyDue
from tests.support.clocks import clock_of
from tests.support.desk import Desk, MemoryLambdesk, context

TARGETS = {"urgent": 60, "high": 120, "normal": 180, "low": 240}
GOLD = {"field": "tag", "op": "any_of", "values": ["gold"]}
MAIL = {"not": {"field": "channel", "op": "any_of", "values": ["mail"]}}


def policies(desk: Desk) -> tuple[list[Any], str]:
    answer = desk.get("/v1/sla/policies")
    SlaPolicyList.model_validate(answer.json)
    assert answer.headers["etag"] == f'"{answer.json["version"]}"'
    return answer.json["items"], answer.headers["etag"]


def made(desk: Desk, name: str, condition: Any, **more: Any) -> Any:
    body = {"name": name, "condition": condition, "first_response": TARGETS, **more}
    answer = desk.send("POST", "/v1/sla/policies", body)
    assert answer.status == 201, answer.text
    SlaPolicy.model_validate(answer.json)
    return answer.json


def tenant_of(desk: Desk) -> str:
    return str(desk.get("/v1/me").json["tenant"]["id"])


def edit(desk: Desk, method: str, path: str, body: Any = None) -> Any:
    answer = desk.send(method, f"/v1/sla/{path}", body, {"If-Match": policies(desk)[1]})
    assert answer.status == 200, answer.text
    return answer.json["items"]


def sla(desk: Desk, number: int) -> Any:
    answer = desk.get(f"/v1/sla/tickets/{number}")
    TicketSla.model_validate(answer.json)
    return answer.json


def test_a_tenant_that_set_nothing_has_the_default(desk: Desk) -> None:
    (only,), version = policies(desk)
    assert (only["id"], only["condition"], only["active"], version) == ("default", {"all": []}, True, '"0"')


def test_policies_are_made_changed_ordered_switched_and_deleted(boss: Desk, desk: Desk) -> None:
    gold, mail = made(boss, "Gold", GOLD), made(boss, "No mail", MAIL, active=False, warning_percent=50)
    assert (gold["condition"], gold["first_response"], mail["warning_percent"]) == (GOLD, TARGETS, 50)
    found, version = policies(desk)
    assert ([each["name"] for each in found], version) == (["Gold", "No mail", ""], '"2"')
    changed = edit(boss, "PATCH", f"policies/{gold['id']}", {"first_response": {"low": 99}, "condition": MAIL})
    assert changed[0] == {**gold, "first_response": {**TARGETS, "low": 99}, "condition": MAIL}
    ordered = edit(boss, "PUT", "policy-order", {"ids": [mail["id"], gold["id"]]})
    assert [each["id"] for each in ordered] == [mail["id"], gold["id"], "default"]
    assert edit(boss, "PATCH", f"policies/{mail['id']}", {"active": True})[0]["active"]
    assert edit(boss, "PATCH", "policies/default", {"active": False})[2]["active"] is False
    assert [each["id"] for each in edit(boss, "DELETE", f"policies/{mail['id']}")] == [gold["id"], "default"]


def test_two_who_change_policies_do_not_undo_each_other(boss: Desk) -> None:
    made(boss, "Gold", GOLD)
    stale = boss.send("PATCH", "/v1/sla/policies/default", {"active": False}, {"If-Match": '"0"'})
    assert (stale.status, stale.json["current_version"]) == (412, 1)
    assert boss.send("PATCH", "/v1/sla/policies/default", {"active": False}).code == "precondition_required"


@pytest.mark.parametrize(
    ("condition", "field", "code"),
    [
        ({"field": "assignee", "op": "any_of", "values": ["me"]}, "body.condition.values.0", "unknown_value"),
        ({"all": [GOLD, {"field": "colour", "op": "empty"}]}, "body.condition.all.1.field", "unknown_field"),
        ({"any": [{"field": "tag", "op": "is"}]}, "body.condition.any.0.op", "unknown_value"),
        ({}, "body.condition", "missing"),
    ],
)
def test_a_condition_that_means_nothing_is_refused(boss: Desk, condition: Any, field: str, code: str) -> None:
    body = {"name": "Gold", "condition": condition, "first_response": TARGETS}
    answer = boss.send("POST", "/v1/sla/policies", body)
    assert answer.status == 422, answer.text
    assert [(each["field"], each["code"]) for each in answer.json["errors"]] == [(field, code)]
    assert policies(boss)[1] == '"0"'


def test_a_ticket_gets_the_first_policy_that_is_for_it_and_says_why(boss: Desk, desk: Desk) -> None:
    mail = made(boss, "Mail", MAIL["not"])
    gold = made(boss, "Gold", {"all": [GOLD, MAIL]})
    plain = desk.open_ticket()["ticket"]
    golden = desk.open_ticket(tags=["gold"])["ticket"]
    assert golden["sla"]["due_at"] < plain["sla"]["due_at"]
    told = sla(desk, golden["number"])
    assert (told["policy_id"], told["version"]) == (gold["id"], 2)
    assert told["policies"] == [
        {
            "id": mail["id"], "name": "Mail", "active": True, "won": False, "held": False,
            "conditions": [{"text": "channel:mail", "held": False, "negated": False, "because": None}],
        },
        {
            "id": gold["id"], "name": "Gold", "active": True, "won": True, "held": True,
            "conditions": [
                {"text": "tag:gold", "held": True, "negated": False, "because": None},
                {"text": "channel:mail", "held": False, "negated": True, "because": None},
            ],
        },
    ]  # fmt: skip
    told = sla(desk, plain["number"])
    assert (told["policy_id"], [each["won"] for each in told["policies"]]) == ("default", [False, False, True])


def test_a_ticket_keeps_its_policy_whatever_becomes_of_it(boss: Desk, desk: Desk, product: MemoryLambdesk) -> None:
    gold = made(boss, "Gold", GOLD)
    ticket = desk.open_ticket(tags=["gold"])["ticket"]
    edit(boss, "DELETE", f"policies/{gold['id']}")
    told = sla(desk, ticket["number"])
    assert (told["policy_id"], told["version"]) == (gold["id"], 1)
    changed = desk.send(
        "PATCH", f"/v1/tickets/{ticket['number']}", {"priority": "urgent"}, {"If-Match": f'"{ticket["version"]}"'}
    )
    assert changed.status == 200, changed.text
    kept = product.ticket_store.load(tenant_of(boss), ticket["number"])[0].ticket
    assert (clock_of(kept).target_seconds, kept.sla.policy_id) == (TARGETS["urgent"], gold["id"])


def test_where_nothing_is_promised_there_is_no_clock(boss: Desk, desk: Desk) -> None:
    edit(boss, "PATCH", "policies/default", {"active": False})
    ticket = desk.open_ticket()["ticket"]
    assert ticket["sla"] is None
    assert sla(desk, ticket["number"]) == {"policy_id": None, "version": None, "zone": None, "policies": []}


def test_the_policies_of_another_tenant_are_its_own(boss: Desk, desk: Desk, foreign: Desk) -> None:
    gold = made(boss, "Gold", GOLD)
    assert [each["id"] for each in policies(foreign)[0]] == ["default"]
    number = desk.open_ticket()["ticket"]["number"]
    assert foreign.get(f"/v1/sla/tickets/{number}").status == 404
    assert desk.send("DELETE", f"/v1/sla/policies/{gold['id']}", None, {"If-Match": '"1"'}).status == 403


def test_a_policy_is_told_without_its_words(boss: Desk, product: MemoryLambdesk) -> None:
    gold = made(boss, "Gold", GOLD)
    edit(boss, "PATCH", f"policies/{gold['id']}", {"name": "Golden", "warning_percent": 10})
    made(boss, "Mail", MAIL)
    events = product.state.timelines[tenant_of(boss), "sla_policy:default"]
    assert [each.type for each in events] == ["sla_policy.created", "sla_policy.changed", "sla_policy.created"]
    assert events[1].data["changed"] == ["warning_percent", "name"]
    assert (events[1].data["before"], events[1].data["after"]) == ({"warning_percent": 75}, {"warning_percent": 10})
    assert "Gold" not in str([each.data for each in events])


WEEK = {day: [{"opens": "09:00", "closes": "17:00"}] for day in ("monday", "tuesday", "wednesday", "thursday")}


def a_calendar(boss: Desk, name: str = "Office") -> Any:
    answer = boss.send("POST", "/v1/calendars", {"name": name, "zone": "Europe/Berlin", "week": WEEK})
    assert answer.status == 201, answer.text
    return answer.json


def test_a_policy_promises_three_things_by_a_calendar(boss: Desk, desk: Desk, product: MemoryLambdesk) -> None:
    office = a_calendar(boss)
    more = {
        "next_response": TARGETS, "resolution": TARGETS, "hours": f"calendar:{office['id']}", "reopen": "new_target",
        "pauses": {"resolution": ["on_hold"]}, "warning_lead_seconds": 30,
    }  # fmt: skip
    gold = made(boss, "Gold", GOLD, **more)
    told = {name: gold[name] for name in more}
    none: list[str] = []
    assert told == {**more, "pauses": {"first_response": none, "next_response": none, "resolution": ["on_hold"]}}
    ticket = desk.open_ticket(tags=["gold"])["ticket"]
    assert [each["metric"] for each in ticket["clocks"]] == ["first_response", "resolution"]
    kept = product.ticket_store.load(tenant_of(boss), ticket["number"])[0].ticket
    assert (kept.sla.calendar_id, kept.sla.calendar_version) == (office["id"], 1)
    assert sla(desk, ticket["number"])["zone"] == "Europe/Berlin"
    gone = edit(boss, "PATCH", f"policies/{gold['id']}", {"next_response": None, "warning_lead_seconds": None})[0]
    assert (gone["next_response"], gone["warning_lead_seconds"], gone["resolution"]) == (None, None, TARGETS)


def test_what_counts_by_a_calendar_keeps_it(boss: Desk) -> None:
    office, home = a_calendar(boss), a_calendar(boss, "Home")
    path, version = f"/v1/calendars/{office['id']}", {"If-Match": '"1"'}
    gold = made(boss, "Gold", GOLD, hours=f"calendar:{office['id']}")
    assert boss.send("DELETE", path, None, version).json["used_by"] == [gold["id"]]
    edit(boss, "PATCH", f"policies/{gold['id']}", {"hours": "team"})
    team = boss.send("POST", "/v1/teams", {"name": "Night", "calendar_id": office["id"]}).json
    assert team["calendar_id"] == office["id"]
    assert boss.send("DELETE", path, None, version).json["used_by"] == [team["id"]]
    boss.send("PATCH", f"/v1/teams/{team['id']}", {"calendar_id": home["id"]}, {"If-Match": '"1"'})
    assert boss.send("DELETE", path, None, version).status in (200, 204)


def test_a_calendar_that_is_none_is_refused(boss: Desk) -> None:
    unknown = "cal_" + "0" * 26
    body = {"name": "Gold", "condition": GOLD, "first_response": TARGETS, "hours": f"calendar:{unknown}"}
    assert boss.send("POST", "/v1/sla/policies", body).json["errors"][0]["field"] == "body.hours"
    team = boss.send("POST", "/v1/teams", {"name": "Night", "calendar_id": unknown})
    assert (team.status, team.json["errors"][0]["field"]) == (422, "body.calendar_id")


def test_another_team_brings_its_calendar(boss: Desk, desk: Desk, product: MemoryLambdesk) -> None:
    office, home = a_calendar(boss), a_calendar(boss, "Home")
    made(boss, "Gold", GOLD, hours="team", resolution=TARGETS)
    one, two = (
        boss.send("POST", "/v1/teams", {"name": name, "calendar_id": each["id"]}).json["id"]
        for name, each in (("One", office), ("Two", home))
    )
    ticket = desk.open_ticket(tags=["gold"], team_id=one)["ticket"]
    load = product.ticket_store.load

    def calendar() -> str | None:
        return load(tenant_of(boss), ticket["number"])[0].ticket.sla.calendar_id  # type: ignore[no-any-return]

    assert calendar() == office["id"]
    path, version = f"/v1/tickets/{ticket['number']}", {"If-Match": f'"{ticket["version"]}"'}
    assert desk.send("PATCH", path, {"team_id": two}, version).status == 200
    assert calendar() == home["id"]


def test_a_draft_is_tried_on_the_newest_tickets_and_nothing_is_kept(boss: Desk, desk: Desk) -> None:
    silver = made(boss, "Silver", {"field": "tag", "op": "any_of", "values": ["silver"]})
    plain, golden, both = (
        desk.open_ticket(tags=tags)["ticket"]["number"] for tags in ([], ["gold"], ["gold", "silver"])
    )
    before = policies(boss)
    asked = {"condition": GOLD, "first_response": TARGETS}
    answer = boss.send("POST", "/v1/sla/simulation", asked)
    SlaSimulationResult.model_validate(answer.json)
    # The one that is both is taken by the policy that is asked before a new one.
    assert (answer.json["looked_at"], [each["number"] for each in answer.json["items"]]) == (3, [golden])
    (only,) = answer.json["items"]
    assert (only["policy_id"], only["target_seconds"], only["verdict"]) == ("default", TARGETS["normal"], "waiting")
    instead = boss.send("POST", "/v1/sla/simulation", {**asked, "policy_id": silver["id"]}).json["items"]
    assert [each["number"] for each in instead] == [both, golden]
    rest = boss.send("POST", "/v1/sla/simulation", {**asked, "policy_id": "default"}).json["items"]
    assert [each["number"] for each in rest] == [golden, plain]
    assert policies(boss) == before


def test_a_draft_is_tried_by_its_own_hours(boss: Desk, desk: Desk) -> None:
    office = a_calendar(boss)
    desk.open_ticket(tags=["gold"])
    asked = {"condition": GOLD, "first_response": TARGETS, "hours": f"calendar:{office['id']}"}
    assert len(boss.send("POST", "/v1/sla/simulation", asked).json["items"]) == 1
    wrong = boss.send("POST", "/v1/sla/simulation", {**asked, "hours": "calendar:cal_" + "7" * 26})
    assert (wrong.status, wrong.json["errors"][0]["field"]) == (422, "body.hours")


def test_a_draft_that_means_nothing_or_replaces_nothing_is_refused(boss: Desk, desk: Desk) -> None:
    asked = {"condition": GOLD, "first_response": TARGETS}
    assert boss.send("POST", "/v1/sla/simulation", {**asked, "policy_id": "slp_" + "7" * 26}).status == 404
    wrong = {"field": "colour", "op": "any_of", "values": ["red"]}
    answer = boss.send("POST", "/v1/sla/simulation", {**asked, "condition": wrong})
    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "body.condition.field")
    assert desk.send("POST", "/v1/sla/simulation", asked).status == 403


def test_a_breach_is_taken_back_by_who_may_change_the_settings(boss: Desk, desk: Desk, product: MemoryLambdesk) -> None:
    ticket = desk.open_ticket()["ticket"]
    path = f"/v1/sla/tickets/{ticket['number']}/restatements"
    body = {"metric": "first_response", "due_at": ticket["clocks"][0]["due_at"], "reason": "Answered by phone."}
    assert boss.send("POST", path, body).status == 409
    ctx = context(tenant_of(boss), clock.now() + timedelta(days=3))
    product.tickets.apply_due(ctx, ticket["number"], ApplyDue())
    assert desk.send("POST", path, body).status == 403
    assert boss.send("POST", path, {**body, "reason": " "}).status == 422
    answer = boss.send("POST", path, body)
    assert (answer.status, answer.json["clocks"], answer.json["escalations"]) == (200, [], [])
    events = desk.get(f"/v1/tickets/{ticket['number']}").json["events"]
    told = next(each for each in events if each["type"] == "sla.verdict_restated")
    assert told["data"]["reason"] == "Answered by phone."
    assert told["actor"]["kind"] == "user"
    assert boss.send("POST", path, body).status == 409
