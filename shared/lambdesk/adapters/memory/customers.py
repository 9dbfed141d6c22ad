"""Customers in memory."""

from lambdesk.adapters.memory.state import Store
from lambdesk.customers.model import Customer, CustomerAddress


class MemoryCustomerStore(Store):
    """The CustomerStore in dicts."""

    def address(self, tenant: str, address: str) -> CustomerAddress | None:
        return self._state.get(tenant, CustomerAddress, address)

    def customer(self, tenant: str, customer_id: str) -> Customer | None:
        return self._state.get(tenant, Customer, customer_id)
