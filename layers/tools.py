"""The programs a bundle needs: uv, and a Python of exactly the Lambdas' version to compile with."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from layers.contents import PYTHON, ROOT


class Missing(RuntimeError):
    """A program is not to be had; the message is one sentence for the person at the terminal."""


def find_uv() -> Path:
    """uv as the project installs it, else the one on `PATH`."""
    places = [
        *(str(path.parent) for path in sorted((ROOT / ".tools").rglob("bin/uv"))),
        str(Path(sys.executable).parent),
    ]
    found = shutil.which("uv", path=os.pathsep.join([*places, os.environ.get("PATH", "")]))
    if found is None:
        raise Missing("Bundles need uv, which is not here; `make bundle` installs it, or run `pip install uv`.")
    return Path(found)


def find_python(uv: Path) -> Path:
    """A Python of the Lambdas' version: this one, one that uv knows, or one of pyenv."""
    for path in _candidates(uv):
        asked = subprocess.run(
            [path, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
            capture_output=True,
            text=True,
            check=False,
        )
        if asked.stdout.strip() == PYTHON:
            return path
    raise Missing(
        f"Bundles are compiled with Python {PYTHON}, which is not on this machine; "
        f"install it, for example with `uv python install {PYTHON}`."
    )


def _candidates(uv: Path) -> Iterator[Path]:
    yield Path(sys.executable)
    told = subprocess.run(
        [uv, "python", "find", "--no-python-downloads", "--no-project", "--system", PYTHON],
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode == 0:
        yield Path(told.stdout.strip())
    # pyenv's shims refuse a version that is installed but not selected, so its folders are asked.
    pyenv = Path(os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv")))
    yield from sorted(pyenv.glob(f"versions/{PYTHON}.*/bin/python{PYTHON}"))
