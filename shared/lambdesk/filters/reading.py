"""What both forms of a filter are held to: known fields, operators and values that fit, and the limits.

Mistakes are collected, the first PROBLEMS of them, each with its place: the offset in a text, the path in a tree.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lambdesk.filters.fields import Catalogue, Field
from lambdesk.filters.model import (
    CONDITIONS,
    DEPTH,
    EVERYTHING,
    TEXT_LENGTH,
    VALUES,
    Condition,
    Filter,
    Operator,
    Value,
    conditions,
    depth,
)
from lambdesk.filters.values import Refused, checked
from lambdesk.kit.text import clip

Where = int | str
# No filter in its normal form nests deeper, in whichever form it is written.
NESTING = 4 * DEPTH
# Each may name all fields of a tenant: what is wrong with a large filter would be a far larger answer.
PROBLEMS = 20


class Enough(Exception):
    """So many mistakes that no more are looked for."""


@dataclass(frozen=True)
class Problem:
    """A mistake: where it is, a sentence, a stable code, and what could stand there instead."""

    where: Where
    message: str
    code: str
    possible: tuple[str, ...] = ()


@dataclass(frozen=True)
class Read:
    """A filter in its normal form; None when there are problems."""

    filter: Filter | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Said:
    """A condition as it was written, with the places of its parts."""

    field: Field
    op: Operator
    values: Sequence[object]
    op_at: Where
    values_at: Sequence[Where]


class Reading:
    """One filter being read; `viewer` says whether `me` and `my_teams` mean somebody."""

    def __init__(self, catalogue: Catalogue, *, viewer: bool) -> None:
        self.catalogue = catalogue
        self.problems: list[Problem] = []
        self._viewer = viewer

    def wrong(self, where: Where, message: str, code: str, possible: Sequence[str] = ()) -> None:
        """Note a mistake; raises Enough with the last one that is told."""
        self.problems.append(Problem(where, message, code, tuple(possible)))
        if len(self.problems) >= PROBLEMS:
            raise Enough

    def field(self, found: Field | None, name: str, where: Where, possible: Sequence[str]) -> Field | None:
        """The field when it is there and in use; else a mistake is noted."""
        if found is None:
            self.wrong(where, f"there is no field {clip(name, 60)}", "unknown_field", possible)
        elif not found.active:
            self.wrong(where, f"the field {clip(name, 60)} is out of use", "unknown_field", possible)
        else:
            return found
        return None

    def condition(self, said: Said) -> Filter:
        """The condition; with a mistake noted, what comes back is not used."""
        if said.op not in said.field.operators:
            possible = [each.value for each in said.field.operators]
            self.wrong(said.op_at, f"a {said.field.kind} field is not asked this", "unknown_value", possible)
            return EVERYTHING
        least, most = _count(said.op)
        if not least <= len(said.values) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            self.wrong(said.op_at, f"{said.op} takes {wanted} values", "out_of_range")
            return EVERYTHING
        values = tuple(self._value(said, index) for index in range(len(said.values)))
        return Condition(said.field.id, said.op, values)

    def _value(self, said: Said, index: int) -> Value:
        try:
            return checked(said.field, said.values[index], viewer=self._viewer)
        except Refused as refused:
            self.wrong(said.values_at[index], refused.message, refused.code, refused.possible)
            return ""

    def done(self, found: Filter, where: Where, length: int) -> Read:
        """The whole filter; `length` is that of its text by ids."""
        if not self.problems:
            self._check_limits(found, where, length)
        return Read(None if self.problems else found, tuple(self.problems))

    def _check_limits(self, found: Filter, where: Where, length: int) -> None:
        limits = [
            (sum(1 for _ in conditions(found)), CONDITIONS, "conditions"),
            (depth(found), DEPTH, "levels"),
            (length, TEXT_LENGTH, "characters"),
        ]
        for size, limit, what in limits:
            if size > limit:
                self.wrong(where, f"a filter has {limit} {what} at most, this one {size}", "too_long")


def _count(op: Operator) -> tuple[int, int]:
    match op:
        case Operator.EMPTY:
            return 0, 0
        case Operator.WITHIN:
            return 2, 2
        case Operator.ANY_OF | Operator.UNDER:
            return 1, VALUES
        case _:
            return 1, 1
