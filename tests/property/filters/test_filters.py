"""Any filter: one text and one tree each way, the same answer in every form, and an answer whatever is asked."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lambdesk.filters import tree
from lambdesk.filters.evaluate import Reason, Surroundings, matches, why
from lambdesk.filters.fields import Catalogue
from lambdesk.filters.model import AllOf, AnyOf, Filter, Not, normal
from lambdesk.filters.reading import Read
from lambdesk.filters.text import parse, to_text
from tests.unit.filters import samples
from tests.unit.filters.samples import AROUND, FIELDS, NOBODY, filters, strange_subjects, subjects

SURROUNDINGS = st.sampled_from([AROUND, NOBODY, Surroundings(samples.NOW, Catalogue())])


def read(found: Read) -> Filter:
    assert found.problems == ()
    assert found.filter is not None
    return found.filter


@given(filters(), st.sampled_from([FIELDS, None]))
def test_the_text_of_a_filter_is_that_filter(found: Filter, words: Catalogue | None) -> None:
    assert read(parse(to_text(found, words), FIELDS)) == normal(found)


@given(filters(), st.sampled_from([FIELDS, None]))
def test_a_text_printed_again_is_the_same_text(found: Filter, words: Catalogue | None) -> None:
    once = to_text(read(parse(to_text(found), FIELDS)), words)
    assert to_text(read(parse(once, FIELDS)), words) == once


@given(filters())
def test_the_tree_of_a_filter_is_that_filter(found: Filter) -> None:
    told = json.loads(json.dumps(tree.dump(found)))
    assert tree.load(told) == found
    assert read(tree.read(told, FIELDS)) == normal(found)


@given(filters())
def test_a_normal_form_is_its_own(found: Filter) -> None:
    assert normal(normal(found)) == normal(found)


@given(filters(), subjects, SURROUNDINGS)
def test_every_form_gives_the_same_answer(found: Filter, subject: dict[str, Any], around: Surroundings) -> None:
    answer = matches(found, subject, around)
    assert matches(normal(found), subject, around) is answer
    assert matches(read(parse(to_text(found, FIELDS), FIELDS)), subject, around) is answer


def outcome(found: Filter, subject: dict[str, Any], around: Surroundings) -> bool | None:
    return why(found, subject, around).held


@given(filters(), filters(), subjects, SURROUNDINGS)
def test_negation_goes_through_groups(a: Filter, b: Filter, subject: dict[str, Any], around: Surroundings) -> None:
    assert outcome(Not(AllOf((a, b))), subject, around) is outcome(AnyOf((Not(a), Not(b))), subject, around)
    assert outcome(Not(AnyOf((a, b))), subject, around) is outcome(AllOf((Not(a), Not(b))), subject, around)
    assert outcome(Not(Not(a)), subject, around) is outcome(a, subject, around)


@given(filters(), filters(), filters(), subjects, SURROUNDINGS)
def test_groups_may_be_said_in_any_way(
    a: Filter, b: Filter, c: Filter, subject: dict[str, Any], around: Surroundings
) -> None:
    for group in (AllOf, AnyOf):
        answer = outcome(group((a, b, c)), subject, around)
        assert outcome(group((c, b, a)), subject, around) is answer
        assert outcome(group((group((a, b)), c)), subject, around) is answer


def leaves(reason: Reason) -> list[Reason]:
    return [leaf for part in reason.parts for leaf in leaves(part)] or [reason]


@given(filters(), strange_subjects, SURROUNDINGS)
def test_every_filter_answers_for_everything(found: Filter, subject: dict[str, Any], around: Surroundings) -> None:
    reason = why(found, subject, around)
    assert matches(found, subject, around) is (reason.held is True)
    # Who cannot say whether it holds says why; with nothing to ask of, a negation does not make it hold.
    assert reason.held is not None or any(leaf.held is None and leaf.because for leaf in leaves(reason))
    assert not (matches(found, subject, around) and matches(Not(found), subject, around))


@given(st.one_of(st.text(max_size=80), st.text('ab:~^/<>=,.()-" ortagno1', max_size=60)))
def test_any_text_is_a_filter_or_a_mistake_with_a_place(text: str) -> None:
    found = parse(text, FIELDS)
    assert (found.filter is None) is bool(found.problems)
    assert all(isinstance(each.where, int) and 0 <= each.where <= len(text) for each in found.problems)
    if found.filter is not None:
        assert read(parse(to_text(found.filter), FIELDS)) == found.filter


JSON = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.sampled_from(["tag", "any_of"])
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["all", "any", "not", "field", "op", "values", "x"]), inner, max_size=3),
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_tree_is_a_filter_or_a_mistake_with_a_path(told: object) -> None:
    found = tree.read(told, FIELDS, "body")
    assert (found.filter is None) is bool(found.problems)
    assert all(str(each.where).startswith("body") for each in found.problems)
    if found.filter is not None:
        assert tree.load(tree.dump(found.filter)) == found.filter
