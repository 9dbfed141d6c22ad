"""Names, docstrings and habits that every file keeps."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture.sources import DOMAIN, ROOT, Definition, definitions, expect_none, name, python, tracked, tree

LAMBDESK = ROOT / "shared/lambdesk"
# A domain package has only the files it needs, under these names; channels holds one file per part of a mail's way.
NAMES = {
    "__init__", "model", "commands", "events", "decide", "draft", "service", "ports", "queries", "schemas", "wire",
}  # fmt: skip
NOUNS = ("identity", "customers", "conversations", "tickets")
ERRORS = {each.name for each in tree(LAMBDESK / "kit/errors.py").body if isinstance(each, ast.ClassDef)}
DEPLOYED = python("shared", "functions")
TEXT = {".py", ".md", ".toml", ".yaml", ".yml", ".json", ".ts", ".tsx", ".css", ".html", ".js", ""}


@pytest.mark.parametrize("package", NOUNS)
def test_a_noun_has_the_files_everybody_knows(package: str) -> None:
    expect_none({path.stem for path in (LAMBDESK / package).glob("*.py")} - NAMES)


def test_every_package_is_known_to_these_tests() -> None:
    packages = {path.parent.name for path in LAMBDESK.glob("*/__init__.py")}
    assert packages - {"adapters", "bootstrap", "cli"} == set(DOMAIN)


@pytest.mark.parametrize("path", python("shared", "functions", "infra", "layers"), ids=name)
def test_a_module_says_what_it_decides(path: Path) -> None:
    if path.read_text("utf-8").strip():
        assert ast.get_docstring(tree(path)), name(path)


def plain(node: Definition) -> bool:
    """Says all by its names: an enum, an error (its title speaks), a small record, a function of one statement."""
    if not isinstance(node, ast.ClassDef):
        return len(node.body) == 1
    bases = {ast.unparse(base) for base in node.bases}
    record = len(node.body) <= 4 and all(isinstance(each, ast.AnnAssign) for each in node.body)
    return record or bool(bases & (ERRORS | {"StrEnum"}))


def promises(path: Path, dotted: str, parents: tuple[ast.AST, ...]) -> bool:
    """Whether others rely on it: public at the top of a module, and the methods of services and of the kit.

    A method elsewhere fulfils a port or a framework, where its contract stands.
    """
    if any(part.startswith("_") for part in dotted.split(".")):
        return False
    if not parents:
        return True
    inside_class = all(isinstance(parent, ast.ClassDef) and not parent.bases for parent in parents)
    return inside_class and (path.parent.name == "kit" or path.name == "service.py")


def test_what_is_public_says_its_contract() -> None:
    silent = [
        f"{name(path)}:{node.lineno} {dotted}"
        for path in DEPLOYED
        for dotted, node, parents in definitions(path)
        if promises(path, dotted, parents) and not plain(node) and not ast.get_docstring(node)
    ]
    expect_none(silent)


def test_no_error_is_swallowed() -> None:
    """An except clause that catches everything and does nothing hides what nobody will ever find."""
    swallowed = [
        f"{name(path)}:{node.lineno}"
        for path in python("shared", "functions", "infra", "layers")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        if node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"}
        if all(isinstance(each, ast.Pass | ast.Continue | ast.Constant) for each in node.body)
    ]
    expect_none(swallowed)


def test_nothing_deployed_prints() -> None:
    printing = [
        f"{name(path)}:{node.lineno}"
        for path in DEPLOYED
        if "cli" not in path.parts
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "print"
    ]
    expect_none(printing)


def test_no_work_is_left_in_comments() -> None:
    marker = re.compile(r"(#|//|/\*)\s*(TODO|FIXME|XXX|HACK)\b")
    left = [
        f"{name(path)}:{number}"
        for path in tracked()
        if path.suffix in {".py", ".ts", ".tsx", ".css", ".toml", ".yaml"}
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if marker.search(line)
    ]
    expect_none(left)


def test_no_file_names_a_folder_of_one_machine() -> None:
    """Absolute paths of somebody's workplace break everywhere else; those of a Linux system and of Lambda are known."""
    foreign = re.compile(r"""(?<![\w.:/}\-)])/(?:home|root|Users|work|mnt|workspace)/[\w.]""")
    found = [
        f"{name(path)}:{number}"
        for path in tracked()
        if path.suffix in TEXT and path.name != "LICENSE" and path.resolve() != Path(__file__).resolve()
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1)
        if foreign.search(line)
    ]
    expect_none(found)


def test_the_locks_name_no_registry() -> None:
    """A lock with index addresses works only where that index is."""
    locks = [ROOT / "requirements.lock", ROOT / "web/package-lock.json"]
    named = [
        f"{name(path)}:{number}"
        for path in locks
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if re.search(r"--(extra-)?index-url|\"resolved\": \"", line)
    ]
    expect_none(named)


def test_types_are_read_of_what_the_stacks_use_of_cdk() -> None:
    """What is not read would pass as anything at all."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"]["overrides"]
    read = {module for each in settings if each.get("follow_imports") == "normal" for module in each["module"]}
    used = set[str]()
    for path in python("infra", "layers"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "aws_cdk":
                names = (each.name for each in node.names if each.name.startswith("aws_"))
                used |= {f"aws_cdk.{name}" for name in names} if node.module == "aws_cdk" else {str(node.module)}
    assert used == {each for each in read if each.startswith("aws_cdk.aws_")}
