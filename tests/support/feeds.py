"""Feeds of holidays that nobody has to be asked for."""

from dataclasses import dataclass, field
from functools import cached_property

from lambdesk.adapters.memory.calendars import MemoryDueFeeds
from lambdesk.adapters.memory.state import State
from lambdesk.sla.calendars.feeds.model import Fault, Fetched, Unread


def ics(*days: str) -> str:
    """An iCalendar file of whole days such as `20261224`."""
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{day}\r\nDTSTART;VALUE=DATE:{day}\r\nSUMMARY:Day {day}\r\nEND:VEVENT\r\n" for day in days
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{events}END:VCALENDAR\r\n"


@dataclass
class MemoryFeeds:
    """The FeedSource in a dict: by address what is there, or why nothing is."""

    says: dict[str, Fetched | Fault] = field(default_factory=dict)
    asked: list[tuple[str, str | None, str | None]] = field(default_factory=list)

    def fetch(self, address: str, etag: str | None, modified: str | None) -> Fetched:
        self.asked.append((address, etag, modified))
        said = self.says.get(address, Fault.GONE)
        if isinstance(said, Fault):
            raise Unread(said)
        return said


class Fed:
    """What of a product on one State is about feeds."""

    state: State

    @cached_property
    def due_feeds(self) -> MemoryDueFeeds:
        return MemoryDueFeeds(self.state)

    @cached_property
    def feed_source(self) -> MemoryFeeds:
        return MemoryFeeds()
