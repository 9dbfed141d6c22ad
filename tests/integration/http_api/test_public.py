"""The doors for everybody: what they take, what they refuse, and what they never tell."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lambdesk.channels.confirmations import confirmation_url
from lambdesk.channels.webform import solves
from lambdesk.identity.model import Tenant
from lambdesk.kit import clock, ids, signed
from lambdesk.kit.signing import Keyring
from tests.support.desk import Desk, MemoryLambdesk, Reply

FILLED = {"name": "Bo", "email": "Bo@customer.example", "subject": "Lamp", "body": "Dark."}


def solved(challenge: str) -> str:
    return next(each for each in map(str, range(10_000_000)) if solves(challenge, each))


@pytest.fixture
def door(product: MemoryLambdesk, desk: Desk) -> Desk:
    """Somebody whom nobody knows, before the form of northwind."""
    return Desk(product)


def fill(door: Desk, **changed: Any) -> Reply:
    challenge = door.get("/v1/public/northwind/form").json["challenge"]
    body = {**FILLED, "challenge": challenge, "solution": solved(challenge), **changed}
    return door.send("POST", "/v1/public/northwind/tickets", body)


def code(answer: Reply) -> str:
    assert answer.status == 422, answer.text
    found: str = answer.json["errors"][0]["code"]
    return found


def test_a_form_becomes_a_ticket_in_its_senders_name(door: Desk, desk: Desk) -> None:
    answer = fill(door)
    assert (answer.status, answer.json) == (202, {"received": True})
    view = desk.get("/v1/tickets/1").json
    assert view["ticket"]["channel"] == "web"
    assert view["ticket"]["requester"]["email"] == "bo@customer.example"
    assert view["messages"][0]["body_text"] == "Dark."
    assert view["events"][0]["actor"] == {"kind": "customer", "id": view["ticket"]["requester"]["id"]}
    assert view["events"][0]["cause"] == {"door": "form"}


def test_a_form_is_answered_by_mail(door: Desk, desk: Desk) -> None:
    fill(door)
    last = desk.get("/v1/tickets/1").json["ticket"]["last_message_id"]
    reply = {"kind": "reply", "body": "We look.", "last_seen_message_id": last}
    answer = desk.send("POST", "/v1/tickets/1/messages", reply, {"Idempotency-Key": "k"})
    assert answer.json["message"]["to"] == ["bo@customer.example"]


def test_a_challenge_opens_one_ticket(door: Desk, desk: Desk) -> None:
    challenge = door.get("/v1/public/northwind/form").json["challenge"]
    body = {**FILLED, "challenge": challenge, "solution": solved(challenge)}
    for _ in range(2):
        assert door.send("POST", "/v1/public/northwind/tickets", body).status == 202
    assert code(door.send("POST", "/v1/public/northwind/tickets", {**body, "body": "More."})) == "challenge_used"
    assert [each["number"] for each in desk.get("/v1/tickets").json["items"]] == [1]


def test_without_the_work_nothing_is_written(door: Desk, written: Callable[[], Any], foreign: Desk) -> None:
    before = written()
    assert code(fill(door, solution="x")) == "not_solved"
    assert code(fill(door, challenge="a.b")) == "challenge_unknown"
    theirs = door.get("/v1/public/kitefly/form").json["challenge"]
    assert code(fill(door, challenge=theirs, solution=solved(theirs))) == "challenge_unknown"
    assert written() == before


def test_a_challenge_runs_out(product: MemoryLambdesk, door: Desk) -> None:
    tenant = product.state.get(product.identity_store.tenants()[0], Tenant)
    assert tenant is not None
    past = int((clock.now() - timedelta(seconds=1)).timestamp())
    old = signed.sign(product.keyring, "form-challenge", f"{past}.abc", tenant.id)
    assert code(fill(door, challenge=old, solution=solved(old))) == "challenge_expired"


def test_what_no_person_fills_in_is_thanked_and_forgotten(door: Desk, written: Callable[[], Any]) -> None:
    before = written()
    assert fill(door, website="https://spam.example").json == {"received": True}
    assert written() == before


@pytest.mark.parametrize(
    "changed",
    [{"email": "nobody"}, {"subject": " "}, {"body": ""}, {"body": "x" * 10_001}, {"name": "x" * 121}, {"extra": 1}],
)
def test_what_does_not_fit_is_refused(door: Desk, changed: dict[str, Any], written: Callable[[], Any]) -> None:
    before = written()
    assert fill(door, **changed).status == 422
    assert written() == before


def test_an_unknown_workspace_is_not_there(door: Desk) -> None:
    assert door.get("/v1/public/nowhere/form").status == 404
    assert door.send("POST", "/v1/public/nowhere/tickets", {**FILLED, "challenge": "a", "solution": "b"}).status == 404


def test_a_form_shows_the_name_and_no_id(product: MemoryLambdesk, door: Desk) -> None:
    shown = door.get("/v1/public/northwind/form").json
    assert (shown["name"], shown["locale"]) == ("Northwind", "en")
    assert product.identity_store.tenants()[0] not in str(shown)


@pytest.fixture
def link(product: MemoryLambdesk, desk: Desk) -> str:
    """Where the requester of ticket 1 confirms."""
    desk.open_ticket()
    (tenant,) = product.identity_store.tenants()
    url = confirmation_url(product.keyring, "https://help.example.com/", tenant, 1)
    assert url.startswith("https://help.example.com/portal/confirm/")
    return "/v1/public/confirmations/" + url.rpartition("/")[2]


def resolve(desk: Desk) -> None:
    answer = desk.send("PATCH", "/v1/tickets/1", {"state": "resolved"}, {"If-Match": '"1"'})
    assert answer.status == 200, answer.text


def test_looking_at_a_link_does_nothing_and_confirming_closes(
    door: Desk, desk: Desk, link: str, written: Callable[[], Any]
) -> None:
    resolve(desk)
    before = written()
    seen = door.get(link).json
    assert seen == {
        "name": "Northwind",
        "slug": "northwind",
        "locale": "en",
        "label": "TKT-0001",
        "subject": "Broken lamp",
        "state": "resolved",
    }
    assert written() == before
    for _ in range(2):
        assert door.send("POST", link).json["state"] == "closed"
    view = desk.get("/v1/tickets/1").json
    (closed,) = [each for each in view["events"] if each["data"].get("after") == "closed"]
    assert closed["actor"] == {"kind": "customer", "id": view["ticket"]["requester"]["id"]}
    assert (closed["cause"], view["ticket"]["state"]) == ({"door": "confirmation"}, "closed")


def test_a_ticket_that_is_not_resolved_is_not_confirmed(door: Desk, desk: Desk, link: str) -> None:
    assert door.get(link).json["state"] == "open"
    refused = door.send("POST", link)
    assert (refused.status, refused.code) == (409, "illegal_transition")


def test_a_link_that_is_not_ours_leads_nowhere(product: MemoryLambdesk, door: Desk, link: str) -> None:
    path, _, token = link.rpartition("/")
    (tenant,) = product.identity_store.tenants()
    strange = replace(product.keyring, keys={"a": b"x" * 64})
    others = [
        confirmation_url(strange, "", tenant, 1).rpartition("/")[2],
        confirmation_url(product.keyring, "", tenant, 2).rpartition("/")[2],
        signed.sign(product.keyring, "form-challenge", f"{tenant}.1"),
        *(token[:-1], token + "A", "x", "a.", "a.b", "ü", "%00"),
    ]
    for each in others:
        for method in ("GET", "POST"):
            assert door.send(method, f"{path}/{each}").status == 404, each


def test_a_signed_text_is_read_with_its_purpose_and_scope_only() -> None:
    keys = Keyring("a", {"a": b"k" * 64})
    text = signed.sign(keys, "one", "words", "tenant")
    assert signed.read(keys, "one", text, "tenant") == "words"
    assert signed.read(keys, "two", text, "tenant") is None
    assert signed.read(keys, "one", text, "other") is None
    assert signed.read(keys, "one", "b" + text[1:], "tenant") is None
    assert signed.read(keys, "one", ids.new_seed(), "tenant") is None


def test_no_door_for_others_tells_what_is_among_ourselves(door: Desk, desk: Desk, link: str) -> None:
    """A note, a draft, and a reply that was taken back: in no answer to a customer, and in no sheet."""
    secret = "among ourselves"
    for key, more in (("note", {}), ("reply", {"undo_seconds": 60})):
        seen = desk.get("/v1/tickets/1").json["ticket"]["last_message_id"]
        body = {"kind": key, "body": secret, "last_seen_message_id": seen, **more}
        said = desk.send("POST", "/v1/tickets/1/messages", body, {"Idempotency-Key": key})
        assert said.status == 201, said.text
    assert desk.send("POST", f"/v1/tickets/1/messages/{said.json['message']['id']}/recall").status == 200
    draft = {"kind": "note", "body": secret, "version": None}
    assert desk.send("PUT", "/v1/tickets/1/drafts/shared", draft).status == 200
    version = desk.get("/v1/tickets/1").json["ticket"]["version"]
    desk.send("PATCH", "/v1/tickets/1", {"state": "resolved"}, {"If-Match": f'"{version}"'})
    assert secret in desk.get("/v1/tickets/1").text
    told = [door.get(link), desk.get("/v1/tickets/export", "queue=resolved"), door.send("POST", link)]
    assert [each.status for each in told] == [200, 200, 200]
    assert not [each.text for each in told if secret in each.text]
