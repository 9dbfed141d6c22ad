"""Business calendars in memory."""

from lambdesk.adapters.memory.state import Store
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
