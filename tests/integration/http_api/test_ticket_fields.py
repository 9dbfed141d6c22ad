"""What is noted on tickets, through the door: on create, by patch and assignment, beside what others changed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from lambdesk.identity.model import ADMIN, User
from lambdesk.kit import ids
from lambdesk.kit.changes import ChangeSet, Insert, Put
from lambdesk.tickets.schemas import Ticket
from lambdesk.tickets.settings.model import FieldDefinition, Required, Status, TicketSettings
from tests.support.desk import Desk, MemoryLambdesk, Reply
from tests.unit.tickets import house

NEW = {"subject": "Lamp", "body": "Dark.", "requester": {"email": "ana@customer.example"}}


@pytest.fixture
def tenant(product: MemoryLambdesk, desk: Desk) -> str:
    """The caller's tenant with everything set up that `house` has."""
    found: str = desk.get("/v1/me").json["tenant"]["id"]
    nouns = (*house.STATUSES, *house.FIELDS, *house.CATEGORIES, *house.TEAMS)
    settings = TicketSettings(close_after_days=3, reopen_days=5, version=7)
    product.ticket_settings_store.commit(found, ChangeSet(tuple(map(Insert, (*nouns, settings)))))
    return found


def create(desk: Desk, **more: Any) -> Reply:
    return desk.send("POST", "/v1/tickets", {**NEW, **more}, {"Idempotency-Key": ids.new_seed()})


def patch(desk: Desk, version: int, **body: Any) -> Reply:
    return desk.send("PATCH", "/v1/tickets/1", body, {"If-Match": f'"{version}"'})


def wrong(answer: Reply) -> list[tuple[str, str]]:
    assert (answer.status, answer.code) == (422, "invalid"), answer.text
    return [(each["field"], each["code"]) for each in answer.json["errors"]]


def test_a_ticket_begins_with_what_is_known(desk: Desk, tenant: str) -> None:
    me = desk.get("/v1/me").json["user"]["id"]
    answer = create(
        desk,
        channel="phone",
        category_id="cat_2",
        tags=["VIP", "vip", "Late"],
        team_id="team_1",
        assignee_id=me,
        fields={"size": "m", "colours": ["l", "s"], "insured": True, "weight": 2.5, "cause": None},
    )
    assert answer.status == 201, answer.text
    ticket = answer.json["ticket"]
    Ticket.model_validate(ticket)
    known = {name: ticket[name] for name in ("channel", "category_id", "tags", "team_id", "assignee_id", "state")}
    assert known == {
        "channel": "phone", "category_id": "cat_2", "tags": ["late", "vip"], "team_id": "team_1",
        "assignee_id": me, "state": "open",
    }  # fmt: skip
    assert ticket["fields"] == {"size": "m", "colours": ["s", "l"], "insured": True, "weight": 2.5}
    assert answer.json["messages"][0]["channel"] == "phone"
    assert answer.json == desk.get("/v1/tickets/1").json
    assert desk.get("/v1/tags", "prefix=V").json == {"items": ["vip"]}


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"category_id": "cat_3"}, "body.category_id", "unknown_value"),
        ({"team_id": "team_9"}, "body.team_id", "unknown_value"),
        ({"assignee_id": "usr_x"}, "body.assignee_id", "unknown_user"),
        ({"tags": [" "]}, "body.tags", "blank"),
        ({"tags": ["x" * 41]}, "body.tags", "too_long"),
        ({"tags": [f"t{n}" for n in range(21)]}, "body.tags", "too_long"),
        ({"fields": {"nothing": 1}}, "body.fields.nothing", "unknown_field"),
        ({"fields": {"size": "xl"}}, "body.fields.size", "unknown_value"),
        ({"fields": {"order_number": "12"}}, "body.fields.order_number", "wrong_format"),
        ({"channel": "mail"}, "body.channel", "unknown_value"),
    ],
)
def test_what_cannot_be_noted_opens_nothing(
    desk: Desk, tenant: str, written: Callable[[], Any], body: dict[str, Any], field: str, code: str
) -> None:
    before = written()
    assert wrong(create(desk, **body)) == [(field, code)]
    assert written() == before


