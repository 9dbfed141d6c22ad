"""Rich replies, files, undo, send later and drafts through the door."""

import base64
import hashlib
from datetime import timedelta
from typing import Any

import pytest

from lambdesk.conversations.schemas import Draft, Drafts, Upload
from lambdesk.kit import clock
from lambdesk.tickets.schemas import MessageCreated, MessageRecalled
from tests.support.desk import Desk, MemoryLambdesk, Reply


def upload(product: MemoryLambdesk, desk: Desk, name: str = "a.txt", data: bytes = b"hello", **changed: Any) -> str:
    """A file that arrived, unless `data` is empty."""
    body = {
        "name": name,
        "media_type": "text/plain",
        "size": len(data) or 1,
        "sha256": base64.b64encode(hashlib.sha256(data).digest()).decode(),
    }
    answer = desk.send("POST", "/v1/uploads", body | changed)
    assert answer.status == 201, answer.text
    Upload.model_validate(answer.json)
    if data:
        product.content.kept[answer.json["url"].removeprefix("http://upload.example/").partition("?")[0]] = data
    found: str = answer.json["upload_id"]
    return found


def reply(desk: Desk, key: str = "key-1", **body: Any) -> Reply:
    last = desk.get("/v1/tickets/1").json["ticket"]["last_message_id"]
    said = {"kind": "reply", "last_seen_message_id": last, **body}
    return desk.send("POST", "/v1/tickets/1/messages", said, {"Idempotency-Key": key})


def errors(answer: Reply) -> list[tuple[str, str]]:
    assert (answer.status, answer.code) == (422, "invalid"), answer.text
    return [(each["field"], each["code"]) for each in answer.json["errors"]]


def draft(desk: Desk, whose: str = "mine", number: int = 1, **body: Any) -> Reply:
    written = {"kind": "reply", "body": "Dear", **body}
    return desk.send("PUT", f"/v1/tickets/{number}/drafts/{whose}", written)


def test_rich_text_is_clean_and_has_its_words(desk: Desk) -> None:
    desk.open_ticket()
    answer = reply(desk, html="<p>Turn <b>it</b> on.<script>x</script></p><ul><li>now</li></ul>")
    said = MessageCreated.model_validate(answer.json).message
    assert said.html == "<p>Turn <b>it</b> on.</p><ul><li>now</li></ul>"
    assert said.body_text == "Turn it on.\n\n- now"
    html = desk.get(f"/v1/tickets/1/messages/{said.id}/html")
    assert (html.text, html.headers["content-type"]) == (said.html, "text/html; charset=utf-8")
    assert html.headers["content-security-policy"] == "default-src 'none'; sandbox"


def test_a_plain_message_has_no_html(desk: Desk) -> None:
    message_id = desk.open_ticket()["messages"][0]["id"]
    assert desk.get(f"/v1/tickets/1/messages/{message_id}/html").code == "not_found"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, ("body", "conflicting")),
        ({"body": "a", "html": "<p>a</p>"}, ("body", "conflicting")),
        ({"body": "a", "undo_seconds": 5, "send_at": "2030-01-01T00:00:00Z"}, ("body", "conflicting")),
        ({"body": "a", "kind": "note", "bcc": ["a@b.example"]}, ("body", "conflicting")),
        ({"body": "a", "undo_seconds": 61}, ("body.undo_seconds", "out_of_range")),
        ({"body": "a", "send_at": "tomorrow"}, ("body.send_at", "wrong_format")),
        ({"body": "a", "send_at": "2020-01-01T00:00:00Z"}, ("body.send_at", "out_of_range")),
        ({"body": "a", "to": ["nobody"]}, ("body.to.0", "not_an_address")),
        ({"html": "<p> </p><script>x</script>"}, ("body.html", "blank")),
        ({"html": "<p>" + "x" * 33_000 + "</p>"}, ("body.html", "too_long")),
        ({"body": "Hi {{ customer.name }}", "canned_response_ids": ["can_1"]}, ("body.body", "unresolved_variable")),
        ({"body": "a", "attachments": ["nonsense"]}, ("body.attachments.0", "upload_unknown")),
    ],
)
def test_what_is_no_message(desk: Desk, body: dict[str, Any], expected: tuple[str, str]) -> None:
    desk.open_ticket()
    assert errors(reply(desk, **body)) == [expected]
    assert len(desk.get("/v1/tickets/1").json["messages"]) == 1


