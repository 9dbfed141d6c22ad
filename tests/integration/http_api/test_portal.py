"""Customers sign in by a link, see their own requests and nothing else, and answer."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.http_api import call as calls
from lambdesk.channels.letters import KINDS, Occasion
from lambdesk.channels.webform import solves
from lambdesk.conversations.model import MessageKind
from lambdesk.kit import clock, ids
from lambdesk.kit.events import Event
from tests.support.desk import Desk, MemoryLambdesk, Reply

ANA = "ana@customer.example"


def solution_of(challenge: str) -> str:
    return next(each for each in map(str, range(10_000_000)) if solves(challenge, each))


_NOW = clock.now


class Clock:
    """The door's clock, moved by tests."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return _NOW() + self.ahead


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(calls.clock, "now", moved.now)
    return moved


class Visitor:
    """A browser of a customer: keeps the one cookie it is given."""

    def __init__(self, product: MemoryLambdesk, slug: str = "northwind") -> None:
        self.product, self.slug, self.cookie = product, slug, ""
        self._door = Desk(product)

    def send(self, method: str, path: str, body: Any = None, key: str | None = None) -> Reply:
        headers = {"cookie": f"lambdesk_portal={self.cookie}"} if self.cookie else {}
        if key:
            headers["Idempotency-Key"] = key
        answer = self._door.send(method, path, body, headers)
        for each in answer.cookies:
            self.cookie = each.partition("=")[2].partition(";")[0].strip('"')
        return answer

    def get(self, path: str) -> Reply:
        return self.send("GET", path)

    def work(self) -> dict[str, str]:
        challenge = self.get(f"/v1/public/{self.slug}/form").json["challenge"]
        return {"challenge": challenge, "solution": solution_of(challenge)}

    def ask(self, email: str = ANA, work: dict[str, str] | None = None) -> Reply:
        return self.send("POST", f"/v1/public/{self.slug}/sign-in", {"email": email, **(work or self.work())})

    def asked(self) -> list[Event]:
        events = [each for found in self.product.state.timelines.values() for each in found]
        return [each for each in events if each.type == "customer.sign_in_asked"]

    def link(self) -> str:
        """The path of the last link that was mailed."""
        event = self.asked()[-1]
        product, tenant = self.product, self.product.identity_store.tenant(event.tenant)
        assert tenant
        origin = "https://help.example.com"
        stores = product.identity_store, product.customer_store, product.ticket_store
        (letter,) = KINDS[event.type](Occasion(event, tenant, *stores, product.keyring, origin, event.at))
        assert letter.to == (ANA,)
        return f"/v1/public/{self.slug}/sign-in/{letter.values['link'].rpartition('/')[2]}"

    def sign_in(self) -> Reply:
        assert self.ask().status == 202
        return self.send("POST", self.link())


@pytest.fixture
def ana(product: MemoryLambdesk, desk: Desk) -> Visitor:
    """Somebody who has a request already."""
    desk.open_ticket("Broken lamp")
    return Visitor(product)


def test_a_link_shows_who_it_signs_in_and_the_button_does_it(ana: Visitor) -> None:
    ana.ask()
    shown = ana.get(ana.link())
    assert shown.json == {"name": "Northwind", "slug": "northwind", "person": "ana", "email": ANA}
    assert ana.get("/v1/portal/me").code == "unauthenticated"
    answer = ana.send("POST", ana.link())
    assert answer.status == 201
    (cookie,) = answer.cookies
    for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/api/v1/portal"):
        assert part in cookie
    assert ana.get("/v1/portal/me").json["email"] == ANA


def test_a_link_works_once_and_for_a_quarter_of_an_hour(ana: Visitor, moved: Clock) -> None:
    ana.sign_in()
    assert Visitor(ana.product).send("POST", ana.link()).code == "not_found"
    ana.ask()
    link = ana.link()
    moved.ahead = timedelta(minutes=15)
    assert ana.get(link).code == "not_found"
    assert Visitor(ana.product).send("POST", link).code == "not_found"


def test_a_link_of_another_workspace_or_made_up_is_none(ana: Visitor, foreign: Desk) -> None:
    ana.ask()
    token = ana.link().rpartition("/")[2]
    for path in (f"/v1/public/kitefly/sign-in/{token}", "/v1/public/northwind/sign-in/a.AAAA"):
        assert ana.get(path).code == "not_found"
        assert ana.send("POST", path).code == "not_found"
    assert ana.get("/v1/portal/me").status == 401


def test_nobody_learns_whether_an_address_is_known(ana: Visitor) -> None:
    known, unknown = ana.ask(), ana.ask("nobody@customer.example")
    assert (known.status, known.text) == (unknown.status, unknown.text) == (202, '{"received":true}')
    assert len(ana.asked()) == 1


def test_three_letters_within_a_quarter_of_an_hour(ana: Visitor) -> None:
    for _ in range(5):
        assert ana.ask().status == 202
    assert len(ana.asked()) == 3


def test_without_the_work_no_letter_is_sent(ana: Visitor) -> None:
    form = ana.get("/v1/public/northwind/form").json
    body = {"email": ANA, "challenge": form["challenge"], "solution": "x"}
    assert ana.send("POST", "/v1/public/northwind/sign-in", body).status == 422
    assert ana.asked() == []


