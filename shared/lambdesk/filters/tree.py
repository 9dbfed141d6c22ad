"""A filter as a tree of JSON values: `{"all": […]}`, `{"any": […]}`, `{"not": …}`, `{"field", "op", "values"}`."""

from collections.abc import Mapping, Sequence
from typing import Any

from lambdesk.filters.fields import Catalogue
from lambdesk.filters.model import EVERYTHING, AllOf, AnyOf, Condition, Filter, Not, Operator, normal
from lambdesk.filters.reading import NESTING, Enough, Read, Reading, Said
from lambdesk.filters.text import to_text
from lambdesk.kit.text import clip

_GROUPS: Mapping[str, type[AllOf] | type[AnyOf]] = {"all": AllOf, "any": AnyOf}
_FORMS = ("all", "any", "not", "field")
_PARTS = frozenset({"field", "op", "values"})


def dump(found: Filter) -> dict[str, Any]:
    """The tree of a filter."""
    match found:
        case Condition(field, op, values):
            return {"field": field, "op": op.value, **({"values": list(values)} if values else {})}
        case Not(part):
            return {"not": dump(part)}
        case AllOf(parts):
            return {"all": [dump(each) for each in parts]}
        case AnyOf(parts):
            return {"any": [dump(each) for each in parts]}


def load(kept: Mapping[str, Any]) -> Filter:
    """The filter that was kept as this tree, whatever has become of its fields since. The inverse of `dump`."""
    match kept:
        case {"all": parts}:
            return AllOf(tuple(map(load, parts)))
        case {"any": parts}:
            return AnyOf(tuple(map(load, parts)))
        case {"not": part}:
            return Not(load(part))
        case _:
            return Condition(kept["field"], Operator(kept["op"]), tuple(kept.get("values", ())))


def read(tree: object, catalogue: Catalogue, path: str = "", *, viewer: bool = True) -> Read:
    """The filter that a caller's tree means, or what is wrong with it and where below `path`. Never raises."""
    reading = Reading(catalogue, viewer=viewer)
    try:
        found = normal(_node(reading, tree, path, 0))
    except Enough:
        return reading.done(EVERYTHING, path, 0)
    return reading.done(found, path, len(to_text(found)))


def _node(reading: Reading, tree: object, path: str, nested: int) -> Filter:
    if not isinstance(tree, Mapping):
        reading.wrong(path, "is no part of a filter", "wrong_type")
        return EVERYTHING
    forms = [name for name in _FORMS if name in tree]
    if len(forms) != 1:
        code = "conflicting" if forms else "missing"
        reading.wrong(path, "is exactly one of all, any, not, or a condition", code, _FORMS)
        return EVERYTHING
    form = forms[0]
    unknown = set(tree) - (_PARTS if form == "field" else {form})
    for name in sorted(map(str, unknown)):
        reading.wrong(_below(path, name), "has no place here", "unknown_field")
    if nested > NESTING:
        reading.wrong(path, "is nested too deeply", "too_long")
        return EVERYTHING
    if form == "field":
        return _condition(reading, tree, path)
    if form == "not":
        return Not(_node(reading, tree["not"], _below(path, "not"), nested + 1))
    return _GROUPS[form](_parts(reading, tree[form], _below(path, form), nested + 1))


def _parts(reading: Reading, parts: object, path: str, nested: int) -> tuple[Filter, ...]:
    if not isinstance(parts, Sequence) or isinstance(parts, str):
        reading.wrong(path, "is no list", "wrong_type")
        return ()
    return tuple(_node(reading, each, _below(path, index), nested) for index, each in enumerate(parts))


def _condition(reading: Reading, tree: Mapping[str, Any], path: str) -> Filter:
    name, op, values = tree["field"], tree.get("op"), tree.get("values", ())
    if not isinstance(values, Sequence) or isinstance(values, str):
        reading.wrong(_below(path, "values"), "is no list", "wrong_type")
        return EVERYTHING
    known = reading.catalogue.fields.get(name) if isinstance(name, str) else None
    ids = tuple(each.id for each in reading.catalogue.fields.values() if each.active)
    field = reading.field(known, clip(str(name), 60), _below(path, "field"), ids)
    op_at = _below(path, "op")
    if not isinstance(op, str) or op not in set(Operator):
        possible = [each.value for each in (field.operators if field else Operator)]
        reading.wrong(op_at, "is no operator", "missing" if op is None else "unknown_value", possible)
        return EVERYTHING
    if field is None:
        return EVERYTHING
    places = [_below(path, f"values.{index}") for index in range(len(values))]
    return reading.condition(Said(field, Operator(op), values, op_at, places))


def _below(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)
