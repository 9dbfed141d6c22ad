"""The lists of what is at risk and what is late, through the door."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from lambdesk.identity.model import AGENT, BUILT_IN, Permission, Reach
from lambdesk.kit import clock
from lambdesk.tickets.commands import ApplyDue
from tests.integration.http_api.test_reach import give, who
from tests.support.desk import Desk, context


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> dict[str, timedelta]:
    """How far the present has moved."""
    by, real = {"by": timedelta(0)}, clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + by["by"])
    return by


def time_passes(desk: Desk, moved: dict[str, timedelta], **duration: float) -> None:
    """The timers have told what the time made due."""
    moved["by"] += timedelta(**duration)
    tenant = desk.get("/v1/me").json["tenant"]["id"]
    for row in desk.get("/v1/tickets").json["items"]:
        desk.product.tickets.apply_due(context(tenant, clock.now()), row["number"], ApplyDue())


def numbers(desk: Desk, queue: str) -> list[int]:
    return [row["number"] for row in desk.get("/v1/tickets", f"queue={queue}").json["items"]]


def test_a_ticket_is_at_risk_then_late_until_it_is_answered(desk: Desk, moved: dict[str, timedelta]) -> None:
    for priority in ("normal", "high", "low"):
        desk.open_ticket(priority=priority)
    assert (numbers(desk, "at_risk"), numbers(desk, "breached")) == ([], [])
    time_passes(desk, moved, hours=3.5)
    assert (numbers(desk, "at_risk"), numbers(desk, "breached")) == ([2], [])
    time_passes(desk, moved, hours=3.5)
    assert (numbers(desk, "at_risk"), numbers(desk, "breached")) == ([1], [2])
    time_passes(desk, moved, hours=3)
    assert (numbers(desk, "at_risk"), numbers(desk, "breached")) == ([], [2, 1])
    last = desk.get("/v1/tickets/2").json["ticket"]["last_message_id"]
    said = {"kind": "reply", "body": "Sorry.", "last_seen_message_id": last}
    desk.send("POST", "/v1/tickets/2/messages", said, {"Idempotency-Key": "k"})
    assert numbers(desk, "breached") == [1]


def test_a_page_is_continued_by_its_own_cursor_alone(desk: Desk, moved: dict[str, timedelta]) -> None:
    for _ in range(3):
        desk.open_ticket()
    time_passes(desk, moved, hours=7)
    page = desk.get("/v1/tickets", "queue=at_risk&limit=2").json
    assert [row["number"] for row in page["items"]] == [1, 2]
    rest = desk.get("/v1/tickets", f"queue=at_risk&limit=2&cursor={page['next_cursor']}").json
    assert ([row["number"] for row in rest["items"]], rest["next_cursor"]) == ([3], None)
    for query in ("queue=breached", "queue=open"):
        other = desk.get("/v1/tickets", f"{query}&cursor={page['next_cursor']}")
        assert other.json["errors"][0]["code"] == "invalid_cursor"


def test_who_looks_as_somebody_else_sees_their_part_of_it(
    desk: Desk, join: Callable[..., Desk], moved: dict[str, timedelta]
) -> None:
    viewer = join(Reach.ALL, BUILT_IN[AGENT].permissions | {Permission.USERS_VIEW_AS})
    colleague = join(Reach.ASSIGNED, BUILT_IN[AGENT].permissions)
    for _ in range(3):
        desk.open_ticket()
    give(desk, 2, who(colleague))
    time_passes(desk, moved, hours=7)
    assert numbers(viewer, "at_risk") == [1, 2, 3]
    seen = viewer.send("GET", "/v1/tickets", headers={"View-As": who(colleague)}, query="queue=at_risk")
    assert [row["number"] for row in seen.json["items"]] == [2]


@pytest.mark.parametrize("query", ["queue=at_risk&assignee=me", "queue=late"])
def test_no_other_list_is_asked_for_so(desk: Desk, query: str) -> None:
    assert desk.get("/v1/tickets", query).status == 422
