"""Finding or making the person behind an address, also when two do it at once."""

import pytest

from lambdesk.customers.model import Customer, CustomerAddress
from lambdesk.customers.organisations.model import Belonging, Tier
from lambdesk.customers.service import NAME_LIMIT, identify
from lambdesk.kit.changes import ChangeSet, Insert
from lambdesk.kit.errors import AlreadyExists, Unavailable
from tests.unit.tickets import samples

ORGANISATION = Belonging("org_1", Tier.PRO)


class Shelf:
    """A store of addresses that counts its trips; `rival` gets in between our look and our write."""

    def __init__(self, *, rival: CustomerAddress | None = None, refusal: Exception | None = None) -> None:
        self.addresses: dict[tuple[str, str], CustomerAddress] = {}
        self.customers: dict[tuple[str, str], Customer] = {}
        self.trips: list[str] = []
        self._rival = rival
        self._refusal = refusal

    def address(self, tenant: str, address: str) -> CustomerAddress | None:
        self.trips.append("address")
        return self.addresses.get((tenant, address))

    def known(self, tenant: str, address: str) -> tuple[CustomerAddress | None, Belonging | None]:
        return self.address(tenant, address), ORGANISATION if address.endswith("@example.org") else None

    def commit(self, tenant: str, changes: ChangeSet) -> None:
        self.trips.append("commit")
        if self._refusal:
            raise self._refusal
        if self._rival:
            self.addresses[tenant, self._rival.address] = self._rival
        entities = [write.entity for write in changes.writes if isinstance(write, Insert)]
        for entity in entities:
            if isinstance(entity, CustomerAddress) and (tenant, entity.address) in self.addresses:
                raise AlreadyExists(entity)
        for entity in entities:
            if isinstance(entity, CustomerAddress):
                self.addresses[tenant, entity.address] = entity
            elif isinstance(entity, Customer):
                self.customers[tenant, entity.id] = entity


def test_a_new_person_costs_two_trips_and_a_known_one_costs_one() -> None:
    shelf = Shelf()
    made = identify(shelf, samples.context(), "Anna@Example.ORG ", "Anna Berg")
    assert shelf.trips == ["address", "commit"]
    assert (made.address, made.name) == ("anna@example.org", "Anna Berg")
    assert shelf.customers[samples.TENANT, made.customer_id].emails == ("anna@example.org",)
    shelf.trips.clear()
    again = identify(shelf, samples.context(60), "anna@example.org", "Somebody Else")
    assert again == made
    assert shelf.trips == ["address"]
    assert made.organisation == again.organisation == ORGANISATION


def test_two_spellings_of_one_address_are_one_person() -> None:
    shelf = Shelf()
    made = identify(shelf, samples.context(), "büro@example.org")
    assert identify(shelf, samples.context(60), "BU\u0308RO@EXAMPLE.ORG") == made
    assert len(shelf.customers) == 1


def test_without_a_name_the_address_gives_one() -> None:
    assert identify(Shelf(), samples.context(), "anna.berg@example.org", " \r\n ").name == "anna.berg"


def test_a_name_is_one_short_line() -> None:
    name = identify(Shelf(), samples.context(), "a@example.org", "Anna\r\nBcc: x@example.org" + "!" * 500).name
    assert "\n" not in name
    assert len(name) == NAME_LIMIT


def test_the_loser_of_a_race_gets_the_winners_person_and_leaves_nothing() -> None:
    winner = CustomerAddress("anna@example.org", "cus_winner", "Anna")
    shelf = Shelf(rival=winner)
    assert identify(shelf, samples.context(), "anna@example.org") == winner
    assert shelf.customers == {}
    assert shelf.trips == ["address", "commit", "address"]


@pytest.mark.parametrize("refusal", [AlreadyExists("another key"), Unavailable()])
def test_a_refusal_that_no_rival_explains_is_told(refusal: Exception) -> None:
    with pytest.raises(type(refusal)):
        identify(Shelf(refusal=refusal), samples.context(), "anna@example.org")


def test_the_same_address_in_two_tenants_is_two_people() -> None:
    shelf = Shelf()
    ours = identify(shelf, samples.context(), "anna@example.org")
    other = samples.context(seed="other")
    theirs = identify(shelf, type(other)("tnt_other", other.actor, other.now, other.seed), "anna@example.org")
    assert theirs.customer_id != ours.customer_id
