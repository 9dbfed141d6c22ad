"""How feeds of calendars are written to callers."""

from datetime import datetime
from typing import Any

from lambdesk.kit import clock
from lambdesk.sla.calendars.feeds.model import CalendarFeed


def state(feed: CalendarFeed, now: datetime) -> dict[str, Any]:
    """A feed without its address."""
    return {
        "calendar_id": feed.calendar_id,
        "tried_at": clock.to_text(feed.tried_at) if feed.tried_at else None,
        "read_at": clock.to_text(feed.read_at) if feed.read_at else None,
        "days": feed.days,
        "error": feed.error.value if feed.error else None,
        "failing": feed.failing(now),
        "reading": feed.reading,
    }


def feed(found: CalendarFeed, address: str, now: datetime) -> dict[str, Any]:
    """A feed for those who may see where it is read from."""
    return {**state(found, now), "address": address}
