"""A socket of somebody signed in, as a client would hold it."""

import json
import time
from types import TracebackType
from typing import Any, Self

from websockets.sync.client import connect

from tests.support.cloud import Person

Frame = dict[str, Any]


class Socket:
    """Opened with a fresh ticket. `frames` is all that was heard so far."""

    def __init__(self, person: Person) -> None:
        self.person = person
        answer = person.api.post("/v1/realtime/tickets")
        assert answer.status_code == 201, answer.text
        self.ticket = answer.json()
        self.frames: list[Frame] = []
        self._connection = connect(f"{self.ticket['url']}?ticket={self.ticket['ticket']}", proxy=None)

    def say(self, **message: Any) -> None:
        self._connection.send(json.dumps(message))

    def watch(self, *topics: str) -> Frame:
        """Subscribe, and wait for the answer."""
        self.say(action="subscribe", topics=list(topics))
        return self.hear(lambda frame: frame["type"] in {"subscribed", "refused"})

    def hear(self, wanted: Any, seconds: float = 30) -> Frame:
        """The next frame that is wanted."""
        ends = time.monotonic() + seconds
        while True:
            told = json.loads(self._connection.recv(timeout=max(ends - time.monotonic(), 0.01)))
            self.frames += told
            for frame in told:
                if wanted(frame):
                    found: Frame = frame
                    return found

    def quiet(self, seconds: float) -> list[Frame]:
        """What is heard for a while."""
        before, ends = len(self.frames), time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            try:
                self.frames += json.loads(self._connection.recv(timeout=left))
            except TimeoutError:
                break
        return self.frames[before:]

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
