"""Notifications as their owner sees them: from a note that names somebody to the count of the unread."""

from collections.abc import Callable
from typing import Any

import pytest

from lambdesk.identity import service
from lambdesk.identity.decide import NewUser
from lambdesk.identity.model import AGENT, Reach
from lambdesk.kit import clock, ids
from lambdesk.notifications.model import Kind
from tests.support.desk import PASSWORD, Desk, MemoryLambdesk, context


@pytest.fixture
def jon(product: MemoryLambdesk, desk: Desk) -> Desk:
    """A colleague of the agent at the desk."""
    tenant = desk.get("/v1/me").json["tenant"]["id"]
    newcomer = NewUser("jon@northwind.example", "Jon Berg", AGENT)
    user = service.create_user(product.identity_store, product.user_pool, context(tenant), newcomer, PASSWORD)
    return Desk(product, tenant, user.id)


def write(desk: Desk, kind: str, body: str, **more: Any) -> Any:
    answer = desk.send(
        "POST", "/v1/tickets/1/messages", {"kind": kind, "body": body, **more}, {"Idempotency-Key": ids.new_seed()}
    )
    assert answer.status == 201, answer.text
    return answer.json


def deliver(product: MemoryLambdesk) -> list[str]:
    """Hand all events so far to the notices, twice and backwards; who was told."""
    events = [event for timeline in product.state.timelines.values() for event in timeline]
    told = [product.notices.handle(each, clock.now(), ids.new_seed()) for each in (*reversed(events), *events)]
    return [user for users in told for user in users]


def notifications(desk: Desk, query: str = "") -> Any:
    return desk.get("/v1/notifications", query).json


def test_a_note_that_names_a_colleague_reaches_them_once(product: MemoryLambdesk, desk: Desk, jon: Desk) -> None:
    desk.open_ticket("Broken lamp")
    said = write(desk, "note", "@jon can you look, @Maya Lindqvist cannot")
    me = desk.get("/v1/me").json["user"]["id"]
    assert deliver(product) == [jon.get("/v1/me").json["user"]["id"]]
    page = notifications(jon)
    (told,) = page["items"]
    assert (page["unread"], page["next_cursor"]) == (1, None)
    assert told == {
        "id": told["id"],
        "kind": "mentioned",
        "number": 1,
        "subject": "Broken lamp",
        "at": told["at"],
        "actor": {"kind": "user", "id": me},
        "message_id": said["message"]["id"],
        "level": None,
        "read": False,
    }
    assert notifications(desk) == {"items": [], "unread": 0, "next_cursor": None}


def test_a_name_in_a_reply_or_without_a_colleague_reaches_nobody(
    product: MemoryLambdesk, desk: Desk, jon: Desk
) -> None:
    last = desk.open_ticket()["ticket"]["last_message_id"]
    write(desk, "reply", "@jon", last_seen_message_id=last)
    write(desk, "note", "@nobody, jon@northwind.example")
    assert deliver(product) == []


def test_reading_some_and_all(product: MemoryLambdesk, desk: Desk, jon: Desk) -> None:
    desk.open_ticket()
    for _ in range(4):
        write(desk, "note", "@jon")
    deliver(product)
    newest, second, third, oldest = notifications(jon)["items"]
    read = [
        ({"ids": [second["id"]]}, 3),
        ({"ids": [second["id"], newest["id"]]}, 2),
        ({"up_to": third["id"]}, 0),
        ({"up_to": oldest["id"]}, 0),
    ]
    for body, unread in read:
        answer = jon.send("POST", "/v1/notifications/read", body)
        assert (answer.status, answer.json) == (200, {"unread": unread})
    assert [each["read"] for each in notifications(jon)["items"]] == [True] * 4
    write(desk, "note", "@jon")
    deliver(product)
    assert notifications(jon)["unread"] == 1


def test_pages_go_on_where_the_last_one_ended(product: MemoryLambdesk, desk: Desk, jon: Desk) -> None:
    desk.open_ticket()
    for _ in range(5):
        write(desk, "note", "@jon")
    deliver(product)
    all_of_them = [each["id"] for each in notifications(jon)["items"]]
    first = notifications(jon, "limit=2")
    second = notifications(jon, f"limit=2&cursor={first['next_cursor']}")
    third = notifications(jon, f"limit=2&cursor={second['next_cursor']}")
    assert [each["id"] for page in (first, second, third) for each in page["items"]] == all_of_them
    assert third["next_cursor"] is None
    assert desk.get("/v1/notifications", f"cursor={first['next_cursor']}").code == "invalid"


def test_nobody_reads_for_somebody_else(product: MemoryLambdesk, desk: Desk, jon: Desk) -> None:
    desk.open_ticket()
    write(desk, "note", "@jon")
    deliver(product)
    (told,) = notifications(jon)["items"]
    assert desk.send("POST", "/v1/notifications/read", {"ids": [told["id"]]}).json == {"unread": 0}
    assert desk.send("POST", "/v1/notifications/read", {"up_to": told["id"]}).code == "invalid"
    assert notifications(jon)["unread"] == 1


@pytest.mark.parametrize(
    "body", [{}, {"ids": []}, {"ids": ["x"]}, {"ids": None}, {"up_to": "ntf_1"}, {"ids": ["ntf_" + "0" * 26] * 51}]
)
def test_what_cannot_be_read_is_refused(desk: Desk, body: dict[str, Any]) -> None:
    assert desk.send("POST", "/v1/notifications/read", body).code == "invalid"
    both = {"ids": ["ntf_" + "0" * 26], "up_to": "ntf_" + "0" * 26}
    assert desk.send("POST", "/v1/notifications/read", both).code == "invalid"


def test_kinds_can_be_switched_off(product: MemoryLambdesk, desk: Desk, jon: Desk) -> None:
    every = jon.get("/v1/notifications/preferences").json
    assert every == dict.fromkeys(tuple(Kind), True)
    answer = jon.send("PUT", "/v1/notifications/preferences", every | {"mentioned": False})
    assert answer.json == jon.get("/v1/notifications/preferences").json == every | {"mentioned": False}
    desk.open_ticket()
    write(desk, "note", "@jon")
    assert deliver(product) == []
    assert desk.get("/v1/notifications/preferences").json == every


def test_nobody_is_told_of_a_ticket_that_they_may_not_see(
    product: MemoryLambdesk, desk: Desk, join: Callable[..., Desk]
) -> None:
    """By a note that names them, as a watcher, as one of a team: nothing of a ticket beyond their reach."""
    limited = join(Reach.ASSIGNED)
    me = limited.get("/v1/me").json["user"]["id"]
    seen = desk.open_ticket()["ticket"]
    tag = {"If-Match": f'"{seen["version"]}"'}
    mine = desk.send("PUT", "/v1/tickets/1/assignment", {"assignee_id": me}, tag)
    assert limited.send("PUT", "/v1/tickets/1/watch").status == 200
    write(desk, "note", "@jon")
    assert set(deliver(product)) == {me}
    now = desk.get("/v1/tickets/1").headers["etag"]
    assert mine.status == desk.send("PUT", "/v1/tickets/1/assignment", {"assignee_id": None}, {"If-Match": now}).status
    write(desk, "note", "@jon Berg, again")
    write(desk, "reply", "Solved.", last_seen_message_id=desk.get("/v1/tickets/1").json["ticket"]["last_message_id"])
    assert deliver(product) == []
