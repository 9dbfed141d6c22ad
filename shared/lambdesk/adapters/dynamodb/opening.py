"""Business calendars on the table."""

from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.calendars import CALENDAR, CALENDAR_VERSION, FEED
from lambdesk.adapters.dynamodb.commit import Store
from lambdesk.sla.calendars.feeds.model import CalendarFeed
from lambdesk.sla.calendars.model import BusinessCalendar


class DynamoCalendarStore(Store):
    """The CalendarStore on DynamoDB."""

    def all(self, tenant: str) -> tuple[BusinessCalendar, ...]:
        found = self._table.connection.pages(keys.calendar_partition(tenant))
        return tuple(CALENDAR.unpack(item) for item in found)

    def newest(self, tenant: str, calendar_id: str) -> BusinessCalendar | None:
        try:
            place = keys.calendar_key(tenant, calendar_id)
        except ValueError:
            return None
        item = self._table.connection.item(place)
        return CALENDAR.unpack(item) if item else None

    def version(self, tenant: str, calendar_id: str, version: int) -> BusinessCalendar | None:
        try:
            place = keys.calendar_version_key(tenant, calendar_id, version)
        except ValueError:
            return None
        item = self._table.connection.item(place)
        return CALENDAR_VERSION.unpack(item).calendar if item else None

    def feed(self, tenant: str, calendar_id: str) -> CalendarFeed | None:
        try:
            place = keys.feed_key(tenant, calendar_id)
        except ValueError:
            return None
        item = self._table.connection.item(place)
        return FEED.unpack(item) if item else None

    def feeds(self, tenant: str) -> tuple[CalendarFeed, ...]:
        return tuple(FEED.unpack(item) for item in self._table.connection.pages(keys.feed_partition(tenant)))
