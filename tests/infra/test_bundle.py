"""The bundles themselves, built from the lock. Long: wheels are fetched twice, for Lambda and for this machine."""

import platform
import subprocess
from pathlib import Path

import pytest

from infra.topology import FUNCTIONS
from layers import build, contents
from layers.contents import API_GATE, ROOT, source_files
from layers.inspection import problems
from layers.tools import find_python, find_uv

pytestmark = pytest.mark.long

SETTINGS = {f"LAMBDESK_{setting.name}": "https://test" for each in FUNCTIONS for setting in each.settings}


@pytest.fixture(scope="module")
def uv() -> Path:
    return find_uv()


@pytest.fixture(scope="module")
def python(uv: Path) -> Path:
    return find_python(uv)


def layer(folder: Path, uv: Path, python: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(contents, "BUILD", folder)
    monkeypatch.setattr(build, "BUILD", folder)
    return build.build_layer("core", uv=uv, python=python)


def test_the_layer_is_good_small_and_the_same_twice(
    tmp_path: Path, uv: Path, python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = layer(tmp_path / "first", uv, python, monkeypatch)
    second = layer(tmp_path / "second", uv, python, monkeypatch)
    assert problems(first, python=python) == []
    assert build.clients_work(first, python) == []
    assert first.stat().st_size <= API_GATE
    assert first.read_bytes() == second.read_bytes()


def test_nothing_that_a_lambda_imports_was_left_out(tmp_path: Path, uv: Path, python: Path) -> None:
    machine = f"{platform.machine()}-manylinux2014"
    build.lay_out_layer(uv, python, tmp_path, platform=machine)
    modules = [
        path.relative_to(base).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
        for base, below in ((ROOT / "shared", "lambdesk"), (ROOT, "functions"))
        for path in source_files(base / below)
        if path.suffix == ".py" and path.stem != "__main__"
    ]
    # What is loaded with the first template only.
    modules.append("liquid")
    program = "import importlib, sys\nfor each in sys.argv[1:]: importlib.import_module(each)"
    done = subprocess.run(
        [python, "-B", "-c", program, *modules],
        env={
            "PYTHONPATH": f"{tmp_path}/python:{tmp_path}/task",
            "AWS_DEFAULT_REGION": "us-east-1",
            "LAMBDESK_LOG_LEVEL": "INFO",
            "LAMBDESK_STAGE": "x",
            **SETTINGS,
        },
        cwd=_task(tmp_path / "task"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def _task(folder: Path) -> Path:
    """The functions alone, as Lambda unpacks them: nothing of this checkout beside them."""
    folder.mkdir()
    (folder / "functions").symlink_to(ROOT / "functions")
    return folder