def test_work_that_was_done_once_brings_one_letter(ana: Visitor, desk: Desk) -> None:
    people = [f"{name}@customer.example" for name in ("bob", "eve", "kim")]
    for each in people:
        desk.open_ticket("Broken lamp", requester={"email": each})
    work = ana.work()
    answers = [ana.ask(each, work) for each in (people[0], people[0], *people, ANA)]
    assert {(each.status, each.text) for each in answers} == {(202, '{"received":true}')}
    assert len(ana.asked()) == 1


def test_work_for_an_address_of_nobody_is_used_up_as_well(ana: Visitor) -> None:
    work = ana.work()
    assert [ana.ask(each, work).status for each in ("nobody@customer.example", ANA)] == [202, 202]
    assert ana.asked() == []


def test_the_event_and_the_device_hold_no_address_and_no_token(ana: Visitor) -> None:
    ana.sign_in()
    (event,) = ana.asked()
    assert ANA not in str(event)
    assert ana.link().rpartition("/")[2] not in str(ana.product.state.kept)
    handle = ana.cookie.rpartition(".")[2]
    assert handle not in str(ana.product.state.kept)


def test_a_handle_is_replaced_and_an_old_one_ends_the_device(ana: Visitor, moved: Clock) -> None:
    ana.sign_in()
    first = ana.cookie
    moved.ahead = timedelta(minutes=16)
    assert ana.get("/v1/portal/me").status == 200
    second = ana.cookie
    assert second != first
    moved.ahead = timedelta(minutes=16, seconds=30)
    ana.cookie = first
    assert ana.get("/v1/portal/me").status == 200
    assert ana.cookie == second
    moved.ahead = timedelta(minutes=18)
    ana.cookie = first
    assert ana.get("/v1/portal/me").status == 401
    ana.cookie = second
    assert ana.get("/v1/portal/me").status == 401


def test_devices_are_listed_and_forgotten(ana: Visitor) -> None:
    ana.sign_in()
    phone = Visitor(ana.product)
    phone.sign_in()
    found = ana.get("/v1/portal/devices").json["items"]
    assert len(found) == 2
    theirs = phone.get("/v1/portal/me").json["device_id"]
    assert ana.send("DELETE", f"/v1/portal/devices/{theirs}").status == 204
    assert phone.get("/v1/portal/me").status == 401
    assert ana.send("DELETE", f"/v1/portal/devices/{theirs}").code == "not_found"
    assert ana.send("DELETE", "/v1/portal/session").status == 204
    ana.cookie = ana.cookie or "x"
    assert ana.get("/v1/portal/me").status == 401


def test_only_own_requests_are_there(ana: Visitor, desk: Desk, foreign: Desk) -> None:
    desk.open_ticket("Of somebody else", requester={"email": "bob@customer.example"})
    ana.sign_in()
    assert [each["subject"] for each in ana.get("/v1/portal/tickets").json["items"]] == ["Broken lamp"]
    assert ana.get("/v1/portal/tickets/2").code == "not_found"
    assert ana.send("POST", "/v1/portal/tickets/2/messages", {"body": "Hi"}, "k").code == "not_found"
    assert ana.get("/v1/portal/tickets/99").code == "not_found"
    assert ana.get("/v1/tickets/1").code == "unauthenticated"
    assert desk.get("/v1/portal/me").code == "unauthenticated"


def test_notes_and_what_is_not_said_yet_are_not_there(ana: Visitor, desk: Desk) -> None:
    last = desk.get("/v1/tickets/1").json["ticket"]["last_message_id"]
    note = {"kind": "note", "body": "SECRET of ours"}
    assert desk.send("POST", "/v1/tickets/1/messages", note, {"Idempotency-Key": "n"}).status == 201
    last = desk.get("/v1/tickets/1").json["ticket"]["last_message_id"]
    held = {"kind": "reply", "body": "HELD back", "last_seen_message_id": last, "undo_seconds": 60}
    assert desk.send("POST", "/v1/tickets/1/messages", held, {"Idempotency-Key": "h"}).status == 201
    ana.sign_in()
    answer = ana.get("/v1/portal/tickets/1")
    assert [each["body"] for each in answer.json["messages"]] == ["It is dark."]
    kinds = {each.kind for each in ana.product.ticket_store.messages(ana.asked()[0].tenant, 1)}
    assert kinds == {MessageKind.CUSTOMER, MessageKind.NOTE, MessageKind.REPLY}
    assert "SECRET" not in answer.text
    assert "HELD" not in answer.text


def test_an_answer_goes_to_the_ticket_once(ana: Visitor, desk: Desk) -> None:
    ana.sign_in()
    key = ids.new_seed()
    for _ in range(2):
        assert ana.send("POST", "/v1/portal/tickets/1/messages", {"body": "It is still dark."}, key).status == 201
    view = desk.get("/v1/tickets/1").json
    assert [each["body_text"] for each in view["messages"]] == ["It is dark.", "It is still dark."]
    assert view["messages"][1]["author"]["kind"] == "customer"
    thread = ana.get("/v1/portal/tickets/1").json
    assert [each["mine"] for each in thread["messages"]] == [True, True]
    assert thread["answer"] == "continues"
