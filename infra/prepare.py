"""Sets up what the commands of the Makefile need: `python3 infra/prepare.py [python] [web] [browser]`.

Needs nothing but Python's standard library (the Makefile has looked at its version). Each part leaves a stamp of what
it was made from and is done again only when that changed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NEWEST = (3, 13)
NEEDED_BYTES = 4_000_000_000
VENV, TOOLS = ROOT / ".venv", ROOT / ".tools"
PYTHON, UV = VENV / "bin" / "python", TOOLS / "uv" / "bin" / "uv"
LOCK, UV_LOCK = ROOT / "requirements.lock", ROOT / "requirements-uv.lock"
WEB = ROOT / "web"
LOG = ROOT / ".local" / "log" / "prepare.log"
BROWSER = ROOT / ".local" / "browser"

NO_SPACE = ("no space left", "enospc", "disk quota exceeded")
NO_NETWORK = (
    "temporary failure in name resolution",
    "name or service not known",
    "failed to establish a new connection",
    "network is unreachable",
    "connection refused",
    "dns error",
    "error sending request",
    "could not connect",
    "enotfound",
    "eai_again",
    "econnrefused",
    "etimedout",
    "no matching distribution found for uv",
    "timed out",
)


class Problem(Exception):
    """What stands in the way, as one sentence for the person at the terminal."""


def say(text: str) -> None:
    print(f"  {text}", flush=True)


def stamp_of(*parts: str | Path) -> str:
    """A digest of texts and of the content of files."""
    digest = hashlib.sha256()
    for part in parts:
        content = part.read_bytes() if isinstance(part, Path) else part.encode()
        digest.update(str(len(content)).encode() + b":" + content)
    return digest.hexdigest()


def is_stamped(stamp: Path, value: str) -> bool:
    return stamp.is_file() and stamp.read_text() == value


def command(what: str, arguments: list[str], *, cwd: Path = ROOT, more: dict[str, str] | None = None) -> None:
    """Run a command with its output in the log; raises `Problem` with one sentence that says what to do."""
    print(f"  {what} …", end=" ", flush=True)
    started = time.monotonic()
    LOG.parent.mkdir(parents=True, exist_ok=True)
    environment = dict(os.environ, **(more or {}))
    environment["PATH"] = os.pathsep.join([str(VENV / "bin"), environment.get("PATH", "")])
    done = subprocess.run(
        arguments,
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        errors="replace",
        check=False,
    )
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(arguments)}\n{done.stdout}\n")
    if done.returncode == 0:
        print(f"{time.monotonic() - started:.1f} s", flush=True)
        return
    print("failed", flush=True)
    output = done.stdout.lower()
    if any(words in output for words in NO_SPACE):
        raise Problem(f"The disk is full; make room where {ROOT} lies and run the command again.")
    if any(words in output for words in NO_NETWORK):
        raise Problem("The network cannot be reached, and packages have to come from it; connect and run again.")
    last = [line for line in done.stdout.splitlines() if line.strip()][-8:]
    raise Problem(f"{what} failed; all of it is in {LOG}:\n" + "\n".join(f"    {line}" for line in last))


def check_disk() -> None:
    free = shutil.disk_usage(ROOT).free
    if not PYTHON.exists() and free < NEEDED_BYTES:
        raise Problem(
            f"The disk has {free / 1e9:.1f} GB free where {ROOT} lies; Lambdesk needs {NEEDED_BYTES / 1e9:.0f}."
        )


def indexes() -> dict[str, str]:
    """uv reads no pip configuration: hand over the index someone chose for pip, unless uv has its own."""
    chosen = os.environ.get("PIP_INDEX_URL")
    has_own = any(name in os.environ for name in ("UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX"))
    return {"UV_DEFAULT_INDEX": chosen} if chosen and not has_own else {}


def prepare_python() -> None:
    """`.venv` exactly as in the lock, and this project in it."""
    stamp, wanted = VENV / "lambdesk.stamp", stamp_of(LOCK, ROOT / "pyproject.toml", str(ROOT))
    if is_stamped(stamp, wanted):
        return
    prepare_uv()
    if not PYTHON.exists():
        # A Python newer than the packages were made for: uv brings one that fits.
        version = f"{NEWEST[0]}.{NEWEST[1]}" if sys.version_info[:2] > NEWEST else sys.executable
        command("Making .venv", [str(UV), "venv", "-q", "--clear", "--python", version, str(VENV)])
    uv = [str(UV), "pip"]
    python = ["--python", str(PYTHON)]
    command("Installing Python packages", [*uv, "sync", *python, "--require-hashes", str(LOCK)], more=indexes())
    editable = ["install", *python, "--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    command("Installing this project", [*uv, *editable], more=indexes())
    stamp.write_text(wanted)


def prepare_uv() -> None:
    """uv from PyPI in a small environment of its own."""
    stamp, wanted = TOOLS / "uv" / "lambdesk.stamp", stamp_of(UV_LOCK, str(ROOT))
    if is_stamped(stamp, wanted) and UV.exists():
        return
    shutil.rmtree(TOOLS / "uv", ignore_errors=True)
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        raise Problem("Python lacks its venv module; on Debian and Ubuntu: apt install python3-venv.") from None
    command("Making an environment for uv", [sys.executable, "-m", "venv", str(TOOLS / "uv")])
    pip = [str(TOOLS / "uv" / "bin" / "python"), "-m", "pip", "install", "-q", "--retries", "2"]
    command("Installing uv", [*pip, "--disable-pip-version-check", "--require-hashes", "-r", str(UV_LOCK)])
    stamp.write_text(wanted)


def prepare_web() -> None:
    """npm packages of the web clients, and the clients built when their sources changed."""
    modules = WEB / "node_modules"
    stamp, wanted = modules / "lambdesk.stamp", stamp_of(WEB / "package-lock.json")
    if not is_stamped(stamp, wanted):
        npm = [str(VENV / "bin" / "npm"), "ci", "--no-audit", "--no-fund", "--loglevel=error"]
        command("Installing packages of the web clients", npm, cwd=WEB)
        stamp.write_text(wanted)
    files = sorted(sources(WEB))
    built, wanted = WEB / "dist" / "lambdesk.stamp", stamp_of(*[str(path.relative_to(WEB)) for path in files], *files)
    if not is_stamped(built, wanted):
        command("Building the web clients", [str(VENV / "bin" / "npm"), "run", "build"], cwd=WEB)
        built.write_text(wanted)


def sources(folder: Path) -> Iterator[Path]:
    """The files a build is made of."""
    for path in folder.iterdir():
        if path.is_dir() and path.name not in {"node_modules", "dist", "coverage"}:
            yield from sources(path)
        elif path.is_file() and ".test." not in path.name:
            yield path


def prepare_browser() -> None:
    """A Chromium that starts; its path goes to `.local/browser` for the tests (`LAMBDESK_CHROMIUM`)."""
    if BROWSER.is_file() and Path(BROWSER.read_text()).is_file():
        return
    found = installed_browser() or playwright_browser() or debian_browser()
    if not found:
        raise Problem("No browser for the tests: install Chromium or Chrome, or set LAMBDESK_CHROMIUM to one.")
    BROWSER.parent.mkdir(parents=True, exist_ok=True)
    BROWSER.write_text(found)
    say(f"Browser for the tests: {found}")


def installed_browser() -> str | None:
    names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
    places = [os.environ.get("LAMBDESK_CHROMIUM"), *[shutil.which(name) for name in names]]
    places.append("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    return next((place for place in places if place and starts(place)), None)


def playwright_browser() -> str | None:
    playwright = [str(PYTHON), "-m", "playwright"]
    try:
        command("Downloading a browser", [*playwright, "install", "chromium"])
    except Problem as problem:
        say(str(problem).splitlines()[0])
        return None
    script = "from playwright.sync_api import sync_playwright as p\nwith p() as q: print(q.chromium.executable_path)"
    done = subprocess.run([str(PYTHON), "-c", script], stdout=subprocess.PIPE, text=True, check=False)
    place = done.stdout.strip()
    return place if place and starts(place) else None


def debian_browser() -> str | None:
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return None
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    command("Reading Debian's package lists", ["apt-get", "update"], more=quiet)
    command("Installing Debian's chromium", ["apt-get", "install", "-y", "-q", "chromium"], more=quiet)
    return installed_browser()


def starts(browser: str) -> bool:
    """Whether this browser runs here: a binary alone says nothing about its libraries."""
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--dump-dom", "about:blank"]
    try:
        done = subprocess.run([browser, *flags], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and b"<html" in done.stdout


PARTS = {"python": prepare_python, "web": prepare_web, "browser": prepare_browser}


def main(wanted: list[str]) -> int:
    """Do the wanted parts in their order; 0 when all is there, 1 with one sentence when not."""
    try:
        check_disk()
        for name in wanted:
            PARTS[name]()
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"\n{problem.strerror}: {problem.filename or ROOT}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
