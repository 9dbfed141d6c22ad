"""What customers need from a store."""

from typing import Protocol

from lambdesk.customers.model import Customer, CustomerAddress
from lambdesk.customers.organisations.model import Belonging
from lambdesk.kit.changes import Committer


class CustomerStore(Committer, Protocol):
    """One round trip a call."""

    def address(self, tenant: str, address: str) -> CustomerAddress | None:
        """Who has this normal address."""
        ...

    def known(self, tenant: str, address: str) -> tuple[CustomerAddress | None, Belonging | None]:
        """Who has this normal address, and the organisation that its domain leads to, whoever has it."""
        ...

    def organisation(self, tenant: str, organisation_id: str) -> Belonging | None:
        """An organisation as it is now; None for one that is gone."""
        ...

    def customer(self, tenant: str, customer_id: str) -> Customer | None:
        """The person with this id."""
        ...
