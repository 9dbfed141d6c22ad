"""Levels of policies through the door, and what a breach then does: who is called, told, and given the ticket."""

from datetime import timedelta
from typing import Any

import pytest

from lambdesk.kit import clock, ids
from lambdesk.kit.context import SYSTEM, Context
from lambdesk.kit.events import Event
from lambdesk.tickets.commands import ApplyDue
from tests.support.desk import Desk, MemoryLambdesk

DEFAULT = "/v1/sla/policies/default"
NOBODYS = {"user_id": None, "team_id": None, "address": None}
TELL = {"kind": "notify", **NOBODYS}
BOSSES = {"kind": "role", "id": "manager"}


def level(delay: int, *recipients: Any, actions: Any = (TELL,)) -> dict[str, Any]:
    return {"delay_seconds": delay, "recipients": list(recipients), "actions": list(actions)}


def promise(boss: Desk, *levels: Any) -> Any:
    version = boss.get("/v1/sla/policies").headers["etag"]
    return boss.send("PATCH", DEFAULT, {"levels": list(levels)}, {"If-Match": version})


def me(desk: Desk) -> Any:
    return desk.get("/v1/me").json


def breaks(product: MemoryLambdesk, tenant: str, number: int = 1) -> list[Event]:
    """A day passes, and the queue brings what happened to those who follow it, each event twice."""
    now = clock.now() + timedelta(days=1)
    product.tickets.apply_due(Context(tenant, SYSTEM, now, ids.new_seed(), {"door": "timer"}), number, ApplyDue())

    def events() -> tuple[Event, ...]:
        seen = product.ticket_store.open(tenant, number)
        assert seen
        return seen.events

    for event in events() * 2:
        product.escalation_calls.follow(event, now, ids.new_seed())
    for event in events() * 2:
        product.notices.handle(event, now, ids.new_seed())
    return [each for each in events() if each.type == "escalation.called"]


def test_a_policy_has_levels_and_they_come_back_as_they_were_sent(boss: Desk) -> None:
    (found,) = boss.get("/v1/sla/policies").json["items"]
    assert [each["delay_seconds"] for each in found["levels"]] == [0, 1_800, 3_600]
    given = {"kind": "reassign", **NOBODYS, "user_id": me(boss)["user"]["id"]}
    wanted = [level(0, {"kind": "team_lead", "id": None}, actions=[TELL, given]), level(60, BOSSES)]
    assert promise(boss, *wanted).json["items"][0]["levels"] == wanted


@pytest.mark.parametrize(
    ("levels", "field"),
    [
        ([level(0, {"kind": "rota", "id": "rot_" + "0" * 26})], "body.levels.0.recipients.0"),
        ([level(0, BOSSES), level(9, {"kind": "person", "id": "usr_1"})], "body.levels.1.recipients.0"),
        ([level(0, {"kind": "role", "id": "nobody"})], "body.levels.0.recipients.0"),
        ([level(0, {"kind": "assignee", "id": "x"})], "body.levels.0.recipients"),
        ([level(5, BOSSES)], "body.levels"),
        ([level(0, BOSSES, actions=[{"kind": "raise_priority"}])], "body.levels.0.actions"),
    ],
)
def test_levels_that_call_nobody_are_refused_with_their_place(boss: Desk, levels: Any, field: str) -> None:
    answer = promise(boss, *levels)
    assert answer.status == 422, answer.text
    assert [each["field"] for each in answer.json["errors"]] == [field]


def test_a_breach_calls_who_is_on_call_tells_them_once_and_gives_them_the_ticket(
    product: MemoryLambdesk, boss: Desk, desk: Desk
) -> None:
    agent, tenant = me(desk)["user"]["id"], me(desk)["tenant"]["id"]
    rota = {"name": "Nights", "zone": "UTC", "members": [agent], "begins": "2026-11-23"}
    nights = boss.send("POST", "/v1/escalation/rotas", rota).json
    on_call = {"kind": "rota", "id": nights["id"]}
    actions = [TELL, {"kind": "reassign"}, {"kind": "raise_priority"}]
    assert promise(boss, level(0, on_call, actions=actions)).status == 200
    desk.open_ticket()
    (called,) = breaks(product, tenant)
    assert (called.data["called"], called.data["done"]) == ([agent], ["notify", "reassign", "raise_priority"])
    ticket = desk.get("/v1/tickets/1").json["ticket"]
    assert (ticket["assignee_id"], ticket["priority"]) == (agent, "high")
    kinds = [each["kind"] for each in desk.get("/v1/notifications").json["items"]]
    assert kinds.count("breach") == 1


