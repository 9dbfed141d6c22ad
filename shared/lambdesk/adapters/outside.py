"""Requests to addresses that somebody outside names: never into our own network, never far, never long.

HTTPS only, no redirects, no private address: the name is looked up once, every address of it has to be a public one,
and the connection goes to the one that was looked at. `local` also takes plain HTTP to this machine itself: on a
developer's machine, where the other side is a program beside ours.
"""

import base64
import http.client
import json
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

TIMEOUT_SECONDS = 4
LIMIT_BYTES = 256_000
_NAT64 = IPv6Network("64:ff9b::/96")
_LOOPBACK = ("127.0.0.1", "localhost")

Resolve = Callable[..., list[tuple[Any, ...]]]


class Unreachable(Exception):
    """No answer that can be used: the address is none of the public internet, or what came was too slow or too much."""


@dataclass(frozen=True)
class Reply:
    """What came back: a JSON object, empty for anything else."""

    status: int
    json: Mapping[str, Any]


class Outside:
    """The way to other people's servers."""

    def __init__(self, *, local: bool = False, resolve: Resolve = socket.getaddrinfo) -> None:
        self._local = local
        self._resolve = resolve

    def get(self, url: str) -> Reply:
        """Raises Unreachable."""
        return self._ask("GET", url, None, {})

    def post_form(self, url: str, form: Mapping[str, str], basic: tuple[str, str] | None = None) -> Reply:
        """A form, with a name and a password in the header when they are given. Raises Unreachable."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if basic:
            headers["Authorization"] = "Basic " + base64.b64encode(":".join(basic).encode()).decode()
        return self._ask("POST", url, urlencode(form), headers)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """The status that a body is answered with; the rest of the answer is not read. Raises Unreachable."""
        return self._ask("POST", url, body, headers, limit=0).status

    def _ask(
        self, method: str, url: str, body: str | bytes | None, headers: Mapping[str, str], limit: int = LIMIT_BYTES
    ) -> Reply:
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection = self._connection(parts)
            try:
                connection.request(method, path, body, {"Accept": "application/json", **headers})
                answer = connection.getresponse()
                text = answer.read(limit + 1) if limit else b""
            finally:
                connection.close()
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise Unreachable from error
        if len(text) > limit:
            raise Unreachable
        return Reply(answer.status, _object(text))

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
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)


def _is_public(address: str) -> bool:
    found = ip_address(address.partition("%")[0])
    # An address of the old kind inside one of the new kind: what it leads to is for a gateway on the way to say.
    inside = isinstance(found, IPv6Address) and (
        found.ipv4_mapped or found.sixtofour or found.teredo or found in _NAT64
    )
    return found.is_global and not found.is_multicast and not inside


def _object(text: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
