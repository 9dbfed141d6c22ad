"""The way to live updates: a ticket for the WebSocket API."""

from fastapi import Request
from starlette.responses import Response

from functions.http_api.answers import json_answer
from functions.http_api.call import current
from functions.http_api.routing import Group
from lambdesk.identity.model import Permission
from lambdesk.kit import clock
from lambdesk.realtime import passes
from lambdesk.realtime.schemas import SocketTicket

routes = Group("realtime")


@routes.route("POST", "/v1/realtime/tickets", needs=Permission.TICKETS_READ, answers=SocketTicket, status=201)
async def create_socket_ticket(request: Request) -> Response:
    """A ticket with which the caller opens one socket within half a minute."""
    call = current(request)
    ticket, expires_at = passes.issue(call.product.keyring, call.ctx)
    url = call.product.settings.websocket_url
    return json_answer(SocketTicket(ticket=ticket, url=url, expires_at=clock.to_text(expires_at)), 201)
