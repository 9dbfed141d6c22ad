"""Ids: time-ordered, readable, derived where a decision must be pure."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from lambdesk.kit import ids

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FORM = re.compile(r"usr_[0-9A-HJKMNP-TV-Z]{26}")


def test_the_time_part_is_that_of_the_ulid_specification() -> None:
    at = datetime.fromtimestamp(1_469_918_176.385, UTC)
    assert ids.derived_id("usr", at, "seed", 1).startswith("usr_01ARYZ6S41")


def test_a_derived_id_is_an_answer_to_its_inputs_alone() -> None:
    assert ids.derived_id("usr", MORNING, "seed", 1) == ids.derived_id("usr", MORNING, "seed", 1)
    assert FORM.fullmatch(ids.derived_id("usr", MORNING, "seed", 1))


@pytest.mark.parametrize(
    "other",
    [
        ids.derived_id("usr", MORNING, "other", 1),
        ids.derived_id("usr", MORNING, "seed", 2),
        ids.derived_id("usr", MORNING + timedelta(milliseconds=1), "seed", 1),
        ids.derived_id("cus", MORNING, "seed", 1).replace("cus", "usr"),
    ],
)
def test_another_input_gives_another_id(other: str) -> None:
    assert ids.derived_id("usr", MORNING, "seed", 1) != other


def test_derived_ids_of_one_moment_sort_by_ordinal_and_of_two_by_time() -> None:
    made = [ids.derived_id("evt", MORNING, "seed", ordinal) for ordinal in (0, 1, 2, 255, 256, 65_535)]
    assert made == sorted(made)
    assert made[-1] < ids.derived_id("evt", MORNING + timedelta(milliseconds=1), "another", 0)


def test_seeds_and_secrets_do_not_repeat() -> None:
    assert len({ids.new_seed() for _ in range(100)}) == 100
    assert len({ids.new_secret() for _ in range(100)}) == 100
    assert len(ids.new_secret(32)) >= 43
