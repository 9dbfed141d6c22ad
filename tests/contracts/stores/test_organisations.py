"""Every store keeps organisations by tenant, and finds them by id, by name and by domain."""

from dataclasses import replace

import pytest

from lambdesk.customers.organisations import decide
from lambdesk.customers.organisations.domains import list_name
from lambdesk.customers.organisations.model import (
    DOMAINS_LIMIT,
    Organisation,
    OrganisationCount,
    OrganisationDomain,
    Tier,
)
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.errors import AlreadyExists, StaleVersion
from tests.contracts.stores import examples
from tests.contracts.stores.conftest import World, new_tenant

CALENDAR = "cal_" + "0" * 26
PLAIN = Organisation("org_" + "0" * 26, "Plain", (), examples.MORNING)
FULL = Organisation(
    id="org_" + "1" * 26,
    name=examples.ODD,
    domains=tuple(sorted(f"{n}.grüße.example" for n in range(DOMAINS_LIMIT))),
    updated_at=examples.MORNING,
    tier=Tier.ENTERPRISE,
    calendar_id=CALENDAR,
)
ACME = Organisation("org_" + "2" * 26, "ACME", ("acme.example",), examples.MORNING, Tier.PRO)


def keep(world: World, *organisations: Organisation) -> None:
    for each in organisations:
        writes = decide.create(each, world.organisations.count(world.tenant), ())
        world.organisations.commit(world.tenant, ChangeSet(tuple(writes)))


def change(world: World, before: Organisation, after: Organisation) -> None:
    world.organisations.commit(world.tenant, ChangeSet(tuple(decide.changed(before, after, ()))))


@pytest.mark.parametrize("organisation", [PLAIN, FULL])
def test_an_organisation_comes_back_as_it_was_given(world: World, organisation: Organisation) -> None:
    keep(world, organisation)
    assert world.organisations.one(world.tenant, organisation.id) == organisation


def test_organisations_are_found_by_id_and_tenant_only(world: World) -> None:
    keep(world, PLAIN)
    assert world.organisations.one(new_tenant(), PLAIN.id) is None
    for other in (ACME.id, "org_1", "cus_" + "0" * 26, "", examples.ODD):
        assert world.organisations.one(world.tenant, other) is None


def test_a_domain_leads_to_the_one_that_has_it(world: World) -> None:
    keep(world, ACME, PLAIN)
    entry = OrganisationDomain("acme.example", ACME.id, Tier.PRO)
    assert world.organisations.led_to(world.tenant, ["mail.acme.example", "acme.example"]) == (entry,)
    assert world.organisations.led_to(world.tenant, []) == ()
    assert world.organisations.led_to(new_tenant(), ["acme.example"]) == ()


def test_what_stands_for_a_name_and_for_domains_is_told(world: World) -> None:
    keep(world, ACME, PLAIN)
    found = world.organisations.taken(world.tenant, list_name("plain"), ["acme.example", "other.example"])
    assert {each.organisation_id for each in found} == {PLAIN.id, ACME.id}
    assert world.organisations.taken(world.tenant, "nobody", []) == ()


def test_a_domain_and_a_name_are_one_organisations(world: World) -> None:
    keep(world, ACME)
    for other in (replace(PLAIN, domains=ACME.domains), replace(PLAIN, name="acme")):
        with pytest.raises(AlreadyExists):
            keep(world, other)
    assert world.organisations.one(world.tenant, PLAIN.id) is None


def test_a_change_moves_the_ways_to_it(world: World) -> None:
    keep(world, ACME)
    after = replace(ACME, name="Acme Ltd", domains=("acme.test",), tier=Tier.FREE, calendar_id=CALENDAR, version=2)
    change(world, ACME, after)
    assert world.organisations.one(world.tenant, ACME.id) == after
    assert world.organisations.led_to(world.tenant, ["acme.example"]) == ()
    (entry,) = world.organisations.led_to(world.tenant, ["acme.test"])
    assert entry.belonging == after.belonging
    assert world.organisations.page(world.tenant, "", None, 10).items == (after,)
    with pytest.raises(StaleVersion):
        change(world, ACME, replace(ACME, tier=Tier.BASIC, version=2))


def test_a_domain_that_stays_says_what_is_new(world: World) -> None:
    keep(world, FULL)
    after = replace(FULL, tier=Tier.BASIC, calendar_id=None, version=2)
    change(world, FULL, after)
    found = world.organisations.led_to(world.tenant, FULL.domains)
    assert {each.belonging for each in found} == {after.belonging}
    assert len(found) == DOMAINS_LIMIT
    assert world.organisations.counting_by(world.tenant, CALENDAR) == ()


def test_one_that_is_deleted_frees_its_name_and_domains(world: World) -> None:
    keep(world, ACME)
    writes = decide.delete(ACME, world.organisations.count(world.tenant))
    world.organisations.commit(world.tenant, ChangeSet(tuple(writes)))
    assert world.organisations.one(world.tenant, ACME.id) is None
    assert world.organisations.count(world.tenant) == OrganisationCount(0, 2)
    keep(world, replace(PLAIN, name="ACME", domains=ACME.domains))


def test_a_list_goes_by_name_page_by_page(world: World) -> None:
    names = ["Zeta", "alpha", "Älpler", "Beta", "alphabet"]
    kept = [replace(PLAIN, id=f"org_{n:026}", name=name) for n, name in enumerate(names)]
    keep(world, *kept)
    seen, after = [], None
    while True:
        page = world.organisations.page(world.tenant, "", after, 2)
        seen += [each.name for each in page.items]
        after = page.after
        if after is None:
            break
    assert seen == ["alpha", "alphabet", "Beta", "Zeta", "Älpler"]
    assert [each.name for each in world.organisations.page(world.tenant, "alpha", None, 2).items] == seen[:2]
    assert world.organisations.page(world.tenant, "alpha", None, 2).after is None
    assert world.organisations.page(world.tenant, "x", None, 2).items == ()


def test_who_counts_by_a_calendar_is_found(world: World) -> None:
    keep(world, PLAIN, FULL)
    assert world.organisations.counting_by(world.tenant, CALENDAR) == (FULL.id,)
    assert world.organisations.counting_by(new_tenant(), CALENDAR) == ()


def test_they_are_counted(world: World) -> None:
    assert world.organisations.count(world.tenant) is None
    keep(world, PLAIN, ACME)
    assert world.organisations.count(world.tenant) == OrganisationCount(2, 2)
