"""A filter: conditions joined by and, or, not. And the one normal form in which it is kept and compared."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

# What a filter may at most be. Its text counts in the form that names everything by its id.
CONDITIONS = 100
DEPTH = 8
VALUES = 50
VALUE_LENGTH = 250
TEXT_LENGTH = 4_000

Value = str | int | float | bool


class Operator(StrEnum):
    """What a condition asks. Each may be negated; `any_of` with one value is equality, negated it is "none of"."""

    ANY_OF = "any_of"
    CONTAINS = "contains"
    STARTS_WITH = "starts_with"
    UNDER = "under"
    LT = "lt"
    LTE = "lte"
    GT = "gt"
    GTE = "gte"
    WITHIN = "within"
    EMPTY = "empty"


@dataclass(frozen=True)
class Condition:
    """`field` is the id of a field. `within` has two values, first and last; `empty` none; `any_of` and `under` some,
    the others one.
    """

    field: str
    op: Operator
    values: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Not:
    part: "Filter"


@dataclass(frozen=True)
class AllOf:
    """Every part holds; without parts, always."""

    parts: tuple["Filter", ...] = ()


@dataclass(frozen=True)
class AnyOf:
    """At least one part holds; without parts, never."""

    parts: tuple["Filter", ...] = ()


Filter = Condition | Not | AllOf | AnyOf
EVERYTHING = AllOf()


def normal(found: Filter) -> Filter:
    """The same filter with nothing said twice: no group in a group of its kind, no group of one, no double negation.

    The order of parts and values is people's and stays.
    """
    match found:
        case Condition():
            return Condition(found.field, found.op, _once(found)) if found.op is Operator.ANY_OF else found
        case Not():
            inner = normal(found.part)
            return inner.part if isinstance(inner, Not) else Not(inner)
        case AllOf() | AnyOf():
            kind = type(found)
            parts = tuple(part for each in found.parts for part in _flat(normal(each), kind))
            if len(parts) == 1:
                return parts[0]
            return Not(EVERYTHING) if kind is AnyOf and not parts else kind(parts)


def _once(condition: Condition) -> tuple[Value, ...]:
    # By kind too: True is 1 for Python.
    return tuple({(type(each) is bool, each): each for each in condition.values}.values())


def _flat(found: Filter, kind: type[AllOf] | type[AnyOf]) -> tuple[Filter, ...]:
    if isinstance(found, kind):
        return found.parts
    # Never, as one of several ways, is none.
    return () if kind is AnyOf and found == Not(EVERYTHING) else (found,)


def conditions(found: Filter) -> Iterator[Condition]:
    """Every condition, in order."""
    match found:
        case Condition():
            yield found
        case Not():
            yield from conditions(found.part)
        case AllOf() | AnyOf():
            for part in found.parts:
                yield from conditions(part)


def depth(found: Filter) -> int:
    """How many groups and negations are in each other at the deepest place."""
    match found:
        case Condition():
            return 0
        case Not():
            return 1 + depth(found.part)
        case AllOf() | AnyOf():
            return 1 + max(map(depth, found.parts), default=0)
