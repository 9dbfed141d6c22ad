"""Reports through the API: every figure leads to its tickets, and shows no more than its reader may see."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lambdesk.identity.model import Reach
from lambdesk.kit import clock, ids
from lambdesk.kit.context import SYSTEM, Context
from lambdesk.tickets.commands import ApplyDue
from tests.support.desk import Desk, MemoryLambdesk

REPORT, VERDICTS = "/v1/reports/sla", "/v1/reports/sla/verdicts"
TODAY = clock.now().date()
SPAN = f"from={TODAY - timedelta(days=2)}&to={TODAY + timedelta(days=3)}"


@pytest.fixture
def told(product: MemoryLambdesk, desk: Desk, boss: Desk) -> Callable[[], None]:
    """Count all that happened so far."""
    tenant = desk.get("/v1/me").json["tenant"]["id"]

    def count() -> None:
        for number in range(1, product.state.numbers.get(tenant, 0) + 1):
            product.figures.reckon(tenant, number)

    return count


def answer(desk: Desk, number: int) -> None:
    last = desk.get(f"/v1/tickets/{number}").json["messages"][-1]["id"]
    body = {"kind": "reply", "body": "Done.", "last_seen_message_id": last}
    assert desk.send("POST", f"/v1/tickets/{number}/messages", body, {"Idempotency-Key": f"k{number}"}).status == 201


def breach(product: MemoryLambdesk, desk: Desk, number: int) -> None:
    tenant = desk.get("/v1/me").json["tenant"]["id"]
    late = clock.now() + timedelta(hours=9)
    product.tickets.apply_due(Context(tenant, SYSTEM, late, ids.new_seed(), {"door": "test"}), number, ApplyDue())


def give(desk: Desk, number: int, **to: Any) -> None:
    version = desk.get(f"/v1/tickets/{number}").json["ticket"]["version"]
    answered = desk.send("PUT", f"/v1/tickets/{number}/assignment", to, {"If-Match": f'"{version}"'})
    assert answered.status == 200, answered.text


def listed(desk: Desk, more: str = "") -> list[int]:
    return [each["number"] for each in desk.get(VERDICTS, f"{SPAN}{more}").json["items"]]


def test_figures_are_told_apart_and_lead_to_their_tickets(
    product: MemoryLambdesk, desk: Desk, boss: Desk, told: Callable[[], None]
) -> None:
    maya = desk.get("/v1/me").json["user"]["id"]
    for _ in range(4):
        desk.open_ticket()
    for number in (1, 2):
        give(desk, number, assignee_id=maya)
    answer(desk, 1)
    breach(product, desk, 2)
    breach(product, desk, 3)
    told()
    report = boss.get(REPORT, f"{SPAN}&by=agent").json
    assert report["total"] == {"n": 3, "met": 1, "breached": 2, "open": 1, "compliance": pytest.approx(1 / 3)}
    assert report["zone"] == "UTC"
    rows = {each["key"]: each for each in report["items"]}
    assert (rows[maya]["label"], rows[maya]["met"], rows[maya]["breached"]) == ("Maya Lindqvist", 1, 1)
    assert (rows["none"]["label"], rows["none"]["n"], rows["none"]["open"]) == (None, 1, 1)
    for by in ("metric", "team", "policy", "priority", "day"):
        apart = boss.get(REPORT, f"{SPAN}&by={by}").json
        assert apart["total"] == report["total"]
        assert sum(each["met"] for each in apart["items"]) == 1
    assert listed(boss, f"&agent_id={maya}") == [1, 2]
    assert listed(boss, "&agent_id=none&verdict=breached") == [3]
    assert listed(boss, "&verdict=open&metric=first_response") == [4]
    (met,) = boss.get(VERDICTS, f"{SPAN}&verdict=met").json["items"]
    assert (met["label"], met["agent_id"], met["policy_id"], met["priority"]) == ("TKT-0001", maya, "default", "normal")
    assert abs(met["seconds"] - met["calendar_seconds"]) <= 1
    assert met["answered_at"] <= met["due_at"]


def test_without_a_verdict_there_is_no_share(desk: Desk, boss: Desk, told: Callable[[], None]) -> None:
    desk.open_ticket()
    told()
    total = boss.get(REPORT, SPAN).json["total"]
    assert total == {"n": 0, "met": 0, "breached": 0, "open": 1, "compliance": None}
    empty = boss.get(REPORT, "from=2020-01-01&to=2020-02-01").json
    assert (empty["items"], empty["total"]["open"]) == ([], 0)


def test_a_span_is_half_open_and_a_year_at_most(desk: Desk, boss: Desk, told: Callable[[], None]) -> None:
    desk.open_ticket()
    told()
    day = boss.get(VERDICTS, SPAN).json["items"][0]["day"]
    assert listed(boss) == [1]
    for span, count in ((f"from={day}&to={TODAY + timedelta(days=5)}", 1), (f"from=2026-01-01&to={day}", 0)):
        assert boss.get(REPORT, span).json["total"]["open"] == count
        assert len(boss.get(VERDICTS, span).json["items"]) == count
    for span in ("from=2026-02-01&to=2026-02-01", "from=2026-02-02&to=2026-02-01", "from=2026-01-01&to=2027-01-03"):
        for path in (REPORT, VERDICTS):
            refused = boss.get(path, span)
            assert (refused.status, refused.code) == (422, "invalid")
    assert boss.get(REPORT, "from=2026-01-01&to=2027-01-02").status == 200
    assert boss.get(REPORT, "from=2026-02-30&to=2026-03-01").status == 422
    assert boss.get(REPORT, f"{SPAN}&by=agent&priority=high").status == 422


def test_pages_go_on_and_a_cursor_fits_its_own_list(desk: Desk, boss: Desk, told: Callable[[], None]) -> None:
    for _ in range(5):
        desk.open_ticket()
    told()
    seen: list[int] = []
    cursor = ""
    while True:
        page = boss.get(VERDICTS, f"{SPAN}&limit=2{cursor}").json
        seen += [each["number"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == [1, 2, 3, 4, 5]
    assert boss.get(VERDICTS, f"{SPAN}&limit=2&verdict=open{cursor}").status == 422


def test_who_sees_some_tickets_sees_their_figures(
    product: MemoryLambdesk, desk: Desk, boss: Desk, join: Callable[..., Desk], told: Callable[[], None]
) -> None:
    made = boss.send("POST", "/v1/teams", {"name": "Billing"})
    team = made.json["id"]
    for _ in range(3):
        desk.open_ticket()
    give(boss, 1, assignee_id=None, team_id=team)
    mine, own = join(reach=Reach.TEAMS, teams=(team,)), join(reach=Reach.ASSIGNED)
    give(boss, 2, assignee_id=own.get("/v1/me").json["user"]["id"])
    told()
    for reader, numbers in ((boss, [1, 2, 3]), (mine, [1]), (own, [2])):
        report = reader.get(REPORT, f"{SPAN}&by=team").json
        assert report["total"]["open"] == len(numbers)
        assert sorted(listed(reader)) == numbers
    assert mine.get(REPORT, f"{SPAN}&by=policy").status == 422
    # It counts for the team that had it, and is out of its sight by now.
    breach(product, desk, 1)
    give(boss, 1, assignee_id=None, team_id=None)
    told()
    assert mine.get(REPORT, SPAN).json["total"]["breached"] == 1
    assert listed(mine) == []
    assert listed(boss, f"&team_id={team}") == [1]


def test_agents_read_no_reports(desk: Desk) -> None:
    assert desk.get(REPORT, SPAN).status == 403
    assert desk.get(VERDICTS, SPAN).status == 403
