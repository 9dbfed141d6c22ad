"""Rows of a table that is printed and kept as Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.bench.budget import Budget, Verdict

NO_BUDGET = Budget()
INTRODUCTION = """# Bench

What the product costs in instructions, round trips, capacity units, bytes and dollars. `make bench` measures and prints
it; `.venv/bin/python -m tests.bench --full --write` also measures what takes long and writes this page.

- **MI** are millions of user-mode instructions. Milliseconds differ from run to run, instructions hardly do.
- A **target** is what we aim at, a **gate** what a value must not pass; *over target* is to be explained, *over gate*
  to be mended.
- A **floor** is the same work with the libraries alone, measured in the same run. What stands above it is ours.
- **RRU** and **WRU** are DynamoDB's read and write request units.
- Prices are in `tests/bench/prices.py`, the month that is priced in `tests/bench/workload.py`.
"""


@dataclass(frozen=True)
class Row:
    """One measured value; `unit` belongs to value, target and gate alike. `note` says what else to know."""

    what: str
    value: float
    unit: str
    budget: Budget
    note: str

    @property
    def verdict(self) -> Verdict:
        return self.budget.verdict(self.value)


@dataclass
class Section:
    """Rows of one kind, `said` before them; a section without rows says why it is empty."""

    title: str
    said: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def add(self, what: str, value: float, unit: str, budget: Budget = NO_BUDGET, note: str = "") -> None:
        """One more row."""
        self.rows.append(Row(what, value, unit, budget, note))


def figure(value: float | None) -> str:
    """A number with as many digits as mean something."""
    if value is None:
        return "-"
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 0.1 else 4
    return f"{value:,.{digits}f}"


_HEAD = ("what", "value", "target", "gate", "unit", "verdict", "note")


def _cells(row: Row) -> tuple[str, ...]:
    budget = row.budget
    return (
        row.what,
        figure(row.value),
        figure(budget.target),
        figure(budget.gate),
        row.unit,
        row.verdict.value,
        row.note,
    )


def plain(section: Section) -> str:
    """The section for a terminal."""
    lines = [f"\n{section.title}", *(f"  {line}" for line in section.said)]
    if section.rows:
        table = [_HEAD, *map(_cells, section.rows)]
        widths = [max(len(line[column]) for line in table) for column in range(len(_HEAD))]
        for line in table:
            cells = [
                cell.rjust(width) if column in (1, 2, 3) else cell.ljust(width)
                for column, (cell, width) in enumerate(zip(line, widths, strict=True))
            ]
            lines.append(("  " + "  ".join(cells)).rstrip())
    return "\n".join(lines)


def markdown(section: Section) -> str:
    """The section for a page."""
    lines = [f"## {section.title}", "", *section.said]
    if section.rows:
        lines += ["", "| " + " | ".join(_HEAD) + " |", "|---|--:|--:|--:|---|---|---|"]
        lines += ["| " + " | ".join(_cells(row)) + " |" for row in section.rows]
    return "\n".join(lines) + "\n"


def misses(sections: Sequence[Section]) -> list[str]:
    """What is over its target or gate, one line each."""
    return [
        f"{row.what}: {figure(row.value)} {row.unit}, "
        f"target {figure(row.budget.target)}, gate {figure(row.budget.gate)}"
        for section in sections
        for row in section.rows
        if row.verdict in (Verdict.MISSED, Verdict.BROKEN)
    ]