def test_a_number_that_is_none_is_refused(desk: Desk, tenant: str) -> None:
    desk.open_ticket()
    for value in ("NaN", "Infinity", "1e999"):
        answer = desk.send("PATCH", "/v1/tickets/1", f'{{"fields": {{"weight": {value}}}}}', {"If-Match": '"1"'})
        assert answer.status in (400, 422), answer.text


def test_what_is_required_on_create_is_asked_for(product: MemoryLambdesk, desk: Desk, tenant: str) -> None:
    needed = FieldDefinition("fld_9", "serial", "Serial", house.FIELDS[6].type, required=Required.CREATE)
    product.ticket_settings_store.commit(tenant, ChangeSet((Insert(needed),)))
    assert wrong(create(desk)) == [("body.fields.serial", "required_on_create")]
    assert wrong(create(desk, fields={"serial": None})) == [("body.fields.serial", "required_on_create")]
    assert create(desk, fields={"serial": "A1"}).status == 201
    missing = [("body.fields.cause", "required_on_resolve"), ("body.fields.serial", "required_on_resolve")]
    assert wrong(patch(desk, 1, state="resolved", fields={"serial": None})) == missing
    assert patch(desk, 1, state="resolved", fields={"cause": "Ours"}).json["state"] == "resolved"


def test_things_are_changed_and_taken_away(desk: Desk, tenant: str) -> None:
    desk.open_ticket()
    placed = {"category_id": "cat_1", "team_id": "team_2"}
    one = patch(desk, 1, status_id="sta_1", tags=["b", "A"], fields={"size": "s"}, **placed)
    assert one.status == 200, one.text
    shown = {name: one.json[name] for name in ("state", "status_id", "category_id", "team_id", "tags", "fields")}
    assert shown == {
        "state": "open", "status_id": "sta_1", "category_id": "cat_1", "team_id": "team_2", "tags": ["a", "b"],
        "fields": {"size": "s"},
    }  # fmt: skip
    two = patch(desk, 2, status_id=None, category_id=None, team_id=None, tags=[], fields={"size": None}).json
    assert [two[name] for name in ("state", "status_id", "category_id", "team_id", "tags", "fields")] == [
        "open", None, None, None, [], {},
    ]  # fmt: skip
    told = [event["type"] for event in desk.get("/v1/tickets/1").json["events"] if "ticket" in event["type"]]
    assert told.count("ticket.field_changed") == 2
    for body in ({"tags": None}, {"fields": None}, {"state": None}):
        assert wrong(patch(desk, 3, **body))[0][1] == "null"


def test_a_status_for_others_is_forbidden(desk: Desk, tenant: str) -> None:
    desk.open_ticket()
    answer = patch(desk, 1, status_id="sta_2")
    assert (answer.status, answer.code) == (403, "forbidden")


def test_an_illegal_status_names_where_one_can_go(desk: Desk, tenant: str) -> None:
    desk.open_ticket()
    patch(desk, 1, state="resolved", fields={"cause": "Ours"})
    answer = patch(desk, 2, status_id="sta_1")
    assert (answer.status, answer.code) == (409, "illegal_transition")
    assert answer.json["allowed"] == ["reopened", "spam"]


def test_a_stale_change_goes_through_where_nobody_else_was(desk: Desk, tenant: str) -> None:
    desk.open_ticket()
    patch(desk, 1, priority="high", fields={"size": "s"})
    merged = patch(desk, 1, subject="Ink", fields={"weight": 3})
    assert (merged.status, merged.json["version"], merged.headers["etag"]) == (200, 3, '"3"')
    assert merged.json["fields"] == {"weight": 3, "size": "s"}
    stale = patch(desk, 1, priority="low", fields={"size": "m", "cause": "Ours"})
    assert (stale.status, stale.code) == (412, "stale_version")
    assert (stale.json["current_version"], stale.json["conflicts"]) == (3, ["fields.size", "priority"])
    assert patch(desk, 9, tags=["x"]).code == "stale_version"


