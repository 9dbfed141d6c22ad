"""The check of a built bundle: it says what is wrong with it, and it asks Python and the zip, not the builder."""

import struct
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from layers.contents import PYTHON, SERVICES, UNWANTED

_TAG = f"cpython-{PYTHON.replace('.', '')}"
_UNCHECKED_HASH = 0b01
_AARCH64 = 183


def problems(bundle: Path, *, python: Path) -> list[str]:
    """Everything wrong with a zip of a function or layer; `python` is the version it was compiled with."""
    with zipfile.ZipFile(bundle) as archive:
        names = set(archive.namelist())
        found = [*_bytecode(archive, names, magic(python)), *_machine(archive, names), *_unwanted(names)]
        if any(name.startswith("python/botocore/") for name in names):
            found += _botocore(names)
    return [f"{bundle.name}: {each}" for each in found]


def magic(python: Path) -> bytes:
    """The first bytes of the byte code this Python writes."""
    command: list[str | Path] = [python, "-c", "import importlib.util as u; print(u.MAGIC_NUMBER.hex())"]
    return bytes.fromhex(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip())


def _bytecode(archive: zipfile.ZipFile, names: set[str], expected: bytes) -> Iterator[str]:
    for name in sorted(each for each in names if each.endswith(".py")):
        path = PurePosixPath(name)
        if str(path.parent / "__pycache__" / f"{path.stem}.{_TAG}.pyc") not in names:
            yield f"{name} has no byte code of Python {PYTHON}"
    for name in sorted(each for each in names if each.endswith(".pyc")):
        header = archive.read(name)[:8]
        if header[:4] != expected or struct.unpack("<I", header[4:])[0] != _UNCHECKED_HASH:
            yield f"{name} would be checked or compiled again at a cold start"


def _machine(archive: zipfile.ZipFile, names: set[str]) -> Iterator[str]:
    for name in sorted(each for each in names if each.endswith(".so") or ".so." in each):
        header = archive.read(name)[:20]
        if header[:4] != b"\x7fELF" or struct.unpack("<H", header[18:20])[0] != _AARCH64:
            yield f"{name} is not for arm64"


def _unwanted(names: set[str]) -> Iterator[str]:
    for package in UNWANTED:
        if any(name.startswith((f"python/{package}/", f"python/{package}-")) for name in names):
            yield f"{package} is in it"
    for name in sorted(names):
        if "/tests/" in name or name.endswith((".pyi", ".typed")):
            yield f"{name} is in it"


def _botocore(names: set[str]) -> Iterator[str]:
    data = "python/botocore/data/"
    services = {
        name.removeprefix(data).split("/")[0] for name in names if name.startswith(data) and name.count("/") > 3
    }
    if services != set(SERVICES):
        yield f"botocore describes {sorted(services)}, not {sorted(SERVICES)}"
    if "python/botocore/docs/__init__.pyc" not in names:
        yield "botocore/docs is missing, which every client imports"
