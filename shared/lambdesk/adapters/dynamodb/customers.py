"""Customers on the table."""

from lambdesk.adapters.dynamodb import codec
from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.commit import Store
from lambdesk.customers.model import Customer, CustomerAddress


class DynamoCustomerStore(Store):
    """The CustomerStore on DynamoDB."""

    def address(self, tenant: str, address: str) -> CustomerAddress | None:
        item = self._table.connection.item(keys.address_key(tenant, address))
        return codec.ADDRESS.unpack(item) if item else None

    def customer(self, tenant: str, customer_id: str) -> Customer | None:
        item = self._table.connection.item(keys.customer_key(tenant, customer_id))
        return codec.CUSTOMER.unpack(item) if item else None
