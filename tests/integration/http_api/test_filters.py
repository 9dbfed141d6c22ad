"""The grammar through the door: what can be asked here, and what a filter means, with every mistake in its place."""

from collections.abc import Callable
from typing import Any

import pytest

from lambdesk.filters.schemas import FilterFields, FilterReading
from lambdesk.identity.model import Permission
from tests.support.desk import Desk

FIELD = {"key": "size", "label": "Shirt size", "type": "select", "options": [{"value": "s", "label": "Small"}]}


def parse(desk: Desk, **body: Any) -> Any:
    answer = desk.send("POST", "/v1/filters/parse", body)
    assert answer.status == 200, answer.text
    FilterReading.model_validate(answer.json)
    return answer.json


def fields(desk: Desk) -> dict[str, Any]:
    answer = desk.get("/v1/filters/fields")
    FilterFields.model_validate(answer.json)
    return {each["name"]: each for each in answer.json["items"]}


def made(desk: Desk, kind: str, **body: Any) -> Any:
    answer = desk.send("POST", f"/v1/{kind}", body)
    assert answer.status == 201, answer.text
    return answer.json


def test_the_fields_are_the_tenants_own(boss: Desk, desk: Desk, foreign: Desk) -> None:
    assert "field.size" not in fields(desk)
    size, team = made(boss, "fields", **FIELD), made(boss, "teams", name="Billing")
    found = fields(desk)
    assert found["field.size"] == {
        "id": f"field.{size['id']}", "name": "field.size", "label": "Shirt size", "kind": "choice",
        "operators": ["any_of", "empty"], "choices": [{"value": "s", "label": "Small", "parent": None}],
        "keywords": [], "optional": True,
    }  # fmt: skip
    assert found["team"]["choices"] == [{"value": team["id"], "label": "Billing", "parent": None}]
    assert found["team"]["keywords"] == ["my_teams"]
    assert found["created"]["operators"] == ["lt", "lte", "gt", "gte", "within"]
    theirs = fields(foreign)
    assert (theirs["team"]["choices"], "field.size" in theirs) == ([], False)


def test_a_field_out_of_use_is_not_offered(boss: Desk) -> None:
    size = made(boss, "fields", **FIELD)
    boss.send("DELETE", f"/v1/fields/{size['id']}", None, {"If-Match": '"1"'})
    assert "field.size" not in fields(boss)
    (problem,) = parse(boss, text="field.size:s")["problems"]
    assert (problem["at"], problem["code"]) == (0, "unknown_field")


def test_a_text_and_a_tree_are_one_filter(boss: Desk) -> None:
    size, team = made(boss, "fields", **FIELD), made(boss, "teams", name="Billing")
    told = parse(boss, text="-(tag:vip) AND (team:BILLING or field.size:small or created>-7d) assignee:me")
    stable = f"-tag:vip (team:{team['id']} or field.{size['id']}:s or created>-7d) assignee:me"
    assert told == {
        "filter": {
            "all": [
                {"not": {"field": "tag", "op": "any_of", "values": ["vip"]}},
                {
                    "any": [
                        {"field": "team", "op": "any_of", "values": [team["id"]]},
                        {"field": f"field.{size['id']}", "op": "any_of", "values": ["s"]},
                        {"field": "created", "op": "gt", "values": ["-7d"]},
                    ]
                },
                {"field": "assignee", "op": "any_of", "values": ["me"]},
            ]
        },
        "text": "-tag:vip (team:Billing or field.size:Small or created>-7d) assignee:me",
        "stable": stable,
        "problems": [],
    }
    assert parse(boss, filter=told["filter"]) == told
    assert parse(boss, text=told["text"]) == parse(boss, text=stable) == told


def test_every_filter_can_be_empty(desk: Desk) -> None:
    assert parse(desk, text="") == {"filter": {"all": []}, "text": "", "stable": "", "problems": []}
    assert parse(desk, filter={"any": []})["stable"] == "-()"


def test_mistakes_have_places(desk: Desk) -> None:
    told = parse(desk, text="priority:medium colour:red")
    assert (told["filter"], told["text"], told["stable"]) == (None, None, None)
    assert [(each["at"], each["path"], each["code"]) for each in told["problems"]] == [
        (9, None, "unknown_value"), (16, None, "unknown_field"),
    ]  # fmt: skip
    assert told["problems"][0]["possible"] == ["low", "normal", "high", "urgent"]
    tree = {"all": [{"field": "tag", "op": "any_of", "values": ["x"]}, {"field": "priority", "op": "empty"}]}
    (problem,) = parse(desk, filter=tree)["problems"]
    assert (problem["at"], problem["path"]) == (None, "body.filter.all.1.op")


def test_what_belongs_to_nobody_in_particular_means_nobody(desk: Desk) -> None:
    (problem,) = parse(desk, text="assignee:me", viewer=False)["problems"]
    assert (problem["at"], problem["code"]) == (9, "unknown_value")


def test_people_are_called_by_name_by_whoever_may_know_them(desk: Desk, join: Callable[..., Desk]) -> None:
    me = desk.get("/v1/me").json["user"]
    told = parse(desk, text=f'assignee:"{me["name"].upper()}"')
    assert told["stable"] == f"assignee:{me['id']}"
    assert parse(desk, filter=told["filter"])["text"] == f'assignee:"{me["name"]}"'
    (problem,) = parse(desk, text="assignee:nobody")["problems"]
    assert {me["name"], "me"} <= set(problem["possible"])
    blind = join(permissions={Permission.TICKETS_READ})
    assert parse(blind, text="assignee:nobody")["problems"] == []
    assert me["name"] not in str(parse(blind, filter=told["filter"]))


def deep(levels: int) -> Any:
    tree: dict[str, Any] = {"all": []}
    for _ in range(levels):
        tree = {"not": tree}
    return tree


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "body", "conflicting"),
        ({"text": "", "filter": {"all": []}}, "body", "conflicting"),
        ({"text": "a" * 16_001}, "body.text", "too_long"),
        ({"filter": {"all": [{"field": 7}]}}, "body.filter.all.0.field", "wrong_type"),
        ({"filter": {"not": {"field": "tag", "op": "is"}}}, "body.filter.not.op", "unknown_value"),
        ({"filter": {"any": [{"values": [[]]}]}}, "body.filter.any.0.values.0", "wrong_type"),
        ({"filter": {"field": "tag", "op": "any_of", "values": ["x"] * 51}}, "body.filter.values", "too_long"),
        ({"filter": {"all": [], "and": []}}, "body.filter.and", "unknown_field"),
        ({"filter": {"field": "tag", "op": "any_of", "values": ["\ud800"]}}, "body.filter.values.0", "not_unicode"),
    ],
)
def test_what_is_no_filter_at_all_is_refused(desk: Desk, body: Any, field: str, code: str) -> None:
    answer = desk.send("POST", "/v1/filters/parse", body)
    assert answer.status == 422, answer.text
    assert [(each["field"], each["code"]) for each in answer.json["errors"]] == [(field, code)]


@pytest.mark.parametrize("levels", [40, 300])
def test_a_tree_that_goes_too_deep_is_a_mistake_like_others(desk: Desk, levels: int) -> None:
    answer = desk.send("POST", "/v1/filters/parse", {"filter": deep(levels)})
    assert answer.status in (200, 422)
    assert answer.json["problems" if answer.status == 200 else "errors"]
