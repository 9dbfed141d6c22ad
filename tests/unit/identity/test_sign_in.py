"""Two steps, recovery codes, and the lock: through the services, on stores in memory."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdesk.adapters.memory.identity import MemoryIdentityStore
from lambdesk.adapters.memory.state import State
from lambdesk.identity import service
from lambdesk.identity.decide import NewTenant, NewUser
from lambdesk.identity.members.service import Members
from lambdesk.identity.model import ADMIN, AGENT, RecoveryCodes, Tries, User
from lambdesk.identity.service import Sessions, SignedIn
from lambdesk.identity.sign_in import recovery, tries
from lambdesk.identity.sign_in.accounts import Accounts, Credentials
from lambdesk.identity.sign_in.devices import device_of
from lambdesk.identity.sign_in.enrolment import Enrolled, Enrolment
from lambdesk.kit.errors import ChallengeRequired, ChooseTenant, Invalid, TooMany, Unauthenticated, Unavailable
from lambdesk.kit.signing import Keyring
from tests.support.desk import PASSWORD, MemoryUserPool, context

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEYS = Keyring("a", {"a": b"k" * 64})
MAYA = "maya@northwind.example"


class World:
    """Northwind and Kitefly, an agent and an admin of the first."""

    def __init__(self) -> None:
        self.state = State(now=lambda: NOW)
        self.store = MemoryIdentityStore(self.state)
        self.pool = MemoryUserPool()
        self.accounts = Accounts(self.store, self.pool)
        self.sessions = Sessions(self.store, self.pool, self.accounts, KEYS)
        self.enrolment = Enrolment(self.store, self.pool, self.accounts, KEYS)
        self.members = Members(self.store, self.pool, self.sessions, KEYS)
        self.north = self.tenant("northwind")
        self.maya = self.user(self.north, MAYA)
        self.boss = self.user(self.north, "boss@northwind.example", ADMIN)

    def tenant(self, slug: str) -> str:
        wanted = NewTenant(slug.title(), slug, (f"support@{slug}.example",))
        return service.create_tenant(self.store, context("_system", NOW), wanted).id

    def user(self, tenant: str, email: str, role: str = AGENT) -> User:
        wanted = NewUser(email, "Maya", role)
        return service.create_user(self.store, self.pool, context(tenant, NOW), wanted, PASSWORD)

    def try_in(self, email: str = MAYA, password: str = PASSWORD, at: timedelta = timedelta(), **more: str) -> SignedIn:
        return self.sessions.sign_in(context("", NOW + at), Credentials(email, password, **more))

    def enrol(self, user: User) -> Enrolled:
        begun = self.enrolment.begin(context("", NOW), Credentials(user.email, PASSWORD))
        return self.enrolment.finish(context("", NOW), begun.ticket, self.pool.code(user.id))

    def events(self, user: User) -> list[str]:
        """What happened to a member since an operator made them."""
        told = self.state.timelines.get((self.north, f"user:{user.id}"), [])
        return [each.type for each in told if each.type != "user.created"]


@pytest.fixture
def world() -> World:
    return World()


def wrong(world: World, times: int, email: str = MAYA, at: timedelta = timedelta()) -> None:
    for _ in range(times):
        with pytest.raises(Unauthenticated):
            world.try_in(email, "wrong", at)


@pytest.mark.parametrize("email", [MAYA, "nobody@northwind.example"])
def test_ten_wrong_tries_lock_an_account_whether_or_not_it_exists(world: World, email: str) -> None:
    wrong(world, tries.LIMIT, email)
    with pytest.raises(TooMany) as refused:
        world.try_in(email)
    assert refused.value.data == {"retry_after_seconds": 901}


def test_a_lock_is_told_to_its_owner_once_and_of_nobody_not_at_all(world: World) -> None:
    wrong(world, tries.LIMIT)
    wrong(world, tries.LIMIT, "nobody@northwind.example")
    for _ in range(3):
        with pytest.raises(TooMany):
            world.try_in()
    assert world.events(world.maya) == ["user.locked"]
    assert [each for each in world.state.timelines if each[0] == "_system"] == []


def test_a_lock_ends_and_the_count_begins_anew(world: World) -> None:
    wrong(world, tries.LIMIT)
    with pytest.raises(TooMany):
        world.try_in(at=tries.LOCK - timedelta(milliseconds=1))
    wrong(world, tries.LIMIT - 1, at=tries.LOCK)
    assert world.try_in(at=tries.LOCK).user == world.maya


def test_the_right_password_forgets_wrong_ones_and_old_ones_run_out(world: World) -> None:
    wrong(world, tries.LIMIT - 1)
    world.try_in()
    wrong(world, tries.LIMIT - 1)
    wrong(world, tries.LIMIT - 1, at=tries.WINDOW)
    assert world.try_in(at=tries.WINDOW).user == world.maya


def test_a_pool_that_does_not_answer_is_no_wrong_try(world: World) -> None:
    world.pool.failure = Unavailable()
    for _ in range(2 * tries.LIMIT):
        with pytest.raises(Unavailable):
            world.try_in()
    world.pool.failure = None
    assert world.try_in().user == world.maya


def test_many_at_the_same_moment_are_no_more_than_ten(world: World) -> None:
    """Each counts before the pool is asked: answers that are still out count as well."""
    counted = None
    for _ in range(tries.LIMIT):
        counted, _ = tries.reserve(counted, "usr_1", NOW)
    with pytest.raises(TooMany):
        tries.reserve(counted, "usr_1", NOW)


@given(st.lists(st.tuples(st.integers(0, 1200), st.booleans()), max_size=60))
def test_never_more_than_ten_wrong_tries_in_any_quarter_of_an_hour_since_the_first(
    steps: list[tuple[int, bool]],
) -> None:
    now, known, heard = NOW, None, list[datetime]()
    for seconds, right in steps:
        now += timedelta(seconds=seconds)
        try:
            counted, _ = tries.reserve(known, "usr_1", now)
        except TooMany:
            assert len(heard) == tries.LIMIT
            continue
        if known is None or counted.count == 1:
            heard = []
        heard.append(now)
        settled = tries.was_right(counted) if right else tries.was_wrong(context("tnt_1", now), counted)
        known = next((each.entity for each in settled.writes if isinstance(each.entity, Tries)), counted)  # type: ignore[union-attr]
        if right:
            heard = []
        assert len(heard) <= tries.LIMIT
        assert not heard or heard[-1] - heard[0] < tries.WINDOW


def test_who_manages_people_has_to_set_up_a_second_step_first(world: World) -> None:
    with pytest.raises(ChallengeRequired) as asked:
        world.try_in(world.boss.email)
    assert asked.value.data == {"challenge": "mfa_setup"}
    assert world.store.sessions(world.north, world.boss.id) == []
    done = world.enrol(world.boss)
    assert world.sessions.open(context("", NOW), done.proven).user.mfa
    assert world.events(world.boss) == ["user.mfa_enrolled"]


def test_the_second_step_is_asked_for_and_given(world: World) -> None:
    world.enrol(world.maya)
    with pytest.raises(ChallengeRequired) as asked:
        world.try_in()
    assert asked.value.data == {"challenge": "mfa_code"}
    with pytest.raises(Unauthenticated):
        world.try_in(code="000000")
    assert world.try_in(code=world.pool.code(world.maya.id)).user.id == world.maya.id


def test_a_wrong_code_is_a_wrong_try_and_asking_for_one_forgets_none(world: World) -> None:
    world.enrol(world.maya)
    for _ in range(tries.LIMIT):
        with pytest.raises(ChallengeRequired):
            world.try_in()
        with pytest.raises(Unauthenticated):
            world.try_in(code="000000")
    with pytest.raises(TooMany):
        world.try_in(code=world.pool.code(world.maya.id))


def test_a_recovery_code_works_once_and_the_second_step_stays(world: World) -> None:
    first, *rest = world.enrol(world.maya).recovery_codes
    assert len({first, *rest}) == recovery.COUNT
    written = first.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert world.try_in(recovery_code=written).user.id == world.maya.id
    with pytest.raises(Unauthenticated):
        world.try_in(recovery_code=first)
    with pytest.raises(ChallengeRequired):
        world.try_in()
    assert world.try_in(recovery_code=rest[0]).user.id == world.maya.id
    assert world.events(world.maya).count("user.recovery_code_used") == 2


def test_nothing_that_opens_an_account_is_kept_in_the_clear(world: World) -> None:
    codes = world.enrol(world.maya).recovery_codes
    (kept,) = world.state.all(world.north, RecoveryCodes)
    assert not [each for each in codes if each in repr(kept) or each.replace("-", "") in repr(kept)]


def test_whoever_was_cut_off_in_between_finds_the_second_step_again(world: World) -> None:
    world.enrol(world.maya)
    world.pool.asking.clear()
    with pytest.raises(Unavailable):
        world.try_in()
    with pytest.raises(ChallengeRequired):
        world.try_in()


def test_other_recovery_codes_take_a_code_and_make_the_old_ones_void(world: World) -> None:
    old = world.enrol(world.maya).recovery_codes
    with pytest.raises(ChallengeRequired):
        world.enrolment.new_codes(context("", NOW), Credentials(MAYA, PASSWORD))
    proof = Credentials(MAYA, PASSWORD, code=world.pool.code(world.maya.id))
    new = world.enrolment.new_codes(context("", NOW), proof)
    with pytest.raises(Unauthenticated):
        world.try_in(recovery_code=old[0])
    assert world.try_in(recovery_code=new[0])


def test_ones_own_second_step_is_taken_away_with_a_code(world: World) -> None:
    world.enrol(world.maya)
    with pytest.raises(ChallengeRequired):
        world.enrolment.remove(context("", NOW), Credentials(MAYA, PASSWORD))
    proof = Credentials(MAYA, PASSWORD, code=world.pool.code(world.maya.id))
    world.enrolment.remove(context("", NOW), proof)
    assert not world.try_in().user.mfa
    assert world.store.recovery_codes(world.north, world.maya.id) is None


def test_a_ticket_is_good_once_for_ten_minutes_and_for_its_own_code(world: World) -> None:
    begun = world.enrolment.begin(context("", NOW), Credentials(MAYA, PASSWORD))
    code = world.pool.code(world.maya.id)
    with pytest.raises(Invalid) as told:
        world.enrolment.finish(context("", NOW), begun.ticket, "000000")
    assert told.value.fields[0].code == "wrong_code"
    for ticket, moment in ((begun.ticket, NOW + timedelta(minutes=10)), (begun.ticket[:-4] + "AAAA", NOW), ("", NOW)):
        with pytest.raises(Unauthenticated):
            world.enrolment.finish(context("", moment), ticket, code)
    world.enrolment.finish(context("", NOW), begun.ticket, code)
    with pytest.raises(Unauthenticated):
        world.enrolment.finish(context("", NOW), begun.ticket, code)


def test_one_password_in_several_workspaces_asks_which_before_any_code(world: World) -> None:
    world.enrol(world.maya)
    world.user(world.tenant("kitefly"), MAYA)
    with pytest.raises(ChooseTenant):
        world.try_in()
    with pytest.raises(ChallengeRequired):
        world.try_in(slug="northwind")
    assert world.try_in(slug="kitefly").tenant.slug == "kitefly"


def test_signing_in_again_ends_the_session_that_the_browser_had(world: World) -> None:
    first = world.try_in()
    second = world.sessions.sign_in(context("", NOW), Credentials(MAYA, PASSWORD), "Firefox · Linux", first.cookie)
    (only,) = world.sessions.of_user(world.north, world.maya.id, NOW)
    assert (only.id, only.device) == (second.session_id, "Firefox · Linux")


@pytest.mark.parametrize(
    ("said", "device"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1 Version/18.0 Safari/605.1",
            "Safari · macOS",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140 Safari/537.36 Edg/140", "Edge · Windows"),
        ("curl/8.5.0", "curl"),
        ("<script>", ""),
        ("", ""),
    ],
)
def test_a_device_is_known_by_few_words(said: str, device: str) -> None:
    assert device_of(said) == device
