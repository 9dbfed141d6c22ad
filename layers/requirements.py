"""The runtime's share of the lock: which of its packages a Lambda needs, with the lock's own versions and hashes."""

import re
import subprocess
from pathlib import Path

from layers.contents import PLATFORM, PYTHON, ROOT

_ENTRY = re.compile(r"^(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==(?P<version>[^ ;\\]+)")


def locked_entries(lock: str) -> dict[str, str]:
    """Each package of a lock with hashes, by name: its requirement and hashes as pip reads them, without comments."""
    entries: dict[str, list[str]] = {}
    name = ""
    for line in lock.splitlines():
        if found := _ENTRY.match(line):
            name = found["name"].lower()
            entries[name] = [found[0], *re.findall(r"--hash=\S+", line)]
        elif name and not line.lstrip().startswith("#"):
            entries[name] += re.findall(r"--hash=\S+", line)
    return {each: " \\\n    ".join(parts) for each, parts in entries.items()}


def runtime_requirements(uv: Path, *, platform: str = PLATFORM) -> str:
    """The requirements of the project's own dependencies on `platform`, every line one of the committed lock."""
    command: list[str | Path] = [
        uv,
        "pip",
        "compile",
        "--quiet",
        "--no-header",
        "--no-annotate",
        "--python-version",
        PYTHON,
    ]
    command += ["--python-platform", platform, "--constraint", "requirements.lock", "pyproject.toml"]
    resolved = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    entries = locked_entries((ROOT / "requirements.lock").read_text())
    wanted = [found for line in resolved.splitlines() if (found := _ENTRY.match(line))]
    return "\n".join(entries[each["name"].lower()] for each in wanted) + "\n"
