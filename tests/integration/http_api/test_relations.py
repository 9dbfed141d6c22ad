"""Snoozes, watchers and links through the door."""

from datetime import timedelta
from typing import Any

import pytest

from functions.http_api.problems import ChildAnswers
from lambdesk.kit import clock
from lambdesk.kit.text import digest
from lambdesk.tickets.schemas import RelatedTickets, Ticket, TicketView
from tests.support.desk import Desk, MemoryLambdesk, Reply


def change(desk: Desk, method: str, path: str, body: Any = None, version: int = 1) -> Reply:
    return desk.send(method, f"/v1/tickets/{path}", body, {"If-Match": f'"{version}"'})


def soon() -> str:
    return clock.to_text(clock.now() + timedelta(hours=1))


def numbers(desk: Desk, queue: str) -> list[int]:
    return [row["number"] for row in desk.get("/v1/tickets", f"queue={queue}").json["items"]]


@pytest.mark.parametrize("body", [{"until": soon()}, {"until": None, "until_reply": True}])
def test_a_ticket_is_snoozed_and_taken_back(desk: Desk, body: dict[str, Any]) -> None:
    desk.open_ticket()
    answer = change(desk, "PUT", "1/snooze", body)
    Ticket.model_validate(answer.json)
    assert (answer.status, answer.headers["etag"]) == (200, '"2"')
    assert answer.json["snoozed_until"] == body.get("until")
    assert (numbers(desk, "open"), numbers(desk, "snoozed")) == ([], [1])
    assert desk.get("/v1/tickets", "assignee=none").json["items"] == []
    back = change(desk, "DELETE", "1/snooze", version=2)
    assert (back.json["snoozed_until"], back.json["snoozed_until_reply"]) == (None, False)
    assert (numbers(desk, "open"), numbers(desk, "snoozed")) == ([1], [])


def test_a_list_that_was_left_learns_of_a_snooze(desk: Desk) -> None:
    desk.open_ticket()
    since = clock.to_text(clock.now())
    change(desk, "PUT", "1/snooze", {"until": soon()})
    (row,) = desk.get("/v1/tickets/changes", f"since={since}").json["items"]
    assert row["snoozed_until"] is not None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "missing"),
        ({"until": "2020-01-01T00:00:00Z"}, "out_of_range"),
        ({"until": "9999-01-01T00:00:00Z"}, "out_of_range"),
        ({"until": "tomorrow"}, "wrong_format"),
        ({"until": "0001-01-01T00:00:00+14:00"}, "wrong_format"),
        ({"until": "2030-01-01T00:00:00"}, "wrong_format"),
        ({"until": 5}, "wrong_type"),
        ({"until_reply": None}, "wrong_type"),
    ],
)
def test_a_snooze_without_a_good_end_is_refused(desk: Desk, body: dict[str, Any], code: str) -> None:
    desk.open_ticket()
    answer = change(desk, "PUT", "1/snooze", body)
    assert (answer.status, [each["code"] for each in answer.json["errors"]]) == (422, [code])


def test_a_snooze_on_an_old_version_is_refused(desk: Desk) -> None:
    desk.open_ticket()
    assert change(desk, "PUT", "1/snooze", {"until_reply": True}, 7).code == "stale_version"
    assert change(desk, "DELETE", "1/snooze", version=7).code == "stale_version"
    assert desk.send("PUT", "/v1/tickets/1/snooze", {"until_reply": True}).code == "precondition_required"


def test_watching_needs_no_version_and_happens_once(desk: Desk) -> None:
    desk.open_ticket()
    me = desk.get("/v1/me").json["user"]["id"]
    for _ in range(2):
        answer = desk.send("PUT", "/v1/tickets/1/watch")
        assert (answer.status, answer.json["watchers"], answer.headers["etag"]) == (200, [me], '"2"')
    for _ in range(2):
        assert desk.send("DELETE", "/v1/tickets/1/watch").json["watchers"] == []


