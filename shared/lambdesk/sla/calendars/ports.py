"""What business calendars need from a store."""

from typing import Protocol

from lambdesk.kit.changes import Committer
from lambdesk.sla.calendars.feeds.model import CalendarFeed
from lambdesk.sla.calendars.model import BusinessCalendar


class CalendarStore(Committer, Protocol):
    """Calendars of a tenant. What is not there, or is no id of one, is None."""

    def all(self, tenant: str) -> tuple[BusinessCalendar, ...]:
        """Every calendar in its newest version, by id; deleted ones are not among them."""
        ...

    def newest(self, tenant: str, calendar_id: str) -> BusinessCalendar | None:
        """One calendar in its newest version, strongly consistent."""
        ...

    def version(self, tenant: str, calendar_id: str, version: int) -> BusinessCalendar | None:
        """One version; it never changes, and stays when the calendar is deleted."""
        ...

    def feed(self, tenant: str, calendar_id: str) -> CalendarFeed | None:
        """Where a calendar's holidays are read from, strongly consistent."""
        ...

    def feeds(self, tenant: str) -> tuple[CalendarFeed, ...]:
        """All of them, by the ids of their calendars."""
        ...