def test_whoever_switched_calls_off_is_passed_over_and_the_next_level_is_called(
    product: MemoryLambdesk, boss: Desk, desk: Desk
) -> None:
    agent, tenant = me(desk)["user"]["id"], me(desk)["tenant"]["id"]
    wishes = desk.get("/v1/notifications/preferences").json
    assert desk.send("PUT", "/v1/notifications/preferences", {**wishes, "escalation": False}).status == 200
    assert promise(boss, level(0, {"kind": "person", "id": agent}), level(60, BOSSES)).status == 200
    desk.open_ticket()
    (called,) = breaks(product, tenant)
    assert (called.data["level"], called.data["called"]) == (2, [me(boss)["user"]["id"]])
    assert [each["reason"] for each in called.data["skipped"]] == ["muted"]
    assert [each["kind"] for each in boss.get("/v1/notifications").json["items"]] == ["escalation"]


def test_quiet_hours_send_the_call_on_but_not_that_of_an_urgent_ticket(
    product: MemoryLambdesk, boss: Desk, desk: Desk
) -> None:
    agent, tenant = me(desk)["user"]["id"], me(desk)["tenant"]["id"]
    path, always = "/v1/notifications/quiet-hours", {"zone": "UTC", "begins": "00:00", "ends": "00:00"}
    assert desk.get(path).json == {"quiet": None}
    chosen = desk.send("PUT", path, {"quiet": always}).json
    assert chosen == desk.get(path).json == {"quiet": {**always, "days": [0, 1, 2, 3, 4, 5, 6]}}
    assert desk.send("PUT", path, {"quiet": {**always, "zone": "Mars/Olympus"}}).status == 422
    assert promise(boss, level(0, {"kind": "person", "id": agent}), level(60, BOSSES)).status == 200
    desk.open_ticket()
    desk.open_ticket(priority="urgent")
    (called,) = breaks(product, tenant, 1)
    assert (called.data["level"], [each["reason"] for each in called.data["skipped"]]) == (2, ["quiet"])
    (called,) = breaks(product, tenant, 2)
    assert (called.data["level"], called.data["called"]) == (1, [agent])
    assert desk.send("PUT", path, {"quiet": None}).json == {"quiet": None}


def test_a_workspace_may_let_urgent_tickets_wait_for_quiet_hours_like_others(
    product: MemoryLambdesk, boss: Desk, desk: Desk
) -> None:
    agent, tenant = me(desk)["user"]["id"], me(desk)["tenant"]["id"]
    always = {"zone": "UTC", "begins": "00:00", "ends": "00:00"}
    desk.send("PUT", "/v1/notifications/quiet-hours", {"quiet": always})
    assert promise(boss, level(0, {"kind": "person", "id": agent}), level(60, BOSSES)).status == 200
    settings = boss.get("/v1/settings/tickets")
    assert settings.json["urgent_calls_anyway"] is True
    unless = {"If-Match": settings.headers["etag"]}
    answer = boss.send("PATCH", "/v1/settings/tickets", {"urgent_calls_anyway": False}, unless)
    assert (answer.status, answer.json["urgent_calls_anyway"]) == (200, False)
    desk.open_ticket(priority="urgent")
    (called,) = breaks(product, tenant)
    assert (called.data["level"], [each["reason"] for each in called.data["skipped"]]) == (2, ["quiet"])


def test_levels_keep_whom_they_named_when_they_are_saved_again(boss: Desk, desk: Desk, admin: Desk) -> None:
    agent = me(desk)["user"]["id"]
    role = admin.send("POST", "/v1/roles", {"name": "Night shift", "permissions": []}).json["id"]
    given = {"kind": "reassign", **NOBODYS, "user_id": agent}
    nights = {"kind": "role", "id": role}
    wanted = [level(0, {"kind": "person", "id": agent}, actions=[TELL, given]), level(60, nights)]
    assert promise(boss, *wanted).status == 200
    assert admin.send("PUT", f"/v1/users/{agent}/activity", {"active": False}).status == 200
    assert admin.send("DELETE", f"/v1/roles/{role}", headers={"If-Match": '"1"'}).status == 204
    again = promise(boss, *wanted)
    assert (again.status, again.json["items"][0]["levels"]) == (200, wanted)
    # It stays where it stood, and is not to be said anew.
    assert promise(boss, level(0, BOSSES)).status == 200
    assert [each["field"] for each in promise(boss, *wanted).json["errors"]] == ["body.levels.1.recipients.0"]


def test_a_team_has_a_lead_who_can_be_called(product: MemoryLambdesk, boss: Desk, desk: Desk) -> None:
    lead, tenant = me(boss)["user"]["id"], me(desk)["tenant"]["id"]
    assert boss.send("POST", "/v1/teams", {"name": "Tech", "lead_id": "usr_1"}).status == 422
    team = boss.send("POST", "/v1/teams", {"name": "Tech", "lead_id": lead}).json
    assert team["lead_id"] == lead
    assert promise(boss, level(0, {"kind": "team_lead", "id": None})).status == 200
    desk.open_ticket(team_id=team["id"])
    assert [each.data["called"] for each in breaks(product, tenant)] == [[lead]]
