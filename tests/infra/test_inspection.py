"""The check of a bundle finds what makes a cold start slow or a Lambda fail."""

import struct
import sys
import zipfile
from importlib.util import MAGIC_NUMBER
from pathlib import Path

import pytest

from layers import inspection
from layers.contents import SERVICES
from layers.inspection import problems

PYTHON = Path(sys.executable)
GOOD = MAGIC_NUMBER + struct.pack("<I", 0b01) + b"12345678code"
TIMED = MAGIC_NUMBER + struct.pack("<I", 0) + b"12345678code"
OTHER = b"\x00\x00\r\n" + struct.pack("<I", 0b01) + b"12345678code"
ARM = b"\x7fELF" + bytes(14) + struct.pack("<H", 183)
INTEL = b"\x7fELF" + bytes(14) + struct.pack("<H", 62)
BOTO = {
    "python/botocore/docs/__init__.pyc": GOOD,
    **{f"python/botocore/data/{name}/2020-01-01/service-2.json.gz": b"" for name in SERVICES},
}
CACHED = "python/a/__pycache__/b.cpython-313.pyc"


def bundle(folder: Path, files: dict[str, bytes]) -> Path:
    path = folder / "bundle.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_a_good_bundle_has_no_problem(tmp_path: Path) -> None:
    files = {"python/a/b.py": b"x = 1", CACHED: GOOD, "python/c.pyc": GOOD, "python/d.so": ARM, **BOTO}
    assert problems(bundle(tmp_path, files), python=PYTHON) == []


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"python/a/b.py": b"x = 1"}, "python/a/b.py has no byte code of Python 3.13"),
        ({"python/a/b.py": b"x = 1", CACHED: TIMED}, f"{CACHED} would be checked or compiled again at a cold start"),
        ({"python/c.pyc": OTHER}, "python/c.pyc would be checked or compiled again at a cold start"),
        ({"python/d.so": INTEL}, "python/d.so is not for arm64"),
        ({"python/email_validator/x.json": b""}, "email_validator is in it"),
        ({"python/a/tests/x.json": b""}, "python/a/tests/x.json is in it"),
        ({**BOTO, "python/botocore/data/ec2/2016-11-15/service-2.json.gz": b""}, "botocore describes"),
        (
            {name: content for name, content in BOTO.items() if "docs" not in name},
            "botocore/docs is missing, which every client imports",
        ),
    ],
)
def test_a_bad_one_is_told(tmp_path: Path, files: dict[str, bytes], said: str) -> None:
    (problem,) = problems(bundle(tmp_path, files), python=PYTHON)
    assert said in problem


def test_the_byte_codes_version_is_that_of_the_compiler(tmp_path: Path) -> None:
    assert inspection.magic(PYTHON) == MAGIC_NUMBER
