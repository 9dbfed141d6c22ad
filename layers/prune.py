"""What a bundle leaves out: other services' descriptions, unused parts, tests, stubs, scripts, installer's records."""

import shutil
from pathlib import Path

from layers.contents import SERVICES

# Parts of packages that no Lambda imports. Each must exist, so that the list shrinks with the packages.
_PARTS = (
    # Only `_cffi_backend` runs; these two build bindings.
    "cffi",
    "pycparser",
    # botocore reads offsets and the machine's zone, never this copy of the zone database.
    "dateutil/zoneinfo/dateutil-zoneinfo.tar.gz",
    # Liquid imports these packages and we use no filter that reads their tables: 32 MB of languages, 3 MB of zones.
    "babel/locale-data",
    "pytz/zoneinfo",
    # FastAPI imports the old version's models wherever it finds them, at each cold start.
    "pydantic/v1",
    # Of Powertools: logs, metrics, batches.
    "aws_lambda_powertools/event_handler",
    *(
        f"aws_lambda_powertools/utilities/{name}"
        for name in (
            "auth_alpha",
            "circuit_breaker",
            "data_masking",
            "feature_flags",
            "idempotency",
            "kafka",
            "parameters",
            "streaming",
            "validation",
        )
    ),
)

# `importlib.metadata` finds a version in METADATA; licences travel with the code.
_KEPT_METADATA = ("METADATA", "LICEN", "NOTICE", "COPYING", "AUTHORS")
_SUFFIXES = (".pyi", ".pyx", ".pxd", ".c", ".h", ".typed")
_FOLDERS = ("tests", "test", "__pycache__")


def prune(root: Path) -> None:
    """Remove from the folder of installed packages what no Lambda reads."""
    shutil.rmtree(root / "bin", ignore_errors=True)
    (root / ".lock").unlink(missing_ok=True)
    for folder in [path for path in root.rglob("*") if path.is_dir() and path.name in _FOLDERS]:
        shutil.rmtree(folder, ignore_errors=True)
    for path in [path for path in root.rglob("*") if path.is_file()]:
        record = path.relative_to(root).parts[0].endswith(".dist-info")
        if path.suffix in _SUFFIXES or (record and not _kept(path)):
            path.unlink()
    for part in _PARTS:
        if not (root / part).exists():
            raise FileNotFoundError(f"layers/prune.py leaves out {part}, which no package brings any more.")
        _remove(root / part)
    _prune_botocore(root)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def _kept(path: Path) -> bool:
    return path.name.startswith(_KEPT_METADATA) or "licenses" in path.parts


def _prune_botocore(root: Path) -> None:
    # `botocore/docs` stays: every client imports it.
    for service in (root / "botocore" / "data").iterdir():
        if service.is_dir() and service.name not in SERVICES:
            shutil.rmtree(service)
    for example in (root / "botocore" / "data").rglob("examples-1.json*"):
        example.unlink()
