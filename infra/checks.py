"""Runs the checks of the Makefile side by side and shows the output of those that fail.

`python -m infra.checks static quick`: `static` reads the code, `audit` looks for known weaknesses and for secrets,
`quick` runs the tests that need no cloud, `web` is the web clients' own check. What a check could not look at is said.
"""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

SKIPPED = "skipped: "
ROOT = Path(__file__).resolve().parent.parent
PY = [sys.executable, "-m"]
QUICK = ("unit", "property", "architecture")


@dataclass(frozen=True)
class Check:
    """A command and where it runs."""

    name: str
    command: list[str]
    folder: Path = ROOT


def checks(group: str) -> list[Check]:
    """The checks of a group; `KeyError` for a group that does not exist."""
    tools = Path(sys.executable).parent
    quick = [f"tests/{name}" for name in QUICK if (ROOT / "tests" / name).is_dir()]
    return {
        "static": [
            Check("ruff check", [*PY, "ruff", "check", "."]),
            Check("ruff format", [*PY, "ruff", "format", "--check", "."]),
            Check("mypy", [*PY, "mypy"]),
            Check("import contracts", [str(tools / "lint-imports")]),
            Check("deptry deployed", [*PY, "deptry", "shared", "functions"]),
            Check("deptry", [*PY, "deptry", ".", "--non-dev-dependency-groups", "infra,local"]),
        ],
        "audit": [Check(name, [*PY, "infra.audit", name]) for name in ("dependencies", "secrets")],
        "quick": [Check("quick tests", [*PY, "pytest", "-q", "-n", "auto", "-m", "not long", *quick])],
        "web": [Check("web clients", [str(tools / "npm"), "run", "check"], ROOT / "web")],
    }[group]


def timed(check: Check) -> tuple[subprocess.CompletedProcess[str], float]:
    started = time.monotonic()
    done = subprocess.run(
        check.command, cwd=check.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return done, time.monotonic() - started


def main(groups: list[str]) -> int:
    """Run the groups; 0 when all passed."""
    failed = []
    with ThreadPoolExecutor(2) as pool:
        running = {pool.submit(timed, check): check for group in groups for check in checks(group)}
        for future in as_completed(running):
            check = running[future]
            done, seconds = future.result()
            print(f"  {check.name:<18} {'ok' if done.returncode == 0 else 'FAILED':<7} {seconds:5.1f} s", flush=True)
            for line in done.stdout.splitlines():
                if line.startswith(SKIPPED):
                    print(f"    {line}", flush=True)
            if done.returncode:
                failed.append(check.name)
                print(done.stdout, flush=True)
    if failed:
        print(f"Failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
