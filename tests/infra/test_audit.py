"""A finding fails, a database that is not there is said, and a secret of our own form is known."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from infra import audit
from infra.checks import SKIPPED
from lambdesk.api_keys import text
from lambdesk.kit import ids

WEAK = {"name": "leaky", "version": "1.0", "vulns": [{"id": "PYSEC-2026-1"}]}
UNKNOWN = {"name": "ours", "version": "1.0", "skip_reason": "not found"}


def test_what_pip_audit_finds_is_a_finding_and_what_it_skips_is_said() -> None:
    fine = {"name": "fine", "version": "2", "vulns": []}
    assert audit.python_findings({"dependencies": [fine]}) == ([], None)
    found, unknown = audit.python_findings({"dependencies": [fine, WEAK, UNKNOWN]})
    assert found == ["leaky 1.0: PYSEC-2026-1"]
    assert unknown == "1 of 3 packages are not in the database"


def test_what_npm_finds_is_a_finding_and_no_answer_is_said() -> None:
    weak = {"vulnerabilities": {"leaky": {"range": "<2", "severity": "high"}}}
    assert audit.node_findings(weak) == (["leaky <2: high"], None)
    assert audit.node_findings({"vulnerabilities": {}}) == ([], None)
    assert audit.node_findings({"message": "405 Method Not Allowed"}) == ([], "405 Method Not Allowed")


@pytest.mark.parametrize("answer", ["", "not json", "{}"])
def test_a_tool_that_cannot_answer_is_a_skip(
    answer: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said: Any = subprocess.CompletedProcess([], 1, answer, "")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: said)
    assert audit.main(["dependencies"]) == 0
    assert capsys.readouterr().out.count(SKIPPED) == 2


def test_a_finding_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "dependencies", lambda: ["leaky 1.0: PYSEC-2026-1"])
    assert audit.main(["dependencies"]) == 1


def test_a_secret_that_nobody_has_looked_at_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is made here: as a text of this test it would be found in the repository."""
    key = text.text_of("tnt_" + "0" * 26, "key_" + "0" * 26, ids.new_key())
    (tmp_path / "own.py").write_text(f'KEY = "{key}"\n')
    (tmp_path / "cloud.ini").write_text("key = AK" + "IA" + "QWERTYUIOPASDFGH\n")
    (tmp_path / "fine.py").write_text('KEY = "lambdesk_nothing"\n')
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    monkeypatch.setattr(audit, "ROOT", tmp_path)
    found = audit.secrets()
    assert "own.py: an API key of Lambdesk" in found
    assert any(each.startswith("cloud.ini:1:") for each in found)
    assert not any("fine.py" in each for each in found)


def test_the_tools_are_those_of_this_environment() -> None:
    assert (Path(sys.executable).parent / "detect-secrets").is_file()
