"""What figures need from a store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from lambdesk.reports.counting import Step
from lambdesk.reports.model import Cell, Counts, Family, Group, Judged, TicketFigures


@dataclass(frozen=True)
class Entry:
    """A row with the ticket it is of. `place` sorts by day, then by due time; `month` and it name the row."""

    number: int
    row: Judged
    place: str


class FigureStore(Protocol):
    """Rows by the day on which they were due, and counters of a month."""

    def of_ticket(self, tenant: str, number: int) -> TicketFigures | None:
        """What a ticket adds, strongly consistent."""
        ...

    def settle(self, tenant: str, step: Step) -> None:
        """Write a step, all of it or nothing; raises StaleVersion when somebody else was first."""
        ...

    def counts(self, tenant: str, month: str, family: Family, team: str | None = None) -> Counts:
        """All counters of a month (`yyyymm`), or those of one team. May lag behind by a moment."""
        ...

    def entries(
        self, tenant: str, month: str, since: date, until: date, after: str | None, limit: int
    ) -> Sequence[Entry]:
        """Rows of a month that were due from `since` on and before `until`, behind the place `after`; may lag."""
        ...

    def correct(self, tenant: str, group: Group, cells: Mapping[Cell, int]) -> None:
        """Add to counters of one group."""
        ...

    def newest_number(self, tenant: str) -> int:
        """The highest number that a ticket was given, 0 before the first one."""
        ...
