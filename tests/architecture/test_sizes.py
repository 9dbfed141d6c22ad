"""Small files, small functions, thin doors."""

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import definitions, name, python, tracked

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


def test_no_python_file_is_longer_than_the_limit() -> None:
    assert {name(path): lines(path) for path in OURS if lines(path) > FILE_LINES} == {}


def test_no_client_file_is_longer_than_the_limit() -> None:
    ours = [path for path in tracked("web/src", "web/tests") if path.suffix in {".ts", ".tsx"}]
    assert {
        name(path): lines(path) for path in ours if lines(path) > CLIENT_LINES and name(path) not in GENERATED
    } == {}


def test_no_function_is_longer_than_the_limit() -> None:
    sizes = {
        f"{name(path)}:{node.lineno} {dotted}": (node.end_lineno or 0) - node.lineno + 1
        for path in OURS
        for dotted, node, _ in definitions(path)
        if not isinstance(node, ast.ClassDef)
    }
    assert {where: size for where, size in sizes.items() if size > FUNCTION_LINES} == {}


@pytest.mark.parametrize("handler", python("functions"), ids=name)
def test_a_handler_only_wires(handler: Path) -> None:
    if handler.name == "handler.py":
        assert lines(handler) <= HANDLER_LINES
