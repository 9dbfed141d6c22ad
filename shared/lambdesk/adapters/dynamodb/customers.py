"""Customers on the table."""

from lambdesk.adapters.dynamodb import codec
from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.belonging import DynamoOrganisationStore, led
from lambdesk.adapters.dynamodb.commit import Store
from lambdesk.customers.model import Customer, CustomerAddress
from lambdesk.customers.organisations.domains import leading_to
from lambdesk.customers.organisations.model import Belonging, nearest


class DynamoCustomerStore(Store):
    """The CustomerStore on DynamoDB."""

    def address(self, tenant: str, address: str) -> CustomerAddress | None:
        item = self._table.connection.item(keys.address_key(tenant, address))
        return codec.ADDRESS.unpack(item) if item else None

    def known(self, tenant: str, address: str) -> tuple[CustomerAddress | None, Belonging | None]:
        ways, (item,) = led(self._table, tenant, leading_to(address), keys.address_key(tenant, address))
        return codec.ADDRESS.unpack(item) if item else None, nearest(ways)

    def organisation(self, tenant: str, organisation_id: str) -> Belonging | None:
        found = DynamoOrganisationStore(self._table).one(tenant, organisation_id)
        return found.belonging if found else None

    def customer(self, tenant: str, customer_id: str) -> Customer | None:
        item = self._table.connection.item(keys.customer_key(tenant, customer_id))
        return codec.CUSTOMER.unpack(item) if item else None
