"""Invited, joined, made inactive, signed out: members through their service, on stores in memory."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lambdesk.identity.decide import NewUser
from lambdesk.identity.members.invitations import LIFETIME, invitation_url
from lambdesk.identity.model import ADMIN, AGENT, MemberState, User
from lambdesk.identity.queries import Directory
from lambdesk.identity.sign_in.accounts import Credentials
from lambdesk.kit.changes import ChangeSet, Put
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.errors import (
    Conflict,
    Forbidden,
    Invalid,
    LastAdmin,
    LimitReached,
    NotFound,
    StaleVersion,
    Unauthenticated,
    Unavailable,
)
from lambdesk.kit.signing import Keyring
from tests.support.desk import PASSWORD, context
from tests.unit.identity.test_sign_in import KEYS, MAYA, NOW, World

UMA = NewUser("Uma@northwind.example", "Uma", AGENT)


def at(world: World, later: timedelta = timedelta(), user: User | None = None) -> Context:
    ctx = context(world.north, NOW + later)
    return replace(ctx, actor=Actor(ActorKind.USER, user.id)) if user else ctx


def token(world: World, user: User, keys: Keyring = KEYS) -> str:
    return invitation_url(keys, "https://x.example", world.north, user).partition("#")[2]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def uma(world: World) -> User:
    return world.members.invite(at(world), UMA)


def test_who_is_invited_is_known_and_may_nothing(world: World, uma: User) -> None:
    assert (uma.state, uma.email) == (MemberState.INVITED, "uma@northwind.example")
    assert world.events(uma) == ["user.invited"]
    assert Directory(world.store).member(world.north, uma.id, NOW) is None
    with pytest.raises(Unauthenticated):
        world.try_in(uma.email)


def test_the_link_makes_the_account_once(world: World, uma: User) -> None:
    link = token(world, uma)
    assert world.members.look(at(world), link).user == uma
    assert world.members.look(at(world), link).home.slug == "northwind"
    joined = world.members.accept(context("", NOW), link, " Uma  Berg ", PASSWORD).user
    assert (joined.name, joined.state, world.try_in(uma.email).user) == ("Uma Berg", MemberState.ACTIVE, joined)
    assert world.events(uma) == ["user.invited", "user.joined"]
    for replay in (
        lambda: world.members.look(at(world), link),
        lambda: world.members.accept(at(world), link, "E", "x"),
    ):
        with pytest.raises(NotFound):
            replay()
    assert world.try_in(uma.email).user.name == "Uma Berg"


def test_a_link_is_good_for_three_days_and_of_our_key_alone(world: World, uma: User) -> None:
    link = token(world, uma)
    world.members.look(at(world, LIFETIME - timedelta(milliseconds=1)), link)
    forged = token(world, uma, Keyring("a", {"a": b"x" * 64}))
    other = token(world, replace(uma, id=world.maya.id))
    for bad, later in ((link, LIFETIME), (forged, timedelta()), (other, timedelta()), ("a.b", timedelta())):
        with pytest.raises(NotFound):
            world.members.accept(at(world, later), bad, "Uma", PASSWORD)


def test_the_last_link_is_the_good_one(world: World, uma: User) -> None:
    with pytest.raises(Conflict):
        world.members.resend(at(world, timedelta(seconds=59)), uma.id)
    again = world.members.resend(at(world, timedelta(minutes=1)), uma.id)
    with pytest.raises(NotFound):
        world.members.look(at(world), token(world, uma))
    assert world.members.look(at(world), token(world, again)).user.id == uma.id


def test_a_withdrawn_invitation_leaves_nothing_and_the_address_free(world: World, uma: User) -> None:
    world.members.withdraw(at(world), uma.id)
    with pytest.raises(NotFound):
        world.members.look(at(world), token(world, uma))
    assert world.store.user(world.north, uma.id) is None
    assert world.members.invite(at(world, timedelta(seconds=1)), UMA).email == uma.email


@pytest.mark.parametrize("email", [MAYA, MAYA.upper()])
def test_an_address_is_one_members(world: World, email: str) -> None:
    with pytest.raises(Invalid) as told:
        world.members.invite(at(world), NewUser(email, "Maya", AGENT))
    assert told.value.fields[0].code == "taken"


def test_only_an_invitation_is_withdrawn_sent_again_or_used(world: World) -> None:
    for late in (world.members.withdraw, world.members.resend):
        with pytest.raises(Conflict):
            late(at(world), world.maya.id)
        with pytest.raises(NotFound):
            late(at(world), "usr_nobody")


def test_a_password_that_is_too_simple_costs_no_link(world: World, uma: User) -> None:
    world.pool.weak = {"simple"}
    with pytest.raises(Invalid):
        world.members.accept(at(world), token(world, uma), "Uma", "simple")
    assert world.members.accept(at(world), token(world, uma), "Uma", PASSWORD).user.active


def test_who_is_made_inactive_is_out_at_once_everywhere(world: World) -> None:
    sessions = [world.try_in() for _ in range(2)]
    boss = at(world, user=world.boss)
    assert world.members.activate(boss, world.maya.id, False).state is MemberState.INACTIVE
    for each in sessions:
        with pytest.raises(Unauthenticated):
            world.sessions.refresh(context("", NOW), each.cookie)
    assert world.maya.id in world.pool.disabled
    with pytest.raises(Unauthenticated):
        world.try_in()
    assert Directory(world.store).member(world.north, world.maya.id, NOW) is None
    world.members.activate(at(world, timedelta(seconds=1), world.boss), world.maya.id, True)
    assert world.try_in().user.active
    assert world.events(world.maya) == ["user.deactivated", "user.activated"]


def test_sessions_end_also_when_the_pool_does_not_answer(world: World) -> None:
    session, boss = world.try_in(), at(world, user=world.boss)
    world.pool.failure = Unavailable()
    with pytest.raises(Unavailable):
        world.members.activate(boss, world.maya.id, False)
    assert world.sessions.of_user(world.north, world.maya.id, NOW) == []
    world.pool.failure = None
    # Cut off in between, the same call once more finishes it.
    world.members.activate(boss, world.maya.id, False)
    assert world.maya.id in world.pool.disabled
    with pytest.raises(Unauthenticated):
        world.sessions.refresh(context("", NOW), session.cookie)


def test_the_last_admin_stays(world: World) -> None:
    with pytest.raises(LastAdmin):
        world.members.activate(at(world), world.boss.id, False)
    second = world.user(world.north, "second@northwind.example", ADMIN)
    world.members.activate(at(world), world.boss.id, False)
    with pytest.raises(LastAdmin):
        world.members.activate(at(world), second.id, False)


def test_two_admins_who_leave_at_the_same_moment_do_not_both(world: World) -> None:
    """Both have read before either writes; each watches that the other stays."""
    second = world.user(world.north, "second@northwind.example", ADMIN)
    staff = world.store.users(world.north)
    world.members.activate(at(world), world.boss.id, False)

    class Late(type(world.store)):  # type: ignore[misc]
        def users(self, tenant: str) -> list[User]:
            return list(staff)

    world.members._store = Late(world.state)
    with pytest.raises(StaleVersion):
        world.members.activate(at(world), second.id, False)


def test_signing_out_everywhere_ends_sessions_and_tokens(world: World) -> None:
    kept, other = world.try_in(), world.sessions.sign_in(context("", NOW), Credentials(MAYA, PASSWORD))
    world.members.sign_out(at(world), world.maya.id, but=kept.session_id)
    with pytest.raises(Unauthenticated):
        world.sessions.refresh(context("", NOW), other.cookie)
    assert world.sessions.refresh(context("", NOW), kept.cookie)
    member = world.store.user(world.north, world.maya.id)
    assert member
    assert member.signed_out_at == NOW


def test_one_session_is_ended_by_its_name_and_only_ones_own(world: World) -> None:
    mine, theirs = world.try_in(), world.sessions.open(context("", NOW), world.enrol(world.boss).proven)
    with pytest.raises(NotFound):
        world.members.sign_out(at(world), world.maya.id, only=theirs.session_id)
    world.members.sign_out(at(world), world.maya.id, only=mine.session_id)
    assert world.sessions.of_user(world.north, world.maya.id, NOW) == []
    assert world.sessions.refresh(context("", NOW), theirs.cookie)


def test_an_admin_takes_a_second_step_away_but_not_their_own(world: World) -> None:
    world.enrol(world.maya)
    assert not world.members.reset_mfa(at(world, user=world.boss), world.maya.id).mfa
    assert world.try_in().user.id == world.maya.id
    assert "user.mfa_reset" in world.events(world.maya)
    with pytest.raises(Forbidden):
        world.members.reset_mfa(at(world, user=world.boss), world.boss.id)


def test_emergency_access_ends_by_itself_and_keeps_nobody_in(world: World) -> None:
    helper = world.members.break_glass(at(world), "op@ops.example", "Op", timedelta(hours=4), PASSWORD)
    directory = Directory(world.store)
    assert directory.member(world.north, helper.id, NOW + timedelta(hours=4) - timedelta(milliseconds=1))
    assert directory.member(world.north, helper.id, NOW + timedelta(hours=4)) is None
    with pytest.raises(Unauthenticated):
        world.try_in(helper.email, at=timedelta(hours=4))
    assert world.events(helper) == ["user.break_glass_granted"]
    with pytest.raises(LastAdmin):
        world.members.activate(at(world), world.boss.id, False)
    with pytest.raises(Conflict):
        world.members.break_glass(at(world), MAYA, "Op", timedelta(hours=4), PASSWORD)
    with pytest.raises(Invalid):
        world.members.break_glass(at(world), "op@ops.example", "Op", timedelta(hours=25), PASSWORD)
    again = world.members.break_glass(at(world, timedelta(days=1)), helper.email, "Op", timedelta(hours=1), PASSWORD)
    assert again.id == helper.id


def limited(world: World, people: int) -> None:
    """As many may be at work or invited."""
    home = world.store.tenant(world.north)
    assert home
    world.store.commit(world.north, ChangeSet((Put(replace(home, member_limit=people)),)))


def newcomers(world: World, count: int) -> list[NewUser]:
    return [NewUser(f"new{n}@northwind.example", f"New {n}", AGENT) for n in range(count)]


def counting(world: World) -> int:
    return sum(each.state is not MemberState.INACTIVE for each in world.store.users(world.north))


def test_the_plan_says_how_many(world: World) -> None:
    limited(world, counting(world) + 1)
    first, second = newcomers(world, 2)
    uma = world.members.invite(at(world), first)
    with pytest.raises(LimitReached):
        world.members.invite(at(world, timedelta(seconds=1)), second)
    # Whoever leaves makes room, and does not come back into a full house.
    world.members.withdraw(at(world, timedelta(seconds=2)), uma.id)
    world.members.activate(at(world, timedelta(seconds=3)), world.maya.id, False)
    for later, newcomer in enumerate((first, second), 4):
        world.members.invite(at(world, timedelta(seconds=later)), newcomer)
    with pytest.raises(LimitReached):
        world.members.activate(at(world, timedelta(seconds=6)), world.maya.id, True)


@pytest.mark.parametrize("coming", ["invited", "back"])
def test_two_who_come_at_the_same_moment_do_not_both_take_the_last_place(
    world: World, monkeypatch: pytest.MonkeyPatch, coming: str
) -> None:
    first, second = newcomers(world, 2)
    if coming == "back":
        world.members.activate(at(world), world.maya.id, False)
    limited(world, counting(world) + 1)
    commit = world.store.commit

    def overtaken(tenant: str, changes: ChangeSet) -> None:
        monkeypatch.undo()
        world.members.invite(at(world, timedelta(seconds=1)), first)
        commit(tenant, changes)

    monkeypatch.setattr(world.store, "commit", overtaken)
    ctx = at(world, timedelta(seconds=2))
    ways = {
        "back": lambda: world.members.activate(ctx, world.maya.id, True),
        "invited": lambda: world.members.invite(ctx, second),
    }
    with pytest.raises(LimitReached):
        ways[coming]()
    monkeypatch.undo()
    assert counting(world) == world.store.tenant(world.north).member_limit  # type: ignore[union-attr]
