"""What customers are told of promised times: what the workspace shows, and no word more."""

from datetime import timedelta
from typing import Any, cast

import pytest

from lambdesk.channels.portal.schemas import PortalPromise, PortalThread, PortalTickets
from lambdesk.kit import clock
from lambdesk.tickets.commands import ApplyDue
from tests.integration.http_api.test_portal import Clock, Visitor
from tests.integration.http_api.test_relations import change
from tests.support.desk import Desk, MemoryLambdesk, context

TARGETS = {"urgent": 60, "high": 14_400, "normal": 28_800, "low": 86_400}


def show(boss: Desk, *kinds: str) -> None:
    version = boss.get("/v1/settings/tickets").headers["etag"]
    answer = boss.send("PATCH", "/v1/settings/tickets", {"shown_promises": list(kinds)}, {"If-Match": version})
    assert answer.status == 200, answer.text
    assert answer.json["shown_promises"] == list(kinds)


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The present, moved by tests."""
    moved = Clock()
    monkeypatch.setattr(clock, "now", moved.now)
    return moved


@pytest.fixture
def ana(desk: Desk) -> Visitor:
    """Somebody who is signed in."""
    desk.open_ticket()
    visitor = Visitor(cast(MemoryLambdesk, desk.product))
    assert visitor.sign_in().status == 201
    return visitor


@pytest.fixture
def solved_by(boss: Desk, desk: Desk) -> int:
    """A ticket that is promised an answer and a solution."""
    patch = {"resolution": {each: seconds * 2 for each, seconds in TARGETS.items()}, "next_response": TARGETS}
    assert boss.send("PATCH", "/v1/sla/policies/default", patch, {"If-Match": '"0"'}).status == 200
    number: int = desk.open_ticket("Dark hall")["ticket"]["number"]
    return number


def told(ana: Visitor, number: int) -> list[PortalPromise]:
    return PortalThread.model_validate(ana.get(f"/v1/portal/tickets/{number}").json).ticket.promises


def listed(ana: Visitor, number: int) -> list[PortalPromise]:
    items = PortalTickets.model_validate(ana.get("/v1/portal/tickets").json).items
    return next(each.promises for each in items if each.number == number)


def words(promises: list[PortalPromise]) -> list[tuple[str, str, bool]]:
    return [(each.kind, each.state, each.by is not None) for each in promises]


def test_nothing_is_told_until_the_workspace_shows_it(boss: Desk, ana: Visitor, solved_by: int) -> None:
    assert told(ana, solved_by) == listed(ana, solved_by) == []
    show(boss, "solution")
    assert words(told(ana, solved_by)) == [("solution", "running", True)]
    # A list tells what comes next alone, and that is not shown.
    assert listed(ana, solved_by) == []
    show(boss, "reply", "solution")
    assert words(told(ana, solved_by)) == [("reply", "running", True), ("solution", "running", True)]
    assert words(listed(ana, solved_by)) == [("reply", "running", True)]


def test_it_is_the_moment_of_the_clock_and_nothing_else_of_it(
    boss: Desk, desk: Desk, ana: Visitor, solved_by: int
) -> None:
    show(boss, "reply")
    shown: Any = ana.get(f"/v1/portal/tickets/{solved_by}").json["ticket"]["promises"]
    due = desk.get(f"/v1/tickets/{solved_by}").json["ticket"]["sla"]["due_at"]
    assert shown == [{"kind": "reply", "state": "running", "by": due}]


def test_an_answer_keeps_the_promise_and_a_question_begins_another(
    boss: Desk, desk: Desk, ana: Visitor, solved_by: int
) -> None:
    show(boss, "reply")
    last = desk.get(f"/v1/tickets/{solved_by}").json["ticket"]["last_message_id"]
    said = {"kind": "reply", "body": "Which lamp?", "last_seen_message_id": last}
    assert desk.send("POST", f"/v1/tickets/{solved_by}/messages", said, {"Idempotency-Key": "k"}).status == 201
    assert told(ana, solved_by) == listed(ana, solved_by) == []
    assert ana.send("POST", f"/v1/portal/tickets/{solved_by}/messages", {"body": "This one"}, "q").status == 201
    assert words(told(ana, solved_by)) == [("reply", "running", True)]


@pytest.mark.parametrize(
    ("state", "shown"), [("pending", [("solution", "waiting", False)]), ("on_hold", []), ("resolved", [])]
)
def test_while_it_stands_still_the_customer_is_told_when_it_waits_for_them(
    boss: Desk,
    desk: Desk,
    ana: Visitor,
    solved_by: int,
    state: str,
    shown: list[Any],
) -> None:
    show(boss, "solution")
    change(desk, "PATCH", str(solved_by), {"state": state})
    assert words(told(ana, solved_by)) == shown


@pytest.mark.parametrize("noticed", [False, True])
def test_what_takes_longer_is_said_so_at_the_moment_itself(
    boss: Desk,
    desk: Desk,
    ana: Visitor,
    solved_by: int,
    moved: Clock,
    noticed: bool,
) -> None:
    show(boss, "reply")
    moved.ahead = timedelta(seconds=TARGETS["normal"] + 1)
    if noticed:
        tenant = desk.get("/v1/me").json["tenant"]["id"]
        desk.product.tickets.apply_due(context(tenant, clock.now()), solved_by, ApplyDue())
    assert words(told(ana, solved_by)) == words(listed(ana, solved_by)) == [("reply", "late", False)]


def test_who_may_not_set_tickets_up_shows_nothing(desk: Desk) -> None:
    answer = desk.send("PATCH", "/v1/settings/tickets", {"shown_promises": ["reply"]}, {"If-Match": '"1"'})
    assert answer.status == 403
