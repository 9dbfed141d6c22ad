"""The counter computes sizes and units as DynamoDB publishes them."""

from typing import Any

import pytest

from tests.support.capacity import Index, item_size, number_size, read_units, write_units


@pytest.mark.parametrize(
    ("text", "size"),
    [("0", 1), ("1", 2), ("12", 2), ("123", 3), ("-1", 3), ("100", 2), ("1795000000123", 8), ("0.05", 2)],
)
def test_numbers(text: str, size: int) -> None:
    assert number_size(text) == size


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ({"S": ""}, 0),
        ({"S": "aü𝄞"}, 7),
        ({"BOOL": True}, 1),
        ({"NULL": True}, 1),
        ({"L": [{"S": "a"}]}, 5),
        ({"M": {"ab": {"N": "1"}}}, 8),
    ],
)
def test_values_and_names(value: dict[str, Any], size: int) -> None:
    assert item_size({"ä": value}) == 2 + size


def test_units_round_up() -> None:
    assert [write_units(size) for size in (0, 1, 1024, 1025)] == [1, 1, 1, 2]
    assert [read_units(size, consistent=True) for size in (0, 4096, 4097)] == [1, 1, 2]
    assert [read_units(size, consistent=False) for size in (0, 4096, 4097)] == [0.5, 0.5, 1]


INDEX = Index("i", ("g", "h"), frozenset({"pk", "g", "h", "d"}))


def _item(**values: str) -> dict[str, dict[str, str]]:
    return {name: {"S": value} for name, value in {"pk": "1", "x": "unseen", **values}.items()}


@pytest.mark.parametrize(
    ("before", "after", "units"),
    [
        (None, _item(), 0),
        (None, _item(g="a", h="b"), 1),
        (_item(g="a", h="b"), _item(g="a", h="b", x="other"), 0),
        (_item(g="a", h="b"), _item(g="a", h="b", d="row"), 1),
        (_item(g="a", h="b"), _item(g="a", h="c"), 2),
        (_item(g="a", h="b"), _item(g="a"), 1),
        (_item(g="a", h="b"), None, 1),
        (_item(g="a", h="b", d="x" * 2000), _item(g="a", h="c", d="x"), 3),
    ],
)
def test_index_entries(before: Any, after: Any, units: int) -> None:
    assert INDEX.units(before, after) == units
