"""Looks for known weaknesses in what we depend on, and for secrets in what we keep.

`python -m infra.audit dependencies secrets`. A database of weaknesses that cannot be reached is said and fails
nothing; a finding does, and so does a tool that cannot look for any other reason. `python -m infra.audit accept` writes
what the scan for secrets finds into `secrets.json`: look at each new line before you commit it.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from infra.checks import ROOT, SKIPPED
from lambdesk.api_keys import text

TOOLS = Path(sys.executable).parent
REVIEWED = ROOT / "infra" / "secrets.json"
# Hashes of packages, and forms that are made from code.
_GENERATED = re.compile(r"(\.lock|package-lock\.json|web/openapi\.json|schema\.d\.ts|infra/secrets\.json)$")
# There, passwords and the word for them are made up.
_PLAYED = re.compile(r"^tests/|\.test\.tsx?$|/locales/|^web/src/test/")
_PATIENCE_SECONDS = 240
# What tools say when the network, or who answers there, is the reason. All else is a mistake of ours or of theirs.
_NO_ANSWER = re.compile(
    r"Could not connect to|Max retries exceeded|ProxyError|ConnectionError|Connect(ion)?Timeout|Read ?[Tt]ime(d )?out"
    r"|\b5\d\d Server Error|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ERR_SOCKET_TIMEOUT|socket hang up"
)
# The registry is there and has no such service, or no time.
_NOT_SERVED = {403, 404, 405, 407, 408, 429} | set(range(500, 600))
_API_KEY = re.compile(rf"{text.MARK}[A-Za-z0-9_]+")


def python_findings(report: dict[str, Any]) -> tuple[list[str], str | None]:
    """What pip-audit found, and why it could not look; `report` is its JSON."""
    packages = report["dependencies"]
    found = [f"{each['name']} {each['version']}: {weak['id']}" for each in packages for weak in each.get("vulns", [])]
    unknown = sum("skip_reason" in each for each in packages)
    return found, f"{unknown} of {len(packages)} packages are not in the database" if unknown else None


def node_findings(report: dict[str, Any]) -> tuple[list[str], str | None]:
    """The same of npm. Raises KeyError for a report that is neither a finding nor a missing answer."""
    if "vulnerabilities" not in report:
        said = report["message"]
        if report.get("statusCode") in _NOT_SERVED or _NO_ANSWER.search(said):
            return [], said.partition(" - ")[0]
    weak = report["vulnerabilities"]
    return [f"{name} {each['range']}: {each['severity']}" for name, each in sorted(weak.items())], None


def _ask(command: list[str], folder: Path, read: Callable[[dict[str, Any]], tuple[list[str], str | None]]) -> list[str]:
    name = Path(command[0]).name
    try:
        asked = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=_PATIENCE_SECONDS
        )
    except subprocess.TimeoutExpired:
        print(f"{SKIPPED}{name}: the database does not answer")
        return []
    except OSError as error:
        return [f"{name} could not look: {error}"]
    try:
        found, unknown = read(json.loads(asked.stdout))
    except (KeyError, TypeError, ValueError):
        if not _NO_ANSWER.search(asked.stderr):
            return [f"{name} could not look: {(asked.stderr or asked.stdout).strip()[-500:]}"]
        found, unknown = [], "the database does not answer"
    if unknown:
        print(f"{SKIPPED}{name}: {unknown}")
    return found


def dependencies() -> list[str]:
    """Known weaknesses of what the locks name."""
    lock = ["-r", str(ROOT / "requirements.lock"), "--disable-pip", "--require-hashes"]
    pip_audit = [str(TOOLS / "pip-audit"), *lock, "--progress-spinner", "off", "--format", "json"]
    with tempfile.TemporaryDirectory() as away:
        found = _ask(pip_audit, Path(away), python_findings)
    return found + _ask([str(TOOLS / "npm"), "audit", "--json"], ROOT / "web", node_findings)


def _kept() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name and not _GENERATED.search(name)]


def _scanned(names: list[str]) -> Iterator[tuple[str, str, str, int]]:
    command = [str(TOOLS / "detect-secrets"), "scan", "--no-verify", *names]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    for name, results in json.loads(done.stdout)["results"].items():
        for each in results:
            if each["type"] == "Secret Keyword" and _PLAYED.search(name):
                continue
            yield name, each["type"], each["hashed_secret"], each["line_number"]


def _own_keys(names: list[str]) -> Iterator[str]:
    """API keys of this product, known by their checksum."""
    for name in names:
        words = (ROOT / name).read_text("utf-8", errors="ignore") if (ROOT / name).is_file() else ""
        if any(text.read(word) for word in _API_KEY.findall(words)):
            yield f"{name}: an API key of Lambdesk"


def secrets() -> list[str]:
    """What looks like a secret in the repository and was not looked at."""
    names, reviewed = _kept(), {tuple(each) for each in json.loads(REVIEWED.read_text("utf-8"))}
    new = [each for each in _scanned(names) if each[:3] not in reviewed]
    return [f"{name}:{line}: {kind}" for name, kind, _, line in new] + list(_own_keys(names))


def accept() -> None:
    """Everything the scan finds now is no secret: somebody has looked."""
    found = sorted({each[:3] for each in _scanned(_kept())})
    lines = ",\n".join(f"  {json.dumps(each)}" for each in found)
    REVIEWED.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def main(wanted: list[str]) -> int:
    """Look for each of `wanted`; 0 when nothing was found."""
    if wanted == ["accept"]:
        accept()
        return 0
    found = [line for name in wanted for line in {"dependencies": dependencies, "secrets": secrets}[name]()]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
