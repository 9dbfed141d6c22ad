"""The edge passes requests as CloudFront does, and serves the clients."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from infra.local.edge import clients_and_api, content
from infra.local.launcher import Server
from infra.local.options import HOST, bound

let_go = threading.Event()
NO_SOCKETS = f"ws://{HOST}:9"


async def upstream(scope: Any, receive: Any, send: Any) -> None:
    """An API that tells what reached it."""
    if scope["type"] == "lifespan":
        for kind in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{kind}.complete"})
        return
    size, more = 0, True
    while more:
        message = await receive()
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    headers = [
        (b"x-path", scope["raw_path"].split(b"?")[0]),
        (b"x-query", scope["query_string"]),
        (b"x-method", scope["method"].encode()),
        (b"x-size", str(size).encode()),
        (b"x-authorization", dict(scope["headers"]).get(b"authorization", b"")),
        (b"x-cookie", b"|".join(value for name, value in scope["headers"] if name == b"cookie")),
        (b"set-cookie", b"a=1; Path=/api/v1/session"),
        (b"set-cookie", b"b=2"),
        (b"content-disposition", b"attachment"),
        (b"content-security-policy", b"default-src *"),
    ]
    await send({"type": "http.response.start", "status": 413 if size > 1_000_000 else 201, "headers": headers})
    await send({"type": "http.response.body", "body": b"first", "more_body": True})
    if b"slow" in scope["raw_path"]:
        await asyncio.to_thread(let_go.wait, 10)
    await send({"type": "http.response.body", "body": b"second"})


def served(name: str, application: Any) -> tuple[Server, str]:
    with bound(0) as port:
        pass
    server = Server(name, application, port)
    server.begin()
    return server, f"http://{HOST}:{port}"


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("web dist")
    (folder / "index.html").write_text("<html>desk</html>")
    (folder / "portal.html").write_text("<html>portal</html>")
    (folder / "assets").mkdir()
    (folder / "assets" / "main-1a2b.js").write_text("1")
    (folder.parent / "secret.txt").write_text("not yours")
    return folder


@pytest.fixture(scope="module")
def edge(web: Path) -> Iterator[httpx.Client]:
    api, api_url = served("api", upstream)
    server, url = served(
        "edge", clients_and_api(web, f"{api_url}/base", NO_SOCKETS, "http://content.example", "http://s3.example")
    )
    with httpx.Client(base_url=url) as client:
        yield client
    server.end()
    api.end()


def test_the_api_knows_nothing_of_its_prefix(edge: httpx.Client) -> None:
    answer = edge.get("/api/v1/a%2Fb%20c", params={"cursor": "x=/+", "q": ["1", "2"]})
    assert answer.headers["x-path"] == "/base/v1/a%2Fb%20c"
    assert answer.headers["x-query"] == "cursor=x%3D%2F%2B&q=1&q=2"
    assert answer.status_code == 201


def test_cookies_go_both_ways(edge: httpx.Client) -> None:
    answer = edge.post("/api/v1/session", headers={"Cookie": "lambdesk_session=abc"})
    assert answer.headers["x-cookie"] == "lambdesk_session=abc"
    assert answer.headers.get_list("set-cookie") == ["a=1; Path=/api/v1/session", "b=2"]


@pytest.mark.parametrize(("headers", "reaches"), [({}, "none"), ({"Authorization": "Bearer x"}, "Bearer x")])
def test_a_request_without_a_token_reaches_the_api_too(
    edge: httpx.Client, headers: dict[str, str], reaches: str
) -> None:
    """The gateway would refuse it in a shape of its own."""
    assert edge.get("/api/v1/me", headers=headers).headers["x-authorization"] == reaches


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"])
def test_every_method_passes(edge: httpx.Client, method: str) -> None:
    assert edge.request(method, "/api/v1/x").headers["x-method"] == method


def test_a_body_of_any_size_reaches_the_api_that_refuses_it(edge: httpx.Client) -> None:
    answer = edge.post("/api/v1/x", content=b"x" * 3_000_000)
    assert (answer.status_code, answer.headers["x-size"]) == (413, "3000000")


def test_answers_are_passed_as_they_come(edge: httpx.Client) -> None:
    let_go.clear()
    with edge.stream("GET", "/api/slow") as answer:
        chunks = answer.iter_raw()
        assert next(chunks) == b"first"
        let_go.set()
        assert b"".join(chunks) == b"second"


@pytest.mark.parametrize("path", ["/", "/northwind/", "/northwind/tickets/12"])
def test_every_address_of_a_client_is_its_page(edge: httpx.Client, path: str) -> None:
    answer = edge.get(path)
    assert (answer.status_code, answer.text) == (200, "<html>desk</html>")
    assert answer.headers["cache-control"] == "no-cache"
    assert "http://content.example" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/portal", "/portal/", "/portal/northwind/new", "/portal/confirm/a.bcd"])
def test_every_address_below_portal_is_the_portals_page(edge: httpx.Client, path: str) -> None:
    answer = edge.get(path)
    assert (answer.status_code, answer.text) == (200, "<html>portal</html>")
    assert answer.headers["cache-control"] == "no-cache"


def test_files_with_a_hash_in_their_name_are_kept(edge: httpx.Client) -> None:
    assert "immutable" in edge.get("/assets/main-1a2b.js").headers["cache-control"]


@pytest.mark.parametrize("path", ["/assets/gone.js", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt"])
def test_what_is_no_file_of_the_clients_is_not_found(edge: httpx.Client, path: str) -> None:
    assert edge.get(path).status_code == 404


def test_without_a_service_behind_it_says_so(web: Path) -> None:
    server, url = served(
        "edge", clients_and_api(web, f"http://{HOST}:9", NO_SOCKETS, "http://content.example", "http://s3.example")
    )
    assert httpx.get(f"{url}/api/v1/x").status_code == 502
    server.end()


def test_without_built_clients_it_says_what_to_do(tmp_path: Path) -> None:
    server, url = served(
        "edge", clients_and_api(tmp_path, f"http://{HOST}:9", NO_SOCKETS, "http://content.example", "http://s3.example")
    )
    answer = httpx.get(f"{url}/northwind/")
    server.end()
    assert answer.status_code == 503
    assert "make run" in answer.text


@pytest.fixture(scope="module")
def attachments(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    web = tmp_path_factory.mktemp("web")
    (web / "assets").mkdir()
    for name in ("mail-frame.html", "index.html", "assets/mail.js"):
        (web / name).write_text(name)
    s3, s3_url = served("s3", upstream)
    server, url = served("content", content(s3_url, "content-bucket", web, "http://desk.example"))
    with httpx.Client(base_url=url) as client:
        yield client
    server.end()
    s3.end()


def test_a_signed_address_passes_unchanged_and_runs_nothing(attachments: httpx.Client) -> None:
    query = "X-Amz-Signature=abc&X-Amz-Date=20261122T010203Z"
    answer = attachments.get(f"/content-bucket/t/a%20b.pdf?{query}")
    assert (answer.headers["x-path"], answer.headers["x-query"]) == ("/content-bucket/t/a%20b.pdf", query)
    assert answer.headers["content-disposition"] == "attachment"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers.get_list("content-security-policy") == ["default-src 'none'; sandbox; frame-ancestors 'none'"]


def test_an_address_without_signature_is_refused(attachments: httpx.Client) -> None:
    assert attachments.get("/content-bucket/t/a.pdf").status_code == 403


def test_other_buckets_are_not_there(attachments: httpx.Client) -> None:
    assert attachments.get("/raw-bucket/raw/1?X-Amz-Signature=abc").status_code == 404


def test_the_page_that_shows_mails_is_there_with_its_files_and_no_client(attachments: httpx.Client) -> None:
    for path in ("/mail-frame.html", "/assets/mail.js"):
        answer = attachments.get(path)
        assert answer.text == path[1:]
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "x-frame-options" not in answer.headers
        (csp,) = answer.headers.get_list("content-security-policy")
        assert csp.startswith("sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox; default-src 'none'")
        assert csp.endswith("frame-ancestors http://desk.example")
    for path in ("/", "/index.html", "/northwind/", "/assets/../index.html"):
        assert attachments.get(path).status_code == 404


def test_the_clients_address_of_that_page_leads_to_the_content_origin(tmp_path: Path) -> None:
    edge = clients_and_api(tmp_path, f"http://{HOST}:9", NO_SOCKETS, "http://content.example", "http://s3.example")
    server, url = served("edge", edge)
    answer = httpx.get(f"{url}/mail-frame.html")
    server.end()
    assert (answer.status_code, answer.headers["location"]) == (302, "http://content.example/mail-frame.html")


async def sockets(scope: Any, receive: Any, send: Any) -> None:
    """A WebSocket API that lets in who says `?ticket=good`, repeats what it hears and ends at `bye`."""
    await receive()
    if scope["query_string"] != b"ticket=good":
        await send({"type": "websocket.close", "code": 1008})
        return
    await send({"type": "websocket.accept"})
    while (heard := await receive())["type"] == "websocket.receive":
        if heard["text"] == "bye":
            break
        await send({"type": "websocket.send", "text": heard["text"]})
    heard_of_end.set()
    await send({"type": "websocket.close", "code": 1000})


heard_of_end = threading.Event()


@pytest.fixture
def socket_url(web: Path) -> Iterator[str]:
    upper, upper_url = served("sockets", sockets)
    target = upper_url.replace("http", "ws") + "/ws"
    server, url = served(
        "edge", clients_and_api(web, f"http://{HOST}:9", target, "http://content.example", "http://s3.example")
    )
    yield url.replace("http", "ws") + "/ws"
    server.end()
    upper.end()


def test_sockets_are_passed_on_both_ways(socket_url: str) -> None:
    heard_of_end.clear()
    with connect(socket_url + "?ticket=good", proxy=None) as socket:
        for said in ("hello", "ß" * 20_000):
            socket.send(said)
            assert socket.recv(timeout=5) == said
    assert heard_of_end.wait(5)


def test_the_end_of_a_socket_is_passed_on(socket_url: str) -> None:
    with connect(socket_url + "?ticket=good", proxy=None) as socket:
        socket.send("bye")
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=5)


def test_a_socket_that_is_refused_stays_closed(socket_url: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        connect(socket_url + "?ticket=bad", proxy=None)
    assert refused.value.response.status_code == 403