def test_files_go_along(product: MemoryLambdesk, desk: Desk) -> None:
    desk.open_ticket()
    shown, listed = upload(product, desk, "a.txt", b"one"), upload(product, desk, "b.txt", b"two")
    answer = reply(desk, html=f'<p>See <img src="cid:{shown}"></p>', attachments=[shown, listed])
    files = answer.json["message"]["attachments"]
    assert [(each["name"], each["inline"]) for each in files] == [("a.txt", True), ("b.txt", False)]
    assert f'src="cid:{files[0]["content_id"]}"' in answer.json["message"]["html"]
    link = desk.get(f"/v1/tickets/1/messages/{answer.json['message']['id']}/attachments/1").json["url"]
    assert product.content.kept[link.removeprefix("http://content.example/").partition("?")[0]] == b"two"


def test_a_file_that_never_arrived_or_is_anothers_is_no_file(
    product: MemoryLambdesk, desk: Desk, foreign: Desk
) -> None:
    desk.open_ticket()
    foreign.open_ticket()
    interrupted = upload(product, desk, data=b"")
    assert errors(reply(desk, body="a", attachments=[interrupted])) == [("body.attachments.0", "upload_missing")]
    mine = upload(product, desk)
    assert errors(reply(foreign, body="a", attachments=[mine])) == [("body.attachments.0", "upload_unknown")]


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"name": "run.exe"}, ("body.name", "type_refused")),
        ({"name": "a/b.txt"}, ("body.name", "name_invalid")),
        ({"size": 26_214_401}, ("body.size", "too_large")),
        ({"size": 0}, ("body.size", "out_of_range")),
        ({"sha256": "x" * 44}, ("body.sha256", "wrong_format")),
        ({"media_type": "text"}, ("body.media_type", "wrong_format")),
    ],
)
def test_what_may_not_be_uploaded(desk: Desk, wrong: dict[str, Any], expected: tuple[str, str]) -> None:
    body = {"name": "a.txt", "media_type": "text/plain", "size": 1, "sha256": "A" * 43 + "="}
    assert errors(desk.send("POST", "/v1/uploads", body | wrong)) == [expected]


def test_undo_gives_everything_back(product: MemoryLambdesk, desk: Desk) -> None:
    before = desk.open_ticket()["ticket"]
    file = upload(product, desk)
    sent = reply(desk, html="<p>Done.</p>", attachments=[file], undo_seconds=10, state_after="resolved").json
    assert (sent["message"]["send_state"], sent["ticket"]["state"]) == ("held", "resolved")
    path = f"/v1/tickets/1/messages/{sent['message']['id']}/recall"
    answer = desk.send("POST", path)
    taken = MessageRecalled.model_validate(answer.json)
    assert taken.message.send_state == "recalled"
    assert (taken.ticket.state, taken.ticket.assignee_id) == (before["state"], before["assignee_id"])
    assert answer.json["ticket"]["sla"] == before["sla"]
    assert (taken.draft.html, taken.draft.attachments[0].upload_id) == ("<p>Done.</p>", file)
    assert desk.get("/v1/tickets/1/drafts").json["mine"] == answer.json["draft"]
    late = desk.send("POST", path)
    assert (late.status, late.code, late.json["send_state"]) == (409, "conflict", "recalled")
    again = reply(desk, "key-2", html="<p>Done.</p>", attachments=[file], draft="mine")
    assert again.status == 201
    assert desk.get("/v1/tickets/1/drafts").json["mine"] is None


def test_a_reply_gives_a_status_of_our_own_and_undo_takes_it_back(desk: Desk, boss: Desk) -> None:
    desk.open_ticket()
    form = {"state": "pending", "agent_label": "With the bank", "customer_label": "Waiting", "colour": "blue"}
    status = boss.send("POST", "/v1/statuses", form).json["id"]
    assert errors(reply(desk, body="Hello.", status_after="sta_none")) == [("body.status_after", "unknown_value")]
    wrong = reply(desk, body="Hello.", status_after=status, state_after="resolved")
    assert errors(wrong) == [("body.status_after", "conflicting")]
    sent = reply(desk, body="Hello.", status_after=status, undo_seconds=10).json
    assert (sent["ticket"]["state"], sent["ticket"]["status_id"]) == ("pending", status)
    taken = desk.send("POST", f"/v1/tickets/1/messages/{sent['message']['id']}/recall").json["ticket"]
    assert (taken["state"], taken["status_id"]) == ("new", None)


