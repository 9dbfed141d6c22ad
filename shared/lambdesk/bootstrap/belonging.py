"""The part of the composition root that says to whom customers belong."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lambdesk.adapters.dynamodb.table import Table
    from lambdesk.customers.organisations.ports import OrganisationStore
    from lambdesk.customers.organisations.service import Organisations
    from lambdesk.sla.calendars.ports import CalendarStore


class Belongings:
    """What of the product is about organisations. The rest of the product is there, too: see `bootstrap`."""

    if TYPE_CHECKING:

        @cached_property
        def table(self) -> Table: ...
        @cached_property
        def calendar_store(self) -> CalendarStore: ...

    @cached_property
    def organisation_store(self) -> "OrganisationStore":
        from lambdesk.adapters.dynamodb.belonging import DynamoOrganisationStore

        return DynamoOrganisationStore(self.table)

    @cached_property
    def organisations(self) -> "Organisations":
        """Organisations as a tenant's managers set them up."""
        from lambdesk.customers.organisations.service import Organisations

        def is_calendar(tenant: str, calendar_id: str) -> bool:
            return self.calendar_store.newest(tenant, calendar_id) is not None

        return Organisations(self.organisation_store, is_calendar)
