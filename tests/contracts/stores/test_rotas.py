"""Every store keeps on-call rotas by tenant."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lambdesk.escalation.rotas.model import MEMBERS_LIMIT, OVERRIDES_LIMIT, Rota, RotaOverride
from lambdesk.kit.changes import ChangeSet, Insert, Remove, Replace
from lambdesk.kit.errors import AlreadyExists, StaleVersion
from tests.contracts.stores import examples
from tests.contracts.stores.conftest import World, new_tenant

DAY = timedelta(days=1)
ADA = "usr_" + "0" * 26
PLAIN = Rota("rot_" + "0" * 26, "Nights", "UTC", (ADA,), date(2026, 11, 23), 0, 1, examples.MORNING)
FULL = Rota(
    id="rot_" + "1" * 26,
    name=examples.ODD,
    zone="Australia/Lord_Howe",
    members=tuple(f"usr_{n:026}" for n in range(MEMBERS_LIMIT)),
    begins=date(1970, 1, 1),
    handover=1_439,
    turn_days=364,
    updated_at=examples.MORNING,
    overrides=tuple(
        RotaOverride(date(1990, 1, 1) + 2 * n * DAY, date(1990, 1, 1) + (2 * n + 1) * DAY, ADA)
        for n in range(OVERRIDES_LIMIT)
    ),
    version=7,
)


def keep(world: World, *rotas: Rota) -> None:
    for each in rotas:
        world.rotas.commit(world.tenant, ChangeSet((Insert(each),)))


@pytest.mark.parametrize("rota", [PLAIN, FULL])
def test_a_rota_comes_back_as_it_was_given(world: World, rota: Rota) -> None:
    keep(world, rota)
    assert world.rotas.one(world.tenant, rota.id) == rota


def test_rotas_are_found_by_id_and_tenant_only(world: World) -> None:
    keep(world, FULL, PLAIN)
    assert world.rotas.all(world.tenant) == (PLAIN, FULL)
    assert world.rotas.all(new_tenant()) == ()
    assert world.rotas.one(new_tenant(), PLAIN.id) is None
    for other in ("rot_" + "2" * 26, "rot_", "usr_" + "0" * 26, "", PLAIN.id + "#1"):
        assert world.rotas.one(world.tenant, other) is None


def test_of_two_changes_one_wins(world: World) -> None:
    keep(world, PLAIN)
    with pytest.raises(AlreadyExists):
        keep(world, PLAIN)
    second = replace(PLAIN, name="Two", version=2)
    world.rotas.commit(world.tenant, ChangeSet((Replace(second, 1),)))
    with pytest.raises(StaleVersion):
        world.rotas.commit(world.tenant, ChangeSet((Replace(second, 1),)))
    with pytest.raises(StaleVersion):
        world.rotas.commit(world.tenant, ChangeSet((Remove(PLAIN, 1),)))
    world.rotas.commit(world.tenant, ChangeSet((Remove(second, 2),)))
    assert world.rotas.all(world.tenant) == ()
