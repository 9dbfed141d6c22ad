"""Every store keeps the one recomputation that a tenant asked for last, and reads tickets together."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lambdesk.kit.changes import ChangeSet, Insert, Put, Replace
from lambdesk.kit.context import ActorKind
from lambdesk.kit.errors import AlreadyExists, StaleVersion
from lambdesk.tickets.recomputing.model import Counts, Place, Recomputation, RecomputationState, Scope
from tests.contracts.stores import examples
from tests.contracts.stores.conftest import World, new_tenant

LATER = examples.MORNING + timedelta(minutes=3)
ASKED = Recomputation(
    id="rcp_" + "0" * 26,
    scope=Scope(policy_id="default"),
    policies_version=4,
    actor_kind=ActorKind.USER,
    actor_id="usr_1",
    asked_at=examples.MORNING,
    moved_at=examples.MORNING,
    place=Place(examples.MORNING),
)
GOING = replace(
    ASKED,
    scope=Scope(calendar_id="cal_1"),
    actor_kind=ActorKind.SYSTEM,
    actor_id=None,
    moved_at=LATER,
    place=Place(LATER, examples.MORNING, 2, f'{{"after": "{examples.ODD}"}}', (7, 12), 2, at_once=True),
    calendars={"cal_1": 3, "cal_2": 1},
    state=RecomputationState.RUNNING,
    counts=Counts(9, 3, (1, 2)),
    steps=7,
    version=8,
)


@pytest.mark.parametrize("job", [ASKED, GOING])
def test_a_recomputation_comes_back_as_it_was_given(world: World, job: Recomputation) -> None:
    world.recomputations.commit(world.tenant, ChangeSet((Insert(job),)))
    assert world.recomputations.recomputation(world.tenant) == job
    assert world.recomputations.recomputation(new_tenant()) is None


def test_there_is_one_and_of_two_steps_at_once_one_is_remembered(world: World) -> None:
    world.recomputations.commit(world.tenant, ChangeSet((Insert(ASKED),)))
    with pytest.raises(AlreadyExists):
        world.recomputations.commit(world.tenant, ChangeSet((Insert(GOING),)))
    world.recomputations.commit(world.tenant, ChangeSet((Replace(GOING, ASKED.version),)))
    with pytest.raises(StaleVersion):
        world.recomputations.commit(world.tenant, ChangeSet((Replace(GOING, ASKED.version),)))
    assert world.recomputations.recomputation(world.tenant) == GOING


def test_tickets_are_read_together_by_number(world: World) -> None:
    one, two = examples.FULL_TICKET, examples.ticket(examples.FULL_TICKET.number + 1)
    writes = (Put(two), Put(one), Put(examples.FULL_DETAILS))
    world.tickets.commit(world.tenant, ChangeSet(writes))
    found = world.tickets.several(world.tenant, [two.number, one.number, one.number, 90])
    assert [each.ticket for each in found] == [one, two]
    alone, _ = world.tickets.load(world.tenant, one.number)
    assert found[0] == alone
    assert world.tickets.several(world.tenant, []) == ()
    assert world.tickets.several(new_tenant(), [one.number]) == ()
