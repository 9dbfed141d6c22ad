"""Every store keeps canned responses by tenant, and loses no count."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lambdesk.canned.model import CannedResponse, CannedUses, Counted, Scope
from lambdesk.kit.changes import ChangeSet, Claim, Insert, Remove, Replace
from lambdesk.kit.errors import AlreadyExists, StaleVersion
from tests.contracts.stores import examples
from tests.contracts.stores.conftest import World, new_tenant

PLAIN = CannedResponse("can_" + "0" * 26, "Thanks", {"en": "<p>Thanks"}, Scope.PRIVATE, "usr_1", examples.MORNING)
FULL = CannedResponse(
    id="can_" + "1" * 26,
    name=examples.ODD,
    bodies={"en": examples.ODD * 500, "pt-BR": '<p>{{ customer.name | default: "x" }}'},
    scope=Scope.TEAM,
    owner_id="usr_2",
    updated_at=examples.MORNING,
    shortcut="thanks",
    folder="Billing/" + examples.ODD,
    team_id="team_1",
    version=7,
)


def keep(world: World, *responses: CannedResponse) -> None:
    for each in responses:
        world.canned.commit(world.tenant, ChangeSet((Insert(each), Insert(CannedUses(each.id)))))


@pytest.mark.parametrize("response", [PLAIN, FULL])
def test_a_response_comes_back_as_it_was_given(world: World, response: CannedResponse) -> None:
    keep(world, response)
    assert world.canned.one(world.tenant, response.id) == Counted(response, 0)


def test_responses_are_found_by_id_and_tenant_only(world: World) -> None:
    keep(world, FULL, PLAIN)
    assert world.canned.all(world.tenant) == (Counted(PLAIN, 0), Counted(FULL, 0))
    assert world.canned.all(new_tenant()) == ()
    assert world.canned.one(new_tenant(), PLAIN.id) is None
    for other in ("can_" + "2" * 26, "can_", "usr_" + "0" * 26, "", PLAIN.id + "#n"):
        assert world.canned.one(world.tenant, other) is None


def test_uses_are_counted_one_by_one_and_only_for_what_is_there(world: World) -> None:
    keep(world, PLAIN, FULL)
    world.canned.count(world.tenant, [PLAIN.id, FULL.id])
    world.canned.count(world.tenant, [PLAIN.id, "can_" + "2" * 26, "nothing", "#"])
    world.canned.count(new_tenant(), [PLAIN.id])
    world.canned.count(world.tenant, [])
    assert [each.uses for each in world.canned.all(world.tenant)] == [2, 1]


def test_a_change_keeps_the_count_and_a_version_is_written_over_once(world: World) -> None:
    keep(world, PLAIN)
    world.canned.count(world.tenant, [PLAIN.id])
    second = replace(PLAIN, name="Two", version=2)
    world.canned.commit(world.tenant, ChangeSet((Replace(second, 1),)))
    assert world.canned.one(world.tenant, PLAIN.id) == Counted(second, 1)
    with pytest.raises(StaleVersion) as stale:
        world.canned.commit(world.tenant, ChangeSet((Replace(replace(PLAIN, version=2), 1),)))
    assert stale.value.current_version == 2
    with pytest.raises(AlreadyExists):
        world.canned.commit(world.tenant, ChangeSet((Insert(PLAIN),)))


def test_what_is_deleted_is_gone_with_its_count(world: World) -> None:
    keep(world, PLAIN)
    world.canned.commit(world.tenant, ChangeSet((Remove(PLAIN), Remove(CannedUses(PLAIN.id)))))
    world.canned.count(world.tenant, [PLAIN.id])
    assert world.canned.all(world.tenant) == ()


def test_a_claim_tells_what_its_taker_left(world: World) -> None:
    claim = Claim("http", "key", {"id": PLAIN.id}, world.clock() + timedelta(hours=1))
    assert world.canned.claimed(world.tenant, claim) is None
    world.canned.commit(world.tenant, ChangeSet((claim,)))
    assert world.canned.claimed(world.tenant, claim) == {"id": PLAIN.id}


def test_counting_costs_one_unit(on_table: World) -> None:
    assert on_table.counter is not None
    keep(on_table, FULL)
    with on_table.counter.count() as spent:
        on_table.canned.count(on_table.tenant, [FULL.id])
    assert (spent.written, spent.round_trips) == (1, 1)
