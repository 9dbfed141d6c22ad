"""Who may not see a ticket finds none, by whatever way they come."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lambdesk.identity.model import Reach
from lambdesk.kit import clock, ids
from lambdesk.tickets.commands import ApplyDue
from tests.integration.http_api.test_every_route import ON_A_TICKET, call, is_problem
from tests.support.desk import Desk, Reply, context

LIMITED = [Reach.TEAMS, Reach.ASSIGNED]
Join = Callable[..., Desk]


def who(desk: Desk) -> str:
    user_id: str = desk.get("/v1/me").json["user"]["id"]
    return user_id


def give(desk: Desk, number: int, user: str | None) -> None:
    version = desk.get(f"/v1/tickets/{number}").json["ticket"]["version"]
    path, headers = f"/v1/tickets/{number}/assignment", {"If-Match": f'"{version}"'}
    assert desk.send("PUT", path, {"assignee_id": user}, headers).status == 200


def warn(desk: Desk, number: int) -> None:
    """Lets the moment of a ticket's warning come."""
    ctx = context(desk.get("/v1/me").json["tenant"]["id"], clock.now() + timedelta(hours=7))
    desk.product.tickets.apply_due(ctx, number, ApplyDue())


def shape(answer: Reply) -> dict[str, Any]:
    found: dict[str, Any] = answer.json
    return found


@pytest.mark.parametrize("operation", ON_A_TICKET)
@pytest.mark.parametrize("reach", LIMITED)
def test_a_ticket_out_of_reach_is_as_one_that_is_not_there(
    desk: Desk, join: Join, operation: str, reach: Reach, written: Callable[[], Any]
) -> None:
    limited = join(reach, teams=("team_other",))
    nothing = call(limited, operation)
    message = desk.open_ticket()["messages"][0]["id"]
    desk.open_ticket()
    before = written()
    hidden = call(limited, operation, message)
    assert is_problem(hidden, 404)
    assert shape(hidden) == shape(nothing)
    assert written() == before


@pytest.mark.parametrize("operation", ON_A_TICKET)
def test_who_has_a_ticket_finds_it_by_every_way(desk: Desk, join: Join, operation: str) -> None:
    limited = join(Reach.ASSIGNED)
    message = desk.open_ticket()["messages"][0]["id"]
    desk.open_ticket()
    for number in (1, 2):
        give(desk, number, who(limited))
    answer, all_ = call(limited, operation, message), call(desk, operation, message)
    same = {answer.status, all_.status}
    assert 404 not in same or len(same) == 1


