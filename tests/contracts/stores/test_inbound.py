"""Every store keeps sources of inbound mail by tenant."""

from dataclasses import replace

import pytest

from lambdesk.inbound.model import InboundSource
from lambdesk.kit.changes import ChangeSet, Insert, Remove, Replace
from lambdesk.kit.errors import StaleVersion
from tests.contracts.stores import examples
from tests.contracts.stores.conftest import World, new_tenant

PLAIN = InboundSource("ins_" + "0" * 26, "Old provider", "a.sealed", "usr_1", examples.MORNING)
FULL = replace(
    PLAIN,
    id="ins_" + "1" * 26,
    name=examples.ODD,
    trusted=True,
    previous_secret="a.before",
    previous_until=examples.MORNING,
    version=7,
)


@pytest.mark.parametrize("source", [PLAIN, FULL])
def test_a_source_comes_back_as_it_was_given(world: World, source: InboundSource) -> None:
    world.sources.commit(world.tenant, ChangeSet((Insert(source),)))
    assert world.sources.source(world.tenant, source.id) == source
    changed = replace(source, secret="a.other", version=source.version + 1)
    world.sources.commit(world.tenant, ChangeSet((Replace(changed, source.version),)))
    with pytest.raises(StaleVersion):
        world.sources.commit(world.tenant, ChangeSet((Remove(source, source.version),)))
    world.sources.commit(world.tenant, ChangeSet((Remove(changed, changed.version),)))
    assert world.sources.source(world.tenant, source.id) is None


def test_sources_are_found_by_id_and_tenant_only(world: World) -> None:
    for each in (FULL, PLAIN):
        world.sources.commit(world.tenant, ChangeSet((Insert(each),)))
    assert world.sources.sources(world.tenant) == [PLAIN, FULL]
    assert world.sources.sources(new_tenant()) == []
    assert world.sources.source(new_tenant(), PLAIN.id) is None
    for other in ("ins_" + "2" * 26, "ins_", "usr_" + "0" * 26, ""):
        assert world.sources.source(world.tenant, other) is None
