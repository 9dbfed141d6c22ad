"""Every store keeps the one export that a tenant asked for last."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lambdesk.kit.changes import ChangeSet, Insert, Replace
from lambdesk.kit.errors import AlreadyExists, StaleVersion
from lambdesk.tenants.exporting.model import ExportState, Part, TenantExport
from tests.contracts.stores import examples
from tests.contracts.stores.conftest import World, new_tenant

ASKED = TenantExport("exp_" + "0" * 26, examples.MORNING, examples.MORNING)
GOING = replace(
    ASKED,
    moved_at=examples.MORNING + timedelta(minutes=3),
    state=ExportState.RUNNING,
    position=f'[4, "{examples.ODD}"]',
    parts=(Part(f"exports/tnt_1/{ASKED.id}/0001-a.zip", 32_000_000), Part(examples.ODD, 0)),
    lines=70_000,
    files=3,
    version=3,
)
DONE = replace(GOING, state=ExportState.DONE, position=None, version=4)


@pytest.mark.parametrize("export", [ASKED, GOING, DONE])
def test_an_export_comes_back_as_it_was_given(world: World, export: TenantExport) -> None:
    world.exports.commit(world.tenant, ChangeSet((Insert(export),)))
    assert world.exports.tenant_export(world.tenant) == export


def test_a_tenant_finds_its_own_alone(world: World) -> None:
    other = new_tenant()
    world.exports.commit(world.tenant, ChangeSet((Insert(GOING),)))
    assert world.exports.tenant_export(other) is None
    world.exports.commit(other, ChangeSet((Insert(ASKED),)))
    assert world.exports.tenant_export(world.tenant) == GOING
    assert world.exports.tenant_export(other) == ASKED


def test_there_is_one_and_the_next_takes_its_place(world: World) -> None:
    world.exports.commit(world.tenant, ChangeSet((Insert(DONE),)))
    following = replace(ASKED, id="exp_" + "1" * 26, version=DONE.version + 1)
    with pytest.raises(AlreadyExists):
        world.exports.commit(world.tenant, ChangeSet((Insert(following),)))
    world.exports.commit(world.tenant, ChangeSet((Replace(following, DONE.version),)))
    assert world.exports.tenant_export(world.tenant) == following


def test_of_two_parts_written_at_once_one_is_remembered(world: World) -> None:
    world.exports.commit(world.tenant, ChangeSet((Insert(replace(GOING, version=2)),)))
    world.exports.commit(world.tenant, ChangeSet((Replace(GOING, 2),)))
    with pytest.raises(StaleVersion) as stale:
        world.exports.commit(world.tenant, ChangeSet((Replace(replace(DONE, version=3), 2),)))
    assert stale.value.current_version == 3
    assert world.exports.tenant_export(world.tenant) == GOING
