"""Several policies: the first one for a ticket wins, every edit is the next version, and nonsense is refused."""

from dataclasses import replace

import pytest

from lambdesk.filters.text import parse
from lambdesk.kit.errors import Conflict, Invalid, LambdeskError, NotFound
from lambdesk.sla import decide
from lambdesk.sla.model import DEFAULT_ID, DEFAULT_POLICIES, DEFAULT_POLICY, SlaPolicies, SlaPolicy
from tests.unit.filters.samples import FIELDS, NOBODY

TARGETS = {"urgent": 60, "high": 120, "normal": 180, "low": 240}


def policy(policy_id: str, condition: str, **fields: object) -> SlaPolicy:
    found = parse(condition, FIELDS, viewer=False).filter
    assert found is not None
    return replace(SlaPolicy(0, TARGETS, id=policy_id, name=policy_id, condition=found), **fields)  # type: ignore[arg-type]


def several(*policies: SlaPolicy) -> SlaPolicies:
    found = DEFAULT_POLICIES
    for each in policies:
        found = decide.added(found, each)
    return found


GOLD, HIGH, OFF = policy("gold", "tag:gold"), policy("high", "priority:high"), policy("off", "", active=False)
ALL = several(OFF, GOLD, HIGH)


@pytest.mark.parametrize(
    ("subject", "won"),
    [
        ({"tag": ("gold",), "priority": "high"}, "gold"),
        ({"tag": ("silver",), "priority": "high"}, "high"),
        ({"priority": "low"}, DEFAULT_ID),
    ],
)
def test_the_first_policy_that_is_for_a_ticket_wins(subject: dict[str, object], won: str) -> None:
    chosen = decide.choose(ALL, subject, NOBODY)  # type: ignore[arg-type]
    assert chosen is not None
    assert (chosen.id, chosen.version) == (won, 3)


def test_another_order_is_another_winner() -> None:
    other = decide.reordered(ALL, ["high", "gold", "off"])
    chosen = decide.choose(other, {"tag": ("gold",), "priority": "high"}, NOBODY)
    assert chosen is not None
    assert (chosen.id, chosen.version) == ("high", 4)


def test_without_a_policy_nothing_is_promised() -> None:
    off = decide.changed(ALL, DEFAULT_ID, {"active": False})
    assert decide.choose(off, {"priority": "low"}, NOBODY) is None
    assert decide.choose(off, {"priority": "high"}, NOBODY) is not None


def test_a_policy_that_cannot_be_asked_is_for_nobody() -> None:
    gone = replace(NOBODY, catalogue=replace(FIELDS, fields={}))
    chosen = decide.choose(several(GOLD, policy("not", "-tag:gold")), {"tag": ("gold",)}, gone)
    assert chosen is not None
    assert chosen.id == DEFAULT_ID


def test_every_edit_is_the_next_version_and_the_one_before_stays() -> None:
    changed = decide.changed(ALL, "gold", {"first_response": {"low": 7}, "active": False})
    assert changed.called("gold") == replace(GOLD, first_response={**TARGETS, "low": 7}, active=False, version=4)
    assert {each.version for each in changed.ordered} == {4}
    assert ALL.called("gold") == replace(GOLD, version=3)
    left = decide.removed(changed, "gold")
    assert ([each.id for each in left.ordered], left.version) == (["off", "high", DEFAULT_ID], 5)


def test_what_changes_nothing_makes_no_version() -> None:
    assert decide.changed(ALL, "gold", {"active": True}) is ALL
    assert decide.reordered(ALL, ["off", "gold", "high"]) is ALL
    assert decide.changed(DEFAULT_POLICIES, DEFAULT_ID, {"first_response": {"low": 86_400}}) is DEFAULT_POLICIES


def test_the_default_is_changed_like_others() -> None:
    changed = decide.changed(ALL, DEFAULT_ID, {"first_response": {"low": 7}})
    assert changed.default == replace(
        DEFAULT_POLICY, first_response={**DEFAULT_POLICY.first_response, "low": 7}, version=4
    )


@pytest.mark.parametrize(
    ("edit", "error"),
    [
        (lambda: decide.changed(ALL, "x", {"active": False}), NotFound),
        (lambda: decide.removed(ALL, "x"), NotFound),
        (lambda: decide.removed(ALL, DEFAULT_ID), Conflict),
        (lambda: decide.changed(ALL, DEFAULT_ID, {"name": "All"}), Conflict),
        (lambda: decide.changed(ALL, DEFAULT_ID, {"condition": GOLD.condition}), Conflict),
        (lambda: decide.changed(ALL, "gold", {"name": ""}), Invalid),
        (lambda: decide.changed(ALL, "gold", {"first_response": {"low": 0}}), Invalid),
        (lambda: decide.reordered(ALL, ["gold"]), Invalid),
        (lambda: decide.reordered(ALL, ["gold", "gold", "high"]), Invalid),
        (lambda: decide.reordered(ALL, ["off", "gold", "high", DEFAULT_ID]), Invalid),
        (lambda: several(*(policy(f"p{n}", "tag:x") for n in range(51))), Conflict),
        (lambda: several(*(policy(f"p{n}", f"subject~{'x' * 200} " * 19) for n in range(12))), Invalid),
    ],
)
def test_what_nobody_can_mean_is_refused(edit: object, error: type[LambdeskError]) -> None:
    with pytest.raises(error):
        edit()  # type: ignore[operator]