def test_an_assignment_may_move_the_team_too(desk: Desk, tenant: str) -> None:
    desk.open_ticket()
    me = desk.get("/v1/me").json["user"]["id"]

    def assign(version: int, **body: Any) -> Reply:
        return desk.send("PUT", "/v1/tickets/1/assignment", body, {"If-Match": f'"{version}"'})

    first = assign(1, assignee_id=me, team_id="team_1").json
    assert (first["assignee_id"], first["team_id"], first["version"]) == (me, "team_1", 2)
    second = assign(2, assignee_id=None).json
    assert (second["assignee_id"], second["team_id"]) == (None, "team_1")
    third = assign(3, assignee_id=None, team_id=None).json
    assert (third["team_id"], third["version"]) == (None, 4)
    assert wrong(assign(4, assignee_id=None, team_id="team_3")) == [("body.team_id", "unknown_value")]
    assert assign(1, assignee_id=me).json["conflicts"] == ["assignee_id"]


def test_a_field_keeps_its_values_under_another_name_and_out_of_use(
    product: MemoryLambdesk, desk: Desk, tenant: str
) -> None:
    desk.open_ticket()
    patch(desk, 1, fields={"size": "s"})
    boss = Desk(product, tenant, _promoted(product, desk, tenant))
    boss.send("PATCH", "/v1/fields/fld_4", {"key": "format"}, {"If-Match": '"1"'})
    assert desk.get("/v1/tickets/1").json["ticket"]["fields"] == {"format": "s"}
    boss.send("DELETE", "/v1/fields/fld_4", None, {"If-Match": '"2"'})
    assert desk.get("/v1/tickets/1").json["ticket"]["fields"] == {"format": "s"}
    assert wrong(patch(desk, 2, fields={"format": "m"})) == [("body.fields.format", "unknown_field")]
    assert patch(desk, 2, fields={"format": None}).json["fields"] == {}


def _promoted(product: MemoryLambdesk, desk: Desk, tenant: str) -> str:
    user = product.state.get(tenant, User, desk.get("/v1/me").json["user"]["id"])
    assert user is not None
    boss = replace(user, id="usr_boss", role=ADMIN)
    product.identity_store.commit(tenant, ChangeSet((Put(boss),)))
    return boss.id


def test_what_another_process_set_up_a_moment_ago_can_be_used_at_once(
    product: MemoryLambdesk, desk: Desk, tenant: str
) -> None:
    desk.open_ticket()
    fresh = Status("sta_new", house.STATUSES[0].state, "Fresh", "Fresh")
    product.ticket_settings_store.commit(tenant, ChangeSet((Insert(fresh),)))
    assert patch(desk, 1, status_id="sta_new").json["status_id"] == "sta_new"
    weight = FieldDefinition("fld_new", "height", "Height", house.FIELDS[1].type)
    product.ticket_settings_store.commit(tenant, ChangeSet((Insert(weight),)))
    assert patch(desk, 2, fields={"height": 3}).json["fields"] == {"height": 3}


def test_tags_are_suggested_from_the_tenants_own(desk: Desk, foreign: Desk) -> None:
    desk.open_ticket(tags=["Refund", "return"])
    patch(desk, 1, tags=["Rücken", "refund"])
    assert desk.get("/v1/tags").json == {"items": ["refund", "return", "rücken"]}
    assert desk.get("/v1/tags", "prefix=RE").json == {"items": ["refund", "return"]}
    assert foreign.get("/v1/tags").json == {"items": []}
    assert foreign.get("/v1/settings/tickets").json["version"] == 1
