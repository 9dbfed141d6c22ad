"""Each error has its status and its entry in the document; no answer carries words from inside."""

import inspect
import json
import re
from pathlib import Path
from typing import Any

import pytest

from functions.http_api import problems
from functions.http_api.problems import STATUS, MethodNotAllowed, problem
from lambdesk.kit import errors
from lambdesk.kit.errors import FieldError, Invalid, LambdeskError, TooMany, Unavailable

DOCUMENT = (Path(__file__).parents[3] / "docs/errors.md").read_text("utf-8")
ERRORS = {
    each
    for module in (errors, problems)
    for _, each in inspect.getmembers(module, inspect.isclass)
    if issubclass(each, LambdeskError)
}


def body(error: LambdeskError) -> dict[str, Any]:
    return dict(json.loads(bytes(problem(error).body)))


@pytest.mark.parametrize("error", sorted(ERRORS, key=lambda each: each.__name__))
def test_every_error_has_a_status_that_the_document_names(error: type[LambdeskError]) -> None:
    assert f"| {STATUS[error]} | `{error.code}` |" in DOCUMENT


def test_the_document_names_no_code_that_nothing_raises() -> None:
    assert set(re.findall(r"^\| \d{3} \| `(\w+)` \|", DOCUMENT, re.MULTILINE)) == {each.code for each in ERRORS}


def test_the_document_names_every_code_of_a_field() -> None:
    named = set(re.findall(r"`(\w+)`", DOCUMENT.partition("## Fields")[2]))
    assert set(problems._CODES.values()) <= named


def test_a_problem_has_its_six_members_and_the_errors_own_data() -> None:
    told = body(errors.IllegalTransition("new", "closed", ("open",)))
    assert set(told) == {"type", "title", "status", "code", "detail", "errors", "state", "allowed"}
    assert told["errors"] == []


def test_wrong_fields_are_named_up_to_a_limit() -> None:
    told = body(Invalid(fields=[FieldError(f"body.f{index}", "is wrong", "invalid") for index in range(99)]))
    assert len(told["errors"]) == 50
    assert told["errors"][0] == {"field": "body.f0", "message": "is wrong", "code": "invalid"}


def test_half_a_character_breaks_no_answer() -> None:
    assert body(Invalid(fields=[FieldError("body.\ud800", "is unknown", "unknown_field")]))["status"] == 422


@pytest.mark.parametrize(
    ("error", "header", "value"),
    [
        (TooMany(retry_after_seconds=60), "retry-after", "60"),
        (Unavailable(), "retry-after", "5"),
        (errors.Unauthenticated(), "www-authenticate", "Bearer"),
        (MethodNotAllowed(allowed=["GET", "POST"]), "allow", "GET, POST"),
    ],
)
def test_a_status_brings_the_header_it_asks_for(error: LambdeskError, header: str, value: str) -> None:
    assert problem(error).headers[header] == value