def test_a_link_stands_on_both_sides(desk: Desk) -> None:
    for subject in ("Printer", "Ink", "Paper"):
        desk.open_ticket(subject)
    answer = change(desk, "PUT", "1/links/TKT-0002", {"kind": "parent_of"})
    assert (answer.status, answer.json["links"]) == (200, [{"kind": "parent_of", "number": 2}])
    other = desk.get("/v1/tickets/2").json["ticket"]
    assert (other["links"], other["version"]) == ([{"kind": "child_of", "number": 1}], 2)
    change(desk, "PUT", "1/links/3", {"kind": "related"}, 2)
    related = desk.get("/v1/tickets/1/related").json
    RelatedTickets.model_validate(related)
    assert [(row["number"], row["subject"]) for row in related["items"]] == [(2, "Ink"), (3, "Paper")]
    gone = change(desk, "DELETE", "2/links/1", version=2)
    assert gone.json["links"] == []
    assert desk.get("/v1/tickets/1").json["ticket"]["links"] == [{"kind": "related", "number": 3}]


def test_a_second_parent_and_a_circle_are_refused(desk: Desk) -> None:
    for _ in range(3):
        desk.open_ticket()
    change(desk, "PUT", "1/links/2", {"kind": "parent_of"})
    change(desk, "PUT", "2/links/3", {"kind": "parent_of"}, 2)
    circle = change(desk, "PUT", "3/links/1", {"kind": "parent_of"}, 2)
    assert (circle.status, circle.code) == (409, "conflict")
    second = change(desk, "PUT", "1/links/3", {"kind": "parent_of"}, 2)
    assert (second.code, second.json["parent"]) == ("conflict", 2)
    assert change(desk, "PUT", "1/links/1", {"kind": "related"}, 2).code == "conflict"


def test_a_link_to_what_is_not_there_is_not_found(desk: Desk, foreign: Desk) -> None:
    desk.open_ticket()
    foreign.open_ticket()
    foreign.open_ticket()
    for other in ("2", "x", "0"):
        assert change(desk, "PUT", f"1/links/{other}", {"kind": "related"}).status == 404
        assert change(desk, "DELETE", f"1/links/{other}").status == 404
    assert desk.get("/v1/tickets/2/related").status == 404


def test_a_stale_link_is_refused_and_a_repeated_one_changes_nothing(desk: Desk, product: MemoryLambdesk) -> None:
    desk.open_ticket()
    desk.open_ticket()
    assert change(desk, "PUT", "1/links/2", {"kind": "blocks"}, 5).code == "stale_version"
    first = change(desk, "PUT", "1/links/2", {"kind": "blocks"})
    again = change(desk, "PUT", "1/links/2", {"kind": "blocks"}, 2)
    assert again.json == first.json
    other = change(desk, "PUT", "1/links/2", {"kind": "duplicates"}, 2)
    assert other.json["links"] == [{"kind": "duplicates", "number": 2}]
    assert desk.get("/v1/tickets/2").json["ticket"]["links"] == [{"kind": "duplicated_by", "number": 1}]


def say(desk: Desk, number: int, body: str, kind: str = "reply") -> dict[str, Any]:
    last = desk.get(f"/v1/tickets/{number}").json["ticket"]["last_message_id"]
    answer = desk.send(
        "POST", f"/v1/tickets/{number}/messages", {"kind": kind, "body": body, "last_seen_message_id": last},
        {"Idempotency-Key": digest(body)},
    )  # fmt: skip
    assert answer.status == 201
    said: dict[str, Any] = answer.json
    return said


def version(desk: Desk, number: int) -> int:
    found: int = desk.get(f"/v1/tickets/{number}").json["ticket"]["version"]
    return found


