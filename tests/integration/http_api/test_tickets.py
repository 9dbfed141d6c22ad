"""Tickets through the door: lists, the whole view, changes."""

import json
from typing import Any

import pytest

from lambdesk.identity import service
from lambdesk.identity.decide import NewUser
from lambdesk.identity.model import AGENT
from lambdesk.tickets.schemas import Row, RowPage, Ticket, TicketView
from tests.support.desk import PASSWORD, Desk, MemoryLambdesk, Reply, context


def change(desk: Desk, number: int, body: dict[str, Any], version: int) -> Reply:
    return desk.send("PATCH", f"/v1/tickets/{number}", body, {"If-Match": f'"{version}"'})


def assign(desk: Desk, number: int, user_id: str | None, version: int) -> Reply:
    return desk.send("PUT", f"/v1/tickets/{number}/assignment", {"assignee_id": user_id}, {"If-Match": f'"{version}"'})


def me(desk: Desk) -> str:
    user_id: str = desk.get("/v1/me").json["user"]["id"]
    return user_id


def test_a_ticket_is_opened_in_a_customers_name(desk: Desk) -> None:
    body = {
        "subject": "Broken lamp",
        "body": "It is dark.\nVery.",
        "requester": {"email": "Ana@Customer.example", "name": "Ana"},
        "priority": "high",
    }
    answer = desk.send("POST", "/v1/tickets", body, {"Idempotency-Key": "k"})
    assert (answer.status, answer.headers["location"], answer.headers["etag"]) == (201, "/v1/tickets/1", '"1"')
    view = answer.json
    TicketView.model_validate(view)
    assert view["ticket"]["label"] == "TKT-0001"
    assert (view["ticket"]["state"], view["ticket"]["priority"]) == ("new", "high")
    assert view["ticket"]["requester"] == {
        "id": view["ticket"]["participants"][0]["id"], "name": "Ana", "email": "ana@customer.example",
    }  # fmt: skip
    assert [message["body_text"] for message in view["messages"]] == ["It is dark.\nVery."]
    told = ["ticket.created", "message.created", "sla.clock_started", "ticket.timer_moved"]
    assert [event["type"] for event in view["events"]] == told
    assert view["events"][0]["actor"] == {"kind": "user", "id": me(desk)}
    assert view == desk.get("/v1/tickets/1").json


def test_a_repeated_key_opens_no_second_ticket(desk: Desk) -> None:
    body = {"subject": "Lamp", "body": "Dark.", "requester": {"email": "ana@customer.example"}}
    first = desk.send("POST", "/v1/tickets", body, {"Idempotency-Key": "k"})
    again = desk.send("POST", "/v1/tickets", json.dumps(body, indent=1), {"Idempotency-Key": "k"})
    assert (again.status, again.json, again.headers["etag"]) == (201, first.json, '"1"')
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert len(desk.get("/v1/tickets").json["items"]) == 1
    other = desk.send("POST", "/v1/tickets", {**body, "body": "Bright."}, {"Idempotency-Key": "k"})
    assert (other.status, other.code) == (422, "idempotency_mismatch")


def test_a_key_belongs_to_its_user(product: MemoryLambdesk, desk: Desk) -> None:
    """Two agents who count their requests alike do not get each other's tickets."""
    tenant = desk.get("/v1/me").json["tenant"]["id"]
    newcomer = NewUser("second@northwind.example", "Second", AGENT)
    second = service.create_user(product.identity_store, product.user_pool, context(tenant), newcomer, PASSWORD)
    body = {"subject": "Lamp", "body": "Dark.", "requester": {"email": "ana@customer.example"}}
    for each in (desk, Desk(product, tenant, second.id)):
        assert each.send("POST", "/v1/tickets", body, {"Idempotency-Key": "1"}).status == 201
    assert len(desk.get("/v1/tickets").json["items"]) == 2


@pytest.mark.parametrize("name", ["1", "0001", "TKT-0001", "tkt-1", "Tkt-00001"])
def test_a_ticket_answers_to_number_and_label(desk: Desk, name: str) -> None:
    desk.open_ticket()
    answer = desk.get(f"/v1/tickets/{name}")
    assert (answer.status, answer.headers["etag"]) == (200, '"1"')


def test_a_list_is_what_the_description_says_though_nobody_parsed_it(desk: Desk) -> None:
    desk.open_ticket('Ünïcode "quotes" \\ and 🎉 </script>')
    page = desk.get("/v1/tickets")
    RowPage.model_validate(page.json)
    assert set(page.json["items"][0]) == set(Row.model_fields)
    assert page.json["items"][0]["subject"] == 'Ünïcode "quotes" \\ and 🎉 </script>'


