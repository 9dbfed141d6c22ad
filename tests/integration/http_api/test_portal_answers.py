"""What customers send at the portal: files with an answer, and more to say on a request that is closed or merged."""

import base64
import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from lambdesk.channels.portal.schemas import PortalMessageCreated, PortalThread
from lambdesk.conversations.schemas import Upload
from lambdesk.identity.model import Permission
from tests.integration.http_api.test_portal import Visitor
from tests.integration.http_api.test_relations import change
from tests.support.desk import Desk, MemoryLambdesk, Reply, context

BOB = "bob@customer.example"


@pytest.fixture
def ana(product: MemoryLambdesk, desk: Desk) -> Visitor:
    """Somebody who is signed in and has a request."""
    desk.open_ticket("Broken lamp")
    visitor = Visitor(product)
    assert visitor.sign_in().status == 201
    return visitor


@pytest.fixture
def close(product: MemoryLambdesk, desk: Desk) -> Callable[[int], None]:
    def closed(number: int) -> None:
        change(desk, "PATCH", str(number), {"state": "resolved"})
        product.tickets.confirm(context(desk.get("/v1/me").json["tenant"]["id"]), number)

    return closed


def put(ana: Visitor, data: bytes = b"hello", arrives: bool = True, **changed: Any) -> str:
    """A file on its way, there already unless it never arrives."""
    sha256 = base64.b64encode(hashlib.sha256(data).digest()).decode()
    file = {"name": "photo.txt", "media_type": "text/plain", "size": len(data), "sha256": sha256}
    answer = ana.send("POST", "/v1/portal/uploads", file | changed)
    assert answer.status == 201, answer.text
    place = Upload.model_validate(answer.json)
    if arrives:
        ana.product.content.kept[place.url.removeprefix("http://upload.example/").partition("?")[0]] = data
    return place.upload_id


def say(ana: Visitor, body: str = "", *files: str, number: int = 1, key: str = "k") -> Reply:
    return ana.send("POST", f"/v1/portal/tickets/{number}/messages", {"body": body, "attachments": list(files)}, key)


def said(answer: Reply) -> PortalMessageCreated:
    assert answer.status == 201, answer.text
    return PortalMessageCreated.model_validate(answer.json)


def thread(ana: Visitor, number: int = 1) -> PortalThread:
    return PortalThread.model_validate(ana.get(f"/v1/portal/tickets/{number}").json)


def errors(answer: Reply) -> list[tuple[str, str]]:
    return [(each["field"], each["code"]) for each in answer.json["errors"]]


def test_files_come_with_an_answer_or_are_one(ana: Visitor, desk: Desk) -> None:
    said(say(ana, "Look.", put(ana)))
    said(say(ana, "", put(ana, b"other", name="second.txt"), key="k2"))
    seen = thread(ana).messages
    assert [(each.body, [file.name for file in each.attachments]) for each in seen[1:]] == [
        ("Look.", ["photo.txt"]),
        ("", ["second.txt"]),
    ]
    answer = ana.get(f"/v1/portal/tickets/1/messages/{seen[1].id}/attachments/0")
    assert (answer.status, "url" in answer.json) == (200, True)
    theirs = desk.get("/v1/tickets/1").json["messages"][1]["attachments"]
    assert [(each["name"], each["size"]) for each in theirs] == [("photo.txt", 5)]


def test_the_same_files_are_refused_as_at_the_desk(ana: Visitor, foreign: Desk) -> None:
    assert say(ana).status == 422
    assert errors(say(ana, "a", "made up")) == [("body.attachments.0", "upload_unknown")]
    assert errors(say(ana, "a", put(ana, arrives=False))) == [("body.attachments.0", "upload_missing")]
    assert errors(say(ana, "a", put(ana, b"#!/bin/sh"))) == [("body.attachments.0", "type_refused")]
    told = {"name": "setup.exe", "media_type": "text/plain", "size": 1, "sha256": "A" * 43 + "="}
    assert errors(ana.send("POST", "/v1/portal/uploads", told)) == [("body.name", "type_refused")]
    huge = told | {"name": "a.txt", "size": 25 * 1024 * 1024 + 1}
    assert errors(ana.send("POST", "/v1/portal/uploads", huge)) == [("body.size", "too_large")]
    theirs = foreign.send("POST", "/v1/uploads", told | {"name": "a.txt"}).json["upload_id"]
    assert errors(say(ana, "a", theirs)) == [("body.attachments.0", "upload_unknown")]
    assert len(thread(ana).messages) == 1
    assert Visitor(ana.product).send("POST", "/v1/portal/uploads", told).code == "unauthenticated"