def test_a_merge_shows_both_and_is_undone(desk: Desk) -> None:
    desk.open_ticket("Printer")
    desk.open_ticket("Ink")
    say(desk, 2, "On it.")
    merged = change(desk, "POST", "1/merge", {"into": 2})
    Ticket.model_validate(merged.json)
    assert (merged.status, merged.json["number"], merged.json["merged"]) == (200, 2, [1])
    assert merged.headers["etag"] == f'"{version(desk, 2)}"'
    view = desk.get("/v1/tickets/2").json
    assert [each["number"] for each in view["messages"]] == [1, 2, 2]
    assert "ticket.merge_received" in [each["type"] for each in view["events"]]
    source = desk.get("/v1/tickets/1").json["ticket"]
    assert (source["state"], source["merged_into"], source["allowed_states"]) == ("closed", 2, [])
    assert [row["number"] for row in desk.get("/v1/tickets/1/related").json["items"]] == [2]
    back = change(desk, "DELETE", "1/merge", version=2)
    assert (back.status, back.json["number"], back.json["state"], back.json["merged_into"]) == (200, 1, "new", None)
    assert desk.get("/v1/tickets/2").json["ticket"]["merged"] == []
    assert [each["number"] for each in desk.get("/v1/tickets/2").json["messages"]] == [2, 2]


def test_merges_that_make_no_sense_are_refused(desk: Desk, foreign: Desk) -> None:
    for _ in range(4):
        desk.open_ticket()
    assert change(desk, "POST", "1/merge", {"into": 1}).code == "conflict"
    assert change(desk, "DELETE", "1/merge").code == "conflict"
    change(desk, "POST", "1/merge", {"into": 2})
    again = change(desk, "POST", "1/merge", {"into": 3}, 2)
    assert (again.code, again.json["merged_into"]) == ("conflict", 2)
    into_merged = change(desk, "POST", "3/merge", {"into": 1})
    assert (into_merged.code, into_merged.json["merged_into"]) == ("conflict", 2)
    assert change(desk, "POST", "2/merge", {"into": 1}, 2).code == "conflict"
    change(desk, "PATCH", "4", {"state": "spam"})
    assert change(desk, "POST", "3/merge", {"into": 4}).json["state"] == "spam"
    assert change(desk, "POST", "4/merge", {"into": 3}, 2).json["state"] == "spam"
    assert change(desk, "POST", "3/merge", {"into": 2}, 9).code == "stale_version"
    for _ in range(5):
        foreign.open_ticket()
    (wrong,) = change(desk, "POST", "3/merge", {"into": 5}).json["errors"]
    assert (wrong["field"], wrong["code"]) == ("body.into", "unknown_ticket")


def test_a_split_begins_a_ticket_once(desk: Desk, product: MemoryLambdesk) -> None:
    first = desk.open_ticket("Printer and ink")["messages"][0]["id"]
    note = say(desk, 1, "Two things.", "note")["message"]["id"]
    body = {"message_ids": [note, first], "subject": "Ink"}
    answer = desk.send("POST", "/v1/tickets/1/split", body, {"Idempotency-Key": "k"})
    assert (answer.status, answer.headers["location"], answer.headers["etag"]) == (201, "/v1/tickets/2", '"1"')
    TicketView.model_validate(answer.json)
    view = answer.json
    assert (view["ticket"]["subject"], view["ticket"]["split_from"], view["ticket"]["state"]) == ("Ink", 1, "new")
    assert [each["id"] for each in view["messages"]] == [first, note]
    assert view == desk.get("/v1/tickets/2").json
    source = desk.get("/v1/tickets/1").json
    assert len(source["messages"]) == 2
    assert source["events"][-1]["data"] == {"into": 2, "message_ids": [first, note]}
    again = desk.send("POST", "/v1/tickets/1/split", body, {"Idempotency-Key": "k"})
    assert (again.status, again.json, again.headers["idempotency-replayed"]) == (201, view, "true")
    other = desk.send("POST", "/v1/tickets/1/split", body | {"subject": "Paper"}, {"Idempotency-Key": "k"})
    assert other.code == "idempotency_mismatch"
    assert len(desk.get("/v1/tickets").json["items"]) == 2


