"""Imports through the API: once each, looked at before, by whoever may, and refused as a whole."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lambdesk.adapters.memory.tickets import MemoryTicketStore
from lambdesk.identity import service
from lambdesk.identity.decide import NewUser
from lambdesk.identity.model import MANAGER
from lambdesk.kit import clock
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.errors import Unavailable
from lambdesk.tickets.importing.schemas import MESSAGES_LIMIT
from tests.support.desk import PASSWORD, Desk, MemoryLambdesk, Reply, context

PATH = "/v1/imports/tickets"
BEGAN = clock.now() - timedelta(days=3)


def moment(hours: float) -> str:
    return clock.to_text(BEGAN + timedelta(hours=hours))


def past(**told: Any) -> dict[str, Any]:
    """An answered ticket of Zendesk."""
    agent = {"kind": "agent", "email": "agent@northwind.example", "name": "Maya"}
    return {
        "source": "zendesk",
        "source_id": "4711",
        "subject": "Lamp",
        "body": "Dark.",
        "requester": {"email": "bo@customer.example", "name": "Bo"},
        "created_at": moment(0),
        "messages": [
            {"at": moment(1), "author": agent, "body": "Is it plugged in?"},
            {"at": moment(2), "author": {"kind": "customer"}, "body": "It is."},
            {"at": moment(2.5), "author": agent, "kind": "note", "body": "He is cross."},
        ],
        "changes": [{"at": moment(1), "by": "agent@northwind.example", "state": "pending"}],
        **told,
    }


def send(desk: Desk, body: dict[str, Any]) -> Reply:
    return desk.send("POST", PATH, body)


def codes(answer: Reply) -> dict[str, str]:
    assert answer.status == 422, answer.text
    return {each["field"]: each["code"] for each in answer.json["errors"]}


def test_a_ticket_comes_with_its_past_and_may_be_answered(boss: Desk) -> None:
    answer = send(boss, past())
    assert answer.status == 201, answer.text
    assert answer.headers["location"] == "/v1/tickets/1"
    told = answer.json
    assert (told["number"], told["label"], told["created"], told["state"]) == (1, "TKT-0001", True, "open")
    (verdict,) = told["verdicts"]
    assert (verdict["metric"], verdict["verdict"], verdict["answered_at"]) == ("first_response", "met", moment(1))
    view = boss.get("/v1/tickets/1").json
    assert [each["body_text"] for each in view["messages"]] == ["Dark.", "Is it plugged in?", "It is.", "He is cross."]
    assert [each["created_at"] for each in view["messages"]] == [moment(each) for each in (0, 1, 2, 2.5)]
    assert view["events"][-1]["type"] == "ticket.imported"
    assert view["events"][-1]["data"]["source_id"] == "4711"
    reply = {"kind": "reply", "body": "We send a new one.", "last_seen_message_id": view["messages"][-1]["id"]}
    said = boss.send("POST", "/v1/tickets/1/messages", reply, {"Idempotency-Key": "k"})
    assert said.json["message"]["send_state"] == "queued"


def test_the_same_source_id_is_the_same_ticket(boss: Desk, written: Callable[[], Any]) -> None:
    first = send(boss, past())
    before = written()
    again = send(boss, past(subject="Another"))
    assert (again.status, again.json) == (200, {**first.json, "created": False})
    assert written() == before
    assert send(boss, past(source_id="4712")).json["number"] == 2
    assert send(boss, past(source="freshdesk")).json["number"] == 3


def test_a_dry_run_says_the_same_and_writes_nothing(boss: Desk, written: Callable[[], Any]) -> None:
    before = written()
    looked = send(boss, past(dry_run=True))
    assert looked.status == 200
    assert written() == before
    done = send(boss, past())
    assert looked.json == {**done.json, "number": None, "label": None, "created": False}


def test_each_tenant_has_its_own(product: MemoryLambdesk, boss: Desk, foreign: Desk) -> None:
    assert send(foreign, past()).status == 403
    home = foreign.get("/v1/me").json["tenant"]["id"]
    rosa = NewUser("boss@kitefly.example", "Rosa", MANAGER)
    user = service.create_user(product.identity_store, product.user_pool, context(home), rosa, PASSWORD)
    theirs = Desk(product, home, user.id)
    assert send(boss, past()).json["number"] == 1
    done = send(theirs, past())
    assert (done.status, done.json["number"]) == (201, 1)
    # Who is a member there is none here, and wrote under a name.
    authors = [each["author"] for each in theirs.get("/v1/tickets/1").json["messages"]]
    assert authors[1] == {"kind": "user", "id": None, "name": "Maya"}
    answer = send(theirs, past(source_id="2", assignee_email="agent@northwind.example"))
    assert codes(answer) == {"body.assignee_email": "unknown_user"}


def test_a_key_imports_that_may_change_settings(boss: Desk, admin: Desk, product: MemoryLambdesk) -> None:
    for scope, status in (("settings.write", 201), ("tickets.write", 403)):
        made = admin.send("POST", "/v1/api-keys", {"name": scope, "scopes": [scope]}, {"Idempotency-Key": scope})
        key = Desk(product).elsewhere(made.json["secret"])
        assert send(key, past()).status == status


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"created_at": clock.to_text(clock.now() + timedelta(days=1))}, {"body.created_at": "out_of_range"}),
        ({"changes": [{"at": moment(-1), "state": "open"}]}, {"body.changes.0.at": "out_of_range"}),
        ({"changes": [{"at": moment(1), "state": "solved"}]}, {"body.changes.0.state": "unknown_value"}),
        ({"team_id": "team_x"}, {"body.team_id": "unknown_value"}),
        ({"assignee_email": "who@northwind.example"}, {"body.assignee_email": "unknown_user"}),
        ({"source": "Zen desk"}, {"body.source": "wrong_format"}),
        ({"state": "closed"}, {"body.state": "conflicting"}),
        (
            {"messages": [{"at": moment(1), "author": {"kind": "customer"}, "kind": "note", "body": "Hm."}]},
            {"body.messages.0.kind": "conflicting"},
        ),
        (
            {
                "messages": [{"at": moment(1), "author": {"kind": "customer"}, "body": "Hm."}] * (MESSAGES_LIMIT + 1),
            },
            {"body.messages": "too_long"},
        ),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(
    boss: Desk, told: dict[str, Any], wrong: dict[str, str], written: Callable[[], Any]
) -> None:
    before = written()
    assert codes(send(boss, past(**told))) == wrong
    assert written() == before


def test_a_customer_who_wrote_too_takes_part(boss: Desk) -> None:
    author = {"kind": "customer", "email": "Cy@customer.example", "name": "Cy"}
    send(boss, past(messages=[{"at": moment(1), "author": author, "body": "Mine, too."}]))
    people = boss.get("/v1/tickets/1").json["ticket"]["participants"]
    assert [(each["email"], each["role"]) for each in people] == [
        ("bo@customer.example", "requester"),
        ("cy@customer.example", "cc"),
    ]


class Failing(MemoryTicketStore):
    """Takes so many commits, and then none any more."""

    left = 0

    def commit(self, tenant: str, changes: ChangeSet) -> None:
        if not self.left:
            raise Unavailable
        self.left -= 1
        super().commit(tenant, changes)


LONG = [{"at": moment(each / 100), "author": {"kind": "customer"}, "body": f"No. {each}"} for each in range(1, 300)]


@pytest.mark.parametrize("taken", range(5))
def test_what_was_cut_off_is_finished_by_the_same_call(product: MemoryLambdesk, boss: Desk, taken: int) -> None:
    whole, store = product.ticket_store, Failing(product.state)
    store.left = taken
    product.__dict__["ticket_store"] = store
    assert send(boss, past(messages=LONG, changes=[])).status == 503
    product.__dict__["ticket_store"] = whole
    del product.importing
    assert boss.get("/v1/tickets/1").status == 404
    if taken:
        assert send(boss, past(messages=LONG[:-1], changes=[])).code == "conflict"
    done = send(boss, past(messages=LONG, changes=[]))
    assert (done.status, done.json["message_count"]) == (201, 300)
    number = done.json["number"]
    tenant = boss.get("/v1/me").json["tenant"]["id"]
    said = whole.messages(tenant, number)
    assert [each.body for each in said] == ["Dark.", *(each["body"] for each in LONG)]
    facts = [each.data["message_id"] for each in whole.history(tenant, number) if each.type == "message.created"]
    assert facts == [each.id for each in said]
    assert send(boss, past(messages=LONG, changes=[])).status == 200
