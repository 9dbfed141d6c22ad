"""A runtime like the one on Lambda: the layer's packages, pruned and compiled as in the bundle, but for this machine.

The bundles hold arm64 wheels, which run on few machines. So the layer's packages are laid out again by the bundle's own
code for the machine at hand, with the Lambdas' Python where there is one. Else the same packages come out of the
virtual environment, with its Python. Either way nothing is importable that a Lambda would not have.
"""

import os
import platform
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

from infra.topology import Setting, function
from layers.build import compile_all, install
from layers.contents import BUILD, LAYERS, ROOT, fingerprint, source_files
from layers.prune import prune
from layers.tools import Missing, find_python, find_uv

HOME = BUILD / "bench"
_PACKAGES = HOME / "packages"
_COMPILED = HOME / "compiled"
_NATIVE = {"x86_64": "x86_64-manylinux2014", "aarch64": "aarch64-manylinux2014"}


@dataclass(frozen=True)
class Runtime:
    """A Python, and the packages it finds. `says` describes both in one sentence."""

    python: Path
    packages: Path
    says: str

    def command(self, *arguments: str) -> list[str]:
        """A command that imports only what `environment` names."""
        return [str(self.python), "-S", *arguments]

    def environment(self, **settings: str) -> dict[str, str]:
        """A Lambda's environment, with hashing and caches as repeatable as they can be."""
        return {
            "PATH": os.environ.get("PATH", ""),
            "HOME": os.environ.get("HOME", "/"),
            "LANG": "C.UTF-8",
            "PYTHONHASHSEED": "0",
            "PYTHONPYCACHEPREFIX": str(_COMPILED),
            "PYTHONPATH": os.pathsep.join(map(str, (self.packages, ROOT / "shared", ROOT))),
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_REGION": "us-east-1",
            "AWS_LAMBDA_FUNCTION_NAME": "bench",
            "AWS_EC2_METADATA_DISABLED": "true",
            **settings,
        }

    def compile_by_running(self, *arguments: str, **settings: str) -> None:
        """Run once unmeasured, so that our own modules are compiled too; raises when that fails."""
        environment = self.environment(**settings)
        subprocess.run(self.command(*arguments), env=environment, stdout=subprocess.DEVNULL, check=True)


def prepare() -> Runtime:
    """The runtime to measure, laid out when the lock or the bundle's code changed."""
    try:
        return _as_in_the_bundle()
    except (Missing, subprocess.CalledProcessError, KeyError):
        return _from_the_environment()


def _as_in_the_bundle() -> Runtime:
    uv = find_uv()
    python = find_python(uv)
    wheels = _NATIVE[platform.machine()]

    def lay_out(folder: Path) -> None:
        install(uv, folder, platform=wheels)

    says = f"the packages of the bundle's layer as wheels for {platform.machine()}, pruned and compiled as there"
    return _laid_out(python, says, lay_out)


def _from_the_environment() -> Runtime:
    def lay_out(folder: Path) -> None:
        _copy_packages(folder)
        prune(folder)

    says = "the virtual environment's copies of the layer's packages, pruned and compiled as in the bundle"
    return _laid_out(Path(sys.executable), says, lay_out)


def _laid_out(python: Path, says: str, lay_out: Callable[[Path], None]) -> Runtime:
    version = subprocess.run([python, "-V"], capture_output=True, text=True, check=True).stdout.strip()
    lock = [ROOT / "requirements.lock", ROOT / "pyproject.toml", *source_files(ROOT / "layers")]
    mark = f"{version} {says} {fingerprint(lock)} {LAYERS}"
    stamp = _PACKAGES / ".complete"
    if not stamp.is_file() or stamp.read_text() != mark:
        shutil.rmtree(_PACKAGES, ignore_errors=True)
        _PACKAGES.mkdir(parents=True)
        lay_out(_PACKAGES)
        compile_all(python, _PACKAGES, root="/opt/python", in_place=True)
        for source in _PACKAGES.rglob("*.py"):
            source.unlink()
        stamp.write_text(mark)
    return Runtime(python, _PACKAGES, f"{version}, {says}")


def _copy_packages(folder: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for each in _needed(project["dependencies"]):
        for file in each.files or ():
            if ".." not in file.parts:
                target = folder / file
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(str(file.locate()), target)


def _needed(names: list[str]) -> Iterator[Distribution]:
    seen: set[str] = set()
    waiting = [Requirement(name) for name in names]
    while waiting:
        requirement = waiting.pop()
        name = requirement.name.lower().replace("_", "-")
        if name in seen:
            continue
        seen.add(name)
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue
        yield found
        for line in found.requires or ():
            further = Requirement(line)
            extras = requirement.extras or {""}
            if further.marker is None or any(further.marker.evaluate({"extra": extra}) for extra in extras):
                waiting.append(further)


# Values of the right form where one is looked at; nothing in a measured process leaves it.
_POOL = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_bench0000"
_FORMED = {
    Setting.LOG_LEVEL: "INFO",
    Setting.RAW_BUCKET: "bench-raw",
    Setting.CONTENT_BUCKET: "bench-content",
    Setting.USER_POOL_ID: _POOL.rpartition("/")[2],
    Setting.TOKEN_ISSUER: _POOL,
    Setting.JWKS_URL: f"{_POOL}/.well-known/jwks.json",
    Setting.ORIGIN: "https://help.example.com",
    Setting.CONTENT_URL: "https://content.example.com",
    Setting.WEBSOCKET_URL: "wss://bench.execute-api.us-east-1.amazonaws.com/live",
    Setting.SOCKET_ENDPOINT: "https://bench.execute-api.us-east-1.amazonaws.com/live",
    Setting.SCHEDULE_ROLE_ARN: "arn:aws:iam::123456789012:role/bench",
    Setting.TIMER_ARN: "arn:aws:lambda:us-east-1:123456789012:function:bench-timer",
    Setting.TRAIL_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/123456789012/bench-audit.fifo",
    Setting.TENANT_ROLE_ARN: "arn:aws:iam::123456789012:role/bench-tenant",
    Setting.ESCALATION_ARN: "arn:aws:states:us-east-1:123456789012:stateMachine:bench-escalation",
}
VALUES = {setting: _FORMED.get(setting, "bench") for setting in Setting}


def settings_of(name: str) -> dict[str, str]:
    """The environment variables the topology gives the Lambda of this name."""
    return {f"LAMBDESK_{each.name}": VALUES[each] for each in function(name).environment}


def all_settings() -> dict[str, str]:
    """The environment variables of all Lambdas together, for a process that is several of them in turn."""
    return {f"LAMBDESK_{each.name}": value for each, value in VALUES.items()}
