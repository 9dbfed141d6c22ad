"""Customers in memory."""

from lambdesk.adapters.memory.state import Store
from lambdesk.customers.model import Customer, CustomerAddress
from lambdesk.customers.organisations.domains import leading_to
from lambdesk.customers.organisations.model import Belonging, Organisation, OrganisationDomain, nearest


class MemoryCustomerStore(Store):
    """The CustomerStore in dicts."""

    def address(self, tenant: str, address: str) -> CustomerAddress | None:
        return self._state.get(tenant, CustomerAddress, address)

    def known(self, tenant: str, address: str) -> tuple[CustomerAddress | None, Belonging | None]:
        ways = (self._state.get(tenant, OrganisationDomain, each) for each in leading_to(address))
        return self.address(tenant, address), nearest(each for each in ways if each)

    def organisation(self, tenant: str, organisation_id: str) -> Belonging | None:
        found = self._state.get(tenant, Organisation, organisation_id)
        return found.belonging if found else None

    def customer(self, tenant: str, customer_id: str) -> Customer | None:
        return self._state.get(tenant, Customer, customer_id)
