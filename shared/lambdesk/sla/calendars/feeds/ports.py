"""What feeds of calendars need."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from lambdesk.sla.calendars.feeds.model import Fetched


class DueFeeds(Protocol):
    """Feeds of all tenants."""

    def due(self, until: datetime) -> Iterator[tuple[str, str]]:
        """Tenant and calendar of those that are to be read by `until`, about by when."""
        ...


class FeedSource(Protocol):
    """The way to the other side."""

    def fetch(self, address: str, etag: str | None, modified: str | None) -> Fetched:
        """What is there now, or that it is still what `etag` and `modified` name; raises Unread."""
        ...
