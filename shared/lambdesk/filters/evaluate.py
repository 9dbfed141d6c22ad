"""Whether a filter holds for something, and which of its conditions do.

A condition that cannot be asked (its field is gone, nobody looks whom `me` could mean) neither holds nor does not: also
its opposite never matches. Groups follow Kleene: with what can be asked alone decided, the rest does not matter.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from lambdesk.filters.fields import ME, MY_TEAMS, Catalogue, Field, FieldKind
from lambdesk.filters.model import AllOf, AnyOf, Condition, Filter, Not, Operator, Value
from lambdesk.filters.values import day, span

Found = str | int | float | bool | datetime | tuple[str, ...] | None
Subject = Mapping[str, Found]
"""What a filter is asked of: values by the ids of fields; what is not there is empty.

A set is a tuple; so is a value of a tree, from the root down to the value itself. A date is a text.
"""
UNKNOWN_FIELD = "unknown_field"
UNKNOWN_OPERATOR = "unknown_operator"
NO_VIEWER = "no_viewer"


@dataclass(frozen=True)
class Viewer:
    """Whoever looks: what `me` and `my_teams` mean."""

    user_id: str
    teams: tuple[str, ...] = ()


@dataclass(frozen=True)
class Surroundings:
    """What holds beside the subject: `now`, the fields of the tenant, who looks, and where days begin and end."""

    now: datetime
    catalogue: Catalogue
    viewer: Viewer | None = None
    zone: tzinfo = UTC


@dataclass(frozen=True)
class Reason:
    """How a part of a filter came out: `held` is None where it could not be asked, `because` the code of why.

    `found` is what a condition was asked of; `parts` are those of a group or a negation.
    """

    part: Filter
    held: bool | None
    found: Found = None
    because: str | None = None
    parts: tuple["Reason", ...] = ()


def matches(found: Filter, subject: Subject, around: Surroundings) -> bool:
    """Whether it holds; never raises."""
    return _held(found, subject, around) is True


def why(found: Filter, subject: Subject, around: Surroundings) -> Reason:
    """How it came out and how each of its parts did."""
    match found:
        case Condition():
            held, because = _asked(found, subject, around)
            return Reason(found, held, subject.get(found.field), because)
        case Not():
            inner = why(found.part, subject, around)
            return Reason(found, _opposite(inner.held), parts=(inner,))
        case AllOf() | AnyOf():
            parts = tuple(why(each, subject, around) for each in found.parts)
            return Reason(found, _joined(found, (each.held for each in parts)), parts=parts)


def _held(found: Filter, subject: Subject, around: Surroundings) -> bool | None:
    match found:
        case Condition():
            return _asked(found, subject, around)[0]
        case Not():
            return _opposite(_held(found.part, subject, around))
        case AllOf() | AnyOf():
            return _joined(found, (_held(each, subject, around) for each in found.parts))


def _opposite(held: bool | None) -> bool | None:
    return None if held is None else not held


def _joined(group: AllOf | AnyOf, parts: Iterable[bool | None]) -> bool | None:
    decisive, outcome = isinstance(group, AnyOf), not isinstance(group, AnyOf)
    unasked = False
    for held in parts:
        if held is decisive:
            return decisive
        unasked = unasked or held is None
    return None if unasked else outcome


def _asked(condition: Condition, subject: Subject, around: Surroundings) -> tuple[bool | None, str | None]:
    field = around.catalogue.fields.get(condition.field)
    if field is None or not field.active:
        return None, UNKNOWN_FIELD
    # Not `field.operators`: whether it can be empty may have changed, and that can be asked either way.
    found = subject.get(condition.field)
    if condition.op is Operator.EMPTY:
        return _empty(found), None
    ask = _ASKED.get(field.kind)
    if ask is None or condition.op not in field.operators:
        return None, UNKNOWN_OPERATOR
    held = not _empty(found) and ask(condition, field, found, around)
    if not held and around.viewer is None and any(each in field.keywords for each in condition.values):
        return None, NO_VIEWER
    return held, None


def _empty(found: Found) -> bool:
    return found is None or found in ("", ())


def _names(found: Found) -> tuple[str, ...]:
    return found if isinstance(found, tuple) else (str(found),)


def _meant(field: Field, values: Iterable[Value], around: Surroundings) -> frozenset[str]:
    """The values that those of a condition stand for here and today, in small letters."""
    meant: set[str] = set()
    viewer = around.viewer
    for value in values:
        if value not in field.keywords:
            meant.add(field.current(str(value)))
        elif viewer is not None:
            meant.update({ME: (viewer.user_id,), MY_TEAMS: viewer.teams}[str(value)])
    return frozenset(each.casefold() for each in meant)


def _choice(condition: Condition, field: Field, found: Found, around: Surroundings) -> bool:
    names = _names(found)
    if field.kind is FieldKind.TREE and condition.op is Operator.ANY_OF:
        names = names[-1:]
    return not _meant(field, condition.values, around).isdisjoint(each.casefold() for each in names)


def _text(condition: Condition, _field: Field, found: Found, _around: Surroundings) -> bool:
    text = str(found).strip().casefold()
    words = [str(each).strip().casefold() for each in condition.values]
    match condition.op:
        case Operator.CONTAINS:
            return any(each in text for each in words)
        case Operator.STARTS_WITH:
            return any(text.startswith(each) for each in words)
        case _:
            return text in words


def _yes_no(condition: Condition, _field: Field, found: Found, _around: Surroundings) -> bool:
    return any(each is found for each in condition.values)


def _number(condition: Condition, _field: Field, found: Found, _around: Surroundings) -> bool:
    values = [each for each in condition.values if isinstance(each, int | float)]
    if isinstance(found, bool) or not isinstance(found, int | float) or len(values) != len(condition.values):
        return False
    return _ordered(condition.op, found, values)


def _date(condition: Condition, _field: Field, found: Found, around: Surroundings) -> bool:
    here = day(found, around.now, around.zone)
    days = [day(each, around.now, around.zone) for each in condition.values]
    known = [each.toordinal() for each in days if each is not None]
    if here is None or len(known) != len(days):
        return False
    return _ordered(condition.op, here.toordinal(), known)


def _moment(condition: Condition, _field: Field, found: Found, around: Surroundings) -> bool:
    spans = [span(each, around.now, around.zone) for each in condition.values]
    if not isinstance(found, datetime) or found.tzinfo is None:
        return False
    known = [each for each in spans if each is not None]
    # The whole of a day: up to the first moment after it. A single moment: that one too.
    return len(known) == len(spans) and _in_time(condition.op, found, known)


def _ordered(op: Operator, found: float, values: Sequence[float]) -> bool:
    if op is Operator.ANY_OF:
        return found in values
    return _compared(op, [found < each for each in values], [found > each for each in values])


def _in_time(op: Operator, found: datetime, spans: list[tuple[datetime, datetime]]) -> bool:
    after = [found > last if first == last else found >= last for first, last in spans]
    return _compared(op, [found < first for first, _ in spans], after)


def _compared(op: Operator, before: list[bool], after: list[bool]) -> bool:
    """By whether it lies before and after each value."""
    if len(before) != (2 if op is Operator.WITHIN else 1):
        return False
    match op:
        case Operator.LT:
            return before[0]
        case Operator.LTE:
            return not after[0]
        case Operator.GT:
            return after[0]
        case Operator.GTE:
            return not before[0]
        case _:
            return not before[0] and not after[1]


_ASKED: Mapping[FieldKind, Callable[[Condition, Field, Found, Surroundings], bool]] = {
    FieldKind.CHOICE: _choice,
    FieldKind.TREE: _choice,
    FieldKind.SET: _choice,
    FieldKind.TEXT: _text,
    FieldKind.YES_NO: _yes_no,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
    FieldKind.MOMENT: _moment,
}
