"""Canned responses through the door: for whom they are, what they say, and when they are counted."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from lambdesk.identity import service
from lambdesk.identity.decide import NewUser
from lambdesk.identity.model import ADMIN, AGENT
from lambdesk.kit import ids
from lambdesk.kit.changes import ChangeSet, Put
from lambdesk.kit.errors import Unavailable
from tests.support.desk import PASSWORD, Desk, MemoryLambdesk, Reply, context, settle

PATH = "/v1/canned-responses"


@pytest.fixture
def people(product: MemoryLambdesk) -> dict[str, Desk]:
    """An admin and two agents, one of them in the team Billing."""
    tenant, _ = settle(product, "acme")
    desks = {}
    for name, role in (("ada", ADMIN), ("maya", AGENT), ("tom", AGENT)):
        newcomer = NewUser(f"{name}@acme.example", f"{name.title()} Lindqvist", role)
        user = service.create_user(product.identity_store, product.user_pool, context(tenant.id), newcomer, PASSWORD)
        desks[name] = Desk(product, tenant.id, user.id)
    team = desks["ada"].send("POST", "/v1/teams", {"name": "Billing"}).json["id"]
    maya = next(each for each in product.identity_store.users(tenant.id) if each.email == "maya@acme.example")
    product.identity_store.commit(tenant.id, ChangeSet((Put(replace(maya, teams=(team,))),)))
    return desks


@pytest.fixture
def admin(people: dict[str, Desk]) -> Desk:
    return people["ada"]


def keep(desk: Desk, body: str = "<p>Thanks", **more: Any) -> Any:
    form = {"name": "Thanks", "bodies": {"en": body}, **more}
    answer = desk.send("POST", PATH, form, {"Idempotency-Key": ids.new_seed()})
    assert answer.status == 201, answer.text
    return answer.json


def names(desk: Desk) -> list[str]:
    return [each["name"] for each in desk.get(PATH).json["items"]]


def render(desk: Desk, response: Any, **more: Any) -> Any:
    answer = desk.send("POST", f"{PATH}/{response['id']}/rendering", {"number": 1, **more})
    assert answer.status == 200, answer.text
    return answer.json


def say(desk: Desk, text: str, used: list[str], key: str = "", **more: Any) -> Reply:
    body = {"kind": "note", "body": text, "canned_response_ids": used, **more}
    return desk.send("POST", "/v1/tickets/1/messages", body, {"Idempotency-Key": key or ids.new_seed()})


def test_what_is_kept_comes_back(desk: Desk) -> None:
    made = keep(desk, "<p>Hi {{ customer.first_name }}</p><script>x</script>", shortcut="/Hi", folder="Greetings / All")
    assert made["bodies"] == {"en": "<p>Hi {{ customer.first_name }}</p>"}
    assert (made["shortcut"], made["folder"], made["scope"], made["version"]) == ("hi", "Greetings/All", "private", 1)
    answer = desk.get(f"{PATH}/{made['id']}")
    assert (answer.json, answer.headers["etag"]) == (made, '"1"')
    (row,) = desk.get(PATH).json["items"]
    assert row == {name: value for name, value in made.items() if name != "bodies"}
    assert row["preview"] == "Hi {{ customer.first_name }}"


def test_private_is_for_one_a_team_for_its_people_and_all_for_all(people: dict[str, Desk]) -> None:
    ada, maya, tom = people["ada"], people["maya"], people["tom"]
    team = ada.get("/v1/settings/tickets").json["teams"][0]["id"]
    keep(ada, name="all", scope="all")
    keep(ada, name="team", scope="team", team_id=team)
    mine = keep(maya, name="mine")
    assert names(ada) == ["all", "team"]
    assert names(maya) == ["all", "mine", "team"]
    assert names(tom) == ["all"]
    for stranger in (ada, tom):
        path = f"{PATH}/{mine['id']}"
        assert stranger.get(path).status == 404
        assert stranger.send("PATCH", path, {"name": "x"}, {"If-Match": '"1"'}).status == 404
        assert stranger.send("DELETE", path, None, {"If-Match": '"1"'}).status == 404
        assert stranger.send("POST", f"{path}/rendering", {"number": 1}).status == 404


def test_only_who_may_change_settings_changes_what_others_use(people: dict[str, Desk]) -> None:
    ada, maya = people["ada"], people["maya"]
    shared = keep(ada, scope="all")
    path = f"{PATH}/{shared['id']}"
    assert maya.send("PATCH", path, {"name": "x"}, {"If-Match": '"1"'}).code == "forbidden"
    assert maya.send("DELETE", path, None, {"If-Match": '"1"'}).code == "forbidden"
    refused = maya.send("POST", PATH, {"name": "x", "bodies": {"en": "x"}, "scope": "all"}, {"Idempotency-Key": "k"})
    assert refused.code == "forbidden"
    assert ada.send("PATCH", path, {"name": "Better"}, {"If-Match": '"1"'}).json["version"] == 2
    assert ada.send("PATCH", path, {"name": "Stale"}, {"If-Match": '"1"'}).code == "stale_version"
    assert ada.send("DELETE", path, None, {"If-Match": '"1"'}).code == "stale_version"
    assert ada.send("DELETE", path, None, {"If-Match": '"2"'}).status == 204
    assert names(ada) == []


def test_a_key_makes_one(desk: Desk) -> None:
    form = {"name": "Thanks", "bodies": {"en": "x"}}
    first, again = (desk.send("POST", PATH, form, {"Idempotency-Key": "k"}) for _ in range(2))
    assert first.json["id"] == again.json["id"]
    other = desk.send("POST", PATH, {**form, "name": "Other"}, {"Idempotency-Key": "k"})
    assert other.code == "idempotency_mismatch"
    assert names(desk) == ["Thanks"]


def test_a_second_tenant_sees_none_of_them(desk: Desk, foreign: Desk) -> None:
    made = keep(desk)
    assert names(foreign) == []
    assert foreign.get(f"{PATH}/{made['id']}").status == 404
    desk.open_ticket()
    theirs = keep(foreign)
    assert foreign.send("POST", f"{PATH}/{theirs['id']}/rendering", {"number": 1}).status == 404


def test_it_speaks_of_the_ticket_the_customer_and_the_agent(admin: Desk) -> None:
    options = [{"value": "l", "label": "Large"}]
    admin.send("POST", "/v1/fields", {"key": "size", "label": "Size", "type": "select", "options": options})
    admin.open_ticket("Lamp <3", fields={"size": "l"}, requester={"email": "bo@c.example", "name": "Bo Ek"})
    body = (
        "<p>{{ customer.name }} {{ customer.first_name }} {{ customer.email }} {{ ticket.number }} {{ ticket.label }} "
        "{{ ticket.subject }} {{ ticket.state }} {{ agent.name }} {{ agent.first_name }} {{ tenant.name }} "
        "{{ fields.size }}</p>"
    )
    made = render(admin, keep(admin, body))
    said = "Bo Ek Bo bo@c.example 1 TKT-0001 Lamp <3 open Ada Lindqvist Ada Acme Large"
    assert (made["text"], made["unresolved"], made["language"]) == (said, [], "en")
    assert made["html"] == f"<p>{said.replace('<', '&lt;')}</p>"


def test_it_speaks_the_language_that_is_asked_for(desk: Desk) -> None:
    desk.open_ticket()
    made = keep(desk, bodies={"en": "Hello", "de": "Hallo"})
    assert made["languages"] == ["en", "de"]
    assert (render(desk, made)["text"], render(desk, made, language="de")["text"]) == ("Hello", "Hallo")
    assert render(desk, made, language="fr")["language"] == "en"


def test_the_link_to_confirm_works(desk: Desk, product: MemoryLambdesk) -> None:
    desk.open_ticket()
    text = render(desk, keep(desk, "{{ ticket.confirmation_url }}"))["text"]
    assert text.startswith("https://help.example.com/portal/confirm/")
    seen = Desk(product).get("/v1/public/confirmations/" + text.rpartition("/")[2])
    assert seen.json["label"] == "TKT-0001"


def test_what_is_unresolved_is_named_and_cannot_be_sent(admin: Desk, written: Callable[[], Any]) -> None:
    admin.open_ticket()
    admin.send("POST", "/v1/fields", {"key": "size", "label": "Size", "type": "number"})
    made = keep(admin, '<p>{{ fields.size }} {{ fields.width }} {{ fields.size | default: "any" }}</p>')
    found = render(admin, made)
    assert [(each["variable"], each["reason"]) for each in found["unresolved"]] == [
        ("fields.size", "empty"),
        ("fields.width", "unknown"),
    ]
    assert all(each["hint"] for each in found["unresolved"])
    before = written()
    for how in ({"html": found["html"]}, {"body": found["text"]}):
        body = {"kind": "note", "canned_response_ids": [made["id"]], **how}
        refused = admin.send("POST", "/v1/tickets/1/messages", body, {"Idempotency-Key": ids.new_seed()})
        assert refused.json["errors"][0]["code"] == "unresolved_variable"
        assert "{{ fields.size }}" in refused.json["errors"][0]["message"]
    assert written() == before


def test_uses_are_counted_when_they_are_sent_once_a_message(desk: Desk) -> None:
    desk.open_ticket()
    one, other = keep(desk), keep(desk, name="Other")
    render(desk, one)
    assert say(desk, "Thanks", [one["id"], one["id"], "can_" + "0" * 26, "x"], key="k").status == 201
    assert say(desk, "Thanks", [one["id"], one["id"], "can_" + "0" * 26, "x"], key="k").status == 201
    assert say(desk, "Thanks", [one["id"], other["id"]]).status == 201
    uses = {each["name"]: each["usage_count"] for each in desk.get(PATH).json["items"]}
    assert uses == {"Thanks": 2, "Other": 1}
    assert desk.get(f"{PATH}/{one['id']}").json["version"] == 1


def test_a_count_that_fails_takes_no_reply_back(
    desk: Desk, product: MemoryLambdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open_ticket()
    made = keep(desk)

    def fail(*_: object) -> None:
        raise Unavailable

    monkeypatch.setattr(product.canned_store, "count", fail)
    assert say(desk, "Thanks", [made["id"]]).status == 201


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"bodies": {"en": "{% for x in y %}{% endfor %}"}}, "body.bodies.en"),
        ({"bodies": {"de": "{{ a"}}, "body.bodies.de"),
        ({"bodies": {"en": "<script>x</script>"}}, "body.bodies.en"),
        ({"scope": "team"}, "body.team_id"),
        ({"scope": "team", "team_id": "team_x"}, "body.team_id"),
        ({"scope": "public"}, "body.scope"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    admin: Desk, form: dict[str, Any], field: str, written: Callable[[], Any]
) -> None:
    before = written()
    whole = {"name": "Thanks", "bodies": {"en": "x"}, **form}
    answer = admin.send("POST", PATH, whole, {"Idempotency-Key": "k"})
    assert (answer.status, answer.json["errors"][0]["field"]) == (422, field)
    assert written() == before


def test_a_shortcut_is_taken_by_one(desk: Desk) -> None:
    keep(desk, shortcut="hi")
    form = {"name": "Thanks", "bodies": {"en": "x"}, "shortcut": "HI"}
    refused = desk.send("POST", PATH, form, {"Idempotency-Key": "k"})
    assert refused.json["errors"][0]["code"] == "taken"
