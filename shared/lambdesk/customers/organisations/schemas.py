"""Wire forms of organisations."""

from typing import Annotated

from pydantic import Field

from lambdesk.customers.organisations.domains import DOMAIN_LIMIT
from lambdesk.customers.organisations.model import DOMAINS_LIMIT, NAME_LIMIT, Tier
from lambdesk.kit.schema import Input, Moment, Optional, Output, Words

Name = Annotated[Words, Field(min_length=1, max_length=NAME_LIMIT)]
Domain = Annotated[str, Field(min_length=1, max_length=DOMAIN_LIMIT, examples=["acme.example"])]
Domains = Annotated[list[Domain], Field(max_length=DOMAINS_LIMIT)]
CalendarId = Annotated[str, Field(max_length=64)]
AnyTier = Annotated[Tier, Field(strict=False)]


class NewOrganisation(Input):
    """Whoever writes from one of `domains`, or from below it, belongs to it.

    A domain leads to one organisation at most; one that gives mailboxes to anybody is refused. `calendar_id` says when
    its people work, for promises that count by that.
    """

    name: Name
    domains: Annotated[Domains, Field(default_factory=list)]
    tier: AnyTier | None = None
    calendar_id: CalendarId | None = None


class OrganisationPatch(Input):
    """Only what is there changes, each as a whole; null takes tier and calendar away. It is for new tickets."""

    name: Optional[Name] = None
    domains: Optional[Domains] = None
    tier: AnyTier | None = None
    calendar_id: CalendarId | None = None


class Organisation(Output):
    """`version` is also the `ETag`. `domains` are in their own script, in the order of the alphabet."""

    id: Annotated[str, Field(examples=["org_01KAWJ4X6S0000000000000000"])]
    name: str
    domains: list[str]
    tier: Tier | None
    calendar_id: str | None
    updated_at: Moment
    version: int


class OrganisationList(Output):
    """By name."""

    items: list[Organisation]
    next_cursor: str | None
