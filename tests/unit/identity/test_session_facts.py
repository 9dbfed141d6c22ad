"""What the trail is told of sessions; what follows when two parties hold one."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lambdesk.adapters.memory.identity import MemoryIdentityStore
from lambdesk.identity.model import User
from lambdesk.identity.service import Sessions, SignedIn
from lambdesk.identity.sign_in.accounts import Accounts, Credentials
from lambdesk.kit.changes import ChangeSet, Put
from lambdesk.kit.context import Actor, ActorKind
from lambdesk.kit.errors import Unauthenticated
from lambdesk.kit.events import Event
from tests.support.desk import PASSWORD, context
from tests.unit.identity.test_service import KEYS, NOW, World


@pytest.fixture
def world() -> World:
    return World()


def facts(world: World, session: SignedIn) -> list[Event]:
    """What happened to a session."""
    return list(world.state.timelines.get((session.tenant.id, f"session:{session.session_id}"), []))


def told(world: World, session: SignedIn) -> list[tuple[str, dict[str, Any]]]:
    """The same, in few words."""
    return [(each.type, dict(each.data)) for each in facts(world, session)]


def test_a_reused_handle_is_told_and_whatever_it_gave_counts_no_longer(world: World) -> None:
    first, elsewhere = world.sign_in(), world.sign_in()
    world.refresh(first.cookie)
    with pytest.raises(Unauthenticated):
        world.refresh(first.cookie, timedelta(seconds=61))
    assert told(world, first)[-1] == ("session.reused", {"user_id": world.maya.id, "session_id": first.session_id})
    member = world.store.user(world.north.id, world.maya.id)
    assert member
    assert member.signed_out_at == NOW + timedelta(seconds=61)
    # By this fact her sockets end.
    of_her = world.state.timelines[world.north.id, f"user:{world.maya.id}"]
    assert of_her[-1].type == "user.signed_out"
    assert world.refresh(elsewhere.cookie, timedelta(seconds=62)).user.id == world.maya.id


def test_an_old_handle_that_signs_out_is_a_stolen_one_too(world: World) -> None:
    first = world.sign_in()
    world.refresh(first.cookie)
    world.sessions.end(context("", NOW + timedelta(seconds=61)), first.cookie)
    assert told(world, first)[-1][0] == "session.reused"


def test_a_member_who_changes_at_the_same_moment_is_signed_out_all_the_same(world: World) -> None:
    first = world.sign_in()
    world.refresh(first.cookie)
    changed = replace(world.maya, name="Maya L", version=2)
    world.store.commit(world.north.id, ChangeSet((Put(changed),)))
    seen = [world.maya, changed]

    class Late(MemoryIdentityStore):
        def user(self, tenant: str, user_id: str) -> User | None:
            return seen.pop(0)

    with pytest.raises(Unauthenticated):
        Sessions(Late(world.state), world.pool, Accounts(world.store, world.pool), KEYS).refresh(
            context("", NOW + timedelta(seconds=61)), first.cookie
        )
    member = world.store.user(world.north.id, world.maya.id)
    assert member
    assert (member.name, member.signed_out_at) == ("Maya L", NOW + timedelta(seconds=61))


def test_signing_in_and_out_is_told(world: World) -> None:
    first = world.sign_in()
    again = world.sessions.sign_in(context("", NOW), Credentials(world.maya.email, PASSWORD), "", first.cookie)
    world.sessions.end(context("", NOW), again.cookie)
    whose = {"user_id": world.maya.id}
    opened = ("session.opened", {**whose, "session_id": first.session_id, "begun": "password"})
    assert told(world, first) == [
        opened,
        ("session.ended", {**whose, "session_id": first.session_id, "reason": "replaced"}),
    ]
    assert told(world, again)[-1][1]["reason"] == "signed_out"
    assert {each.actor.id for each in facts(world, again)} == {world.maya.id}


def test_sessions_ended_from_elsewhere_are_told_each_with_who_did_it(world: World) -> None:
    sessions = [world.sign_in() for _ in range(3)]
    boss = replace(context(world.north.id, NOW), actor=Actor(ActorKind.USER, "usr_boss"))
    world.sessions.end_of_user(boss, world.maya.id)
    ended = [facts(world, each)[-1] for each in sessions]
    assert {(each.data["reason"], each.actor.id) for each in ended} == {("elsewhere", "usr_boss")}
    assert len({each.id for each in ended}) == 3


def test_a_session_that_may_not_go_on_is_told(world: World) -> None:
    signed_in = world.sign_in()
    world.deactivate(world.north, world.maya)
    with pytest.raises(Unauthenticated):
        world.refresh(signed_in.cookie)
    assert told(world, signed_in)[-1][1]["reason"] == "refused"
    assert facts(world, signed_in)[-1].actor.id is None
