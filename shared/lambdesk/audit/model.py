"""An entry of the trail: the facts of one change of one aggregate, or one opening of personal data."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lambdesk.kit.context import VIEWER
from lambdesk.kit.events import Event


class Opened(StrEnum):
    """What of a thing was opened."""

    THREAD = "thread"
    LIST = "list"
    LIVE = "live"
    SESSIONS = "sessions"
    ATTACHMENT = "attachment"
    EXPORT = "export"
    WORKSPACE = "workspace"
    TRAIL = "trail"
    ADDRESS = "address"


@dataclass(frozen=True)
class Entry:
    """`parent` is the aggregate whose timeline kept the facts, such as `ticket:12`. The first fact's id is the entry's.

    An entry is written once and never again: its place follows from that id alone.
    """

    parent: str
    events: tuple[Event, ...]

    @property
    def id(self) -> str:
        """`evt_…` of its first fact."""
        return self.events[0].id

    @property
    def tenant(self) -> str:
        """Whose trail it is in."""
        return self.events[0].tenant

    @property
    def at(self) -> datetime:
        """When it happened."""
        return self.events[0].at


@dataclass(frozen=True)
class Filter:
    """Which facts somebody asks for; what is None or empty asks for all. `since` is in, `until` is not.

    `actor` is also whoever looked as somebody else. `kind` is an event type, or the noun before its dot. `thing` is an
    aggregate such as `ticket:12`.
    """

    since: datetime
    until: datetime
    actor: str | None = None
    kind: str | None = None
    thing: str | None = None

    def takes(self, entry: Entry, event: Event) -> bool:
        """Whether this fact of an entry is asked for."""
        return (
            self.since <= event.at < self.until
            and self.actor in (None, event.actor.id, event.actor.kind.value, event.cause.get(VIEWER))
            and self.kind in (None, event.type, event.type.partition(".")[0])
            and (self.thing in (None, event.aggregate, entry.parent) or self.thing in _shown(event))
        )


def _shown(event: Event) -> set[str]:
    """The tickets of a list that somebody saw."""
    return {f"ticket:{each}" for each in event.data.get("numbers") or ()}
