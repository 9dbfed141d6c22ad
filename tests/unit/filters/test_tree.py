"""A caller's tree: what is wrong is said with the path to it."""

from typing import Any

import pytest

from lambdesk.filters import tree
from lambdesk.filters.model import AllOf, Condition, Not, Operator
from lambdesk.filters.reading import PROBLEMS
from tests.unit.filters.samples import FIELDS

VIP = {"field": "tag", "op": "any_of", "values": ["vip"]}


def test_a_tree_is_read_in_its_normal_form() -> None:
    found = tree.read({"all": [{"all": [VIP]}, {"not": {"field": "team", "op": "empty"}}]}, FIELDS)
    assert found.filter == AllOf((Condition("tag", Operator.ANY_OF, ("vip",)), Not(Condition("team", Operator.EMPTY))))


def test_what_was_kept_is_loaded_whatever_became_of_its_fields() -> None:
    kept = {"not": {"field": "field.fld_99", "op": "within", "values": [1, 2.5]}}
    assert tree.load(kept) == Not(Condition("field.fld_99", Operator.WITHIN, (1, 2.5)))
    assert tree.dump(tree.load(kept)) == kept


@pytest.mark.parametrize(
    ("told", "path", "code"),
    [
        ([], "f", "wrong_type"),
        ({}, "f", "missing"),
        ({"all": [], "any": []}, "f", "conflicting"),
        ({"all": VIP}, "f.all", "wrong_type"),
        ({"all": [VIP, {"any": [{"not": 7}]}]}, "f.all.1.any.0.not", "wrong_type"),
        ({"any": [VIP], "x": 1}, "f.x", "unknown_field"),
        (VIP | {"more": 1}, "f.more", "unknown_field"),
        (VIP | {"field": "color"}, "f.field", "unknown_field"),
        (VIP | {"field": "field.order_number"}, "f.field", "unknown_field"),
        (VIP | {"field": 7}, "f.field", "unknown_field"),
        (VIP | {"op": "is"}, "f.op", "unknown_value"),
        (VIP | {"op": "lt"}, "f.op", "unknown_value"),
        ({"field": "tag", "values": ["vip"]}, "f.op", "missing"),
        (VIP | {"values": []}, "f.op", "out_of_range"),
        (VIP | {"values": "vip"}, "f.values", "wrong_type"),
        (VIP | {"values": ["vip", 7]}, "f.values.1", "wrong_type"),
        ({"field": "field.fld_2", "op": "gt", "values": [True]}, "f.values.0", "wrong_type"),
        ({"field": "field.fld_2", "op": "gt", "values": ["7"]}, "f.values.0", "wrong_type"),
        ({"field": "field.fld_2", "op": "gt", "values": [float("nan")]}, "f.values.0", "out_of_range"),
        ({"field": "field.fld_2", "op": "gt", "values": [2**60]}, "f.values.0", "out_of_range"),
        ({"field": "field.fld_2", "op": "gt", "values": [10**400]}, "f.values.0", "out_of_range"),
        ({"field": "team", "op": "any_of", "values": ["Billing"]}, "f.values.0", "unknown_value"),
    ],
)
def test_a_mistake_has_a_path(told: Any, path: str, code: str) -> None:
    found = tree.read(told, FIELDS, "f")
    assert [(each.where, each.code) for each in found.problems] == [(path, code)]
    assert found.filter is None


def test_a_tree_that_goes_too_deep_is_refused() -> None:
    told: dict[str, Any] = VIP
    for _ in range(200):
        told = {"not": told}
    (problem,) = tree.read(told, FIELDS, "f").problems
    assert problem.code == "too_long"


def test_of_many_mistakes_the_first_ones_are_told() -> None:
    many = {"all": [{"all": [{"field": "nobody"}] * 99}] * 99}
    found = tree.read(many, FIELDS)
    assert (found.filter, len(found.problems)) == (None, PROBLEMS)
