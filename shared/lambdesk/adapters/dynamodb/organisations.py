"""The form in which organisations and the entries by which they are found are kept: a part of the codec."""

from collections.abc import Callable
from typing import Any

from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.shapes import MOMENT, NUMBER, TEXT, TEXTS, Shape, member
from lambdesk.customers.organisations.model import (
    Organisation,
    OrganisationCount,
    OrganisationDomain,
    OrganisationName,
    Tier,
)

ORGANISATION = Shape(
    Organisation,
    id=("i", TEXT),
    name=("n", TEXT),
    domains=("d", TEXTS),
    updated_at=("w", MOMENT),
    tier=("t", member(Tier)),
    calendar_id=("c", TEXT),
    version=("v", NUMBER),
)
NAME = Shape(OrganisationName, name=("n", TEXT), organisation_id=("i", TEXT), calendar_id=("c", TEXT))
DOMAIN = Shape(
    OrganisationDomain,
    domain=("d", TEXT),
    organisation_id=("i", TEXT),
    tier=("t", member(Tier)),
    calendar_id=("c", TEXT),
)
COUNT = Shape(OrganisationCount, count=("n", NUMBER), version=("v", NUMBER))

PLACES: dict[type, tuple[Shape[Any], Callable[[str, Any], keys.Key]]] = {
    Organisation: (ORGANISATION, lambda t, e: keys.organisation_key(t, e.id)),
    OrganisationName: (NAME, lambda t, e: keys.organisation_name_key(t, e.name)),
    OrganisationDomain: (DOMAIN, lambda t, e: keys.organisation_domain_key(t, e.domain)),
    OrganisationCount: (COUNT, lambda t, e: keys.organisation_count_key(t)),
}
