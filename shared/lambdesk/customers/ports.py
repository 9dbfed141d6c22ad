"""What customers need from a store."""

from typing import Protocol

from lambdesk.customers.model import Customer, CustomerAddress
from lambdesk.kit.changes import Committer


class CustomerStore(Committer, Protocol):
    """One round trip a call."""

    def address(self, tenant: str, address: str) -> CustomerAddress | None:
        """Who has this normal address."""
        ...

    def customer(self, tenant: str, customer_id: str) -> Customer | None:
        """The person with this id."""
        ...
