"""What organisations cost in round trips and capacity units."""

import pytest

from lambdesk.customers.organisations.model import Organisation, Tier
from lambdesk.customers.organisations.service import Organisations
from lambdesk.kit.changes import ChangeSet, Insert
from tests.contracts.stores import examples
from tests.contracts.stores.conftest import World
from tests.contracts.stores.test_budgets import ALL, Desk, within

CALENDAR = "cal_" + "0" * 26


@pytest.fixture
def desk(on_table: World) -> Desk:
    return Desk(on_table)


def test_an_organisation_is_found_in_the_same_trip(desk: Desk) -> None:
    """One unit for each domain that may be one: a known address of two labels and its organisation, two in all."""
    tenant = desk.world.tenant
    acme = Organisation("org_" + "0" * 26, "Acme", ("customer.example",), examples.MORNING, Tier.ENTERPRISE, CALENDAR)
    desk.world.customers.commit(tenant, ChangeSet((Insert(acme), *map(Insert, acme.entries))))
    desk.policies.promised = ALL
    desk.open()
    with desk.count() as spent:
        posted = desk.open()
    within(spent, trips=3, read=2, written=17)
    assert (posted.ticket.organisation_id, posted.ticket.tier) == (acme.id, Tier.ENTERPRISE)
    desk.open(email="jonathan@mail.london.customer.example")
    with desk.count() as below:
        desk.open(email="jonathan@mail.london.customer.example")
    within(below, trips=3, read=4, written=17)


def test_keeping_one(desk: Desk) -> None:
    service = Organisations(desk.world.organisations, lambda *_: True)
    wanted = Organisation("", "Acme", ("acme.example",), examples.MORNING, Tier.PRO, CALENDAR)
    service.create(desk.context(), Organisation("", "Zeta", (), examples.MORNING))
    with desk.count() as making:
        made = service.create(desk.context(), wanted)
    within(making, trips=3, written=10)
    with desk.count() as changing:
        service.change(desk.context(), made.id, 1, {"tier": Tier.FREE})
    within(changing, trips=3, written=8)
    with desk.count() as listing:
        service.page(desk.world.tenant, "", None, 50)
    within(listing, trips=2, written=0)
    with desk.count() as deleting:
        service.delete(desk.context(), made.id, 2)
    within(deleting, trips=3, written=10)
