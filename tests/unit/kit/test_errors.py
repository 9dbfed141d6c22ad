"""The tree of errors: what its docstring draws is what there is."""

import inspect
import re

import pytest

from lambdesk.kit import errors
from lambdesk.kit.errors import FieldError, IllegalTransition, Invalid, LambdeskError, NotFound, StaleVersion

CLASSES = [each for _, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, LambdeskError)]
BRANCH = re.compile(r"^(?P<indent>[│ ]*)[├└]── (?P<name>\w+)")


def drawn() -> dict[str, str]:
    """Every class of the docstring's tree with the name of its parent."""
    parents = {"LambdeskError": "Exception"}
    path = ["LambdeskError"]
    for line in (errors.__doc__ or "").splitlines():
        branch = BRANCH.match(line)
        if branch:
            depth = len(branch["indent"]) // 4 + 1
            del path[depth:]
            parents[branch["name"]] = path[-1]
            path.append(branch["name"])
    return parents


def test_the_docstring_draws_the_classes() -> None:
    assert drawn() == {each.__name__: each.__bases__[0].__name__ for each in CLASSES}


@pytest.mark.parametrize("error", CLASSES)
def test_every_error_has_a_stable_code_and_a_title(error: type[LambdeskError]) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", error.code)
    assert error.title
    assert not error.title.endswith(".")


def test_codes_are_told_apart_except_where_a_caller_need_not_know() -> None:
    by_code: dict[str, set[str]] = {}
    for error in CLASSES:
        by_code.setdefault(error.code, set()).add(error.__name__)
    assert {code: names for code, names in by_code.items() if len(names) > 1} == {
        "conflict": {"Conflict", "AlreadyExists"}
    }


def test_an_error_without_words_says_its_title() -> None:
    assert str(NotFound()) == NotFound.title
    assert (NotFound("No ticket 7.").detail, NotFound("No ticket 7.").data) == ("No ticket 7.", {})


def test_facts_travel_with_the_error() -> None:
    assert StaleVersion(4).data == {"current_version": 4}
    refusal = IllegalTransition("closed", "open", ["spam"])
    assert refusal.data == {"state": "closed", "allowed": ["spam"]}
    assert refusal.detail == "A ticket that is closed cannot become open."
    wrong = Invalid(fields=[FieldError("body.state", "no such state", "enum")])
    assert [each.field for each in wrong.fields] == ["body.state"]
