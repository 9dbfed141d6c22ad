"""Build the bundles of every function and layer without Docker: `python -m layers.build`.

Wheels for arm64 come through uv from the committed lock, byte code from a Python of the Lambdas' version. A zip is the
same for the same sources, and named after their fingerprint; one that is there already is only checked.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from infra.topology import FUNCTIONS
from layers.contents import (
    API_GATE,
    API_TARGET,
    BUILD,
    LAYERS,
    MEGABYTE,
    PLATFORM,
    PYTHON,
    ROOT,
    SERVICES,
    bundle_path,
    fingerprint,
    function_files,
    layer_files,
    source_files,
)
from layers.inspection import problems
from layers.prune import prune
from layers.requirements import runtime_requirements
from layers.tools import Missing, find_python, find_uv

# Where Lambda unpacks: byte code names its source for tracebacks.
_LAYER_ROOT = "/opt/python"
_TASK_ROOT = "/var/task"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def install(uv: Path, target: Path, *, platform: str = PLATFORM) -> None:
    """Install the runtime's wheels of the lock for `platform` into `target` and remove what no Lambda reads."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "runtime.txt"
        wanted.write_text(runtime_requirements(uv, platform=platform))
        for_lambda = ["--python-platform", platform, "--python-version", PYTHON, "--only-binary", ":all:"]
        command: list[str | Path] = [uv, "pip", "install", "--quiet", "--no-deps", "--require-hashes", *for_lambda]
        subprocess.run([*command, "--target", target, "-r", wanted], cwd=ROOT, check=True)
    prune(target)


def lay_out_layer(uv: Path, python: Path, folder: Path, *, platform: str = PLATFORM) -> None:
    """The `core` layer's files below `python/`: packages as byte code alone, and the domain with its sources."""
    target = folder / "python"
    install(uv, target, platform=platform)
    # A traceback shows our own lines; those of packages cost 2 MB and a look at the disk for each import.
    compile_all(python, target, root=_LAYER_ROOT, in_place=True)
    for source in target.rglob("*.py"):
        source.unlink()
    domain = folder / "domain" / "lambdesk"
    _copy(list(source_files(ROOT / "shared" / "lambdesk")), ROOT / "shared", domain.parent)
    compile_all(python, domain, root=f"{_LAYER_ROOT}/lambdesk")
    domain.rename(target / "lambdesk")
    domain.parent.rmdir()


def compile_all(python: Path, folder: Path, *, root: str, in_place: bool = False) -> None:
    """Byte code for every module below `folder`, valid without looking at the source; `root` is its place on Lambda.

    `in_place` puts it beside the source under the module's own name, where it is found when the source is gone.
    """
    command: list[str | Path] = [python, "-m", "compileall", "-q", "-f", "--invalidation-mode", "unchecked-hash"]
    command += ["-b"] if in_place else []
    # The seed decides the order of constants in sets, and with it the bytes.
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    subprocess.run([*command, "-s", folder, "-p", root, folder], env=environment, check=True)


def write_zip(folder: Path, bundle: Path) -> None:
    """Pack the folder: names in order, no times, so that the same files give the same bytes."""
    partial = bundle.with_suffix(".partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o755 if path.suffix == ".so" else 0o644) << 16
            archive.writestr(entry, path.read_bytes())
    partial.rename(bundle)


def _copy(files: list[Path], base: Path, target: Path) -> None:
    for file in files:
        place = target / file.relative_to(base)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)


def _bundle(name: str, mark: str, lay_out: Callable[[Path], None]) -> Path:
    """The zip of this name and fingerprint, built if it is not there; older ones of the name go."""
    bundle = bundle_path(name, mark)
    if bundle.is_file():
        print(f"{name}: up to date")
        return bundle
    BUILD.mkdir(exist_ok=True)
    print(f"{name}: building")
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        lay_out(Path(folder))
        for old in BUILD.glob(f"{name}-{'?' * 16}.zip"):
            old.unlink()
        write_zip(Path(folder), bundle)
    return bundle


def build_layer(name: str, *, uv: Path, python: Path) -> Path:
    """The bundle of one layer."""

    def lay_out(folder: Path) -> None:
        lay_out_layer(uv, python, folder)

    return _bundle(f"layer-{name}", fingerprint(layer_files(name)), lay_out)


def build_function(name: str, *, python: Path) -> Path:
    """The bundle of one function: its own folder under its path."""
    files = function_files(name)

    def lay_out(folder: Path) -> None:
        _copy(files, ROOT, folder)
        compile_all(python, folder, root=_TASK_ROOT)

    return _bundle(name, fingerprint(files), lay_out)


def clients_work(layer: Path, python: Path) -> list[str]:
    """Whether a client of every service in use comes up from the trimmed layer, asked of a bare Python."""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(layer) as archive:
            archive.extractall(folder)
        code = (
            f"import botocore.session as s\nfor each in {SERVICES!r}: s.get_session().create_client(each, 'us-east-1')"
        )
        environment = {"PYTHONPATH": f"{folder}/python", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
        done = subprocess.run([python, "-c", code], env=environment, capture_output=True, text=True, check=False)
    return [f"{layer.name}: no client comes up: {done.stderr.strip()[-300:]}"] if done.returncode else []


def report(functions: dict[str, Path], layers: dict[str, Path]) -> list[str]:
    """Print the sizes; what is above the gate comes back as a problem."""
    for name, bundle in {**{f"layer {name}": path for name, path in layers.items()}, **functions}.items():
        print(f"{name:>16}  {bundle.stat().st_size / MEGABYTE:6.2f} MB")
    api = functions["http_api"].stat().st_size + layers["core"].stat().st_size
    verdict = "within the target" if api <= API_TARGET else "ABOVE THE TARGET"
    print(f"{'API altogether':>16}  {api / MEGABYTE:6.2f} MB, {verdict} of {API_TARGET // MEGABYTE} MB")
    return [f"the API's zips are above the gate of {API_GATE // MEGABYTE} MB"] if api > API_GATE else []


def main() -> int:
    """Build, check and report; exit code 1 with one line for each problem."""
    try:
        uv = find_uv()
        python = find_python(uv)
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    layers = {name: build_layer(name, uv=uv, python=python) for name in LAYERS}
    functions = {each.name: build_function(each.name, python=python) for each in FUNCTIONS}
    wrong = [found for bundle in (*layers.values(), *functions.values()) for found in problems(bundle, python=python)]
    wrong += clients_work(layers["core"], python)
    wrong += report(functions, layers)
    for each in wrong:
        print(each, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
