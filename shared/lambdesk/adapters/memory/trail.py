"""The trail in memory."""

from collections.abc import Sequence

from lambdesk.adapters.memory.state import State
from lambdesk.audit.model import Entry
from lambdesk.kit.events import Event


class MemoryTrailStore:
    """The TrailStore in dicts. `noted` are the looks that wait."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._entries: dict[tuple[str, str], Entry] = {}
        self.noted: dict[str, Event] = {}

    def append(self, entry: Entry) -> bool:
        with self._state.lock:
            new = (entry.tenant, entry.id) not in self._entries
            self._entries.setdefault((entry.tenant, entry.id), entry)
            return new

    def page(self, tenant: str, month: str, before: str | None, limit: int) -> Sequence[Entry]:
        with self._state.lock:
            kept = [each for each in self._entries.values() if each.tenant == tenant and f"{each.at:%Y%m}" == month]
        older = [each for each in kept if before is None or each.id < before]
        return sorted(older, key=lambda each: each.id, reverse=True)[:limit]

    def note(self, opened: Event, look: str) -> None:
        with self._state.lock:
            self.noted.setdefault(look, opened)
