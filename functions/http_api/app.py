"""The HTTP door: size, media type, caller; then the group of routes; and one log line for each request.

Plain ASGI around FastAPI: what is refused here costs no routing, and nothing that goes wrong inside leaves unshaped.
"""

import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from importlib import import_module
from typing import Any

from fastapi import FastAPI
from mangum import Mangum

from functions.http_api import call, cors, limiting, problems, viewing
from functions.http_api.routing import Group, Taken, new_app
from lambdesk.adapters.aws.log import logger
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.kit.errors import LambdeskError, NotFound, TooLarge, Unavailable

# First segment below /v1 → the module with its group. A request loads only the group it needs.
GROUPS = {
    "session": "session",
    "me": "people",
    "users": "people",
    "roles": "roles",
    "permissions": "roles",
    "tickets": "tickets",
    "realtime": "realtime",
    "notifications": "notifications",
    "uploads": "uploads",
    "canned-responses": "canned",
    "api-keys": "api_keys",
    "inbound": "inbound",
    "inbound-sources": "inbound_sources",
    "audit": "audit",
    "portal": "portal",
    "public": "public",
    "settings": "settings",
    "statuses": "settings",
    "fields": "settings",
    "categories": "settings",
    "teams": "settings",
    "calendars": "calendars",
    "holidays": "calendars",
    "escalation": "escalation",
    "organisations": "organisations",
    "tags": "settings",
    "filters": "filters",
    "sla": "sla",
    "reports": "reports",
    "tenant": "workspace",
    "imports": "imports",
}

# A path names a ticket by its number or by its label, which ends with it.
_NUMBER = re.compile(r"[0-9]{1,10}$")

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


def entry(product: Lambdesk) -> Mangum:
    """The application as Lambda calls it. No lifespan: nothing starts or ends with the process."""
    return Mangum(Api(product), lifespan="off", text_mime_types=["application/json", problems.MEDIA_TYPE, "text/"])


def group(module: str) -> Group:
    """The routes of one module of `functions.http_api.routes`."""
    found: Group = import_module(f"functions.http_api.routes.{module}").routes
    return found


class Api:
    """The application. `product` is shared by all requests of this process."""

    def __init__(self, product: Lambdesk) -> None:
        self._product = product
        self._apps: dict[str, FastAPI] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        answer = Answer(send, scope, self._product)
        try:
            await self._serve(scope, receive, answer)
        except LambdeskError as error:
            await problems.problem(error)(scope, receive, answer.send)
        except Exception:
            logger.exception("request failed", correlation_id=call.correlation_id(scope["aws.event"]))
            if not answer.status:
                await problems.defect(scope["aws.event"])(scope, receive, answer.send)
        _tell_refusal(scope, answer.status)
        _log(scope, answer.status, time.perf_counter() - started)

    async def _serve(self, scope: Scope, receive: Receive, answer: "Answer") -> None:
        event, module = scope["aws.event"], _module(scope["path"])
        routes = group(module) if module else None
        answer.open = routes is not None and (routes.public or routes.portal)
        standings = limiting.spend(self._product, event, public=routes is not None and routes.public)
        scope[limiting.STANDINGS] = standings
        limiting.admit(standings)
        if scope["method"] == "OPTIONS":
            headers = cors.preflight(self._product, cors.origin_of(scope))
            await answer.send({"type": "http.response.start", "status": 204, "headers": headers})
            await answer.send({"type": "http.response.body", "body": b""})
            return
        if module is None or routes is None:
            raise NotFound
        # Noted before it may be refused: the log says whose request it was.
        scope[call.STATE] = known = _identify(routes)(self._product, event)
        if isinstance(known, call.Call) and not routes.portal:
            scope[call.STATE] = viewing.seen_by(known, event)
        body = await _body(scope, receive, routes.takes)
        await self._app(module)(scope, _replay(body), answer.send)

    def _app(self, module: str) -> FastAPI:
        if module not in self._apps:
            self._apps[module] = new_app()
            group(module).add_to(self._apps[module])
        return self._apps[module]


class Answer:
    """Passes an answer on, notes its status and adds what every answer has."""

    def __init__(self, send: Send, scope: Scope, product: Lambdesk) -> None:
        self._send = send
        self._scope = scope
        self._product = product
        self.status = 0
        self.open = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = message["headers"]
            headers.append((b"x-content-type-options", b"nosniff"))
            headers.extend(limiting.headers(self._scope.get(limiting.STANDINGS, ())))
            headers += self._of_origins()
            if not any(name == b"cache-control" for name, _ in headers):
                headers.append((b"cache-control", b"no-store"))
        await self._send(message)

    def _of_origins(self) -> cors.Headers:
        known, origin = self._scope.get(call.STATE), cors.origin_of(self._scope)
        if known is None and not self.open and self._scope["method"] != "OPTIONS":
            return cors.refused(self._product, origin)
        return cors.allowed(known, origin)


def _module(path: str) -> str | None:
    """The group of a path's routes."""
    parts = path.split("/", 3)
    return GROUPS.get(parts[2]) if len(parts) > 2 and parts[:2] == ["", "v1"] else None


def _identify(routes: Group) -> Callable[[Lambdesk, call.Event], Any]:
    """Who calls a route of this group is found out in this way."""
    if routes.portal:
        # Loaded with its routes: nobody else pays for it.
        from functions.http_api import portal

        return portal.identify
    return call.visit if routes.public else call.identify


async def _body(scope: Scope, receive: Receive, takes: Taken) -> bytes:
    """The whole body, refused before anything parses it."""
    headers = dict(scope["headers"])
    chunks, size, more = [], 0, True
    while more:
        message = await receive()
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > takes.limit_bytes:
            raise TooLarge(f"A body has at most {takes.limit_bytes} bytes.", limit_bytes=takes.limit_bytes)
        chunks.append(chunk)
        more = message.get("more_body", False)
    media_type = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if size and media_type.decode("latin-1") not in takes.media_types:
        raise problems.UnsupportedMediaType
    return b"".join(chunks)


def _replay(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _tell_refusal(scope: Scope, status: int) -> None:
    """Keep that somebody known was refused; what cannot be kept now is in the log."""
    caller, route = scope.get(call.STATE), scope.get("route")
    if status == 403 and isinstance(caller, call.Call) and route is not None:
        with suppress(Unavailable):
            caller.product.accesses.refused(caller.ctx, scope["method"], route.path)


def _log(scope: Scope, status: int, seconds: float) -> None:
    caller = scope.get(call.STATE)
    route = scope.get("route")
    number = _NUMBER.search(scope.get("path_params", {}).get("number", ""))
    logger.info(
        "request",
        function="http_api",
        method=scope["method"],
        route=route.path if route else None,
        status=status,
        duration_ms=round(seconds * 1000, 1),
        tenant=caller.ctx.tenant or None if caller else None,
        user=caller.ctx.actor.id if caller else None,
        viewer=caller.ctx.cause.get("viewer") if caller else None,
        ticket=int(number[0]) if number else None,
        correlation_id=call.correlation_id(scope["aws.event"]),
    )
