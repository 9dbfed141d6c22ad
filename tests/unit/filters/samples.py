"""A catalogue with a field of each kind, and any filter over it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from lambdesk.filters.evaluate import Surroundings, Viewer
from lambdesk.filters.fields import ME, MY_TEAMS, Catalogue, Choice, Field, FieldKind, catalogue
from lambdesk.filters.model import AllOf, AnyOf, Condition, Filter, Not, Operator

NOW = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
TEAMS = {
    "team_1": Choice("team_1", "Billing"),
    "team_2": Choice("team_2", "Second line, EU"),
    "team_3": Choice("team_3", "my_teams"),
    "team_4": Choice("team_4", "Gone", active=False),
}
CATEGORIES = {
    "cat_1": Choice("cat_1", "Money"),
    "cat_2": Choice("cat_2", "Refunds", parent="cat_1"),
    "cat_3": Choice("cat_3", "Paybacks", parent="cat_1", replaced_by="cat_2"),
}
SIZES = {each: Choice(each, each.upper()) for each in ("s", "m", "l")}
FIELDS: Catalogue = catalogue(
    (
        Field("subject", "subject", FieldKind.TEXT, optional=False),
        Field("priority", "priority", FieldKind.CHOICE, "", {p: Choice(p, p) for p in ("low", "high")}, optional=False),
        Field("team", "team", FieldKind.CHOICE, "", TEAMS, (MY_TEAMS,)),
        Field("assignee", "assignee", FieldKind.CHOICE, keywords=(ME,)),
        Field("tag", "tag", FieldKind.SET),
        Field("category", "category", FieldKind.TREE, "", CATEGORIES),
        Field("created", "created", FieldKind.MOMENT, optional=False),
        Field("snoozed", "snoozed", FieldKind.YES_NO, optional=False),
        Field("field.fld_1", "field.order_number", FieldKind.TEXT),
        Field("field.fld_2", "field.weight", FieldKind.NUMBER),
        Field("field.fld_3", "field.bought", FieldKind.DATE),
        Field("field.fld_4", "field.sizes", FieldKind.SET, "", SIZES),
        Field("field.fld_5", "field.gift", FieldKind.YES_NO),
        Field("field.fld_6", "field.old", FieldKind.TEXT, active=False),
    )
)
AROUND = Surroundings(NOW, FIELDS, Viewer("usr_1", ("team_1",)))
NOBODY = Surroundings(NOW, FIELDS)

_TEXTS = st.text(min_size=1, max_size=12).filter(lambda text: text.strip() != "")
_AGES = st.builds("{}{}{}".format, st.sampled_from("+-"), st.integers(1, 999), st.sampled_from("dw"))
_DATES = st.one_of(st.dates(date(1900, 1, 1), date(2999, 12, 31)).map(str), st.just("today"), _AGES)
_MOMENTS = st.one_of(_DATES, st.sampled_from(["now", "-3h", "+45m", "2026-11-22T12:30:00.000Z"]))
_NUMBERS = st.one_of(
    st.integers(-(2**53), 2**53),
    st.floats(-1e15, 1e15).filter(lambda number: not number.is_integer()),
)
_BY_KIND: dict[FieldKind, st.SearchStrategy[Any]] = {
    FieldKind.TEXT: _TEXTS,
    FieldKind.NUMBER: _NUMBERS,
    FieldKind.DATE: _DATES,
    FieldKind.MOMENT: _MOMENTS,
    FieldKind.YES_NO: st.booleans(),
}


def _values(field: Field) -> st.SearchStrategy[Any]:
    if field.kind in _BY_KIND:
        return _BY_KIND[field.kind]
    named = [each.value for each in field.offered()] + list(field.keywords)
    return st.sampled_from(named) if field.choices is not None else st.one_of(_TEXTS, st.sampled_from(["usr_1", "vip"]))


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    """A condition that the door takes."""
    field = draw(st.sampled_from([each for each in FIELDS.fields.values() if each.active]))
    op = draw(st.sampled_from(field.operators))
    least, most = {
        Operator.EMPTY: (0, 0),
        Operator.WITHIN: (2, 2),
        Operator.ANY_OF: (1, 4),
        Operator.UNDER: (1, 4),
    }.get(op, (1, 1))
    return Condition(field.id, op, tuple(draw(st.lists(_values(field), min_size=least, max_size=most))))


def filters() -> st.SearchStrategy[Filter]:
    """Any filter, also one that says things twice."""

    def grown(inner: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
        parts = st.lists(inner, max_size=4).map(tuple)
        return st.one_of(st.builds(AllOf, parts), st.builds(AnyOf, parts), st.builds(Not, inner))

    return st.recursive(conditions(), grown, max_leaves=8)


_CREATED = st.integers(-30, 30).flatmap(lambda d: st.sampled_from([NOW + timedelta(days=d), NOW + timedelta(hours=d)]))
_HELD: dict[str, st.SearchStrategy[Any]] = {
    "subject": _TEXTS,
    "priority": st.sampled_from(["low", "high"]),
    "team": st.sampled_from(list(TEAMS)),
    "assignee": st.sampled_from(["usr_1", "usr_2"]),
    "tag": st.lists(st.sampled_from(["vip", "late"])).map(tuple),
    "category": st.sampled_from([("cat_1",), ("cat_1", "cat_2")]),
    "created": _CREATED,
    "snoozed": st.booleans(),
    "field.fld_1": _TEXTS,
    "field.fld_2": _NUMBERS,
    "field.fld_3": _DATES,
    "field.fld_4": st.lists(st.sampled_from(list(SIZES))).map(tuple),
    "field.fld_5": st.booleans(),
}
subjects: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries({}, optional=_HELD)
_ANYTHING = st.one_of(
    st.none(),
    *_HELD.values(),
    st.floats(),
    st.datetimes(),
    st.datetimes(timezones=st.just(UTC)),
    st.lists(st.text()).map(tuple),
)
strange_subjects: st.SearchStrategy[dict[str, Any]] = st.dictionaries(st.sampled_from(list(_HELD)), _ANYTHING)
