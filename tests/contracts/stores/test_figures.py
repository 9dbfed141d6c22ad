"""Every store counts alike: rows by the day they were due, counters that change with them and at no other time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from lambdesk.kit.errors import StaleVersion
from lambdesk.reports.counting import Step, steps
from lambdesk.reports.model import Family, Group, Judged, TicketFigures, Verdict
from lambdesk.reports.service import Figures
from lambdesk.sla.model import Metric
from tests.contracts.stores.conftest import World, new_tenant

NOON = datetime(2026, 11, 3, 12, 0, 0, 250_000, tzinfo=UTC)
TEAM, ADA = "team_" + "0" * 26, "usr_" + "0" * 26
OPEN = Judged(
    metric=Metric.FIRST_RESPONSE,
    started_at=NOON - timedelta(hours=1),
    due_at=NOON,
    day=NOON.date(),
    verdict=Verdict.OPEN,
    policy_id="default",
    priority="normal",
    target_seconds=3_600,
)
LATE = replace(
    OPEN,
    metric=Metric.NEXT_RESPONSE,
    verdict=Verdict.BREACHED,
    team_id=TEAM,
    agent_id=ADA,
    answered_at=NOON + timedelta(milliseconds=1),
    seconds=3_601,
)
PEOPLE = Group(Family.PEOPLE, "202611", "none", agent="none")
THEIRS = Group(Family.PEOPLE, "202611", TEAM, agent=ADA)


def settle(world: World, number: int, *rows: Judged) -> list[Step]:
    before = world.figures.of_ticket(world.tenant, number)
    made = list(steps(before, TicketFigures(number, rows)))
    for step in made:
        world.figures.settle(world.tenant, step)
    return made


def listed(world: World, since: int = 1, until: int = 30, after: str | None = None, limit: int = 100) -> list[int]:
    days = date(2026, 11, since), date(2026, 11, until)
    return [each.number for each in world.figures.entries(world.tenant, "202611", *days, after, limit)]


def test_what_a_ticket_adds_comes_back_as_it_was_given(world: World) -> None:
    assert world.figures.of_ticket(world.tenant, 1) is None
    settle(world, 1, OPEN, LATE)
    assert world.figures.of_ticket(world.tenant, 1) == TicketFigures(1, (OPEN, LATE), 1)
    (first, second) = world.figures.entries(world.tenant, "202611", date(2026, 11, 3), date(2026, 11, 4), None, 9)
    assert {first.row, second.row} == {OPEN, LATE}
    assert world.figures.of_ticket(new_tenant(), 1) is None
    assert list(world.figures.entries(new_tenant(), "202611", date(2026, 11, 1), date(2026, 12, 1), None, 9)) == []


def test_counters_follow_rows(world: World) -> None:
    settle(world, 1, OPEN)
    settle(world, 2, OPEN, LATE)
    first = (3, Metric.FIRST_RESPONSE, Verdict.OPEN)
    people = world.figures.counts(world.tenant, "202611", Family.PEOPLE)
    assert people == {PEOPLE: {first: 2}, THEIRS: {(3, Metric.NEXT_RESPONSE, Verdict.BREACHED): 1}}
    met = replace(OPEN, verdict=Verdict.MET, agent_id=ADA, team_id=TEAM, answered_at=NOON, seconds=3_600)
    settle(world, 1, met)
    people = world.figures.counts(world.tenant, "202611", Family.PEOPLE)
    assert people[PEOPLE] == {first: 1}
    assert people[THEIRS][3, Metric.FIRST_RESPONSE, Verdict.MET] == 1
    promises = world.figures.counts(world.tenant, "202611", Family.PROMISES, TEAM)
    (group,) = promises
    assert (group.team, group.policy, group.priority) == (TEAM, "default", "normal")
    assert world.figures.counts(world.tenant, "202612", Family.PEOPLE) == {}
    assert world.figures.counts(new_tenant(), "202611", Family.PEOPLE) == {}


def test_a_row_that_moves_leaves_nothing_behind(world: World) -> None:
    settle(world, 1, OPEN)
    later = replace(OPEN, due_at=NOON + timedelta(days=30), day=date(2026, 12, 3))
    settle(world, 1, later)
    assert listed(world) == []
    assert world.figures.counts(world.tenant, "202611", Family.PEOPLE) == {PEOPLE: {(3, OPEN.metric, OPEN.verdict): 0}}
    settle(world, 1)
    assert world.figures.of_ticket(world.tenant, 1) == TicketFigures(1, (), 3)


def test_a_hundred_rows_go_in_steps(world: World) -> None:
    rows = [replace(LATE, started_at=NOON - timedelta(seconds=n), agent_id=f"usr_{n:026}") for n in range(100)]
    assert len(settle(world, 7, *rows)) == 7
    found = world.figures.of_ticket(world.tenant, 7)
    assert found is not None
    assert set(found.rows) == set(rows)
    assert len(listed(world)) == 100
    settle(world, 7)
    assert listed(world) == []
    left = world.figures.counts(world.tenant, "202611", Family.PEOPLE)
    assert {count for cells in left.values() for count in cells.values()} == {0}


def test_of_two_that_count_at_once_one_is_refused(world: World) -> None:
    (step,) = settle(world, 1, OPEN)
    with pytest.raises(StaleVersion):
        world.figures.settle(world.tenant, step)
    with pytest.raises(StaleVersion):
        world.figures.settle(world.tenant, replace(step, before=7))
    assert world.figures.counts(world.tenant, "202611", Family.PEOPLE) == {PEOPLE: {(3, OPEN.metric, OPEN.verdict): 1}}


def test_rows_are_listed_by_day_and_page(world: World) -> None:
    for number, day in enumerate((1, 2, 2, 29, 30), 1):
        due = OPEN.due_at.replace(day=day)
        settle(world, number, replace(OPEN, due_at=due, day=due.date()))
    assert listed(world, 1, 30) == [1, 2, 3, 4]
    assert listed(world, 2, 3) == [2, 3]
    days = date(2026, 11, 1), date(2026, 12, 1)
    page = world.figures.entries(world.tenant, "202611", *days, None, 3)
    assert [each.number for each in page] == [1, 2, 3]
    rest = world.figures.entries(world.tenant, "202611", *days, page[-1].place, 3)
    assert [each.number for each in rest] == [4, 5]


def test_a_wrong_counter_is_corrected(world: World) -> None:
    settle(world, 1, OPEN)
    cell = (3, OPEN.metric, OPEN.verdict)
    world.figures.correct(world.tenant, PEOPLE, {cell: 5})
    figures = Figures(world.figures, lambda _tenant, _number: (), lambda _: "UTC")
    assert world.figures.newest_number(world.tenant) == 0
    done = figures.rebuild(world.tenant, date(2026, 11, 1), date(2026, 11, 30))
    # No ticket was ever given a number, so nothing is right.
    assert (done.tickets, done.corrected) == (0, 2)
    assert world.figures.counts(world.tenant, "202611", Family.PEOPLE) == {PEOPLE: {cell: 0}}
    world.tickets.next_number(world.tenant)
    assert figures.rebuild(world.tenant, date(2026, 11, 1), date(2026, 11, 30)).changed == 1
