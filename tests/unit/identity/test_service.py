"""Signing in, renewing, signing out; making tenants and users; who is a member."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lambdesk.adapters.memory.identity import MemoryIdentityStore
from lambdesk.adapters.memory.state import State
from lambdesk.identity import service
from lambdesk.identity.decide import NewTenant, NewUser
from lambdesk.identity.model import AGENT, Session, StaffAddress, Tenant, User
from lambdesk.identity.queries import MEMBER_LIFETIME, Directory
from lambdesk.identity.service import Sessions
from lambdesk.identity.sign_in.accounts import Accounts, Credentials
from lambdesk.kit.changes import ChangeSet, Put
from lambdesk.kit.errors import (
    ChooseTenant,
    Conflict,
    NotFound,
    SessionRotated,
    TooMany,
    Unauthenticated,
    Unavailable,
)
from lambdesk.kit.signing import Keyring
from tests.support.desk import PASSWORD, MemoryUserPool, context

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEYS = Keyring("a", {"a": b"k" * 64})


class World:
    """Two workspaces, one person who works in both."""

    def __init__(self) -> None:
        self.state = State(now=lambda: NOW)
        self.store = MemoryIdentityStore(self.state)
        self.pool = MemoryUserPool()
        self.sessions = self.opened(self.pool)
        self.north = self.tenant("northwind")
        self.kite = self.tenant("kitefly")
        self.maya = self.user(self.north, "maya@northwind.example")

    def opened(self, pool: MemoryUserPool, keys: Keyring = KEYS) -> Sessions:
        return Sessions(self.store, pool, Accounts(self.store, pool), keys)

    def tenant(self, slug: str) -> Tenant:
        wanted = NewTenant(slug.title(), slug, (f"support@{slug}.example",))
        return service.create_tenant(self.store, context("_system", NOW), wanted)

    def user(self, tenant: Tenant, email: str, password: str = PASSWORD) -> User:
        wanted = NewUser(email, "Maya", AGENT)
        return service.create_user(self.store, self.pool, context(tenant.id, NOW), wanted, password)

    def sign_in(self, email: str = "maya@northwind.example", slug: str | None = None) -> service.SignedIn:
        return self.sessions.sign_in(context("", NOW), Credentials(email, PASSWORD, slug))

    def refresh(self, cookie: str, after: timedelta = timedelta()) -> service.SignedIn:
        return self.sessions.refresh(context("", NOW + after), cookie)

    def stored(self) -> Session:
        (session,) = self.state.all(self.north.id, Session)
        return session

    def deactivate(self, tenant: Tenant, user: User) -> None:
        self.store.commit(tenant.id, ChangeSet((Put(replace(user, active=False)),)))


@pytest.fixture
def world() -> World:
    return World()


def test_an_address_and_its_password_open_a_session(world: World) -> None:
    signed_in = world.sign_in(" Maya@Northwind.EXAMPLE ")
    assert (signed_in.user, signed_in.tenant) == (world.maya, world.north)
    assert signed_in.session_expires_at == NOW + timedelta(days=30)


def test_nothing_that_opens_a_session_is_kept_in_the_clear(world: World) -> None:
    signed_in = world.sign_in()
    stored = repr(world.stored())
    assert signed_in.cookie.rpartition(".")[2] not in stored
    (token,) = world.pool.tokens
    assert token not in stored


@pytest.mark.parametrize(
    ("email", "password", "slug"),
    [
        ("maya@northwind.example", "wrong", None),
        ("nobody@northwind.example", PASSWORD, None),
        ("no address", PASSWORD, None),
        ("maya@northwind.example", PASSWORD, "kitefly"),
        ("maya@northwind.example", PASSWORD, "nowhere"),
    ],
)
def test_every_wrong_sign_in_looks_the_same(world: World, email: str, password: str, slug: str | None) -> None:
    with pytest.raises(Unauthenticated) as refused:
        world.sessions.sign_in(context("", NOW), Credentials(email, password, slug))
    assert refused.value.detail == "This address and password do not belong together."
    assert refused.value.data == {}


def test_who_is_not_active_cannot_sign_in(world: World) -> None:
    world.deactivate(world.north, world.maya)
    with pytest.raises(Unauthenticated):
        world.sign_in()


def test_the_password_says_which_workspace_when_the_address_is_in_several(world: World) -> None:
    world.user(world.kite, "maya@northwind.example", password="another-Horse-8")
    assert world.sign_in().tenant == world.north


def test_one_password_in_several_workspaces_asks_which(world: World) -> None:
    world.user(world.kite, "maya@northwind.example")
    with pytest.raises(ChooseTenant) as asked:
        world.sign_in()
    assert sorted(each["slug"] for each in asked.value.data["tenants"]) == ["kitefly", "northwind"]
    assert world.sign_in(slug="kitefly").tenant == world.kite


@pytest.mark.parametrize("failure", [TooMany(), Unavailable()])
@pytest.mark.parametrize("email", ["maya@northwind.example", "nobody@northwind.example"])
def test_what_the_user_pool_cannot_answer_is_no_wrong_password(world: World, failure: Exception, email: str) -> None:
    """An address that nobody has asks the pool as well, and so meets the same limits."""
    world.pool.failure = failure
    with pytest.raises(type(failure)):
        world.sign_in(email)


def test_renewing_gives_another_handle(world: World) -> None:
    first = world.sign_in()
    second = world.refresh(first.cookie)
    assert second.cookie != first.cookie
    assert world.refresh(second.cookie).user == world.maya


def test_a_rotated_refresh_token_replaces_the_old_one(world: World) -> None:
    world.pool.rotating = True
    first = world.sign_in()
    second = world.refresh(first.cookie)
    world.pool.revoked.append(next(iter(world.pool.tokens)))
    assert world.refresh(second.cookie).user == world.maya


@pytest.mark.parametrize("rotating", [False, True])
def test_a_lost_answer_is_given_again(world: World, rotating: bool) -> None:
    """A reload drops the answer with the new cookie, twice; whichever answer counts, its cookie is the present one."""
    world.pool.rotating = rotating
    first = world.sign_in()
    lost = world.refresh(first.cookie)
    world.refresh(first.cookie, timedelta(seconds=30))
    kept = world.refresh(first.cookie, timedelta(seconds=60))
    assert kept.cookie == lost.cookie
    assert world.refresh(kept.cookie, timedelta(hours=1)).user == world.maya


def test_two_tabs_one_after_the_other_share_the_session(world: World) -> None:
    first = world.sign_in()
    one, other = world.refresh(first.cookie), world.refresh(first.cookie, timedelta(seconds=1))
    assert one.cookie == other.cookie
    third = world.refresh(one.cookie, timedelta(seconds=2))
    assert world.refresh(other.cookie, timedelta(seconds=3)).cookie == third.cookie


def test_two_tabs_at_the_same_moment_do_not_end_the_session(world: World) -> None:
    """Both have read the session before either writes."""
    first = world.sign_in()
    before = world.stored()
    second = world.refresh(first.cookie)

    class Late(MemoryIdentityStore):
        def session(self, tenant: str, session_id: str) -> Session | None:
            return before

    with pytest.raises(SessionRotated):
        Sessions(Late(world.state), world.pool, Accounts(world.store, world.pool), KEYS).refresh(
            context("", NOW), first.cookie
        )
    assert world.refresh(second.cookie).user == world.maya


def test_a_reused_handle_ends_the_session_for_both(world: World) -> None:
    first = world.sign_in()
    second = world.refresh(first.cookie)
    with pytest.raises(Unauthenticated):
        world.refresh(first.cookie, timedelta(seconds=61))
    with pytest.raises(Unauthenticated):
        world.refresh(second.cookie, timedelta(seconds=61))
    assert world.pool.revoked == list(world.pool.tokens)


def test_a_handle_older_than_the_last_one_ends_the_session_at_once(world: World) -> None:
    first = world.sign_in()
    third = world.refresh(world.refresh(first.cookie).cookie)
    with pytest.raises(Unauthenticated):
        world.refresh(first.cookie)
    with pytest.raises(Unauthenticated):
        world.refresh(third.cookie)


def test_a_session_ends_when_its_member_or_its_token_does(world: World) -> None:
    signed_in = world.sign_in()
    world.deactivate(world.north, world.maya)
    with pytest.raises(Unauthenticated):
        world.refresh(signed_in.cookie)
    assert world.stored().expires_at == NOW


def test_a_pool_that_does_not_answer_costs_no_session(world: World) -> None:
    signed_in = world.sign_in()
    world.pool.failure = Unavailable()
    with pytest.raises(Unavailable):
        world.refresh(signed_in.cookie)
    world.pool.failure = None
    assert world.refresh(signed_in.cookie, timedelta(minutes=1)).user == world.maya


def test_a_key_that_is_not_read_yet_costs_no_session(world: World) -> None:
    rotated = world.opened(world.pool, Keyring("b", {**KEYS.keys, "b": b"n" * 64}))
    signed_in = rotated.sign_in(context("", NOW), Credentials(world.maya.email, PASSWORD))
    with pytest.raises(Unavailable):
        world.refresh(signed_in.cookie)
    assert rotated.refresh(context("", NOW), signed_in.cookie).user == world.maya


def test_a_sealed_token_opens_in_its_own_session_only(world: World) -> None:
    """A row copied over another one, or into another tenant, is worth nothing."""
    mine = world.sign_in()
    world.user(world.kite, "eve@kitefly.example")
    hers = world.sign_in("eve@kitefly.example")
    (victim,) = world.state.all(world.north.id, Session)
    (stolen,) = world.state.all(world.kite.id, Session)
    world.store.commit(world.kite.id, ChangeSet((Put(replace(stolen, refresh_token=victim.refresh_token)),)))
    with pytest.raises(Unauthenticated):
        world.refresh(hers.cookie)
    assert world.refresh(mine.cookie).user == world.maya


def test_signing_out_ends_the_session_even_when_the_pool_is_away(world: World) -> None:
    signed_in = world.sign_in()
    world.pool.failure = Unavailable()
    world.sessions.end(context("", NOW), signed_in.cookie)
    world.pool.failure = None
    with pytest.raises(Unauthenticated):
        world.refresh(signed_in.cookie)


@pytest.mark.parametrize("cookie", ["", "a.b.c", "tnt_.ses_.x", f"tnt_{'0' * 26}.ses_{'0' * 26}.{'h' * 43}"])
def test_a_made_up_cookie_is_nobodys(world: World, cookie: str) -> None:
    with pytest.raises(Unauthenticated):
        world.refresh(cookie)
    world.sessions.end(context("", NOW), cookie)


def test_a_second_call_finds_what_the_first_one_made(world: World) -> None:
    before = dict(world.state.kept)
    assert world.tenant("northwind") == world.north
    assert world.user(world.north, "MAYA@northwind.example", password="new-Horse-9") == world.maya
    assert world.state.kept == before
    assert world.pool.passwords[world.maya.id] == "new-Horse-9"


def test_a_tenant_cut_off_after_its_names_is_finished(world: World) -> None:
    del world.state.kept[world.north.id, Tenant]
    assert world.tenant("northwind") == world.north


def test_a_user_cut_off_before_the_directory_entry_is_finished(world: World) -> None:
    del world.state.kept["_system", StaffAddress, world.maya.email, world.north.id]
    world.user(world.north, world.maya.email)
    assert world.sign_in().user == world.maya


def test_a_mailbox_belongs_to_one_tenant(world: World) -> None:
    before = dict(world.state.kept)
    for slug in ("other", "northwind"):
        with pytest.raises(Conflict):
            service.create_tenant(
                world.store, context("_system"), NewTenant("Other", slug, ("support@kitefly.example",))
            )
    assert world.state.kept == before


def test_a_user_needs_a_tenant(world: World) -> None:
    with pytest.raises(NotFound):
        service.create_user(
            world.store, world.pool, context("tnt_nowhere"), NewUser("a@x.example", "A", AGENT), PASSWORD
        )
    assert len(world.pool.passwords) == 1


@pytest.fixture
def directory(world: World) -> Directory:
    directory = Directory(world.store)
    assert directory.member(world.north.id, world.maya.id, NOW)
    return directory


def test_a_membership_is_remembered_for_a_minute(world: World, directory: Directory) -> None:
    world.deactivate(world.north, world.maya)
    almost = NOW + MEMBER_LIFETIME - timedelta(milliseconds=1)
    assert directory.active(world.north.id, world.maya.id, almost)
    assert not directory.active(world.north.id, world.maya.id, NOW + MEMBER_LIFETIME)


def test_a_membership_is_remembered_in_its_own_tenant_only(world: World, directory: Directory) -> None:
    assert directory.member(world.kite.id, world.maya.id, NOW) is None
    member = directory.member(world.north.id, world.maya.id, NOW)
    assert member is not None
    assert member.tenant == world.north


def test_who_is_unknown_is_looked_up_again(world: World, directory: Directory) -> None:
    assert not directory.active(world.north.id, "usr_unknown", NOW)
    newcomer = world.user(world.north, "new@northwind.example")
    assert directory.active(world.north.id, newcomer.id, NOW)
