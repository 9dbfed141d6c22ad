"""Every identity store keeps tenants, staff and sessions, and finds tenants by slug, mailbox and staff address."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lambdesk.channels.model import SentLetter
from lambdesk.identity.federation.model import Provider, ProviderAccount
from lambdesk.identity.model import (
    ADMIN,
    AGENT,
    MANAGER,
    AllowedOrigin,
    Begun,
    Headcount,
    Leaving,
    Mailbox,
    Permission,
    Reach,
    RecoveryCodes,
    Role,
    Session,
    SignUp,
    Slug,
    StaffAddress,
    Tenant,
    TenantState,
    Tries,
    User,
    UserSession,
)
from lambdesk.kit import ids
from lambdesk.kit.changes import ChangeSet, Insert, Put, Remove, Replace
from lambdesk.kit.context import SYSTEM_TENANT
from lambdesk.kit.errors import AlreadyExists, StaleVersion
from tests.contracts.stores import examples
from tests.contracts.stores.conftest import World, new_tenant


@pytest.mark.parametrize("mailboxes", [(), ("a@b.example", "ü@b.example")])
def test_a_tenant_comes_back_as_it_was_given(world: World, mailboxes: tuple[str, ...]) -> None:
    tenant = Tenant(world.tenant, examples.ODD, "slug", mailboxes, examples.MORNING, "", "Europe/Berlin", "de")
    assert world.identity.tenant(world.tenant) is None
    world.identity.commit(world.tenant, ChangeSet((Insert(tenant),)))
    assert world.identity.tenant(world.tenant) == tenant


def test_a_tenant_that_was_set_up_and_closed_comes_back_so(world: World) -> None:
    tenant = Tenant(
        world.tenant, "Northwind", "slug", ("a@b.example",), examples.MORNING, accent="#0f766e", logo_key="files/x/y"
    )
    world.identity.commit(world.tenant, ChangeSet((Insert(tenant),)))
    closed = replace(tenant, state=TenantState.LEAVING, delete_at=examples.MORNING, plan="large", version=2)
    world.identity.commit(world.tenant, ChangeSet((Replace(closed, 1),)))
    assert world.identity.tenant(world.tenant) == closed
    with pytest.raises(StaleVersion):
        world.identity.commit(world.tenant, ChangeSet((Replace(tenant, 1),)))


def test_slugs_and_mailboxes_belong_to_one_tenant(world: World) -> None:
    here, there = world.tenant, new_tenant()
    slugs = Slug(f"one-{here}", here), Slug(f"two-{here}", here), Slug(f"one-{there}", there)
    boxes = [Mailbox(f"{index}@{slug.slug}.example", slug.tenant) for index, slug in enumerate(slugs)]
    writes = tuple(Insert(each) for each in (*slugs, *boxes))
    world.identity.commit(SYSTEM_TENANT, ChangeSet(writes))
    assert [world.identity.tenant_of_slug(slug.slug) for slug in slugs] == [here, here, there]
    assert world.identity.tenant_of_slug("nobody's") is None
    assert world.identity.tenant_of_slug("s" * 5000) is None
    addresses = [box.address for box in boxes]
    found = world.identity.mailboxes([*addresses, *addresses, "nobody@b.example", "x" * 5000])
    assert found == {box.address: box for box in boxes}
    assert world.identity.mailboxes([]) == {}
    assert [tenant for tenant in world.identity.tenants() if tenant in (here, there)].count(here) == 1
    assert {here, there} <= set(world.identity.tenants())
    with pytest.raises(AlreadyExists) as taken:
        world.identity.commit(SYSTEM_TENANT, ChangeSet((Insert(Slug(slugs[0].slug, there)),)))
    assert taken.value.key == Slug(slugs[0].slug, there)
    assert world.identity.tenant_of_slug(slugs[0].slug) == here


def test_mailboxes_beyond_one_batch(world: World) -> None:
    boxes = [Mailbox(f"{index}@{world.tenant}.example", world.tenant) for index in range(120)]
    for part in (boxes[:60], boxes[60:]):
        world.identity.commit(SYSTEM_TENANT, ChangeSet(tuple(Insert(box) for box in part)))
    assert len(world.identity.mailboxes([box.address for box in boxes])) == 120


def test_users_come_back_as_they_were_given(world: World) -> None:
    maya = User("usr_a", "maya@b.example", examples.ODD, ADMIN, examples.MORNING, ("t1", "ü"), False)
    jon = User("usr_b", "jon@b.example", "", AGENT, examples.MORNING)
    world.identity.commit(world.tenant, ChangeSet((Insert(jon), Insert(maya))))
    assert world.identity.user(world.tenant, "usr_a") == maya
    assert world.identity.users(world.tenant) == [maya, jon]
    assert world.identity.user(world.tenant, "usr_c") is None
    assert world.identity.user(new_tenant(), "usr_a") is None
    assert world.identity.users(new_tenant()) == []
    world.identity.commit(world.tenant, ChangeSet((Put(User("usr_b", "j@b", "J", MANAGER, examples.MORNING)),)))
    assert [user.role for user in world.identity.users(world.tenant)] == [ADMIN, MANAGER]


def test_roles_come_back_as_they_were_given(world: World) -> None:
    helper, reader = (ids.derived_id("rol", examples.MORNING, "seed", n) for n in range(2))
    one = Role(helper, examples.ODD, frozenset({Permission.TICKETS_READ, Permission.TICKETS_WRITE}), Reach.TEAMS)
    none = Role(reader, "Nothing", frozenset(), version=3)
    world.identity.commit(world.tenant, ChangeSet((Insert(one), Insert(none))))
    assert world.identity.role(world.tenant, helper) == one
    assert list(world.identity.roles(world.tenant)) == [one, none]
    assert world.identity.role(new_tenant(), helper) is None
    assert list(world.identity.roles(new_tenant())) == []
    with pytest.raises(StaleVersion):
        world.identity.commit(world.tenant, ChangeSet((Replace(replace(one, version=3), 2),)))


def test_a_staff_address_is_found_in_its_tenant_and_across_all(world: World) -> None:
    here, there = sorted((world.tenant, new_tenant()))
    address = f"maya@{here}.example"
    entries = [StaffAddress(tenant, address, f"usr_{tenant}") for tenant in (here, there)]
    for entry in entries:
        world.identity.commit(entry.tenant, ChangeSet((Insert(entry),)))
        assert world.identity.staff_address(entry.tenant, address) == entry
        world.identity.commit(SYSTEM_TENANT, ChangeSet((Insert(entry),)))
    assert list(world.identity.memberships(address)) == entries
    assert list(world.identity.memberships("nobody@b.example")) == []
    assert world.identity.staff_address(here, "nobody@b.example") is None
    for keeper in (here, SYSTEM_TENANT):
        with pytest.raises(AlreadyExists):
            world.identity.commit(keeper, ChangeSet((Insert(StaffAddress(here, address, "usr_other")),)))


def test_sessions_rotate_by_version(world: World) -> None:
    later = examples.at(86400)
    session = Session("ses_1", "usr_a", "cipher", "h1", examples.MORNING, examples.MORNING, later)
    world.identity.commit(world.tenant, ChangeSet((Insert(session),)))
    assert world.identity.session(world.tenant, "ses_1") == session
    rotated = Session("ses_1", "usr_a", "", "h2", examples.MORNING, examples.at(9), later, "h1", 2)
    world.identity.commit(world.tenant, ChangeSet((Replace(rotated, 1),)))
    assert world.identity.session(world.tenant, "ses_1") == rotated
    with pytest.raises(StaleVersion):
        world.identity.commit(world.tenant, ChangeSet((Replace(rotated, 1),)))
    assert world.identity.session(new_tenant(), "ses_1") is None
    assert world.identity.session(world.tenant, "x" * 5000) is None


def test_a_users_sessions_are_found_newest_first_and_no_others(world: World) -> None:
    later = examples.at(86400)
    made = [
        Session(f"ses_{each}", whose, "c", "h", examples.MORNING, examples.MORNING, later, device="Firefox · Linux")
        for each, whose in ((1, "usr_a"), (2, "usr_a"), (3, "usr_b"))
    ]
    for each in made:
        entry = UserSession(each.user_id, each.id, later)
        world.identity.commit(world.tenant, ChangeSet((Insert(each), Insert(entry))))
    assert list(world.identity.sessions(world.tenant, "usr_a")) == [made[1], made[0]]
    world.identity.commit(world.tenant, ChangeSet((Remove(UserSession("usr_a", "ses_2", later)),)))
    assert list(world.identity.sessions(world.tenant, "usr_a")) == [made[0]]
    assert list(world.identity.sessions(new_tenant(), "usr_a")) == []


def test_tries_and_recovery_codes_move_by_version(world: World) -> None:
    for keeper in (world.tenant, SYSTEM_TENANT):
        name = f"usr_{keeper}"
        tries = Tries(name, 9, examples.MORNING, examples.at(60), examples.at(30), 1)
        assert world.identity.tries(keeper, name) is None
        world.identity.commit(keeper, ChangeSet((Insert(tries),)))
        assert world.identity.tries(keeper, name) == tries
        with pytest.raises(AlreadyExists):
            world.identity.commit(keeper, ChangeSet((Insert(tries),)))
        with pytest.raises(StaleVersion):
            world.identity.commit(keeper, ChangeSet((Replace(tries, 2),)))
    codes = RecoveryCodes("usr_a", ("h1", "h2"), 4)
    world.identity.commit(world.tenant, ChangeSet((Insert(codes),)))
    assert world.identity.recovery_codes(world.tenant, "usr_a") == codes
    assert world.identity.recovery_codes(new_tenant(), "usr_a") is None
    world.identity.commit(world.tenant, ChangeSet((Remove(RecoveryCodes("usr_a", ())),)))
    assert world.identity.recovery_codes(world.tenant, "usr_a") is None


def test_what_was_asked_for_of_a_tenant_is_kept_where_it_will_be(world: World) -> None:
    asked = SignUp("ana@bakery.example", "Bakery", "bakery", "de", examples.MORNING, examples.at(60))
    assert world.identity.sign_up(world.tenant) is None
    world.identity.commit(world.tenant, ChangeSet((Insert(asked),)))
    assert world.identity.sign_up(world.tenant) == asked
    assert world.identity.sign_up(new_tenant()) is None
    world.identity.commit(world.tenant, ChangeSet((Remove(asked),)))
    assert world.identity.sign_up(world.tenant) is None


def test_a_letter_is_marked_once(world: World) -> None:
    event = examples.an_id("evt")
    letter = SentLetter(event, "invitation", examples.MORNING, examples.at(60))
    world.identity.commit(world.tenant, ChangeSet((Insert(letter),)))
    with pytest.raises(AlreadyExists):
        world.identity.commit(world.tenant, ChangeSet((Insert(letter),)))
    world.identity.commit(world.tenant, ChangeSet((Remove(letter),)))
    world.identity.commit(world.tenant, ChangeSet((Insert(letter),)))


def test_letters_of_one_event_are_marked_each(world: World) -> None:
    event = examples.an_id("evt")
    letters = [SentLetter(f"{event}.usr_{each}", "call", examples.MORNING, examples.at(60)) for each in "ab"]
    for letter in letters:
        world.identity.commit(world.tenant, ChangeSet((Insert(letter),)))
        with pytest.raises(AlreadyExists):
            world.identity.commit(world.tenant, ChangeSet((Insert(letter),)))


def test_a_member_with_everything_set_comes_back(world: World) -> None:
    user = User(
        *("usr_a", "maya@b.example", "Maya", ADMIN, examples.MORNING),
        invited_at=examples.at(1),
        mfa=True,
        until=examples.at(2),
        signed_out_at=examples.at(3),
        version=7,
    )
    world.identity.commit(world.tenant, ChangeSet((Insert(user),)))
    assert world.identity.user(world.tenant, "usr_a") == user


def test_an_origin_is_known_as_long_as_any_tenant_names_it(world: World) -> None:
    origin = f"https://{world.tenant.lower()}.example"
    assert not world.identity.is_origin(origin)
    for tenant in (world.tenant, "tnt_other"):
        world.identity.commit(SYSTEM_TENANT, ChangeSet((Put(AllowedOrigin(origin, tenant)),)))
    world.identity.commit(SYSTEM_TENANT, ChangeSet((Remove(AllowedOrigin(origin, "tnt_other")),)))
    assert world.identity.is_origin(origin)
    world.identity.commit(SYSTEM_TENANT, ChangeSet((Remove(AllowedOrigin(origin, world.tenant)),)))
    assert not world.identity.is_origin(origin)


def test_a_provider_and_who_comes_from_it_come_back_as_they_were_given(world: World) -> None:
    provider = Provider(examples.ODD, "https://id.b.example", "client", "sealed", ("b.example",), "agent", True)
    account = ProviderAccount("0" * 40, "usr_a")
    assert world.identity.provider(world.tenant) is None
    world.identity.commit(world.tenant, ChangeSet((Insert(provider), Insert(account))))
    assert world.identity.provider(world.tenant) == provider
    assert world.identity.provider_account(world.tenant, account.subject) == account
    assert world.identity.provider_account(world.tenant, "1" * 40) is None
    assert world.identity.provider(new_tenant()) is None
    later = replace(provider, first_role=None, trusted=False, domains=("c.example",), version=2)
    world.identity.commit(world.tenant, ChangeSet((Replace(later, 1),)))
    assert world.identity.provider(world.tenant) == later
    world.identity.commit(world.tenant, ChangeSet((Remove(later, 2),)))
    assert world.identity.provider(world.tenant) is None


def test_how_somebody_came_in_is_kept(world: World) -> None:
    home = Tenant(world.tenant, "N", "slug", (), examples.MORNING, passwords=False)
    user = User("usr_a", "m@b.example", "M", AGENT, examples.MORNING, subject="0" * 40)
    times = examples.MORNING, examples.MORNING, examples.at(60)
    session = Session("ses_a", "usr_a", "sealed", "hash", *times, begun=Begun.PROVIDER_MFA)
    world.identity.commit(world.tenant, ChangeSet((Insert(home), Insert(user), Insert(session))))
    assert world.identity.tenant(world.tenant) == home
    assert world.identity.user(world.tenant, "usr_a") == user
    assert world.identity.session(world.tenant, "ses_a") == session


def test_of_two_who_counted_the_same_people_one_goes_on(world: World) -> None:
    assert world.identity.headcount(world.tenant) is None
    world.identity.commit(world.tenant, ChangeSet((Insert(Headcount()),)))
    with pytest.raises(AlreadyExists) as taken:
        world.identity.commit(world.tenant, ChangeSet((Insert(Headcount()),)))
    assert isinstance(taken.value.key, Headcount)
    world.identity.commit(world.tenant, ChangeSet((Replace(Headcount(2), 1),)))
    with pytest.raises(StaleVersion):
        world.identity.commit(world.tenant, ChangeSet((Replace(Headcount(2), 1),)))
    assert world.identity.headcount(world.tenant) == Headcount(2)
    assert world.identity.headcount(new_tenant()) is None


def test_who_leaves_is_found_when_it_is_time_and_not_before(world: World) -> None:
    # A time that no other test has: what is with the system is there for all.
    first = examples.MORNING - timedelta(days=9_000)
    told = [Leaving(new_tenant(), first + timedelta(seconds=n)) for n in range(3)]
    for each in reversed(told):
        world.identity.commit(SYSTEM_TENANT, ChangeSet((Put(each),)))
    assert world.identity.leaving(first - timedelta(milliseconds=1)) == []
    assert world.identity.leaving(first) == told[:1]
    assert world.identity.leaving(first + timedelta(seconds=1)) == told[:2]
    for each in told:
        world.identity.commit(SYSTEM_TENANT, ChangeSet((Remove(each),)))
    assert world.identity.leaving(first + timedelta(days=1)) == []
