"""Whatever is wrong with a request: a problem with a stable code, and nothing written."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from functions.http_api.app import entry
from lambdesk.conversations.schemas import BODY_LIMIT, BODY_LIMIT_BYTES
from tests.support.desk import Desk, MemoryLambdesk

KEY = {"Idempotency-Key": "key-1"}
MATCH = {"If-Match": '"1"'}
TICKETS, TICKET, MESSAGES = "/v1/tickets", "/v1/tickets/1", "/v1/tickets/1/messages"
NEW = {"subject": "Lamp", "body": "Dark.", "requester": {"email": "bo@customer.example"}}
NOTE = {"kind": "note", "body": "Look."}


@dataclass(frozen=True)
class Bad:
    """A request, and the refusal it must get. `fields` are `field:code` pairs."""

    method: str
    path: str
    body: Any
    headers: dict[str, str]
    status: int
    code: str
    fields: list[str] = field(default_factory=list)
    query: str = ""


def invalid(method: str, path: str, body: Any, headers: dict[str, str], *fields: str, query: str = "") -> Bad:
    return Bad(method, path, body, headers, 422, "invalid", list(fields), query)


CASES = {
    "broken JSON": Bad("POST", TICKETS, '{"subject": "La', KEY, 400, "malformed"),
    "no JSON at all": Bad("POST", TICKETS, "subject=Lamp", KEY, 400, "malformed"),
    "deep JSON": Bad("POST", TICKETS, "[" * 100_000, KEY, 400, "malformed"),
    "text": Bad("POST", TICKETS, json.dumps(NEW), {**KEY, "Content-Type": "text/plain"}, 415, "unsupported_media_type"),
    "form": Bad(
        "POST", TICKETS, "a=b", {**KEY, "Content-Type": "application/x-www-form-urlencoded"}, 415,
        "unsupported_media_type",
    ),
    "over a megabyte": Bad("POST", TICKETS, json.dumps({**NEW, "body": "a" * 1_000_000}), KEY, 413, "too_large"),
    "over a megabyte and broken": Bad("POST", TICKETS, "{" * 1_000_001, KEY, 413, "too_large"),
    "no body": invalid("POST", TICKETS, None, KEY, "body:missing"),
    "a list": invalid("POST", TICKETS, [], KEY, "body:wrong_type"),
    "null": invalid("POST", TICKETS, "null", KEY, "body:wrong_type"),
    "nothing in it": invalid(
        "POST", TICKETS, {}, KEY, "body.subject:missing", "body.body:missing", "body.requester:missing"
    ),
    "unknown field": invalid("POST", TICKETS, {**NEW, "vip": True}, KEY, "body.vip:unknown_field"),
    "unknown field inside": invalid(
        "POST", TICKETS, {**NEW, "requester": {"email": "bo@customer.example", "id": "cus_1"}}, KEY,
        "body.requester.id:unknown_field",
    ),
    "numbers for text": invalid(
        "POST", TICKETS, {**NEW, "subject": 1, "body": 2.5}, KEY, "body.subject:wrong_type", "body.body:wrong_type"
    ),
    "text for an object": invalid(
        "POST", TICKETS, {**NEW, "requester": "bo@customer.example"}, KEY, "body.requester:wrong_type"
    ),
    "blank subject": invalid("POST", TICKETS, {**NEW, "subject": " \t"}, KEY, "body.subject:blank"),
    "empty subject": invalid("POST", TICKETS, {**NEW, "subject": ""}, KEY, "body.subject:blank"),
    "long subject": invalid("POST", TICKETS, {**NEW, "subject": "a" * 251}, KEY, "body.subject:too_long"),
    "blank body": invalid("POST", TICKETS, {**NEW, "body": "\n"}, KEY, "body.body:blank"),
    "long body": invalid("POST", TICKETS, {**NEW, "body": "a" * (BODY_LIMIT + 1)}, KEY, "body.body:too_long"),
    "body of too many bytes": invalid(
        "POST", TICKETS, {**NEW, "body": "€" * (BODY_LIMIT_BYTES // 3 + 1)}, KEY, "body.body:too_long"
    ),
    "half a character": invalid("POST", TICKETS, '{"subject":"\\ud800","body":"b","requester":{"email":"a@b.example"}}',
        KEY, "body.subject:not_unicode"),
    "no address": invalid(
        "POST", TICKETS, {**NEW, "requester": {"email": "bo at customer"}}, KEY, "body.requester.email:not_an_address"
    ),
    "two addresses": invalid(
        "POST", TICKETS, {**NEW, "requester": {"email": "a@b.example, c@d.example"}}, KEY,
        "body.requester.email:not_an_address",
    ),
    "a header in the address": invalid(
        "POST", TICKETS, {**NEW, "requester": {"email": "a@b.example\r\nBcc: c@d.example"}}, KEY,
        "body.requester.email:not_an_address",
    ),
    "unknown priority": invalid("POST", TICKETS, {**NEW, "priority": "asap"}, KEY, "body.priority:unknown_value"),
    "priority as a number": invalid("POST", TICKETS, {**NEW, "priority": 1}, KEY, "body.priority:unknown_value"),
    "another channel": invalid("POST", TICKETS, {**NEW, "channel": "mail"}, KEY, "body.channel:unknown_value"),
    "no key": invalid("POST", TICKETS, NEW, {}, "header.idempotency-key:missing"),
    "empty key": invalid("POST", TICKETS, NEW, {"Idempotency-Key": ""}, "header.idempotency-key:wrong_format"),
    "long key": invalid("POST", TICKETS, NEW, {"Idempotency-Key": "k" * 256}, "header.idempotency-key:wrong_format"),
    "spaced key": invalid("POST", TICKETS, NEW, {"Idempotency-Key": "a b"}, "header.idempotency-key:wrong_format"),
    "key beyond ASCII": invalid("POST", TICKETS, NEW, {"Idempotency-Key": "é"}, "header.idempotency-key:wrong_format"),
    "no version": Bad("PATCH", TICKET, {"state": "open"}, {}, 428, "precondition_required"),
    "any version": invalid("PATCH", TICKET, {"state": "open"}, {"If-Match": "*"}, "header.if-match:wrong_format"),
    "two versions": invalid(
        "PATCH", TICKET, {"state": "open"}, {"If-Match": '"1", "2"'}, "header.if-match:wrong_format"
    ),
    "bare version": invalid("PATCH", TICKET, {"state": "open"}, {"If-Match": "1"}, "header.if-match:wrong_format"),
    "huge version": invalid(
        "PATCH", TICKET, {"state": "open"}, {"If-Match": f'"{"9" * 40}"'}, "header.if-match:wrong_format"
    ),
    "stale version": Bad("PATCH", TICKET, {"state": "open"}, {"If-Match": '"7"'}, 412, "stale_version"),
    "stale weak version": Bad("PATCH", TICKET, {"state": "open"}, {"If-Match": 'W/"7"'}, 412, "stale_version"),
    "unknown state": invalid("PATCH", TICKET, {"state": "done"}, MATCH, "body.state:unknown_value"),
    "null state": invalid("PATCH", TICKET, {"state": None}, MATCH, "body.state:null"),
    "a field that is not ours to set": invalid("PATCH", TICKET, {"version": 9}, MATCH, "body.version:unknown_field"),
    "a state it cannot reach": Bad("PATCH", TICKET, {"state": "closed"}, MATCH, 409, "illegal_transition"),
    "assigned to nobody known": invalid(
        "PUT", f"{TICKET}/assignment", {"assignee_id": "usr_unknown"}, MATCH, "body.assignee_id:unknown_user"
    ),
    "assigned to a number": invalid(
        "PUT", f"{TICKET}/assignment", {"assignee_id": 7}, MATCH, "body.assignee_id:wrong_type"
    ),
    "assigned without a word": invalid("PUT", f"{TICKET}/assignment", {}, MATCH, "body.assignee_id:missing"),
    "assigned without a version": Bad(
        "PUT", f"{TICKET}/assignment", {"assignee_id": None}, {}, 428, "precondition_required"
    ),
    "assigned on a stale version": Bad(
        "PUT", f"{TICKET}/assignment", {"assignee_id": None}, {"If-Match": '"2"'}, 412, "stale_version"
    ),
    "a customer's words": invalid("POST", MESSAGES, {**NOTE, "kind": "customer"}, KEY, "body.kind:unknown_value"),
    "a reply to nothing": invalid(
        "POST", MESSAGES, {"kind": "reply", "body": "Hi"}, KEY, "body.last_seen_message_id:missing"
    ),
    "a reply to something else": Bad(
        "POST", MESSAGES, {"kind": "reply", "body": "Hi", "last_seen_message_id": "msg_x"}, KEY, 409, "stale_thread"
    ),
    "a blank note": invalid("POST", MESSAGES, {**NOTE, "body": " "}, KEY, "body.body:blank"),
    "a note on a stale version": Bad("POST", MESSAGES, NOTE, {**KEY, "If-Match": '"3"'}, 412, "stale_version"),
    "a note into a wrong state": Bad(
        "POST", MESSAGES, {**NOTE, "state_after": "closed"}, KEY, 409, "illegal_transition"
    ),
    "a note without a key": invalid("POST", MESSAGES, NOTE, {}, "header.idempotency-key:missing"),
    "sign-in without a password": invalid("POST", "/v1/session", {"email": "a@b.example"}, {}, "body.password:missing"),
    "sign-in with a number": invalid(
        "POST", "/v1/session", {"email": "a@b.example", "password": 1234567}, {}, "body.password:wrong_type"
    ),
    "no rows": invalid("GET", TICKETS, None, {}, "query.limit:out_of_range", query="limit=0"),
    "too many rows": invalid("GET", TICKETS, None, {}, "query.limit:out_of_range", query="limit=101"),
    "rows in words": invalid("GET", TICKETS, None, {}, "query.limit:wrong_type", query="limit=all"),
    "unknown queue": invalid("GET", TICKETS, None, {}, "query.queue:unknown_value", query="queue=merged"),
    "unknown filter": invalid("GET", TICKETS, None, {}, "query.asignee:unknown_field", query="asignee=me"),
    "two lists": invalid("GET", TICKETS, None, {}, "query:conflicting", query="queue=closed&assignee=me"),
    "made-up cursor": invalid("GET", TICKETS, None, {}, "query.cursor:invalid_cursor", query="cursor=a.AAAA"),
    "no cursor at all": invalid("GET", TICKETS, None, {}, "query.cursor:invalid_cursor", query="cursor=%00%FF"),
    "an index in words": invalid(
        "GET", f"{MESSAGES}/msg_{'0' * 26}/attachments/first", None, {}, "path.index:wrong_type"
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_it_is_refused_and_nothing_is_written(case: Bad, desk: Desk, written: Callable[[], Any]) -> None:
    desk.open_ticket()
    before = written()
    answer = desk.send(case.method, case.path, case.body, case.headers, case.query)
    assert (answer.status, answer.code) == (case.status, case.code)
    assert [f"{each['field']}:{each['code']}" for each in answer.json["errors"]] == case.fields
    assert written() == before


def test_what_a_refusal_says_is_not_what_was_sent(desk: Desk) -> None:
    answer = desk.send("POST", "/v1/session", {"email": "a@b.example", "password": ["hunter2"], "hunter2x": "hunter2"})
    assert answer.code == "invalid"
    assert '"hunter2"' not in answer.text


def test_many_mistakes_make_no_long_answer(desk: Desk) -> None:
    answer = desk.send("POST", TICKETS, {f"field{index}": 1 for index in range(5_000)}, KEY)
    assert len(answer.json["errors"]) == 50


@pytest.mark.parametrize("path", ["", "/", "/v1", "/v1/", "/v2/tickets", "/v1/ticket", "/v1/tickets/", "/v1/me/x"])
def test_an_unknown_path_is_not_found(desk: Desk, path: str) -> None:
    assert desk.get(path).code == "not_found"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/v1/tickets", ["GET", "POST"]),
        ("POST", "/v1/tickets/1", ["GET", "PATCH"]),
        ("HEAD", "/v1/me", ["GET"]),
        ("GET", "/v1/session", ["DELETE", "POST"]),
    ],
)
def test_a_wrong_method_says_the_right_ones(desk: Desk, method: str, path: str, allowed: list[str]) -> None:
    answer = desk.send(method, path)
    assert answer.code == "method_not_allowed"
    assert answer.json["allowed"] == allowed
    assert answer.headers["allow"] == ", ".join(allowed)


@pytest.mark.parametrize(
    "name", ["0", "00", "-1", "1.0", "1e0", "١", "tkt-", "tkt-0", "xyz-1", "9" * 11, "9" * 4_000, "%20"]
)
def test_what_names_no_ticket_is_not_found(desk: Desk, name: str) -> None:
    desk.open_ticket()
    assert desk.get(f"/v1/tickets/{name}").code == "not_found"


@pytest.mark.parametrize("message", ["x", "msg_", "A", "E#evt", "msg_" + "0" * 2_000])
def test_what_names_no_message_is_not_found(desk: Desk, message: str) -> None:
    desk.open_ticket()
    assert desk.get(f"/v1/tickets/1/messages/{message}/body").code == "not_found"


def test_a_body_in_base64_is_measured_as_it_is(desk: Desk, product: MemoryLambdesk) -> None:
    """Bytes that are no text come in base64, a third longer."""
    desk.open_ticket()
    event = desk.event("POST", TICKETS, KEY, "/w==", "")
    event["isBase64Encoded"] = True
    assert json.loads(entry(product)(event, None)["body"])["code"] == "malformed"
