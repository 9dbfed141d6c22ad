"""Settings of tickets through the door: who may set what, what is refused, and that a change is seen."""

from collections.abc import Callable
from typing import Any

import pytest

from lambdesk.identity import service
from lambdesk.identity.decide import NewUser
from lambdesk.identity.model import ADMIN
from lambdesk.tickets.settings.schemas import Category, FieldDefinition, Status, Team, TicketSettings
from tests.support.desk import PASSWORD, Desk, MemoryLambdesk, Reply, context

STATUS = {"state": "pending", "agent_label": "Waiting for a part", "customer_label": "Waiting", "colour": "amber"}
FIELD = {"key": "size", "label": "Size", "type": "select", "options": [{"value": "s", "label": "Small"}]}


def made(desk: Desk, kind: str, **body: Any) -> Any:
    answer = desk.send("POST", f"/v1/{kind}", body)
    assert (answer.status, answer.headers.get("etag")) == (201, '"1"'), answer.text
    return answer.json


def change(desk: Desk, kind: str, noun: Any, **body: Any) -> Reply:
    return desk.send("PATCH", f"/v1/{kind}/{noun['id']}", body, {"If-Match": f'"{noun["version"]}"'})


def delete(desk: Desk, kind: str, noun: Any, replacement: str = "") -> Reply:
    query = f"replacement={replacement}" if replacement else ""
    return desk.send("DELETE", f"/v1/{kind}/{noun['id']}", None, {"If-Match": f'"{noun["version"]}"'}, query)


def wrong(answer: Reply) -> list[tuple[str, str]]:
    assert (answer.status, answer.code) == (422, "invalid"), answer.text
    return [(each["field"], each["code"]) for each in answer.json["errors"]]


def settings(desk: Desk) -> Any:
    return desk.get("/v1/settings/tickets").json


def test_a_tenant_that_set_nothing_has_the_defaults(desk: Desk) -> None:
    answer = desk.get("/v1/settings/tickets")
    TicketSettings.model_validate(answer.json)
    assert answer.headers["etag"] == '"1"'
    assert answer.json == {
        "statuses": [], "fields": [], "categories": [], "teams": [],
        "close_after_days": 4, "reopen_days": 0, "undo_send_seconds": 10, "calendar_id": None,
        "shown_promises": [], "urgent_calls_anyway": True, "version": 1,
    }  # fmt: skip


def test_days_and_seconds_are_set_by_those_who_may(boss: Desk, desk: Desk) -> None:
    body = {"close_after_days": None, "reopen_days": 14}
    assert desk.send("PATCH", "/v1/settings/tickets", body, {"If-Match": '"1"'}).status == 403
    answer = boss.send("PATCH", "/v1/settings/tickets", body, {"If-Match": '"1"'})
    assert (answer.status, answer.headers["etag"]) == (200, '"2"')
    assert (answer.json["close_after_days"], answer.json["reopen_days"], answer.json["undo_send_seconds"]) == (
        None,
        14,
        10,
    )
    assert settings(desk) == answer.json
    stale = boss.send("PATCH", "/v1/settings/tickets", body, {"If-Match": '"1"'})
    assert (stale.status, stale.json["current_version"]) == (412, 2)
    assert boss.send("PATCH", "/v1/settings/tickets", body).code == "precondition_required"


@pytest.mark.parametrize(
    "body",
    [
        {"close_after_days": 0},
        {"reopen_days": -1},
        {"reopen_days": None},
        {"undo_send_seconds": 61},
        {"shown_promises": ["sla"]},
        {"urgent_calls_anyway": None},
        {"x": 1},
    ],
)
def test_what_nobody_can_mean_is_no_setting(boss: Desk, body: dict[str, Any], written: Callable[[], Any]) -> None:
    before = written()
    assert len(wrong(boss.send("PATCH", "/v1/settings/tickets", body, {"If-Match": '"1"'}))) == 1
    assert written() == before


