"""Facts about organisations. What they are called is people's words and is not in them."""

from dataclasses import dataclass
from typing import ClassVar

from lambdesk.customers.organisations.model import Organisation
from lambdesk.kit.differences import Changed, Made, difference, values_of
from lambdesk.kit.events import event_type

_TOLD = ("domains", "tier", "calendar_id")


@event_type("organisation.created")
@dataclass(frozen=True)
class OrganisationCreated(Made):
    """Customers belong together, by the domains of their mail."""


@event_type("organisation.changed")
@dataclass(frozen=True)
class OrganisationChanged(Changed):
    """New tickets of its people are opened by this. Those that are there keep what they have."""


@event_type("organisation.deleted")
@dataclass(frozen=True)
class OrganisationDeleted:
    """Its domains lead nowhere any more. Tickets keep its id and tier."""

    EVENT_TYPE: ClassVar[str]
    id: str


def created(organisation: Organisation) -> OrganisationCreated:
    """That it was made."""
    return OrganisationCreated(organisation.id, values_of(organisation, _TOLD))


def changed(before: Organisation, after: Organisation) -> OrganisationChanged:
    """What of it changed."""
    return OrganisationChanged(before.id, *difference(before, after, _TOLD))
