"""The repository as the architecture tests see it: our Python files, parsed once."""

import ast
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = (
    "kit",
    "limits",
    "filters",
    "audit",
    "identity",
    "api_keys",
    "customers",
    "conversations",
    "sla",
    "escalation",
    "tenants",
    "tickets",
    "reports",
    "deadlines",
    "channels",
    "inbound",
    "canned",
    "exports",
    "realtime",
    "notifications",
)
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@cache
def tracked(*patterns: str) -> tuple[Path, ...]:
    """Files that are, or are about to be, in the repository; git's patterns, all files without one."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(sorted({path for name in listed.split("\0") if name and (path := ROOT / name).is_file()}))


def python(*folders: str) -> tuple[Path, ...]:
    """Our Python files below these folders of the repository."""
    return tracked(*(f"{folder}/*.py" for folder in folders))


@cache
def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text("utf-8"), str(path))


def name(path: Path) -> str:
    """The path as a person would say it."""
    return path.relative_to(ROOT).as_posix()


def expect_none(found: Iterable[object]) -> None:
    """Fails with a line for each thing that should not be."""
    each = sorted(map(str, found))
    assert not each, "\n".join(["not as agreed:", *each])


def definitions(path: Path) -> Iterator[tuple[str, Definition, tuple[ast.AST, ...]]]:
    """Every function and class with its dotted name and what it stands in, outermost first."""

    def walk(
        node: ast.AST, parents: tuple[ast.AST, ...], prefix: str
    ) -> Iterator[tuple[str, Definition, tuple[ast.AST, ...]]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, Definition):
                dotted = f"{prefix}{child.name}"
                yield dotted, child, parents
                yield from walk(child, (*parents, child), f"{dotted}.")
            else:
                yield from walk(child, parents, prefix)

    yield from walk(tree(path), (), "")