def test_a_split_of_a_merged_tickets_message_works_from_the_target(desk: Desk) -> None:
    first = desk.open_ticket("Printer")["messages"][0]["id"]
    desk.open_ticket("Ink")
    change(desk, "POST", "1/merge", {"into": 2})
    body = {"message_ids": [first], "subject": "Printer again"}
    answer = desk.send("POST", "/v1/tickets/2/split", body, {"Idempotency-Key": "k"})
    assert (answer.status, answer.json["ticket"]["split_from"]) == (201, 2)


def test_a_split_without_a_customers_message_is_refused(desk: Desk, foreign: Desk) -> None:
    desk.open_ticket()
    note = say(desk, 1, "Hm.", "note")["message"]["id"]
    theirs = foreign.open_ticket()["messages"][0]["id"]
    for ids, code in (
        ([note], "no_customer_message"), ([theirs], "unknown_message"), ([], "too_short"), ([note] * 51, "too_long"),
    ):  # fmt: skip
        body = {"message_ids": ids, "subject": "Ink"}
        answer = desk.send("POST", "/v1/tickets/1/split", body, {"Idempotency-Key": "k"})
        assert [each["code"] for each in answer.json["errors"]] == [code]
    assert len(desk.get("/v1/tickets").json["items"]) == 1


def test_children_are_answered_each_for_itself_and_once(desk: Desk) -> None:
    for _ in range(4):
        desk.open_ticket()
    for child in (2, 3, 4):
        change(desk, "PUT", f"1/links/{child}", {"kind": "parent_of"}, version(desk, 1))
    change(desk, "PATCH", "3", {"state": "spam"}, version(desk, 3))
    body = {"body": "Mended.", "state_after": "resolved"}
    answer = desk.send("POST", "/v1/tickets/1/children/messages", body, {"Idempotency-Key": "k"})
    ChildAnswers.model_validate(answer.json)
    assert [(each["number"], each["ok"]) for each in answer.json["items"]] == [(2, True), (3, False), (4, True)]
    assert answer.json["items"][1]["problem"]["code"] == "conflict"
    assert desk.get("/v1/tickets/2").json["ticket"]["state"] == "resolved"
    change(desk, "PATCH", "3", {"state": "new"}, version(desk, 3))
    again = desk.send("POST", "/v1/tickets/1/children/messages", body, {"Idempotency-Key": "k"})
    assert all(each["ok"] for each in again.json["items"])
    said = [len(desk.get(f"/v1/tickets/{child}").json["messages"]) for child in (2, 3, 4)]
    assert said == [2, 2, 2]
    ids = {desk.get(f"/v1/tickets/{child}").json["messages"][-1]["id"] for child in (2, 3, 4)}
    assert len(ids) == 3
    other = desk.send("POST", "/v1/tickets/1/children/messages", {"body": "No."}, {"Idempotency-Key": "k"})
    assert other.code == "idempotency_mismatch"


def test_children_are_answered_in_rich_text_that_is_clean(desk: Desk) -> None:
    for _ in range(2):
        desk.open_ticket()
    change(desk, "PUT", "1/links/2", {"kind": "parent_of"}, version(desk, 1))
    markup = "<p>It is <b>mended</b>.</p><script>alert(1)</script>"
    for number, (body, code) in enumerate(
        (({"html": markup}, None), ({"html": "<br>"}, "blank"), ({}, "conflicting"),
         ({"html": markup, "body": "Both"}, "conflicting")),
    ):  # fmt: skip
        answer = desk.send("POST", "/v1/tickets/1/children/messages", body, {"Idempotency-Key": f"k{number}"})
        assert [each["code"] for each in answer.json.get("errors", [])] == ([code] if code else [])
    said = desk.get("/v1/tickets/2").json["messages"][1:]
    assert [(each["html"], each["body_text"]) for each in said] == [("<p>It is <b>mended</b>.</p>", "It is mended.")]
