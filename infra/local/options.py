"""Where a local cloud keeps its things and on which ports it listens."""

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
REGION = "us-east-1"
ACCOUNT = "000000000000"


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
    """The port, held while in the context; raises `OSError` when it is taken. 0 asks for any free one."""
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind((HOST, port))
        yield held.getsockname()[1]


def choose_ports(options: Options) -> Ports:
    """The ports of last time, else the defaults, else free ones; remembered in `ports.json` of the state directory.

    A cloud outside the default place starts from free ports, so that it never takes those of `make run`.
    """
    remembered = options.state / "ports.json"
    wanted: dict[str, Any] = {} if options.state != Options().state else asdict(Ports())
    if remembered.is_file():
        wanted = json.loads(remembered.read_text())
    chosen = {}
    with ExitStack() as held:
        for field in fields(Ports):
            try:
                port = held.enter_context(bound(int(wanted.get(field.name, 0))))
            except OSError:
                port = held.enter_context(bound(0))
            chosen[field.name] = port
    remembered.parent.mkdir(parents=True, exist_ok=True)
    remembered.write_text(json.dumps(chosen, indent=1))
    return Ports(**chosen)