def test_lists_show_what_is_within_reach_and_their_cursors_go_on(desk: Desk, join: Join) -> None:
    limited = join(Reach.ASSIGNED)
    for index in range(12):
        number = desk.open_ticket()["ticket"]["number"]
        if index % 3 == 0:
            give(desk, number, who(limited))
        warn(desk, number)
    for query in ("queue=open", "queue=at_risk", f"assignee={who(limited)}", "assignee=me"):
        found, cursor = [], ""
        for _ in range(6):
            page = limited.get("/v1/tickets", f"limit=2&{query}{cursor}").json
            found += [row["number"] for row in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = f"&cursor={page['next_cursor']}"
        assert sorted(found) == [1, 4, 7, 10], query
    assert limited.get("/v1/tickets", "assignee=none").json["items"] == []
    foreign_cursor = desk.get("/v1/tickets", "limit=1").json["next_cursor"]
    assert {row["number"] for row in limited.get("/v1/tickets", f"cursor={foreign_cursor}").json["items"]} <= {
        1,
        4,
        7,
        10,
    }


def test_a_list_of_little_within_reach_stops_and_says_so(desk: Desk, join: Join) -> None:
    limited = join(Reach.TEAMS)
    for _ in range(12):
        desk.open_ticket()
    page = limited.get("/v1/tickets", "limit=1").json
    assert (page["items"], page["partial"]) == ([], True)
    assert limited.get("/v1/tickets", f"limit=1&cursor={page['next_cursor']}").json == {
        "items": [], "next_cursor": None, "partial": False,
    }  # fmt: skip


def test_what_changed_out_of_reach_is_not_told_but_asks_for_a_fetch(desk: Desk, join: Join) -> None:
    limited = join(Reach.ASSIGNED)
    since = desk.get("/v1/tickets/changes", "since=2020-01-01T00:00:00Z").json["watermark"]
    desk.open_ticket("Mine")
    give(desk, 1, who(limited))
    told = limited.get("/v1/tickets/changes", f"since={since}").json
    assert ([row["subject"] for row in told["items"]], told["refetch"]) == (["Mine"], False)
    desk.open_ticket("Secret")
    told = limited.get("/v1/tickets/changes", f"since={since}").json
    assert (told["items"], told["refetch"]) == ([], True)


def test_an_export_has_what_is_within_reach(desk: Desk, join: Join) -> None:
    limited = join(Reach.ASSIGNED)
    desk.open_ticket("Secret")
    desk.open_ticket("Mine")
    give(desk, 2, who(limited))
    sheet = limited.get("/v1/tickets/export")
    assert (sheet.status, "Mine" in sheet.text, "Secret" in sheet.text) == (200, True, False)
    assert sheet.headers["export-complete"] == "true"


def test_other_tickets_are_no_targets_and_are_not_named_by_their_rows(
    desk: Desk, join: Join, written: Callable[[], Any]
) -> None:
    limited = join(Reach.ASSIGNED)
    for _ in range(3):
        desk.open_ticket()
    give(desk, 1, who(limited))
    version = desk.get("/v1/tickets/1").json["ticket"]["version"]
    tag = {"If-Match": f'"{version}"'}
    before = written()
    for other in (2, 999):
        answer = limited.send("POST", "/v1/tickets/1/merge", {"into": other}, tag)
        assert (answer.status, answer.json["errors"][0]["code"]) == (422, "unknown_ticket")
        assert limited.send("PUT", f"/v1/tickets/1/links/{other}", {"kind": "related"}, tag).status == 404
        assert limited.send("DELETE", f"/v1/tickets/1/links/{other}", None, tag).status == 404
    assert written() == before
    assert desk.send("PUT", "/v1/tickets/1/links/2", {"kind": "related"}, tag).status == 200
    assert limited.get("/v1/tickets/1/related").json == {"items": []}
    assert [row["number"] for row in desk.get("/v1/tickets/1/related").json["items"]] == [2]


def test_a_reply_to_children_reaches_those_within_reach(desk: Desk, join: Join) -> None:
    limited = join(Reach.ASSIGNED)
    for _ in range(3):
        desk.open_ticket()
    for child in (2, 3):
        version = desk.get("/v1/tickets/1").json["ticket"]["version"]
        path, tag = f"/v1/tickets/1/links/{child}", {"If-Match": f'"{version}"'}
        assert desk.send("PUT", path, {"kind": "parent_of"}, tag).status == 200
    for mine in (1, 2):
        give(desk, mine, who(limited))
    hidden = desk.get("/v1/tickets/3").json
    key = {"Idempotency-Key": ids.new_seed()}
    answer = limited.send("POST", "/v1/tickets/1/children/messages", {"body": "Solved."}, key)
    assert [(each["number"], each["ok"]) for each in answer.json["items"]] == [(2, True), (3, False)]
    assert answer.json["items"][1]["problem"]["code"] == "not_found"
    assert desk.get("/v1/tickets/3").json == hidden


def test_a_merged_ticket_is_seen_with_the_one_it_goes_on_in_and_parted_by_who_sees_both(desk: Desk, join: Join) -> None:
    limited = join(Reach.ASSIGNED)
    said = desk.open_ticket()["messages"][0]["id"]
    desk.open_ticket()
    give(desk, 2, who(limited))
    tag = {"If-Match": f'"{desk.get("/v1/tickets/1").json["ticket"]["version"]}"'}
    assert desk.send("POST", "/v1/tickets/1/merge", {"into": 2}, tag).status == 200
    assert limited.get(f"/v1/tickets/1/messages/{said}/body").status == 200
    give(desk, 2, None)
    assert limited.get("/v1/tickets/1").status == 404
    desk.open_ticket()
    give(desk, 3, who(limited))
    mine = {"If-Match": f'"{desk.get("/v1/tickets/3").json["ticket"]["version"]}"'}
    assert desk.send("POST", "/v1/tickets/3/merge", {"into": 2}, mine).status == 200
    source = limited.get("/v1/tickets/3")
    assert source.status == 200
    refused = limited.send("DELETE", "/v1/tickets/3/merge", None, {"If-Match": source.headers["etag"]})
    assert refused.code == "forbidden"


def test_a_canned_response_is_not_filled_in_from_a_ticket_out_of_reach(desk: Desk, join: Join) -> None:
    limited = join(Reach.ASSIGNED)
    desk.open_ticket("Secret")
    body = {"name": "Hi", "bodies": {"en": "<p>{{ ticket.subject }}"}}
    made = limited.send("POST", "/v1/canned-responses", body, {"Idempotency-Key": "k"}).json
    path = f"/v1/canned-responses/{made['id']}/rendering"
    hidden, none = (limited.send("POST", path, {"number": number}) for number in (1, 999))
    assert hidden.status == 404
    assert hidden.json == none.json


def test_a_repeated_call_shows_nothing_that_went_out_of_reach(desk: Desk, join: Join) -> None:
    limited = join(Reach.ASSIGNED)
    body = {"subject": "Lamp", "body": "Dark.", "requester": {"email": "bo@customer.example"}}
    key = {"Idempotency-Key": "once"}
    assert limited.send("POST", "/v1/tickets", body, key).status == 201
    assert limited.send("POST", "/v1/tickets", body, key).status == 404
    give(desk, 1, who(limited))
    again = limited.send("POST", "/v1/tickets", body, key)
    assert (again.status, json.loads(again.text)["ticket"]["number"]) == (201, 1)
