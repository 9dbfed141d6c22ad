"""What reports count, in memory."""

from collections.abc import Mapping, Sequence
from datetime import date

from lambdesk.adapters.memory.state import State
from lambdesk.kit.errors import StaleVersion
from lambdesk.reports.counting import Step
from lambdesk.reports.model import Cell, Counts, Family, Group, Judged, TicketFigures
from lambdesk.reports.places import number_of, place_of
from lambdesk.reports.ports import Entry


class MemoryFigureStore:
    """The FigureStore in dicts."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._figures: dict[tuple[str, int], TicketFigures] = {}
        self._rows: dict[tuple[str, str, str], Judged] = {}
        self._counts: dict[tuple[str, Group], dict[Cell, int]] = {}

    def of_ticket(self, tenant: str, number: int) -> TicketFigures | None:
        return self._figures.get((tenant, number))

    def settle(self, tenant: str, step: Step) -> None:
        with self._state.lock:
            stands = self.of_ticket(tenant, step.after.number)
            if (stands.version if stands else None) != step.before:
                raise StaleVersion(stands.version if stands else 0)
            number = step.after.number
            self._figures[tenant, number] = step.after
            for each in step.gone:
                del self._rows[tenant, f"{each.day:%Y%m}", place_of(number, each)]
            for each in step.come:
                self._rows[tenant, f"{each.day:%Y%m}", place_of(number, each)] = each
            for group, cells in step.counts.items():
                self.correct(tenant, group, cells)

    def counts(self, tenant: str, month: str, family: Family, team: str | None = None) -> Counts:
        with self._state.lock:
            return {
                group: dict(cells)
                for (home, group), cells in self._counts.items()
                if (home, group.month, group.family) == (tenant, month, family) and team in (None, group.team)
            }

    def entries(
        self, tenant: str, month: str, since: date, until: date, after: str | None, limit: int
    ) -> Sequence[Entry]:
        with self._state.lock:
            mine = sorted(
                (place, row) for (home, at, place), row in self._rows.items() if (home, at) == (tenant, month)
            )
        found = [Entry(number_of(place), row, place) for place, row in mine if since <= row.day < until]
        return [each for each in found if after is None or each.place > after][:limit]

    def correct(self, tenant: str, group: Group, cells: Mapping[Cell, int]) -> None:
        with self._state.lock:
            counted = self._counts.setdefault((tenant, group), {})
            for cell, by in cells.items():
                counted[cell] = counted.get(cell, 0) + by

    def newest_number(self, tenant: str) -> int:
        return self._state.numbers.get(tenant, 0)
