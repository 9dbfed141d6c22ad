"""An id of another tenant in a body or a query is one that nobody has; and each field that takes ids is known."""

from typing import Any

import pytest

from tests.integration.isolation.fields import (
    BESIDES,
    FIELDS,
    NAMED,
    OTHERWISE,
    PASSING_OVER,
    REFERENCES,
    WANTING_MORE,
    WORDS,
    Field,
    asked,
)
from tests.integration.isolation.house import NO_IDS, OPERATIONS, House, had, missing, parameters, settled, undone
from tests.integration.isolation.tries import ask, callers_of, shape
from tests.support.desk import MemoryLambdesk, Reply

# Said anew where an application outlives the test that made it and the warnings it had silenced.
pytestmark = pytest.mark.filterwarnings("ignore::pydantic.warnings.UnsupportedFieldAttributeWarning")
Houses = tuple[MemoryLambdesk, House, House]
# Answers that name what they made, which is never the same twice.
MAKING = {"create_message"}


@pytest.fixture(scope="module")
def houses() -> Houses:
    product = MemoryLambdesk()
    return product, settled(product, "acme", 2), settled(product, "kitefly", 6)


def naming(houses: Houses, caller: str, named: Field, thing: str) -> tuple[Reply, Any, Any]:
    """An answer, and what each of both houses had after it; nothing of it stays."""
    product, mine, theirs = houses
    path = {each: mine.things[each[0]] for each in parameters(OPERATIONS[named.operation][1]) if each not in NO_IDS}
    with undone(product):
        answer = ask(mine, caller, named.operation, path, *asked(named, mine, thing))
        return answer, had(product, mine.tenant), had(product, theirs.tenant)


def test_every_field_says_whether_it_names_a_thing() -> None:
    """A new field of the API stands in NAMED, by what it names, or in WORDS."""
    unknown = {str(each) for each in FIELDS if not each.named and each.name not in WORDS}
    assert unknown - {f"{operation}-{name}" for operation, name in OTHERWISE} == set()
    known = WORDS | {name for names in NAMED.values() for name in names}
    assert known <= {each.name for each in FIELDS}
    assert not WORDS & set(NAMED[""])


def test_every_exception_is_still_one() -> None:
    there = {(each.operation, each.name) for each in FIELDS}
    assert {*PASSING_OVER, *WANTING_MORE, *OTHERWISE, *BESIDES} <= there


@pytest.mark.parametrize("named", REFERENCES, ids=str)
def test_a_thing_of_ones_own_may_be_named(houses: Houses, named: Field) -> None:
    """Else a refusal of what is theirs would show nothing."""
    _, mine, _ = houses
    thing = (mine.things | mine.others)[named.kind]
    answer, _, _ = naming(houses, callers_of(named.operation)[0], named, thing)
    assert (answer.status < 300) is ((named.operation, named.name) not in WANTING_MORE), answer.text


@pytest.mark.parametrize("named", REFERENCES, ids=str)
def test_a_thing_of_another_tenant_is_one_that_nobody_has(houses: Houses, named: Field) -> None:
    product, mine, theirs = houses
    passed = (named.operation, named.name) in PASSING_OVER
    mine_before, theirs_before = had(product, mine.tenant), had(product, theirs.tenant)
    for caller in callers_of(named.operation):
        foreign = theirs.things[named.kind]
        answer, mine_after, theirs_after = naming(houses, caller, named, foreign)
        absent, _, _ = naming(houses, caller, named, missing(foreign))
        assert shape(answer) == shape(absent), answer.text
        assert passed or (400 <= answer.status < 500 and mine_after == mine_before), answer.text
        assert theirs_after == theirs_before
        if named.operation not in MAKING:
            assert answer.text.replace(foreign, "…") == absent.text.replace(missing(foreign), "…")
