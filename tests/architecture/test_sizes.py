"""Small files, small functions, thin doors."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import definitions, expect_none, name, python, tracked

FILE_LINES = 400
FUNCTION_LINES = 40
HANDLER_LINES = 60
CLIENT_LINES = 250
GENERATED = {"web/src/api/schema.d.ts", "web/src/routeTree.gen.ts"}

OURS = python("shared", "functions", "infra", "layers", "tests")


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def test_there_is_something_to_measure() -> None:
    assert len(OURS) > 50


def too_long(paths: Iterable[Path], limit: int) -> Iterator[str]:
    return (f"{name(path)} has {lines(path)} lines" for path in paths if lines(path) > limit)


def test_no_python_file_is_longer_than_the_limit() -> None:
    expect_none(too_long(OURS, FILE_LINES))


def test_no_client_file_is_longer_than_the_limit() -> None:
    ours = [path for path in tracked("web/src", "web/tests") if path.suffix in {".ts", ".tsx"}]
    expect_none(too_long([path for path in ours if name(path) not in GENERATED], CLIENT_LINES))


def test_no_function_is_longer_than_the_limit() -> None:
    expect_none(
        f"{name(path)}:{node.lineno} {dotted} has {size} lines"
        for path in OURS
        for dotted, node, _ in definitions(path)
        if not isinstance(node, ast.ClassDef)
        if (size := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    )


@pytest.mark.parametrize("handler", python("functions"), ids=name)
def test_a_handler_only_wires(handler: Path) -> None:
    if handler.name == "handler.py":
        assert lines(handler) <= HANDLER_LINES
