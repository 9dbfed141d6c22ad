"""A customer is a person; an address leads to exactly one of them per tenant."""

from dataclasses import dataclass, field
from datetime import datetime

from lambdesk.customers.organisations.model import Belonging


@dataclass(frozen=True)
class Customer:
    """`emails` holds every known address, the first one the one we write to."""

    id: str
    name: str
    emails: tuple[str, ...]
    created_at: datetime
    version: int = 1


@dataclass(frozen=True)
class CustomerAddress:
    """The way from a normal address (kit.text.normal_address) to its person.

    `organisation` is the one that the address belonged to when it was looked up; it is not kept.
    """

    address: str
    customer_id: str
    name: str
    organisation: Belonging | None = field(default=None, compare=False)
