"""The part of the composition root that says when promises count time."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lambdesk.adapters.dynamodb.table import Table
    from lambdesk.sla.calendars.ports import CalendarStore
    from lambdesk.sla.calendars.service import BusinessCalendars


class Promises:
    """What of the product is about calendars. The rest of the product is there, too: see `bootstrap`."""

    if TYPE_CHECKING:

        @cached_property
        def table(self) -> Table: ...

    @cached_property
    def calendar_store(self) -> "CalendarStore":
        from lambdesk.adapters.dynamodb.opening import DynamoCalendarStore

        return DynamoCalendarStore(self.table)

    @cached_property
    def calendars(self) -> "BusinessCalendars":
        """Business calendars as a tenant's managers set them up."""
        from lambdesk.sla.calendars.service import BusinessCalendars

        return BusinessCalendars(self.calendar_store)
