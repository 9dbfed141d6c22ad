"""Requests to addresses that somebody outside names: never into our own network, never far, never long.

HTTPS only, no redirects, no private address: the name is looked up once, every address of it has to be a public one,
and the connection goes to the one that was looked at. What drips so slowly that no single wait is long ends all the
same. `local` also takes plain HTTP to this machine itself: on a developer's machine, where the other side is a program
beside ours.
"""

import base64
import http.client
import json
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

TIMEOUT_SECONDS = 4
DEADLINE_SECONDS = 12
LIMIT_BYTES = 256_000
_NAT64 = IPv6Network("64:ff9b::/96")
_LOOPBACK = ("127.0.0.1", "localhost")

Resolve = Callable[..., list[tuple[Any, ...]]]


class Unreachable(Exception):
    """No answer that can be used: the address is none of the public internet, or what came was too slow or too much."""


class TooLong(Unreachable):
    """There is an answer, and it is longer than it may be."""


@dataclass(frozen=True)
class Asked:
    """What kind of answer is wanted, how many bytes of it at most (0: none is read), what it is compared with."""

    accept: str = "application/json"
    limit_bytes: int = LIMIT_BYTES
    etag: str | None = None
    modified: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """As the request says it; raises ValueError for what cannot stand there."""
        told = {"Accept": self.accept, "If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in told.items() if value is not None}


@dataclass(frozen=True)
class Answer:
    """What came back, as it came. `headers` are by their names in small letters."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """What came back: a JSON object, empty for anything else."""

    status: int
    json: Mapping[str, Any]


_JSON = Asked()


class Outside:
    """The way to other people's servers."""

    def __init__(
        self, *, local: bool = False, resolve: Resolve = socket.getaddrinfo, deadline: float = DEADLINE_SECONDS
    ) -> None:
        self._local = local
        self._resolve = resolve
        self._deadline = deadline

    def get(self, url: str) -> Reply:
        """Raises Unreachable."""
        return _reply(self._ask("GET", url))

    def fetch(self, url: str, asked: Asked) -> Answer:
        """Any kind of answer. Raises Unreachable."""
        return self._ask("GET", url, asked=asked)

    def post_form(self, url: str, form: Mapping[str, str], basic: tuple[str, str] | None = None) -> Reply:
        """A form, with a name and a password in the header when they are given. Raises Unreachable."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if basic:
            headers["Authorization"] = "Basic " + base64.b64encode(":".join(basic).encode()).decode()
        return _reply(self._ask("POST", url, urlencode(form), headers))

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """The status that a body is answered with; the rest of the answer is not read. Raises Unreachable."""
        return self._ask("POST", url, body, headers, Asked(limit_bytes=0)).status

    def _ask(
        self,
        method: str,
        url: str,
        body: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        asked: Asked = _JSON,
    ) -> Answer:
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection = self._connection(parts)
            with _Deadline(connection, self._deadline):
                connection.request(method, path, body, {**asked.headers, **(headers or {})})
                answer = connection.getresponse()
                text = answer.read(asked.limit_bytes + 1) if asked.limit_bytes else b""
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise Unreachable from error
        if len(text) > asked.limit_bytes:
            raise TooLong
        return Answer(answer.status, text, {name.lower(): value for name, value in answer.getheaders()})

    def _connection(self, parts: SplitResult) -> http.client.HTTPConnection:
        host = parts.hostname or ""
        if parts.username is not None or not host:
            raise Unreachable
        if self._local and parts.scheme == "http" and host in _LOOPBACK:
            return http.client.HTTPConnection(host, parts.port, timeout=TIMEOUT_SECONDS)
        if parts.scheme != "https":
            raise Unreachable
        return _Pinned(host, parts.port or 443, self._public(host, parts.port or 443))

    def _public(self, host: str, port: int) -> str:
        """The first address of a host all of whose addresses are public ones."""
        found = [str(each[4][0]) for each in self._resolve(host, port, type=socket.SOCK_STREAM)]
        if not found or not all(map(_is_public, found)):
            raise Unreachable
        return found[0]


class _Pinned(http.client.HTTPSConnection):
    """A connection to the address that was looked at, under the host's name."""

    def __init__(self, host: str, port: int, address: str) -> None:
        self._tls = ssl.create_default_context()
        super().__init__(host, port, timeout=TIMEOUT_SECONDS, context=self._tls)
        self._address = address

    def connect(self) -> None:
        """Connect, and have the other side prove the name."""
        plain = socket.create_connection((self._address, self.port), self.timeout)
        # In two steps: a handshake that drips is one that the deadline has to find.
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock.do_handshake()


class _Deadline:
    """Closes a connection in its middle when all of it takes too long, and in any case at the end. Raises OSError."""

    def __init__(self, connection: http.client.HTTPConnection, seconds: float) -> None:
        self._connection = connection
        self._passed = False
        self._timer = threading.Timer(seconds, self._pass)
        self._timer.daemon = True

    def _pass(self) -> None:
        self._passed = True
        with suppress(OSError, AttributeError):
            self._connection.sock.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._connection.close()
        # What ends so looks like an answer that is whole.
        if self._passed:
            raise TimeoutError


def _is_public(address: str) -> bool:
    found = ip_address(address.partition("%")[0])
    # An address of the old kind inside one of the new kind: what it leads to is for a gateway on the way to say.
    inside = isinstance(found, IPv6Address) and (
        found.ipv4_mapped or found.sixtofour or found.teredo or found in _NAT64
    )
    return found.is_global and not found.is_multicast and not inside


def _reply(answer: Answer) -> Reply:
    return Reply(answer.status, _object(answer.body))


def _object(text: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
