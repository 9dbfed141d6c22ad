"""A customer is a person; an address leads to exactly one of them per tenant."""

from dataclasses import dataclass
from datetime import datetime


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
    """The way from a normal address (kit.text.normal_address) to its person."""

    address: str
    customer_id: str
    name: str
