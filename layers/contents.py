"""What goes into each bundle and the fingerprint that names it.

A fingerprint covers the lock, the sources and the runtime, never the built bytes: the synthesised template is the same
whether bundles are built or not, and a bundle is only taken for the sources it was built from.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
PYTHON = "3.13"
PLATFORM = "aarch64-manylinux2014"
RUNTIME = f"python{PYTHON} {PLATFORM}"

LAYERS = ("core",)

# The AWS services that Lambdas call; botocore's descriptions of all others stay out of the bundle.
SERVICES = (
    "apigatewaymanagementapi",
    "cognito-idp",
    "dynamodb",
    "events",
    "lambda",
    "s3",
    "scheduler",
    "secretsmanager",
    "sesv2",
    "sqs",
    "stepfunctions",
    "sts",
)

# Packages whose mere presence slows a cold start, or that a Lambda never needs.
UNWANTED = ("email_validator", "dns", "pip", "setuptools", "pkg_resources")

MEGABYTE = 1024 * 1024
API_TARGET = 14 * MEGABYTE
API_GATE = 20 * MEGABYTE


def source_files(folder: Path) -> Iterator[Path]:
    """The source files below `folder` in a stable order, without caches."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc":
            yield path


def function_files(name: str) -> list[Path]:
    """What the zip of one Lambda holds: its own folder, and the package above it when that is a file."""
    folder = ROOT / "functions" / name
    if not (folder / "handler.py").is_file():
        raise FileNotFoundError(f"functions/{name}/handler.py is missing, but infra/topology.py lists this Lambda.")
    package = ROOT / "functions" / "__init__.py"
    return [*([package] if package.is_file() else []), *source_files(folder)]


def layer_files(name: str) -> list[Path]:
    """What decides the content of one layer: the lock, the domain, and the code that builds it."""
    if name not in LAYERS:
        raise KeyError(name)
    return [
        ROOT / "requirements.lock",
        ROOT / "pyproject.toml",
        *source_files(ROOT / "layers"),
        *source_files(ROOT / "shared" / "lambdesk"),
    ]


def fingerprint(files: Iterable[Path]) -> str:
    """A hash over the runtime and the paths and bytes of `files`."""
    digest = hashlib.sha256(RUNTIME.encode())
    for path in files:
        content = path.read_bytes()
        digest.update(f"\0{path.relative_to(ROOT).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def bundle_path(name: str, mark: str) -> Path:
    """Where the built zip of a function or layer with this fingerprint is, if it is built."""
    return BUILD / f"{name}-{mark[:16]}.zip"
