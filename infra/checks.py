"""Runs the checks of the Makefile side by side and shows the output of those that fail.

`python -m infra.checks static quick`: `static` reads the code, `audit` looks for known weaknesses and for secrets,
`quick` runs the tests that need no cloud, `web` looks at the built web clients and runs their tests. What a check
could not look at is said.
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
    """A command, about how many seconds it takes of one core, and where it runs."""

    name: str
    seconds: int
    command: list[str]
    folder: Path = ROOT


def checks(group: str) -> list[Check]:
    """The checks of a group; `KeyError` for a group that does not exist."""
    tools = Path(sys.executable).parent
    quick = [f"tests/{name}" for name in QUICK if (ROOT / "tests" / name).is_dir()]
    return {
        "static": [
            Check("ruff check", 1, [*PY, "ruff", "check", "."]),
            Check("ruff format", 1, [*PY, "ruff", "format", "--check", "."]),
            Check("mypy", 40, [*PY, "mypy"]),
            Check("import contracts", 5, [str(tools / "lint-imports")]),
            Check("deptry deployed", 5, [*PY, "deptry", "shared", "functions"]),
            Check("deptry", 10, [*PY, "deptry", ".", "--non-dev-dependency-groups", "infra,local"]),
        ],
        "audit": [Check(name, 30, [*PY, "infra.audit", name]) for name in ("dependencies", "secrets")],
        "quick": [Check("quick tests", 120, [*PY, "pytest", "-q", "-n", "auto", "-m", "not long", *quick])],
        "web": [
            # Built they are already: `prepare.py` came first.
            Check("web code", 60, [str(tools / "npm"), "run", "code"], ROOT / "web"),
            Check("web tests", 90, [str(tools / "npm"), "test"], ROOT / "web"),
        ],
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
        # Two at a time, the longest first: then none runs on while the other core has nothing to do.
        wanted = sorted((check for group in groups for check in checks(group)), key=lambda each: -each.seconds)
        running = {pool.submit(timed, check): check for check in wanted}
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
