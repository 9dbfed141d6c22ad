"""Every store lists what is at risk and what is late, by when it is due, as the present moment tells them apart."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from lambdesk.kit.changes import ChangeSet, Insert
from lambdesk.sla.model import Clock, Metric, Sla
from lambdesk.tickets.model import State, Ticket
from tests.contracts.stores import examples
from tests.contracts.stores.conftest import World, new_tenant
from tests.support.clocks import pinned

DUE = examples.clock().due_at
LATER = DUE + timedelta(days=1)
WARNED = examples.clock(warned=1)
LATE = examples.clock(warned=1, breached_at=DUE)
SOLVING = examples.clock(metric=Metric.RESOLUTION, warned=1)
UNSOLVED = replace(SOLVING, breached_at=DUE)
AT_WORK = frozenset({State.NEW, State.OPEN, State.REOPENED, State.PENDING, State.ON_HOLD})


def due_in(seconds: float, clock: Clock = WARNED) -> Clock:
    """A clock that is due so long after DUE."""
    return replace(clock, due_at=DUE + timedelta(seconds=seconds))


def keep(world: World, *tickets: Ticket) -> None:
    world.tickets.commit(world.tenant, ChangeSet(tuple(map(Insert, tickets))))


def numbers(world: World, now: datetime, *, late: bool) -> list[int]:
    rows = world.tickets.pressing(world.tenant, now, 100, None, late=late).rows
    return [json.loads(row)["number"] for row in rows]


def both(world: World, now: datetime) -> tuple[list[int], list[int]]:
    return numbers(world, now, late=False), numbers(world, now, late=True)


@pytest.mark.parametrize(
    ("clock", "at_risk", "late"),
    [
        (examples.clock(), False, False),
        (WARNED, True, False),
        (replace(WARNED, paused=True), False, False),
        (replace(WARNED, answered_at=examples.at(9)), False, False),
        (LATE, False, True),
        (replace(LATE, answered_at=LATER), False, False),
    ],
)
def test_a_ticket_presses_while_its_clock_was_warned_or_ran_out_and_somebody_waits(
    world: World, clock: Clock, at_risk: bool, late: bool
) -> None:
    keep(world, examples.ticket(sla=pinned(clock)))
    now = LATER if clock.breached_at else examples.at(10)
    assert both(world, now) == ([1] * at_risk, [1] * late)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize(
    ("clock", "where"),
    [
        (WARNED, AT_WORK),
        (LATE, AT_WORK),
        (SOLVING, AT_WORK),
        (UNSOLVED, AT_WORK - {State.PENDING}),
    ],
)
def test_where_nobody_works_or_the_customer_is_waited_for_nothing_presses(
    world: World, state: State, clock: Clock, where: frozenset[State]
) -> None:
    ticket = examples.ticket(state=state, sla=pinned(clock))
    keep(world, ticket)
    shown = [1] if state in where else []
    assert both(world, LATER) == ([], shown)


def test_a_snoozed_ticket_presses_all_the_same(world: World) -> None:
    keep(world, examples.ticket(sla=pinned(WARNED), snoozed_until=LATER))
    assert both(world, examples.at(10)) == ([1], [])


def test_the_moment_itself_makes_late_what_was_at_risk(world: World) -> None:
    keep(
        world, *(examples.ticket(each, sla=pinned(due_in(order))) for each, order in ((7, 5), (2, -5), (10, 0), (3, 5)))
    )
    assert both(world, DUE - timedelta(seconds=6)) == ([2, 10, 3, 7], [])
    assert both(world, DUE) == ([10, 3, 7], [2])
    assert both(world, DUE + timedelta(milliseconds=1)) == ([3, 7], [2, 10])
    assert both(world, LATER) == ([], [2, 10, 3, 7])


def test_of_several_clocks_the_pressing_one_counts(world: World) -> None:
    calm = due_in(-60, examples.clock(metric=Metric.NEXT_RESPONSE))
    keep(world, examples.ticket(sla=pinned(calm, due_in(60, SOLVING))))
    (row,) = world.tickets.pressing(world.tenant, examples.at(10), 10, None, late=False).rows
    assert json.loads(row)["sla"]["metric"] == "resolution"


@pytest.mark.parametrize(
    ("clocks", "at_risk", "late"),
    [
        ((UNSOLVED, replace(LATE, metric=Metric.NEXT_RESPONSE, due_at=LATER, breached_at=LATER)), False, True),
        ((UNSOLVED, replace(WARNED, metric=Metric.NEXT_RESPONSE, due_at=LATER)), True, False),
        ((replace(LATE, paused=True), examples.clock(metric=Metric.RESOLUTION)), False, True),
    ],
)
def test_a_reply_presses_whatever_clock_stands_before_it_while_the_customer_is_waited_for(
    world: World, clocks: tuple[Clock, ...], at_risk: bool, late: bool
) -> None:
    keep(world, examples.ticket(state=State.PENDING, sla=pinned(*clocks)))
    now = LATER + timedelta(seconds=1) if late else LATER
    assert both(world, now) == ([1] * at_risk, [1] * late)
    (row,) = world.tickets.pressing(world.tenant, now, 10, None, late=late).rows
    assert json.loads(row)["sla"]["metric"] != "resolution"


@pytest.mark.parametrize("late", [False, True])
def test_pages_go_on_behind_the_last_one_whatever_came_meanwhile(world: World, late: bool) -> None:
    keep(world, *(examples.ticket(number, sla=pinned(due_in(number))) for number in range(10, 60, 10)))
    now = LATER if late else examples.at(10)
    first = world.tickets.pressing(world.tenant, now, 2, None, late=late)
    assert [json.loads(row)["number"] for row in first.rows] == [10, 20]
    keep(world, *(examples.ticket(number, sla=pinned(due_in(number))) for number in (15, 25)))
    # The moment of another machine may be an earlier one.
    for moment in (now, now + timedelta(seconds=1), now - timedelta(seconds=1)):
        second = world.tickets.pressing(world.tenant, moment, 3, first.position, late=late)
        assert [json.loads(row)["number"] for row in second.rows] == [25, 30, 40]
    last = world.tickets.pressing(world.tenant, now, 3, second.position, late=late)
    assert [json.loads(row)["number"] for row in last.rows] == [50]
    assert last.position is None


def test_pages_leave_out_what_became_late_meanwhile(world: World) -> None:
    keep(world, *(examples.ticket(number, sla=pinned(due_in(number))) for number in (1, 2, 3)))
    first = world.tickets.pressing(world.tenant, DUE, 1, None, late=False)
    second = world.tickets.pressing(world.tenant, DUE + timedelta(seconds=3), 5, first.position, late=False)
    assert [json.loads(row)["number"] for row in second.rows] == [3]


def test_a_ticket_enters_moves_and_leaves_with_its_clock(world: World) -> None:
    ticket = examples.ticket(sla=pinned(examples.clock()))
    keep(world, ticket)
    steps: list[tuple[Sla, tuple[list[int], list[int]]]] = [
        (pinned(WARNED), ([1], [])),
        (pinned(due_in(-36_000, LATE)), ([], [1])),
        (pinned(replace(LATE, answered_at=LATER)), ([], [])),
    ]
    for sla, expected in steps:
        world.tickets.commit(world.tenant, examples.change(ticket, sla=sla))
        ticket = examples.next_version(ticket, sla=sla)
        assert both(world, examples.at(10)) == expected


def test_nothing_of_another_tenant_presses(world: World) -> None:
    keep(world, examples.ticket(sla=pinned(WARNED)))
    assert world.tickets.pressing(new_tenant(), examples.at(10), 10, None, late=False).rows == ()