def test_a_status_is_made_changed_and_replaced(boss: Desk, desk: Desk) -> None:
    status = made(boss, "statuses", **STATUS)
    Status.model_validate(status)
    assert status | STATUS == status
    assert (status["order"], status["roles"], status["replaced_by"], status["version"]) == (0, [], None, 1)
    changed = change(boss, "statuses", status, agent_label="Waiting for parts", roles=["admin"]).json
    assert (changed["agent_label"], changed["roles"], changed["version"]) == ("Waiting for parts", ["admin"], 2)
    assert settings(desk)["statuses"] == [changed]
    other = made(boss, "statuses", **STATUS)
    assert wrong(delete(boss, "statuses", changed)) == [("query.replacement", "missing")]
    for bad in ("open", "sta_x", changed["id"]):
        assert wrong(delete(boss, "statuses", changed, bad)) == [("query.replacement", "unknown_value")]
    gone = delete(boss, "statuses", changed, other["id"]).json
    assert (gone["replaced_by"], gone["version"]) == (other["id"], 3)
    assert delete(boss, "statuses", other, "pending").json["replaced_by"] == "pending"
    assert delete(boss, "statuses", gone, "pending").code == "conflict"
    assert change(boss, "statuses", gone, order=3).code == "conflict"
    assert len(settings(desk)["statuses"]) == 2


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"state": "closed"}, "body.state", "unknown_value"),
        ({"state": "done"}, "body.state", "unknown_value"),
        ({"agent_label": "  "}, "body.agent_label", "blank"),
        ({"agent_label": " waiting FOR a part "}, "body.agent_label", "taken"),
        ({"agent_label": "x" * 81}, "body.agent_label", "too_long"),
        ({"colour": "pink"}, "body.colour", "unknown_value"),
        ({"order": -1}, "body.order", "out_of_range"),
        ({"roles": ["boss"]}, "body.roles.0", "unknown_value"),
    ],
)
def test_a_status_that_cannot_be(boss: Desk, body: dict[str, Any], field: str, code: str) -> None:
    made(boss, "statuses", **STATUS)
    assert wrong(boss.send("POST", "/v1/statuses", {**STATUS, "agent_label": "New", **body})) == [(field, code)]


def test_a_field_is_made_renamed_put_away_and_used_again(boss: Desk, desk: Desk) -> None:
    field = made(boss, "fields", **FIELD)
    FieldDefinition.model_validate(field)
    assert field | FIELD == field
    options = [*FIELD["options"], {"value": "l", "label": "Large"}]  # type: ignore[misc]
    renamed = change(boss, "fields", field, key="format", options=options, required="create").json
    assert (renamed["key"], renamed["options"], renamed["required"]) == ("format", options, "create")
    away = delete(boss, "fields", renamed).json
    assert (away["active"], settings(desk)["fields"]) == (False, [away])
    assert wrong(boss.send("POST", "/v1/fields", {**FIELD, "key": "format"})) == [("body.key", "taken")]
    assert change(boss, "fields", away, active=True).json["active"] is True
    assert wrong(change(boss, "fields", {**away, "version": 4}, type="text")) == [("body.type", "unknown_field")]


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"key": "Size"}, "body.key", "wrong_format"),
        ({"key": "1st"}, "body.key", "wrong_format"),
        ({"key": "größe"}, "body.key", "wrong_format"),
        ({"options": []}, "body.options", "out_of_range"),
        ({"options": [{"value": "s", "label": "A"}, {"value": "s", "label": "B"}]}, "body.options", "taken"),
        ({"type": "text"}, "body.options", "conflicting"),
        ({"pattern": "x"}, "body.pattern", "conflicting"),
        ({"type": "regex", "options": []}, "body.pattern", "missing"),
        ({"type": "regex", "options": [], "pattern": "(a"}, "body.pattern", "wrong_format"),
        ({"type": "regex", "options": [], "pattern": "a)|(b"}, "body.pattern", "wrong_format"),
        ({"type": "regex", "options": [], "pattern": r"(a)\1"}, "body.pattern", "wrong_format"),
        ({"type": "regex", "options": [], "pattern": "(?=a)a"}, "body.pattern", "wrong_format"),
        ({"type": "regex", "options": [], "pattern": r"(\w{1000}){1000}"}, "body.pattern", "wrong_format"),
        ({"type": "regex", "options": [], "pattern": "x" * 251}, "body.pattern", "too_long"),
    ],
)
def test_a_field_that_cannot_be(boss: Desk, body: dict[str, Any], field: str, code: str) -> None:
    assert wrong(boss.send("POST", "/v1/fields", {**FIELD, **body})) == [(field, code)]


def test_categories_make_a_tree_of_four_levels(boss: Desk, desk: Desk) -> None:
    path = [made(boss, "categories", label="Delivery")]
    for label in ("Damage", "Glass", "Vase"):
        path.append(made(boss, "categories", label=label, parent_id=path[-1]["id"]))
    Category.model_validate(path[3])
    too_deep = {"label": "Handle", "parent_id": path[3]["id"]}
    assert wrong(boss.send("POST", "/v1/categories", too_deep)) == [("body.parent_id", "out_of_range")]
    for below in path[:4]:
        assert wrong(change(boss, "categories", path[0], parent_id=below["id"])) == [("body.parent_id", "conflicting")]
    other = made(boss, "categories", label="Payment")
    assert wrong(change(boss, "categories", path[0], parent_id=other["id"])) == [("body.parent_id", "out_of_range")]
    moved = change(boss, "categories", path[1], parent_id=other["id"]).json
    assert moved["parent_id"] == other["id"]
    top = change(boss, "categories", moved, parent_id=None).json
    assert top["parent_id"] is None
    assert wrong(boss.send("POST", "/v1/categories", {"label": "DAMAGE"})) == [("body.label", "taken")]
    unknown = boss.send("POST", "/v1/categories", {"label": "New", "parent_id": "cat_x"})
    assert wrong(unknown) == [("body.parent_id", "unknown_value")]


