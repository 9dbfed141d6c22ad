"""From what a ticket added to what it adds now: rows that go and come, and what changes in the counters by it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lambdesk.reports.model import Cell, Counts, Group, Judged, TicketFigures, cell_of, groups_of

# A row that moves is a deletion and a write, and changes four groups: so many fit into one transaction of a hundred.
AT_ONCE = 15


@dataclass(frozen=True)
class Step:
    """One write, all of it or nothing: what the ticket adds from now on, and how rows and counters follow.

    `before` is the version that must stand there, None for nothing.
    """

    after: TicketFigures
    before: int | None
    gone: tuple[Judged, ...]
    come: tuple[Judged, ...]
    counts: Counts


def steps(before: TicketFigures | None, after: TicketFigures) -> Iterator[Step]:
    """How to get there. One step, unless very much changed at once; nothing when nothing did."""
    stands = {each.name: each for each in before.rows} if before else {}
    wanted = {each.name: each for each in after.rows}
    changed = [name for name in {**stands, **wanted} if stands.get(name) != wanted.get(name)]
    version = before.version if before else None
    for first in range(0, len(changed), AT_ONCE):
        names = changed[first : first + AT_ONCE]
        gone = tuple(stands.pop(name) for name in names if name in stands)
        come = tuple(wanted[name] for name in names if name in wanted)
        stands.update((each.name, each) for each in come)
        # In the order of the log, so that the same rows are the same figures.
        rows = tuple(stands[name] for name in {**wanted, **stands} if name in stands)
        now = TicketFigures(after.number, rows, (version or 0) + 1)
        yield Step(now, version, gone, come, difference(gone, come))
        version = now.version


def difference(gone: Iterable[Judged], come: Iterable[Judged]) -> Counts:
    """What changes in the counters when these rows go and those come."""
    changed: dict[Group, dict[Cell, int]] = defaultdict(lambda: defaultdict(int))
    for rows, by in ((gone, -1), (come, 1)):
        for row in rows:
            for group in groups_of(row):
                changed[group][cell_of(row)] += by
    return cleared(changed)


def cleared(counts: Mapping[Group, Mapping[Cell, int]]) -> Counts:
    """Without what is nothing."""
    full = {group: {cell: count for cell, count in cells.items() if count} for group, cells in counts.items()}
    return {group: cells for group, cells in full.items() if cells}
