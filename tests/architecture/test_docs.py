"""The documents say what the code does: errors, events, settings, decisions, commands."""

import importlib
import inspect
import re
from dataclasses import MISSING, fields

import pytest

from lambdesk.kit import errors, events
from lambdesk.kit.settings import Settings
from tests.architecture.sources import ROOT, expect_none, name, tracked

DOCS = ROOT / "docs"
CODES = sorted(
    {each.code for _, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, errors.LambdeskError)}
)
SETTINGS = sorted(key for key, value in vars(Settings).items() if isinstance(value, property))
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:|#)([^)#\s]+)")

for module in (ROOT / "shared/lambdesk").rglob("events.py"):
    package = ".".join(module.parent.relative_to(ROOT / "shared").parts)
    if package not in ("lambdesk.kit", "lambdesk.adapters.aws"):
        importlib.import_module(f"{package}.events")


def section(text: str, heading: str) -> str:
    """What stands below a heading, up to the next one of its kind."""
    found = re.search(rf"^(#+) {re.escape(heading)}\n(.*?)(?=^#{{1,3}} |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"no heading {heading}"
    return found[2]


@pytest.mark.parametrize("code", CODES)
def test_every_error_code_is_explained(code: str) -> None:
    assert f"`{code}`" in (DOCS / "errors.md").read_text("utf-8")


@pytest.mark.parametrize("event", sorted(events.REGISTRY))
def test_every_event_is_explained_with_its_fields(event: str) -> None:
    told = section((DOCS / "events.md").read_text("utf-8"), f"`{event}`")
    payload = events.REGISTRY[event]
    table = dict(re.findall(r"^\| `(\w+)` \| (\w+) \|", told, re.MULTILINE))
    there: dict[str, str] = {}
    for each in fields(payload):
        if "words" in each.metadata:
            there.setdefault(each.metadata["words"], "timeline")
        else:
            needed = each.default is MISSING and "None" not in str(each.type)
            there[each.name] = "always" if needed else "optional"
    assert table == there


def test_no_event_is_explained_that_does_not_exist() -> None:
    told = re.findall(r"^### `([\w.]+)`$", (DOCS / "events.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(told) == sorted(events.REGISTRY)


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_setting_is_explained(setting: str) -> None:
    assert f"| `LAMBDESK_{setting.upper()}` |" in (DOCS / "settings.md").read_text("utf-8")


def test_no_setting_is_explained_that_does_not_exist() -> None:
    told = re.findall(r"^\| `LAMBDESK_(\w+)` \|", (DOCS / "settings.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(each.lower() for each in told) == SETTINGS


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = [
        f"{name(page)}: {target}"
        for page in tracked("*.md")
        for target in LINK.findall(page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    expect_none(broken)


def test_every_document_is_in_the_index() -> None:
    index = (DOCS / "README.md").read_text("utf-8")
    pages = {path.name for path in DOCS.glob("*.md")} - {"README.md"}
    expect_none(page for page in pages if f"({page})" not in index)


def test_decisions_are_numbered_without_gaps_and_listed() -> None:
    records = sorted(path.name for path in (DOCS / "adr").glob("[0-9]*.md"))
    assert [record[:4] for record in records] == [f"{number:04d}" for number in range(1, len(records) + 1)]
    index = (DOCS / "README.md").read_text("utf-8")
    expect_none(record for record in records if f"adr/{record}" not in index)


def test_a_decision_fits_one_screen_and_has_its_parts() -> None:
    for path in (DOCS / "adr").glob("[0-9]*.md"):
        text = path.read_text("utf-8")
        assert len(text.splitlines()) <= 60, name(path)
        for heading in ("## Context", "## Decision", "## Consequences"):
            assert heading in text, f"{name(path)} lacks {heading}"