def test_a_category_goes_when_nothing_is_below_it(boss: Desk, desk: Desk) -> None:
    parent = made(boss, "categories", label="Delivery")
    child = made(boss, "categories", label="Damage", parent_id=parent["id"])
    assert delete(boss, "categories", parent).code == "conflict"
    assert wrong(delete(boss, "categories", child, child["id"])) == [("query.replacement", "unknown_value")]
    gone = delete(boss, "categories", child, parent["id"]).json
    assert (gone["active"], gone["replaced_by"]) == (False, parent["id"])
    plain = delete(boss, "categories", parent).json
    assert (plain["active"], plain["replaced_by"]) == (False, None)
    assert wrong(change(boss, "categories", gone, active=True)) == [("body.parent_id", "unknown_value")]
    back = change(boss, "categories", plain, active=True).json
    assert (back["active"], back["replaced_by"]) == (True, None)
    again = change(boss, "categories", gone, active=True).json
    assert (again["active"], again["replaced_by"]) == (True, None)


def test_teams_have_names_of_their_own(boss: Desk, desk: Desk) -> None:
    team = made(boss, "teams", name="Billing")
    Team.model_validate(team)
    assert wrong(boss.send("POST", "/v1/teams", {"name": "billing"})) == [("body.name", "taken")]
    away = delete(boss, "teams", team).json
    assert away["active"] is False
    other = made(boss, "teams", name="billing")
    assert wrong(change(boss, "teams", away, active=True)) == [("body.name", "taken")]
    assert change(boss, "teams", other, name="Invoices").json["name"] == "Invoices"


@pytest.mark.parametrize(
    ("kind", "body"),
    [("statuses", STATUS), ("fields", FIELD), ("categories", {"label": "Delivery"}), ("teams", {"name": "Billing"})],
)
def test_a_noun_is_its_tenants_and_has_a_version(
    boss: Desk, desk: Desk, foreign: Desk, product: MemoryLambdesk, kind: str, body: dict[str, Any]
) -> None:
    noun = made(boss, kind, **body)
    assert desk.send("POST", f"/v1/{kind}", body).status == 403
    home = foreign.get("/v1/me").json["tenant"]["id"]
    newcomer = NewUser("boss@kitefly.example", "Boss", ADMIN)
    other = service.create_user(product.identity_store, product.user_pool, context(home), newcomer, PASSWORD)
    stranger = Desk(product, home, other.id)
    assert change(stranger, kind, noun, order=1).status in (404, 422)
    assert delete(stranger, kind, noun).status == 404
    assert settings(stranger)[kind] == []
    path, present = f"/v1/{kind}/{noun['id']}", {"If-Match": '"9"'}
    field = {"name": "Other"} if kind == "teams" else {"order": 2}
    assert boss.send("PATCH", path, field).code == "precondition_required"
    assert boss.send("PATCH", path, field, present).json["current_version"] == 1
    assert boss.send("DELETE", path, None, present).status == 412
    assert settings(boss)[kind] == [noun]


def test_there_are_so_many_and_no_more(boss: Desk) -> None:
    first = made(boss, "statuses", **STATUS)
    for number in range(99):
        made(boss, "statuses", **{**STATUS, "agent_label": f"Waiting {number}"})
    assert boss.send("POST", "/v1/statuses", {**STATUS, "agent_label": "One more"}).code == "conflict"
    assert delete(boss, "statuses", first, "pending").status == 200
    made(boss, "statuses", **{**STATUS, "agent_label": "One more"})


def test_an_administrator_puts_people_into_teams(
    product: MemoryLambdesk, desk: Desk, foreign: Desk, boss: Desk
) -> None:
    me, tenant = (desk.get("/v1/me").json[each]["id"] for each in ("user", "tenant"))
    newcomer = NewUser("root@northwind.example", "Ada Root", ADMIN)
    admin = service.create_user(product.identity_store, product.user_pool, context(tenant), newcomer, PASSWORD)
    root, path = Desk(product, tenant, admin.id), f"/v1/users/{me}/teams"
    billing, old = made(boss, "teams", name="Billing"), made(boss, "teams", name="Old")
    assert [each.send("PUT", path, {"team_ids": []}).status for each in (desk, boss)] == [403, 403]
    both = {"team_ids": [old["id"], billing["id"], old["id"]]}
    joined = root.send("PUT", path, both).json
    assert joined["teams"] == [old["id"], billing["id"]]
    assert [each["teams"] for each in desk.get("/v1/users").json["items"] if each["id"] == me] == [joined["teams"]]
    assert delete(boss, "teams", old).status == 200
    # Who was in a team that is gone may stay there; nobody else comes in.
    assert root.send("PUT", path, both).status == 200
    assert wrong(root.send("PUT", f"/v1/users/{admin.id}/teams", both)) == [("body.team_ids.0", "unknown_value")]
    assert root.send("PUT", path, {"team_ids": []}).json["teams"] == []
    stranger = foreign.get("/v1/me").json["user"]["id"]
    assert root.send("PUT", f"/v1/users/{stranger}/teams", {"team_ids": []}).status == 404