def test_pages_follow_each_other_without_gap_or_repetition(desk: Desk) -> None:
    for index in range(7):
        desk.open_ticket(f"No {index}")
    seen, cursor = [], ""
    for _ in range(4):
        page = desk.get("/v1/tickets", f"limit=2{cursor and f'&cursor={cursor}'}").json
        seen += [row["number"] for row in page["items"]]
        cursor = page["next_cursor"]
    assert cursor is None
    assert seen == [7, 6, 5, 4, 3, 2, 1]


def test_queues_follow_the_state(desk: Desk) -> None:
    for state in ("open", "pending", "on_hold", "resolved", "spam"):
        number = desk.open_ticket(state)["ticket"]["number"]
        assert change(desk, number, {"state": state}, 1).status == 200
    shown = {
        queue: [row["subject"] for row in desk.get("/v1/tickets", f"queue={queue}").json["items"]]
        for queue in ("open", "paused", "resolved", "closed", "spam")
    }
    assert shown == {
        "open": ["open"], "paused": ["on_hold", "pending"], "resolved": ["resolved"], "closed": [], "spam": ["spam"],
    }  # fmt: skip


def test_what_is_no_spam_goes_back_where_it_was(desk: Desk) -> None:
    desk.open_ticket()
    assert change(desk, 1, {"state": "spam"}, 1).json["allowed_states"] == ["new"]
    assert change(desk, 1, {"state": "open"}, 2).json["allowed"] == ["new"]
    assert change(desk, 1, {"state": "new"}, 2).json["state"] == "new"
    told = [each["data"] for each in desk.get("/v1/tickets/1").json["events"] if each["type"] == "ticket.state_changed"]
    assert told[-1]["reason"] == "not_spam"
    assert desk.get("/v1/tickets", "queue=spam").json["items"] == []
    assert [row["number"] for row in desk.get("/v1/tickets", "assignee=none").json["items"]] == [1]


def test_work_is_listed_by_urgency_for_whom_it_is(desk: Desk) -> None:
    for priority in ("low", "urgent", "normal"):
        desk.open_ticket(priority, priority=priority)
    assert [row["subject"] for row in desk.get("/v1/tickets", "assignee=none").json["items"]] == [
        "urgent", "normal", "low",
    ]  # fmt: skip
    assign(desk, 3, me(desk), 1)
    for owner in ("me", me(desk)):
        assert [row["subject"] for row in desk.get("/v1/tickets", f"assignee={owner}").json["items"]] == ["normal"]


def test_a_change_answers_with_the_ticket_and_its_version(desk: Desk) -> None:
    desk.open_ticket()
    answer = change(desk, 1, {"state": "pending", "priority": "urgent", "subject": "  New\nname "}, 1)
    assert (answer.status, answer.headers["etag"]) == (200, '"2"')
    Ticket.model_validate(answer.json)
    assert answer.json["subject"] == "New name"
    assert answer.json["allowed_states"] == ["open", "on_hold", "resolved", "spam"]
    assert answer.json == desk.get("/v1/tickets/1").json["ticket"]


def test_a_weak_tag_names_the_same_version(desk: Desk) -> None:
    """Proxies that compress mark tags as weak."""
    desk.open_ticket()
    answer = desk.send("PATCH", "/v1/tickets/1", {"state": "open"}, {"If-Match": 'W/"1"'})
    assert answer.headers["etag"] == '"2"'


def test_a_change_that_changes_nothing_keeps_the_version(desk: Desk) -> None:
    desk.open_ticket()
    for body in ({}, {"priority": "normal"}, {"subject": "Broken lamp"}):
        assert change(desk, 1, body, 1).headers["etag"] == '"1"'


def test_the_second_of_two_writers_learns_the_version(desk: Desk) -> None:
    desk.open_ticket()
    change(desk, 1, {"state": "open"}, 1)
    answer = change(desk, 1, {"state": "pending"}, 1)
    assert (answer.status, answer.code, answer.json["current_version"]) == (412, "stale_version", 2)


def test_an_illegal_transition_names_the_legal_ones(desk: Desk) -> None:
    desk.open_ticket()
    answer = change(desk, 1, {"state": "reopened"}, 1)
    assert (answer.status, answer.code, answer.json["state"]) == (409, "illegal_transition", "new")
    assert answer.json["allowed"] == ["open", "pending", "on_hold", "resolved", "spam"]


def test_a_ticket_is_given_to_a_colleague_and_back(desk: Desk) -> None:
    desk.open_ticket()
    given = assign(desk, 1, me(desk), 1)
    assert (given.json["assignee_id"], given.json["state"]) == (me(desk), "open")
    returned = assign(desk, 1, None, 2)
    assert (returned.json["assignee_id"], returned.headers["etag"]) == (None, '"3"')
