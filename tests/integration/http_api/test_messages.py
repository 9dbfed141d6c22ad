"""Replies, notes, whole bodies and attachments through the door."""

from dataclasses import replace
from typing import Any

import pytest

from lambdesk.conversations.model import Attachment, Message
from lambdesk.kit.changes import ChangeSet, Put
from lambdesk.tickets.schemas import MessageCreated
from tests.support.desk import Desk, MemoryLambdesk, Reply


def say(desk: Desk, body: dict[str, Any], key: str = "key-1", number: int = 1, **headers: str) -> Reply:
    return desk.send("POST", f"/v1/tickets/{number}/messages", body, {"Idempotency-Key": key, **headers})


def reply(desk: Desk, text: str, key: str = "key-1", **more: Any) -> Reply:
    last = desk.get("/v1/tickets/1").json["ticket"]["last_message_id"]
    return say(desk, {"kind": "reply", "body": text, "last_seen_message_id": last, **more}, key)


def test_a_reply_is_queued_for_everybody_on_the_ticket(desk: Desk) -> None:
    desk.open_ticket()
    answer = reply(desk, "Turn it on.")
    assert (answer.status, answer.headers["etag"]) == (201, '"2"')
    said = answer.json
    MessageCreated.model_validate(said)
    assert (said["message"]["send_state"], said["message"]["to"]) == ("queued", ["ana@customer.example"])
    assert said["message"]["author"]["name"] == "Maya Lindqvist"
    assert (said["ticket"]["state"], said["ticket"]["last_message_by"]) == ("open", "agent")
    view = desk.get("/v1/tickets/1").json
    assert view["ticket"] == said["ticket"]
    assert view["messages"][-1] == said["message"]


def test_a_note_goes_to_nobody(desk: Desk) -> None:
    desk.open_ticket()
    said = say(desk, {"kind": "note", "body": "Is it the fuse?"}).json
    assert (said["message"]["send_state"], said["message"]["to"]) == (None, [])
    assert said["ticket"]["state"] == "new"


def test_a_reply_and_the_state_after_it_are_one_change(desk: Desk) -> None:
    desk.open_ticket()
    answer = reply(desk, "Done.", state_after="resolved")
    assert (answer.json["ticket"]["state"], answer.headers["etag"]) == ("resolved", '"2"')
    assert answer.json["ticket"]["assignee_id"] == answer.json["message"]["author"]["id"]


def test_a_repeated_key_says_nothing_twice_even_after_the_thread_moved_on(desk: Desk) -> None:
    first_message = desk.open_ticket()["ticket"]["last_message_id"]
    body = {"kind": "reply", "body": "Turn it on.", "last_seen_message_id": first_message}
    first = say(desk, body)
    say(desk, {"kind": "note", "body": "Later."}, "key-2")
    again = say(desk, body)
    assert (again.status, again.headers["idempotency-replayed"]) == (201, "true")
    assert again.json["message"] == first.json["message"]
    assert len(desk.get("/v1/tickets/1").json["messages"]) == 3
    assert say(desk, {**body, "body": "Turn it off."}).code == "idempotency_mismatch"


def test_a_key_belongs_to_its_ticket(desk: Desk) -> None:
    for number in (1, 2):
        desk.open_ticket()
        assert say(desk, {"kind": "note", "body": "Look."}, "same", number).headers.get("idempotency-replayed") is None


def test_a_reply_into_a_moved_thread_brings_what_was_missed(desk: Desk) -> None:
    seen = desk.open_ticket()["ticket"]["last_message_id"]
    for index in range(2):
        say(desk, {"kind": "note", "body": f"News {index}"}, f"n{index}")
    answer = say(desk, {"kind": "reply", "body": "Late", "last_seen_message_id": seen})
    assert (answer.status, answer.code) == (409, "stale_thread")
    assert [message["body_text"] for message in answer.json["new_messages"]] == ["News 0", "News 1"]
    assert len(desk.get("/v1/tickets/1").json["messages"]) == 3


