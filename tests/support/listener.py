"""A small HTTP server on a port of this machine: it answers as a test says, and keeps what it was sent."""

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Listener:
    """`status` and `body` answer everything; `posts` are the headers, in small letters, and the bodies of POSTs."""

    status: int = 200
    body: bytes = b""
    kind: str = "text/calendar"
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def stop(self) -> None:
        """No answers any more."""
        self._server.shutdown()
        self._server.server_close()


def _handler(listener: Listener) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            listener.posts.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self._answer(b"")

        def do_GET(self) -> None:
            self._answer(listener.body)

        def _answer(self, body: bytes) -> None:
            self.send_response(listener.status)
            self.send_header("Content-Type", listener.kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quietly."""

    return Handler