def test_what_is_closed_is_followed_up_once(ana: Visitor, desk: Desk, close: Callable[[int], None]) -> None:
    change(desk, "PATCH", "1", {"priority": "high", "tags": ["lamp"]})
    note = {"kind": "note", "body": "SECRET of ours"}
    desk.send("POST", "/v1/tickets/1/messages", note, {"Idempotency-Key": "n"})
    close(1)
    assert thread(ana).answer == "follows_up"
    file = put(ana)
    again = [said(say(ana, "Dark again.", file)) for _ in range(2)]
    assert {each.number for each in again} == {2}
    view = desk.get("/v1/tickets/2").json
    ticket = view["ticket"]
    assert (ticket["subject"], ticket["priority"], ticket["tags"]) == ("Broken lamp", "high", ["lamp"])
    assert (ticket["follow_up_of"], ticket["channel"], ticket["state"]) == (1, "web", "new")
    assert [(each["body_text"], len(each["attachments"])) for each in view["messages"]] == [("Dark again.", 1)]
    shown = ana.get("/v1/portal/tickets/2")
    assert (shown.json["goes_on_from"], shown.json["answer"]) == (1, "continues")
    assert "SECRET" not in shown.text
    assert desk.get("/v1/tickets/1").json["ticket"]["state"] == "closed"
    assert [each["number"] for each in ana.get("/v1/portal/tickets").json["items"]] == [2, 1]


def test_within_the_reopen_window_it_opens_again(
    ana: Visitor, desk: Desk, join: Callable[..., Desk], close: Callable[[int], None]
) -> None:
    admin = join(permissions=Permission)
    settings = admin.get("/v1/settings/tickets")
    admin.send("PATCH", "/v1/settings/tickets", {"reopen_days": 3}, {"If-Match": settings.headers["etag"]})
    close(1)
    assert thread(ana).answer == "reopens"
    assert said(say(ana, "Dark again.")).number == 1
    assert desk.get("/v1/tickets/1").json["ticket"]["state"] == "reopened"


def test_a_request_that_was_merged_goes_on_in_the_other_one(
    ana: Visitor, desk: Desk, close: Callable[[int], None]
) -> None:
    desk.open_ticket("Broken lamp, once more")
    change(desk, "POST", "1/merge", {"into": 2})
    assert thread(ana).goes_on_in == 2
    assert said(say(ana, "Still dark.")).number == 2
    assert thread(ana, 2).messages[-1].body == "Still dark."
    close(2)
    assert thread(ana).answer == "follows_up"
    assert said(say(ana, "Dark again.", key="k2")).number == 3
    assert thread(ana, 3).goes_on_from == 2


def test_nothing_of_somebody_elses_request_is_seen_through_a_merge(
    ana: Visitor, desk: Desk, close: Callable[[int], None]
) -> None:
    desk.open_ticket("Lamp of BOB", body="BOB has words.", requester={"email": BOB})
    change(desk, "POST", "1/merge", {"into": 2})
    assert said(say(ana, "Still dark.", put(ana))).number == 1
    seen = ana.get("/v1/portal/tickets/1")
    assert [each["body"] for each in seen.json["messages"]] == ["It is dark.", "Still dark."]
    assert seen.json["goes_on_in"] is None
    file = ana.get(f"/v1/portal/tickets/1/messages/{seen.json['messages'][1]['id']}/attachments/0")
    assert file.status == 200
    theirs = desk.get("/v1/tickets/2").json["messages"]
    assert theirs[-1]["body_text"] == "Still dark."
    bobs = next(each["id"] for each in theirs if "BOB" in each["body_text"])
    assert ana.get(f"/v1/portal/tickets/1/messages/{bobs}/attachments/0").code == "not_found"
    close(2)
    assert said(say(ana, "Dark again.", key="k2")).number == 3
    follow_up = ana.get("/v1/portal/tickets/3")
    assert (follow_up.json["ticket"]["subject"], follow_up.json["goes_on_from"]) == ("Broken lamp", 1)
    assert "BOB" not in seen.text + follow_up.text
    for path in ("/v1/portal/tickets/2", f"/v1/portal/tickets/2/messages/{bobs}/attachments/0"):
        assert ana.get(path).code == "not_found"
