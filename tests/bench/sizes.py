"""What is shipped: bundles to Lambda, the desk to the browser."""

import gzip
import re
from pathlib import Path

from infra.topology import FUNCTIONS
from infra.triggers import Http
from layers.contents import (
    BUILD,
    LAYERS,
    MEGABYTE,
    ROOT,
    bundle_path,
    fingerprint,
    function_files,
    layer_files,
)
from tests.bench import budget
from tests.bench.report import Section

_DIST = ROOT / "web" / "dist"
_LOADED = re.compile(r'<(?:script|link)[^>]*?(?:src|href)="/([^"]+)"', re.DOTALL)


def _bundle(name: str, files: list[Path]) -> tuple[Path | None, str]:
    """The zip of the present sources, else the last one built, else none; and what to say about it."""
    present = bundle_path(name, fingerprint(files))
    if present.is_file():
        return present, ""
    older = sorted(BUILD.glob(f"{name}-{'?' * 16}.zip"), key=lambda path: path.stat().st_mtime)
    return (older[-1], "built from older sources") if older else (None, "")


def bundles() -> Section:
    """The zips of `make bundle`."""
    section = Section("Bundles")
    built = {f"layer {name}": _bundle(f"layer-{name}", layer_files(name)) for name in LAYERS}
    built |= {each.name: _bundle(each.name, function_files(each.name)) for each in FUNCTIONS}
    if missing := [name for name, (path, _) in built.items() if path is None]:
        section.said.append(f"Not built, run `make bundle`: {', '.join(missing)}.")
    sizes = {name: path.stat().st_size / MEGABYTE for name, (path, _) in built.items() if path}
    for name, size in sizes.items():
        section.add(name, size, "MB", note=built[name][1])
    api = next(each for each in FUNCTIONS if isinstance(each.trigger, Http))
    parts = [api.name, *(f"layer {name}" for name in api.layers)]
    if all(part in sizes for part in parts):
        section.add("API altogether", sum(sizes[part] for part in parts), "MB", budget.API_ZIP_MB)
    return section


def desk() -> Section:
    """The bytes before the desk's first screen: what its page names, text compressed as CloudFront does."""
    section = Section("Desk, first load")
    page = _DIST / "index.html"
    if not page.is_file():
        section.said.append("Not built; `make run` and `make bench` build it.")
        return section
    named = [_DIST / path for path in dict.fromkeys(_LOADED.findall(page.read_text()))]
    text = [page, *(path for path in named if path.suffix in {".js", ".css", ".svg"})]
    compressed = sum(len(gzip.compress(path.read_bytes(), 6)) for path in text)
    section.add("page, scripts and styles", compressed / 1_000, "kB gzip", budget.DESK_FIRST_LOAD_KB)
    fonts = sum(path.stat().st_size for path in named if path.suffix == ".woff2")
    section.add("font", fonts / 1_000, "kB", note="compressed by itself, does not hold up the screen")
    return section