def test_later_is_another_moment_or_now(desk: Desk) -> None:
    desk.open_ticket()
    at = clock.to_text(clock.now() + timedelta(hours=1))
    sent = reply(desk, body="Later.", send_at=at).json
    name = sent["message"]["id"]
    assert sent["message"]["send_after"] == at
    assert sent["ticket"]["scheduled"] == [{"message_id": name, "at": at}]
    other = clock.to_text(clock.now() + timedelta(hours=2))
    moved = desk.send("PATCH", f"/v1/tickets/1/messages/{name}", {"send_at": other})
    assert moved.json["ticket"]["scheduled"] == [{"message_id": name, "at": other}]
    now = desk.send("PATCH", f"/v1/tickets/1/messages/{name}", {"send_at": None})
    assert (now.status, now.json["ticket"]["scheduled"]) == (200, [])
    late = desk.send("PATCH", f"/v1/tickets/1/messages/{name}", {"send_at": None})
    assert (late.status, late.json["send_state"]) == (409, "queued")


@pytest.mark.parametrize("more", [{"undo_seconds": 10}, {"send_at": "soon"}, {"attachments": True}])
def test_a_late_reply_is_refused_however_it_is_sent(product: MemoryLambdesk, desk: Desk, more: dict[str, Any]) -> None:
    seen = desk.open_ticket()["ticket"]["last_message_id"]
    reply(desk, kind="note", body="News")
    if "send_at" in more:
        more = {"send_at": clock.to_text(clock.now() + timedelta(hours=1))}
    if "attachments" in more:
        more = {"attachments": [upload(product, desk)]}
    answer = reply(desk, "late", body="Late", **{**more, "last_seen_message_id": seen})
    assert (answer.status, answer.code) == (409, "stale_thread")
    assert [message["body_text"] for message in answer.json["new_messages"]] == ["News"]


def test_drafts_are_ones_own_and_everybodys(product: MemoryLambdesk, desk: Desk) -> None:
    desk.open_ticket()
    assert desk.get("/v1/tickets/1/drafts").json == {"mine": None, "shared": None}
    file = upload(product, desk)
    files = [{"upload_id": file, "name": "a.txt", "media_type": "text/plain", "size": 5}]
    mine = draft(desk, html='<p onclick="x">Dear <img src="cid:' + file + '"></p>', attachments=files, version=None)
    Draft.model_validate(mine.json)
    assert (mine.status, mine.json["version"]) == (200, 1)
    assert mine.json["html"] == f'<p>Dear <img src="cid:{file}"></p>'
    assert mine.json["attachments"] == files
    draft(desk, "shared", kind="note", body="Together")
    both = Drafts.model_validate(desk.get("/v1/tickets/1/drafts").json)
    assert both.mine
    assert both.shared
    assert (both.mine.version, both.shared.body) == (1, "Together")


def test_a_draft_is_written_over_from_its_newest_version_only(desk: Desk) -> None:
    desk.open_ticket()
    assert draft(desk, body="One").status == 200
    assert draft(desk, body="Two", version=1).json["version"] == 2
    for version in (None, 1, 3):
        stale = draft(desk, body="Other", version=version)
        assert (stale.status, stale.code, stale.json["current_version"]) == (412, "stale_version", 2)
    assert desk.get("/v1/tickets/1/drafts").json["mine"]["body"] == "Two"


def test_a_draft_is_forgotten_as_often_as_one_likes(desk: Desk) -> None:
    desk.open_ticket()
    draft(desk)
    for _ in range(2):
        assert desk.send("DELETE", "/v1/tickets/1/drafts/mine").status == 204
    assert desk.get("/v1/tickets/1/drafts").json["mine"] is None


def test_a_drafts_files_last_as_long_as_it_does(product: MemoryLambdesk, desk: Desk) -> None:
    desk.open_ticket()
    file = upload(product, desk)
    files = [{"upload_id": file, "name": "a.txt", "media_type": "text/plain", "size": 5}]
    draft(desk, attachments=files)
    for key in [key for key in product.content.kept if key.startswith("uploads/")]:
        del product.content.kept[key]
    assert draft(desk, attachments=files, version=1).status == 200
    assert reply(desk, body="Here", attachments=[file]).status == 201


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"kind": "customer"}, ("body.kind", "unknown_value")),
        ({"html": "x" * 70_000}, ("body.html", "too_long")),
        ({"to": ["nobody"]}, ("body.to.0", "not_an_address")),
        ({"version": 0}, ("body.version", "out_of_range")),
        ({"attachments": [{"upload_id": "x"}]}, ("body.attachments.0", "upload_unknown")),
    ],
)
def test_what_is_no_draft(desk: Desk, wrong: dict[str, Any], expected: tuple[str, str]) -> None:
    desk.open_ticket()
    assert errors(draft(desk, **wrong)) == [expected]


def test_nobody_reads_anothers_draft(desk: Desk, foreign: Desk) -> None:
    desk.open_ticket()
    foreign.open_ticket()
    draft(desk, "shared", body="Ours")
    assert foreign.get("/v1/tickets/1/drafts").json == {"mine": None, "shared": None}
