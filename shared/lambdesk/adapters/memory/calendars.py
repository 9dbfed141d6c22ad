"""Business calendars in memory."""

from collections.abc import Iterator
from datetime import datetime

from lambdesk.adapters.memory.state import Store
from lambdesk.sla.calendars.feeds.model import CalendarFeed
from lambdesk.sla.calendars.model import BusinessCalendar, CalendarVersion


class MemoryCalendarStore(Store):
    """The CalendarStore in dicts."""

    def all(self, tenant: str) -> tuple[BusinessCalendar, ...]:
        return tuple(sorted(self._state.all(tenant, BusinessCalendar), key=lambda each: each.id))

    def newest(self, tenant: str, calendar_id: str) -> BusinessCalendar | None:
        return self._state.get(tenant, BusinessCalendar, calendar_id)

    def version(self, tenant: str, calendar_id: str, version: int) -> BusinessCalendar | None:
        found = self._state.get(tenant, CalendarVersion, calendar_id, version)
        return found.calendar if found else None

    def feed(self, tenant: str, calendar_id: str) -> CalendarFeed | None:
        return self._state.get(tenant, CalendarFeed, calendar_id)

    def feeds(self, tenant: str) -> tuple[CalendarFeed, ...]:
        return tuple(sorted(self._state.all(tenant, CalendarFeed), key=lambda each: each.calendar_id))


class MemoryDueFeeds(Store):
    """The DueFeeds in dicts."""

    def due(self, until: datetime) -> Iterator[tuple[str, str]]:
        with self._state.lock:
            kept = [(name[0], entity) for name, entity in self._state.kept.items() if isinstance(entity, CalendarFeed)]
        for tenant, feed in kept:
            if feed.due_at <= until:
                yield tenant, feed.calendar_id
