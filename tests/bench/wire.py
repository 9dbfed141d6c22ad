"""AWS answers out of a file: what is measured above them is our own work, signing and parsing included.

A recording keeps the answers of one operation in order. A replay gives them again for every repetition; calls that only
a cold process makes (secrets, memberships) are found by what they ask.
"""

import hashlib
import io
import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Answer:
    """One answer of a service; `call` names what was asked, `asked` is a digest of the whole question, `about` one of
    the item that it names."""

    call: str
    asked: str
    about: str
    status: int
    headers: dict[str, str]
    body: str


@dataclass
class Recording:
    """`cold` are answers a fresh process needs once, `operations` those of each operation in order, `facts` what they
    are about."""

    cold: list[Answer] = field(default_factory=list)
    operations: dict[str, list[Answer]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    def save(self, path: Path) -> None:
        """Keep it for other processes."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(self, default=vars))

    @classmethod
    def load(cls, path: Path) -> "Recording":
        """What `save` kept."""
        kept = json.loads(path.read_text())
        operations = {name: [Answer(**each) for each in answers] for name, answers in kept["operations"].items()}
        return cls([Answer(**each) for each in kept["cold"]], operations, kept["facts"])


def _name(request: Any) -> str:
    target = request.headers.get("X-Amz-Target")
    if target is None:
        host = request.url.split("/")[2]
        return f"{request.method} {host}"
    return target.decode() if isinstance(target, bytes) else str(target)


def _asked(request: Any) -> str:
    return _digest(request, _body(request))


def _about(request: Any) -> str:
    """Questions that name the moment are never the same, but may be about the same item."""
    data = _body(request)
    return _digest(request, json.dumps(json.loads(data).get("Key")).encode() if data.startswith(b"{") else b"")


def _body(request: Any) -> bytes:
    body = request.body or b""
    return body.encode() if isinstance(body, str) else body if isinstance(body, bytes) else b""


def _digest(request: Any, data: bytes) -> str:
    return hashlib.md5(data + _name(request).encode(), usedforsecurity=False).hexdigest()


@contextmanager
def recording(answers: list[Answer]) -> Iterator[None]:
    """Note what moto answers inside."""
    from moto.core.botocore_stubber import BotocoreStubber

    plain = BotocoreStubber.process_request

    def process(self: Any, request: Any) -> Any:
        found = plain(self, request)
        if found is not None:
            status, headers, body = found
            text = body.decode() if isinstance(body, bytes) else body
            kept = {str(name): str(value) for name, value in headers.items()}
            answers.append(Answer(_name(request), _asked(request), _about(request), status, kept, text))
        return found

    BotocoreStubber.process_request = process  # type: ignore[method-assign]
    try:
        yield
    finally:
        BotocoreStubber.process_request = plain  # type: ignore[method-assign]


class _Body:
    """As much of urllib3's response as botocore reads."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        yield self._data

    def read(self, *_: Any, **__: Any) -> bytes:
        data, self._data = self._data, b""
        return data


class Replay:
    """Stands where botocore would open a connection."""

    def __init__(self, recorded: Recording) -> None:
        self._cold = {each.asked: each for each in recorded.cold}
        self._alike = {each.about: each for each in recorded.cold}
        self._operations = recorded.operations
        self._facts = recorded.facts
        self._current: list[Answer] = []
        self._next = 0

    def install(self) -> None:
        """From now on no call leaves the process."""
        from botocore.httpsession import URLLib3Session

        def send(_: Any, request: Any) -> Any:
            return self.send(request)

        URLLib3Session.send = send  # type: ignore[method-assign, assignment]
        keys = json.dumps(self._facts.get("keys", {})).encode()
        urllib.request.urlopen = lambda *_, **__: io.BytesIO(keys)

    def begin(self, operation: str) -> None:
        """What follows is one run of this operation."""
        self._current, self._next = self._operations.get(operation, []), 0

    def send(self, request: Any) -> Any:
        from botocore.awsrequest import AWSResponse

        found = self._answer(_name(request), _asked(request), _about(request))
        body = _Body(found.body.encode())
        return AWSResponse(request.url, found.status, found.headers, body)  # type: ignore[arg-type]

    def _answer(self, name: str, asked: str, about: str) -> Answer:
        """The next of the operation, unless the question is another one that only a cold process asks."""
        following = self._current[self._next] if self._next < len(self._current) else None
        cold = None if following and following.asked == asked else self._cold.get(asked)
        if cold:
            return cold
        # What the recording asked and this run need not, is passed over: a memory had run out there.
        ahead = range(self._next, len(self._current))
        same = (place for place in ahead if self._current[place].about == about)
        place = next(same, None)
        if place is None and about in self._alike:
            return self._alike[about]
        place = next((place for place in ahead if self._current[place].call == name), None) if place is None else place
        if place is None:
            message = f"nothing recorded answers {name} at place {self._next}"
            raise LookupError(message)
        self._next = place + 1
        return self._current[place]
