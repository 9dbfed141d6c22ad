"""What others answer where holidays are read from."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from lambdesk.adapters.feeds import WebFeeds
from lambdesk.adapters.outside import Outside
from lambdesk.sla.calendars.feeds.model import SIZE_LIMIT_BYTES, Fault, Fetched, Unread
from tests.support.feeds import ics

FILE = ics("20261224")


class Other:
    """The other side, which answers the same to each request until it is told otherwise."""

    def __init__(self) -> None:
        self.status, self.headers, self.body = 200, {}, FILE.encode()  # type: int, dict[str, str], bytes
        self.length: int | None = None
        self.asked: list[dict[str, str]] = []
        self.going = threading.Event()
        other = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                other.asked.append({name.lower(): value for name, value in self.headers.items()})
                self.send_response(other.status)
                for name, value in other.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(other.length or len(other.body)))
                self.end_headers()
                self.wfile.write(other.body)
                if other.length:
                    self.wfile.flush()
                    other.going.wait(10)

            def log_message(self, *_: Any) -> None:
                """Nobody reads it."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}/days.ics?secret=1"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.going.set()
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def other() -> Iterator[Other]:
    other = Other()
    yield other
    other.stop()


FEEDS = WebFeeds(Outside(local=True))


def fault_of(address: str, feeds: WebFeeds = FEEDS) -> Fault:
    with pytest.raises(Unread) as unread:
        feeds.fetch(address, None, None)
    return unread.value.fault


def test_a_file_comes_with_its_names_and_is_asked_for_by_them(other: Other) -> None:
    other.headers = {"ETag": '"7"', "Last-Modified": "Sun, 22 Nov 2026 00:00:00 GMT", "Content-Type": "text/plain"}
    first = FEEDS.fetch(other.address, None, None)
    assert first == Fetched(FILE, '"7"', "Sun, 22 Nov 2026 00:00:00 GMT")
    assert "if-none-match" not in other.asked[0]
    assert other.asked[0]["accept"].startswith("text/calendar")
    other.status, other.body = 304, b""
    assert FEEDS.fetch(other.address, first.etag, first.modified) == Fetched(None)
    assert other.asked[1]["if-none-match"] == '"7"'
    assert other.asked[1]["if-modified-since"] == "Sun, 22 Nov 2026 00:00:00 GMT"


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        *((301, Fault.REDIRECTED), (302, Fault.REDIRECTED), (308, Fault.REDIRECTED), (401, Fault.REFUSED)),
        *((403, Fault.REFUSED), (404, Fault.GONE), (410, Fault.GONE), (500, Fault.WRONG_ANSWER)),
        (206, Fault.WRONG_ANSWER),
    ],
)
def test_anything_but_a_file_is_a_fault_and_a_redirect_is_not_followed(status: int, fault: Fault, other: Other) -> None:
    other.status, other.headers = status, {"Location": other.address}
    assert fault_of(other.address) is fault
    assert len(other.asked) == 1


def test_what_is_too_long_or_no_text_is_not_taken(other: Other) -> None:
    other.body = b"x" * SIZE_LIMIT_BYTES
    assert FEEDS.fetch(other.address, None, None).text == "x" * SIZE_LIMIT_BYTES
    other.body += b"x"
    assert fault_of(other.address) is Fault.TOO_LARGE
    other.body = b"\xff\xfe\x00"
    assert fault_of(other.address) is Fault.NOT_A_CALENDAR


def test_what_never_ends_is_ended_and_half_of_it_is_not_taken(other: Other) -> None:
    other.length = len(FILE) + 100
    assert fault_of(other.address, WebFeeds(Outside(local=True, deadline=0.2))) is Fault.UNREACHABLE


@pytest.mark.parametrize("address", ["https://10.0.0.1/x.ics", "https://169.254.169.254/x", "http://example.com/x.ics"])
def test_our_own_net_is_not_asked(address: str) -> None:
    def resolve(host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        return [(2, 1, 6, "", (host, port))]

    assert fault_of(address, WebFeeds(Outside(resolve=resolve))) is Fault.UNREACHABLE


def test_names_that_cannot_be_sent_back_are_not_kept(other: Other) -> None:
    other.headers = {"ETag": "x" * 501, "Last-Modified": "\u00fc"}
    assert FEEDS.fetch(other.address, None, None) == Fetched(FILE)
