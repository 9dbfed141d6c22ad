"""Every customer store leads from an address to one person."""

import pytest

from lambdesk.customers import service
from lambdesk.customers.model import Customer, CustomerAddress
from lambdesk.customers.organisations.model import Belonging, Organisation, Tier
from lambdesk.kit.changes import ChangeSet, Insert, Replace
from lambdesk.kit.context import SYSTEM, Context
from lambdesk.kit.errors import AlreadyExists, StaleVersion
from tests.contracts.stores import examples
from tests.contracts.stores.conftest import World, new_tenant

ANNA = CustomerAddress("anna@grüße.example", "cus_1", examples.ODD)


def test_an_address_comes_back_as_it_was_given(world: World) -> None:
    assert world.customers.address(world.tenant, ANNA.address) is None
    world.customers.commit(world.tenant, ChangeSet((Insert(ANNA),)))
    assert world.customers.address(world.tenant, ANNA.address) == ANNA
    assert world.customers.address(new_tenant(), ANNA.address) is None
    assert world.customers.address(world.tenant, "anna@gruse.example") is None
    with pytest.raises(AlreadyExists):
        world.customers.commit(world.tenant, ChangeSet((Insert(ANNA),)))


def test_a_person_has_a_version(world: World) -> None:
    person = Customer("cus_1", "", (), examples.MORNING)
    world.customers.commit(world.tenant, ChangeSet((Insert(person),)))
    world.customers.commit(
        world.tenant, ChangeSet((Replace(Customer("cus_1", "A", ("a@b",), examples.MORNING, 2), 1),))
    )
    with pytest.raises(StaleVersion) as stale:
        world.customers.commit(world.tenant, ChangeSet((Replace(person, 1),)))
    assert stale.value.current_version == 2


def test_one_address_makes_one_person(world: World) -> None:
    context = Context(world.tenant, SYSTEM, examples.MORNING, "seed")
    first = service.identify(world.customers, context, " Anna@Example.org ", "Anna")
    again = service.identify(world.customers, Context(world.tenant, SYSTEM, examples.MORNING, "x"), "anna@example.org")
    assert first == again == CustomerAddress("anna@example.org", first.customer_id, "Anna")


def test_a_person_is_found_by_their_id(world: World) -> None:
    person = Customer("cus_1", "Anna", ("anna@example.org",), examples.MORNING)
    world.customers.commit(world.tenant, ChangeSet((Insert(person),)))
    assert world.customers.customer(world.tenant, "cus_1") == person
    assert world.customers.customer(world.tenant, "cus_2") is None
    assert world.customers.customer(new_tenant(), "cus_1") is None


def test_an_address_is_found_with_the_organisation_of_its_domain(world: World) -> None:
    calendar = "cal_" + "0" * 26
    acme = Organisation("org_" + "0" * 26, "Acme", ("grüße.example",), examples.MORNING, Tier.PRO, calendar)
    lab = Organisation("org_" + "1" * 26, "Lab", ("lab.grüße.example",), examples.MORNING)
    known = world.customers.known
    assert known(world.tenant, ANNA.address) == (None, None)
    for each in (acme, lab):
        world.customers.commit(world.tenant, ChangeSet((Insert(each), *map(Insert, each.entries))))
    world.customers.commit(world.tenant, ChangeSet((Insert(ANNA),)))
    assert known(world.tenant, ANNA.address) == (ANNA, Belonging(acme.id, Tier.PRO, calendar))
    assert known(world.tenant, "ben@post.grüße.example") == (None, acme.belonging)
    assert known(world.tenant, "ben@xn--gre-6ka8l.example") == (None, acme.belonging)
    assert known(world.tenant, "ben@post.lab.grüße.example") == (None, Belonging(lab.id))
    for nobodys in ("ben@other.example", "ben@gmail.com", "ben", examples.ODD):
        assert known(world.tenant, nobodys) == (None, None)
    assert known(new_tenant(), ANNA.address) == (None, None)
    assert world.customers.organisation(world.tenant, acme.id) == acme.belonging
    assert world.customers.organisation(world.tenant, "org_1") is None
    assert world.customers.organisation(new_tenant(), acme.id) is None
