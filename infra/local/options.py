"""Where a local cloud keeps its things and on which ports it listens."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields
from itertools import chain
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
REGION = "us-east-1"
ACCOUNT = "000000000000"
PLACES = range(10_000, 30_000)
"""Where free ports are looked for: below those that systems give to callers, who could take one before it is used."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """One local cloud. `state` holds everything it writes; two clouds with different `state` do not meet."""

    state: Path = ROOT / ".local"
    seed: bool = True
    persist: bool = True
    deploy: bool = True
    mended: bool = True
    roles: bool = False
    """Whether each call is checked against the policies of whoever makes it."""
    sign_up: str = ""
    """The mail domain below which people make workspaces by themselves; empty: nobody does."""

    @property
    def outputs(self) -> Path:
        return self.state / "outputs.json"

    @property
    def settings(self) -> Path:
        """What `lambdesk` commands read when they are to act on this cloud."""
        return self.state / "settings.env"

    @property
    def log(self) -> Path:
        return self.state / "log" / "cloud.log"

    @property
    def outbox(self) -> Path:
        return self.state / "outbox"

    @property
    def temporary(self) -> Path:
        return self.state / "tmp"


@dataclass(frozen=True, kw_only=True)
class Ports:
    """The ports of one cloud; the defaults are what it takes when nobody else has them."""

    edge: int = 8080
    content: int = 8081
    mail: int = 8025
    smtp: int = 2525
    smtp_untrusted: int = 2526
    gateway: int = 4566


@contextmanager
def bound(port: int) -> Iterator[int]:
    """The port, held while in the context; raises `OSError` when it is taken."""
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind((HOST, port))
        yield held.getsockname()[1]


def free_port(*taken: int) -> int:
    """A port that nobody listens on, but for those `taken`; each process looks from a place of its own on."""
    begin = os.getpid() * len(fields(Ports)) % len(PLACES)
    for port in chain(PLACES[begin:], PLACES[:begin]):
        with suppress(OSError), bound(port):
            if port not in taken:
                return port
    message = f"No port is free from {PLACES[0]} to {PLACES[-1]}."
    raise OSError(message)


def choose_ports(options: Options) -> Ports:
    """The ports of last time, else the defaults, else free ones; remembered in `ports.json` of the state directory.

    A cloud outside the default place starts from free ports, so that it never takes those of `make run`.
    """
    remembered = options.state / "ports.json"
    wanted: dict[str, Any] = {} if options.state != Options().state else asdict(Ports())
    if remembered.is_file():
        wanted = json.loads(remembered.read_text())
    chosen = dict[str, int]()
    for field in fields(Ports):
        try:
            with bound(int(wanted[field.name])) as port:
                chosen[field.name] = port
        except (KeyError, OSError):
            chosen[field.name] = free_port(*wanted.values(), *chosen.values())
    remembered.parent.mkdir(parents=True, exist_ok=True)
    remembered.write_text(json.dumps(chosen, indent=1))
    return Ports(**chosen)
