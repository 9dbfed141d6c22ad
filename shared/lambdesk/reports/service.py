"""Figures follow the log of their ticket: whatever is told, the whole log is read and what changed is written.

So it makes no difference in which order facts come, or how often. The row is read before the log: who finds an older
row has read no newer log than who wrote it later, and is refused.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from lambdesk.kit.clock import zone_called
from lambdesk.kit.errors import StaleVersion, Unavailable
from lambdesk.kit.events import Event
from lambdesk.reports.counting import cleared, difference, steps
from lambdesk.reports.fold import fold
from lambdesk.reports.model import Counts, Family, Judged, TicketFigures
from lambdesk.reports.ports import FigureStore

_TRIES = 5


@dataclass(frozen=True)
class Rebuilt:
    """How many tickets were read, of how many the rows were others, and how many counters were wrong."""

    tickets: int = 0
    changed: int = 0
    corrected: int = 0


@dataclass(frozen=True)
class Figures:
    """What follows the facts of clocks. `history` is a ticket's log, `zone` the name of a tenant's zone."""

    store: FigureStore
    history: Callable[[str, int], Sequence[Event]]
    zone: Callable[[str], str]

    def follow(self, event: Event) -> str | None:
        """Count what a fact changed; None when that is nothing. Raises Unavailable."""
        if event.type == "ticket.state_changed" and "spam" not in (event.data["before"], event.data["after"]):
            return None
        number = event.number
        return "counted" if self.reckon(event.tenant, number) else None

    def reckon(self, tenant: str, number: int) -> bool:
        """Bring a ticket's figures to what its log says; whether they were others."""
        for _ in range(_TRIES):
            try:
                return self._settled(tenant, number)
            except StaleVersion:
                continue
        raise Unavailable("Others count this ticket at the same time.")

    def _settled(self, tenant: str, number: int) -> bool:
        before = self.store.of_ticket(tenant, number)
        rows = fold(self.history(tenant, number), zone_called(self.zone(tenant)))
        changed = False
        for step in steps(before, TicketFigures(number, rows)):
            self.store.settle(tenant, step)
            changed = True
        return changed

    def rebuild(self, tenant: str, since: date, until: date) -> Rebuilt:
        """Reckon every ticket anew, then compare all counters from the month of `since` to that of `until`, or of the
        last row, with the rows.

        What is counted while they are compared may be taken for wrong: then a second run finds it.
        """
        numbers = range(1, self.store.newest_number(tenant) + 1)
        changed = sum(self.reckon(tenant, number) for number in numbers)
        rows = [each for number in numbers for each in self._rows(tenant, number)]
        wanted = difference((), rows)
        months = {*_months(since, until), *(group.month for group in wanted)}
        corrected = sum(self._corrected(tenant, month, wanted) for month in sorted(months))
        return Rebuilt(len(numbers), changed, corrected)

    def _rows(self, tenant: str, number: int) -> tuple[Judged, ...]:
        found = self.store.of_ticket(tenant, number)
        return found.rows if found else ()

    def _corrected(self, tenant: str, month: str, wanted: Counts) -> int:
        corrected = 0
        for family in Family:
            stands = self.store.counts(tenant, month, family)
            mine = {group for group in wanted if (group.month, group.family) == (month, family)}
            for group in {*stands, *mine}:
                there, right = stands.get(group, {}), wanted.get(group, {})
                wrong = {cell: right.get(cell, 0) - there.get(cell, 0) for cell in {*there, *right}}
                for cells in cleared({group: wrong}).values():
                    self.store.correct(tenant, group, cells)
                    corrected += len(cells)
        return corrected


def _months(since: date, until: date) -> Iterator[str]:
    year, month = since.year, since.month
    while (year, month) <= (until.year, until.month):
        yield f"{year:04}{month:02}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