def test_a_version_that_is_sent_is_compared(desk: Desk) -> None:
    desk.open_ticket()
    assert say(desk, {"kind": "note", "body": "One"}, "a", **{"If-Match": '"1"'}).status == 201
    stale = say(desk, {"kind": "note", "body": "Two"}, "b", **{"If-Match": '"1"'})
    assert (stale.status, stale.json["current_version"]) == (412, 2)


def test_the_longest_body_is_taken_whole(desk: Desk) -> None:
    desk.open_ticket()
    answer = say(desk, {"kind": "note", "body": "ä" * 16_000})
    assert len(answer.json["message"]["body_text"]) == 16_000


def attach(product: MemoryLambdesk, desk: Desk, **changed: Any) -> str:
    """Make ticket 1's first message one that came by mail."""
    message_id: str = desk.open_ticket()["messages"][0]["id"]
    tenant = desk.get("/v1/me").json["tenant"]["id"]
    message = product.state.get(tenant, Message, 1, message_id)
    assert message is not None
    product.ticket_store.commit(tenant, ChangeSet((Put(replace(message, **changed)),)))
    return message_id


def test_a_whole_body_comes_from_where_it_is(product: MemoryLambdesk, desk: Desk) -> None:
    product.content.put("t/body", "whole — text".encode(), "text/plain")
    message_id = attach(product, desk, body_key="t/body", body="whole")
    assert desk.get("/v1/tickets/1").json["messages"][0]["truncated"] is True
    answer = desk.get(f"/v1/tickets/1/messages/{message_id}/body")
    assert (answer.text, answer.headers["content-type"]) == ("whole — text", "text/plain; charset=utf-8")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_huge_body_is_cut_to_what_an_answer_holds(product: MemoryLambdesk, desk: Desk) -> None:
    product.content.put("t/body", ("a" + "ü" * 2_000_000).encode(), "text/plain")
    message_id = attach(product, desk, body_key="t/body", body="a")
    answer = desk.get(f"/v1/tickets/1/messages/{message_id}/body")
    assert answer.text == "a" + "ü" * 1_999_999 + "\n\n[The text goes on; it is too long to be shown here.]\n"


def test_a_short_body_is_whole_already(desk: Desk) -> None:
    message_id = desk.open_ticket()["messages"][0]["id"]
    assert desk.get(f"/v1/tickets/1/messages/{message_id}/body").text == "It is dark."


def test_an_attachment_is_a_link_that_ends(product: MemoryLambdesk, desk: Desk) -> None:
    found = Attachment("photo.jpg", "image/jpeg", 12, "t/photo")
    message_id = attach(product, desk, attachments=(found,))
    assert desk.get("/v1/tickets/1").json["messages"][0]["attachments"] == [
        {"index": 0, "name": "photo.jpg", "media_type": "image/jpeg", "size": 12, "content_id": None, "inline": False}
    ]
    answer = desk.get(f"/v1/tickets/1/messages/{message_id}/attachments/0")
    assert answer.json["url"] == "http://content.example/t/photo?name=photo.jpg&type=image/jpeg&for=300"
    assert answer.json["expires_at"].endswith("Z")


@pytest.mark.parametrize(
    "path", ["1/messages/{id}/attachments/1", "2/messages/{id}/attachments/0", "2/messages/{id}/body"]
)
def test_a_message_is_found_on_its_own_ticket_only(product: MemoryLambdesk, desk: Desk, path: str) -> None:
    message_id = attach(product, desk, attachments=(Attachment("a", "text/plain", 1, "t/a"),))
    desk.open_ticket()
    assert desk.get(f"/v1/tickets/{path.replace('{id}', message_id)}").code == "not_found"


def test_a_ticket_at_its_end_takes_no_reply(desk: Desk) -> None:
    desk.open_ticket()
    desk.send("PATCH", "/v1/tickets/1", {"state": "spam"}, {"If-Match": '"1"'})
    answer = reply(desk, "Hello?")
    assert (answer.status, answer.code, answer.json["state"]) == (409, "conflict", "spam")
