"""Snoozes, watchers and links through the door."""

from datetime import timedelta
from typing import Any

import pytest

from lambdesk.kit import clock
from lambdesk.tickets.schemas import RelatedTickets, Ticket
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
