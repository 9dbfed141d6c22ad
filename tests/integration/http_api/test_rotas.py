"""On-call rotas through the door: their forms, their versions, and who is on call."""

from datetime import timedelta
from typing import Any

import pytest

from lambdesk.identity import service
from lambdesk.identity.decide import NewUser
from lambdesk.identity.model import ADMIN
from lambdesk.kit import clock
from tests.support.desk import PASSWORD, Desk, MemoryLambdesk, Reply, context, settle

PATH = "/v1/escalation/rotas"


@pytest.fixture
def desks(product: MemoryLambdesk) -> tuple[Desk, Desk, str, str]:
    """An administrator's and an agent's, with the ids of both."""
    tenant, agent = settle(product, "acme")
    newcomer = NewUser("ada@acme.example", "Ada Lindqvist", ADMIN)
    boss = service.create_user(product.identity_store, product.user_pool, context(tenant.id), newcomer, PASSWORD)
    return Desk(product, tenant.id, boss.id), Desk(product, tenant.id, agent.id), boss.id, agent.id


def form(*members: str, **more: Any) -> dict[str, Any]:
    return {"name": "Nights", "zone": "Europe/Berlin", "members": list(members), "begins": "2026-11-23", **more}


def change(desk: Desk, rota: Any, **fields: Any) -> Reply:
    return desk.send("PATCH", f"{PATH}/{rota['id']}", fields, {"If-Match": f'"{rota["version"]}"'})


def codes(answer: Reply) -> set[tuple[str, str]]:
    assert answer.status == 422, answer.text
    return {(each["field"], each["code"]) for each in answer.json["errors"]}


def test_a_rota_comes_back_as_it_was_sent(desks: tuple[Desk, Desk, str, str]) -> None:
    admin, _, boss, agent = desks
    late = {"first": "2026-12-24", "last": "2026-12-26", "user_id": agent}
    early = {"first": "2026-12-01", "last": "2026-12-01", "user_id": boss}
    answer = admin.send("POST", PATH, form(boss, agent, handover="17:30", turn_days=14, overrides=[late, early]))
    assert answer.status == 201, answer.text
    made = answer.json
    assert (made["members"], made["handover"], made["turn_days"]) == ([boss, agent], "17:30", 14)
    assert made["overrides"] == [early, late]
    assert admin.get(f"{PATH}/{made['id']}").json == made
    assert admin.get(PATH).json["items"] == [made]


def test_a_change_is_a_version_and_a_rota_that_ended_is_gone(desks: tuple[Desk, Desk, str, str]) -> None:
    admin, _, boss, agent = desks
    made = admin.send("POST", PATH, form(boss)).json
    changed = change(admin, made, members=[agent, boss]).json
    assert (changed["version"], changed["members"], changed["name"]) == (2, [agent, boss], "Nights")
    assert change(admin, changed, name="Nights").json == changed
    assert change(admin, made, name="Late").status == 412
    assert admin.send("DELETE", f"{PATH}/{made['id']}", None, {"If-Match": '"2"'}).status == 204
    assert admin.get(f"{PATH}/{made['id']}").status == 404


def test_what_nobody_could_follow_is_refused_with_its_place(desks: tuple[Desk, Desk, str, str]) -> None:
    admin, _, boss, _ = desks
    stranger = "usr_" + "0" * 26
    days = {"first": "2026-12-24", "last": "2026-12-26", "user_id": boss}
    again = {**days, "first": "2026-12-26"}
    for wrong, expected in (
        (form(boss, zone="Mars/Olympus"), ("body.zone", "unknown_zone")),
        (form(stranger), ("body.members", "unknown")),
        (form(boss, boss), ("body.members", "out_of_range")),
        (form(boss, overrides=[{**days, "user_id": stranger}]), ("body.overrides", "unknown")),
        (form(boss, overrides=[{**days, "last": "2026-12-23"}]), ("body.overrides.2026-12-24", "out_of_range")),
        (form(boss, overrides=[{**days, "last": "2027-12-25"}]), ("body.overrides.2026-12-24", "out_of_range")),
        (form(boss, overrides=[days, again]), ("body.overrides.2026-12-26", "overlaps")),
    ):
        assert codes(admin.send("POST", PATH, wrong)) == {expected}
    made = admin.send("POST", PATH, form(boss)).json
    assert codes(admin.send("POST", PATH, form(boss, name="NIGHTS"))) == {("body.name", "taken")}
    assert codes(change(admin, made, members=[stranger])) == {("body.members", "unknown")}


@pytest.mark.parametrize(
    "wrong", [{"members": []}, {"handover": "24:00"}, {"turn_days": 0}, {"begins": "2026-02-30"}, {"name": " "}]
)
def test_what_is_no_rota_is_refused(desks: tuple[Desk, Desk, str, str], wrong: Any) -> None:
    admin, _, boss, _ = desks
    assert admin.send("POST", PATH, {**form(boss), **wrong}).status == 422


def test_the_coming_weeks_are_shown_and_who_is_on_call_to_everybody(desks: tuple[Desk, Desk, str, str]) -> None:
    admin, desk, boss, agent = desks
    began = (clock.now() - timedelta(days=2)).date().isoformat()
    made = admin.send("POST", PATH, form(boss, agent, begins=began)).json
    duties = admin.get(f"{PATH}/{made['id']}/duties", "weeks=4").json["items"]
    assert [each["user_id"] for each in duties] == [boss, agent, boss, agent, boss]
    (told,) = desk.get("/v1/escalation/on-call").json["items"]
    assert told == {"rota_id": made["id"], "name": "Nights", "now": duties[0], "next": duties[1]}
    assert desk.get(PATH).status == 403


def test_whoever_was_deactivated_is_passed_over(desks: tuple[Desk, Desk, str, str]) -> None:
    admin, _, boss, agent = desks
    made = admin.send("POST", PATH, form(agent, boss, begins="2026-11-23")).json
    left = admin.send("PUT", f"/v1/users/{agent}/activity", {"active": False})
    assert left.status in (200, 204), left.text
    duties = admin.get(f"{PATH}/{made['id']}/duties").json["items"]
    assert {each["user_id"] for each in duties} == {boss}
    assert {each["because"] for each in duties} == {"turn", "skipped"}
    # Whom it names already may stay in it.
    assert change(admin, made, name="Days").status == 200


def test_a_rota_that_a_policy_calls_stays_until_somebody_else_is_named_there(
    desks: tuple[Desk, Desk, str, str],
) -> None:
    admin, _, boss, _ = desks
    made = admin.send("POST", PATH, form(boss)).json
    policies = admin.get("/v1/sla/policies")
    calls = [{"delay_seconds": 0, "recipients": [{"kind": "rota", "id": made["id"]}]}]
    unless = {"If-Match": policies.headers["etag"]}
    answer = admin.send("PATCH", "/v1/sla/policies/default", {"levels": calls}, unless)
    assert answer.status == 200, answer.text
    away = ("DELETE", f"{PATH}/{made['id']}", None)
    refused = admin.send(*away, {"If-Match": '"1"'})
    assert (refused.status, refused.code, refused.json["used_by"]) == (409, "conflict", ["default"])
    elsewhere = [{"delay_seconds": 0, "recipients": [{"kind": "assignee"}]}]
    unless = {"If-Match": admin.get("/v1/sla/policies").headers["etag"]}
    assert admin.send("PATCH", "/v1/sla/policies/default", {"levels": elsewhere}, unless).status == 200
    assert admin.send(*away, {"If-Match": '"1"'}).status == 204
