"""An organisation as a tenant's managers keep it, and the entries by which it is found."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lambdesk.customers.organisations.domains import list_name

PREFIX = "org"
LIMIT = 10_000
NAME_LIMIT = 120
DOMAINS_LIMIT = 30


class Tier(StrEnum):
    """What the tenant sells, from the least to the most."""

    FREE = "free"
    BASIC = "basic"
    PRO = "pro"
    ENTERPRISE = "enterprise"


@dataclass(frozen=True)
class Belonging:
    """What a ticket needs to know of the organisation of whoever asks."""

    id: str
    tier: Tier | None = None
    calendar_id: str | None = None


@dataclass(frozen=True)
class Organisation:
    """`domains` are in their normal form (`domains.normal_domain`), in the order of the alphabet. `calendar_id` says
    when its people work; without one the tenant's own calendar counts.
    """

    id: str
    name: str
    domains: tuple[str, ...]
    updated_at: datetime
    tier: Tier | None = None
    calendar_id: str | None = None
    version: int = 1

    @property
    def belonging(self) -> Belonging:
        """What tickets need of it."""
        return Belonging(self.id, self.tier, self.calendar_id)

    @property
    def entries(self) -> tuple["OrganisationName | OrganisationDomain", ...]:
        """The entries by which it is found, written with each version of it."""
        ways = (OrganisationDomain(each, self.id, self.tier, self.calendar_id) for each in self.domains)
        return OrganisationName(list_name(self.name), self.id, self.calendar_id), *ways


@dataclass(frozen=True)
class OrganisationName:
    """Its place in the list, which is that of no other; with the calendar, so that one read tells who counts by it."""

    name: str
    organisation_id: str
    calendar_id: str | None = None


@dataclass(frozen=True)
class OrganisationDomain:
    """The way from a domain to the one organisation of a tenant, with all that a new ticket needs of it."""

    domain: str
    organisation_id: str
    tier: Tier | None = None
    calendar_id: str | None = None

    @property
    def belonging(self) -> Belonging:
        """What tickets need of the organisation."""
        return Belonging(self.organisation_id, self.tier, self.calendar_id)


@dataclass(frozen=True)
class OrganisationCount:
    """How many organisations a tenant has."""

    count: int
    version: int = 1


def nearest(found: Iterable[OrganisationDomain]) -> Belonging | None:
    """Of the entries that an address leads to the one of the longest domain: a sub-domain's own comes first."""
    entry = max(found, key=lambda each: len(each.domain), default=None)
    return entry.belonging if entry else None
