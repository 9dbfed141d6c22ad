"""What organisations need from a store."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from lambdesk.customers.organisations.model import (
    Organisation,
    OrganisationCount,
    OrganisationDomain,
    OrganisationName,
)
from lambdesk.kit.changes import Committer


@dataclass(frozen=True)
class OrganisationPage:
    """Organisations by name. `after` is the name that the next page comes behind; None ends the list."""

    items: tuple[Organisation, ...]
    after: str | None = None


class OrganisationStore(Committer, Protocol):
    """Organisations of a tenant. What is not there, or is no id of one, is None. One round trip where none is said."""

    def one(self, tenant: str, organisation_id: str) -> Organisation | None:
        """One organisation, strongly consistent."""
        ...

    def page(self, tenant: str, beginning: str, after: str | None, limit: int) -> OrganisationPage:
        """Those whose name begins so (`domains.list_name`), behind `after`; at most 100. Two round trips."""
        ...

    def taken(
        self, tenant: str, name: str, domains: Sequence[str]
    ) -> tuple[OrganisationName | OrganisationDomain, ...]:
        """The entries that stand for a name (`domains.list_name`) and for domains."""
        ...

    def led_to(self, tenant: str, domains: Sequence[str]) -> tuple[OrganisationDomain, ...]:
        """The entries of those of these domains that are an organisation's. Nothing is read for none."""
        ...

    def counting_by(self, tenant: str, calendar_id: str) -> tuple[str, ...]:
        """The ids of those that name a calendar: all names are read, about 130 units for 10,000 of them."""
        ...

    def count(self, tenant: str) -> OrganisationCount | None:
        """How many there are; None where there was never one."""
        ...
