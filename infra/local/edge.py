"""What CloudFront does on AWS: the clients and `/api` on one origin, what customers sent on another.

The rules are those of the `Edge` stack: a path below `/portal` is the portal's page, another one without a dot in its
last part the desk's, `/api` is taken off before the API sees the path, the content origin has the page that shows a
mail, passes signed addresses of the one content bucket, and nothing else.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from infra.web import (
    CONTENT_CSP,
    MAIL_FRAME,
    MAIL_FRAME_REDIRECT,
    SECURITY_HEADERS,
    cache_control,
    client_csp,
    mail_frame_headers,
)

HOP_BY_HOP = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization te trailer transfer-encoding upgrade host".split()
)
NOT_BUILT = "The web clients are not built; run `make run`, which builds them."


class Proxy:
    """An ASGI application that passes requests on as they come: headers and bodies both ways, nothing held back."""

    def __init__(self, target: str, *, without_prefix: str = "") -> None:
        self._target, self._prefix = target.rstrip("/"), without_prefix
        limits = httpx.Limits(max_connections=200, max_keepalive_connections=50, keepalive_expiry=60)
        self._client = httpx.AsyncClient(timeout=60, limits=limits, trust_env=False)

    @asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        yield
        await self._client.aclose()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            answer = await self._client.send(self._passed(Request(scope, receive)), stream=True)
        except httpx.TransportError:
            await PlainTextResponse("The service behind this address does not answer.", 502)(scope, receive, send)
            return
        try:
            headers = [(name.lower(), value) for name, value in answer.headers.raw if name.lower() not in HOP_BY_HOP]
            await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
            async for chunk in answer.aiter_raw():
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            await answer.aclose()

    def _passed(self, request: Request) -> httpx.Request:
        # Paths stay percent-encoded as they came: a signature covers their spelling.
        path = bytes(request.scope["raw_path"]).partition(b"?")[0].decode("latin-1").removeprefix(self._prefix)
        query = request.scope["query_string"].decode("latin-1")
        headers = [pair for pair in request.headers.raw if pair[0] not in HOP_BY_HOP]
        if self._prefix and "authorization" not in request.headers:
            # Without it the gateway would refuse in a shape of its own; so the API refuses, as a problem.
            headers.append((b"authorization", b"none"))
        has_body = "content-length" in request.headers or "transfer-encoding" in request.headers
        return self._client.build_request(
            request.method,
            f"{self._target}{path}" + (f"?{query}" if query else ""),
            headers=headers,
            content=request.stream() if has_body else None,
        )


class SocketProxy:
    """Passes a socket on: its query, what both sides say, and who ends it. A refused one stays closed."""

    def __init__(self, target: str) -> None:
        self._target = target

    async def pass_on(self, client: WebSocket) -> None:
        """Open the other side first: only a socket that is let in there is accepted."""
        query = client.scope["query_string"].decode("latin-1")
        try:
            server = await connect(f"{self._target}?{query}", proxy=None, max_size=None)
        except (OSError, WebSocketException):
            await client.close()
            return
        await client.accept()
        ways = [asyncio.create_task(self._up(client, server)), asyncio.create_task(self._down(client, server))]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        await server.close()
        with suppress(RuntimeError):  # the client was first
            await client.close()

    async def _up(self, client: WebSocket, server: ClientConnection) -> None:
        with suppress(WebSocketDisconnect, ConnectionClosed, RuntimeError):
            while True:
                await server.send(await client.receive_text())

    async def _down(self, client: WebSocket, server: ClientConnection) -> None:
        with suppress(ConnectionClosed, WebSocketDisconnect, RuntimeError):
            async for message in server:
                await client.send_text(message if isinstance(message, str) else message.decode())


def with_headers(application: ASGIApp, headers: Mapping[str, str]) -> ASGIApp:
    """The application with these headers on every answer, in place of its own of the same name."""
    ours = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    names = {name for name, _ in ours}

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                own: Iterable[tuple[bytes, bytes]] = message.get("headers", [])
                message["headers"] = [pair for pair in own if pair[0].lower() not in names] + ours
            await send(message)

        await application(scope, receive, add)

    return wrapped


def clients_and_api(web: Path, api: str, sockets: str, content_url: str, upload_url: str) -> ASGIApp:
    """The origin people use: files of `web`, its page for every other address, the API at `/api`, sockets at `/ws`."""
    proxy = Proxy(api, without_prefix="/api")

    def file(request: Request) -> Response:
        return client_file(web, request.url.path)

    def mail_frame(_: Request) -> Response:
        return RedirectResponse(f"{content_url}{MAIL_FRAME}", 302, MAIL_FRAME_REDIRECT)

    routes = [
        Route("/api/{rest:path}", proxy),
        WebSocketRoute("/ws", SocketProxy(sockets).pass_on),
        Route(MAIL_FRAME, mail_frame),
        Route("/{path:path}", file),
    ]
    headers = {**SECURITY_HEADERS, "Content-Security-Policy": client_csp(content_url, upload_url)}
    return with_headers(Starlette(routes=routes, lifespan=proxy.lifespan), headers)


def client_file(web: Path, path: str) -> Response:
    is_portal = path == "/portal" or path.startswith("/portal/")
    is_page = is_portal or "." not in path.rpartition("/")[2]
    name = ("portal.html" if is_portal else "index.html") if is_page else path.lstrip("/")
    found = (web / name).resolve()
    if not found.is_relative_to(web.resolve()) or not found.is_file():
        return PlainTextResponse(NOT_BUILT if is_page else "Not Found", 503 if is_page else 404)
    return FileResponse(found, headers={"Cache-Control": cache_control(name)})


def content(s3: str, bucket: str, web: Path, framed_by: str) -> ASGIApp:
    """The origin of what customers sent: the page that shows a mail, and signed addresses of the content bucket."""
    proxy = Proxy(s3)

    async def signed(scope: Scope, receive: Receive, send: Send) -> None:
        # MiniStack answers unsigned reads too; S3 refuses them.
        is_signed = "X-Amz-Signature" in Request(scope).query_params
        await (proxy if is_signed else PlainTextResponse("Forbidden", 403))(scope, receive, send)

    def file(request: Request) -> Response:
        answer = client_file(web, request.url.path)
        answer.headers.update(mail_frame_headers(framed_by))
        return answer

    headers = {**SECURITY_HEADERS, "Content-Security-Policy": CONTENT_CSP}
    files = with_headers(Starlette(routes=[Mount(f"/{bucket}", signed)]), headers)
    routes = [Route(MAIL_FRAME, file), Route("/assets/{file:path}", file), Mount("/", files)]
    return Starlette(routes=routes, lifespan=proxy.lifespan)
