"""Every store keeps API keys by tenant, and notes an hour's uses once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lambdesk.api_keys.model import ApiKey, Known
from lambdesk.kit.changes import ChangeSet, Insert, Replace
from tests.contracts.stores import examples
from tests.contracts.stores.conftest import World, new_tenant

PLAIN = ApiKey(
    "key_" + "0" * 26, "Reports", ("tickets.read",), "h" * 64, "usr_1", examples.MORNING, examples.MORNING, 1
)
FULL = replace(
    PLAIN,
    id="key_" + "1" * 26,
    name=examples.ODD,
    scopes=("settings.write", "tickets.read"),
    previous_hash="p" * 64,
    previous_until=examples.MORNING,
    revoked_at=examples.MORNING,
    version=7,
)


@pytest.mark.parametrize("key", [PLAIN, FULL])
def test_a_key_comes_back_as_it_was_given(world: World, key: ApiKey) -> None:
    world.api_keys.commit(world.tenant, ChangeSet((Insert(key),)))
    assert world.api_keys.key(world.tenant, key.id) == key
    changed = replace(key, revoked_at=None, version=key.version + 1)
    world.api_keys.commit(world.tenant, ChangeSet((Replace(changed, key.version),)))
    assert world.api_keys.key(world.tenant, key.id) == changed


def test_keys_are_found_by_id_and_tenant_only(world: World) -> None:
    for each in (FULL, PLAIN):
        world.api_keys.commit(world.tenant, ChangeSet((Insert(each),)))
    assert world.api_keys.keys(world.tenant) == [Known(PLAIN, None), Known(FULL, None)]
    assert world.api_keys.keys(new_tenant()) == []
    assert world.api_keys.key(new_tenant(), PLAIN.id) is None
    for other in ("key_" + "2" * 26, "key_", "usr_" + "0" * 26, "", PLAIN.id + "#u"):
        assert world.api_keys.key(world.tenant, other) is None


def test_a_use_is_noted_once_an_hour(world: World) -> None:
    world.api_keys.commit(world.tenant, ChangeSet((Insert(PLAIN),)))
    hour = timedelta(hours=1)
    for minutes, expected in ((0, 0), (30, 0), (59, 0), (60, 60), (61, 60)):
        at = examples.MORNING + timedelta(minutes=minutes)
        world.api_keys.used(world.tenant, PLAIN.id, at, at - hour)
        (known,) = world.api_keys.keys(world.tenant)
        assert known.used_at == examples.MORNING + timedelta(minutes=expected)
        assert known.key == PLAIN
