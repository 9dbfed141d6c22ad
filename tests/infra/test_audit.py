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
    for status in (405, 503):
        told = {"message": f"{status} Not Served - POST https://…", "statusCode": status}
        assert audit.node_findings(told) == ([], f"{status} Not Served")


def asked(monkeypatch: pytest.MonkeyPatch, answer: str, error: str = "") -> int:
    """What the search for weaknesses ends with when both tools say this."""
    said: Any = subprocess.CompletedProcess([], 1, answer, error)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: said)
    return audit.main(["dependencies"])


REFUSED = '{"message": "request to https://… failed, reason: connect ECONNREFUSED 127.0.0.1:9", "error": {}}'


@pytest.mark.parametrize(
    "error",
    [
        "ERROR:pip_audit._cli:Could not connect to PyPI's vulnerability feed",
        "requests.exceptions.ProxyError: HTTPSConnectionPool(host='…', port=443): Max retries exceeded",
    ],
)
def test_a_database_that_cannot_be_reached_is_said(
    error: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # One answer for both: to pip-audit's reader it is none of its reports, so its complaint counts.
    assert asked(monkeypatch, REFUSED, error) == 0
    assert capsys.readouterr().out.count(SKIPPED) == 2


def test_a_tool_that_takes_too_long_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def slow(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired([], 1)

    monkeypatch.setattr(subprocess, "run", slow)
    assert audit.main(["dependencies"]) == 0
    assert capsys.readouterr().out.count(SKIPPED) == 2


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("", ""),
        ("", "pip-audit: error: unrecognized arguments: --disable-pip"),
        ("not json", "Traceback (most recent call last):"),
        ("{}", ""),
        ("[]", ""),
        ('{"message": "400 Bad Request - POST https://…", "statusCode": 400}', ""),
        ('{"message": "This command requires an existing lockfile.", "error": {"code": "ENOLOCK"}}', ""),
        ('{"dependencies": [{"vulns": [{}]}], "vulnerabilities": {"leaky": {}}}', ""),
    ],
)
def test_a_tool_that_is_broken_fails(
    answer: str, error: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(monkeypatch, answer, error) == 1
    told = capsys.readouterr().out
    assert told.count("could not look") == 2
    assert SKIPPED not in told


def test_a_tool_that_is_not_there_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(audit, "TOOLS", tmp_path)
    assert audit.main(["dependencies"]) == 1


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
