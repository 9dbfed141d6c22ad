"""Snoozes, watchers, and what tickets are to each other."""

from fastapi import Request
from starlette.responses import Response

from functions.http_api import views
from functions.http_api.answers import json_answer
from functions.http_api.call import current
from functions.http_api.parameters import IfMatch, Number, Other, version_of
from functions.http_api.routing import Group
from lambdesk.identity.model import Permission
from lambdesk.kit.errors import Conflict, NotFound, PreconditionRequired, StaleVersion
from lambdesk.tickets.commands import LinkTickets
from lambdesk.tickets.schemas import NewLink, NewSnooze, RelatedTickets, Ticket

routes = Group("relations")
_CHANGE = (NotFound, Conflict, StaleVersion, PreconditionRequired)


@routes.route(
    "PUT",
    "/v1/tickets/{number}/snooze",
    needs=Permission.TICKETS_WRITE,
    answers=Ticket,
    refuses=_CHANGE,
    sends=("ETag",),
)
async def put_ticket_snooze(request: Request, number: Number, if_match: IfMatch, body: NewSnooze) -> Response:
    """Put a ticket out of sight until a moment, until the customer answers, or until the first of both."""
    call = current(request)
    command = body.command(version_of(if_match))
    return views.changed(call, call.product.relations.snooze(call.ctx, call.number(number), command))


@routes.route(
    "DELETE",
    "/v1/tickets/{number}/snooze",
    needs=Permission.TICKETS_WRITE,
    answers=Ticket,
    refuses=_CHANGE,
    sends=("ETag",),
)
async def delete_ticket_snooze(request: Request, number: Number, if_match: IfMatch) -> Response:
    """Take a ticket back into sight."""
    call = current(request)
    return views.changed(call, call.product.relations.unsnooze(call.ctx, call.number(number), version_of(if_match)))


@routes.route(
    "PUT",
    "/v1/tickets/{number}/watch",
    needs=Permission.TICKETS_WRITE,
    answers=Ticket,
    refuses=(NotFound, Conflict),
    sends=("ETag",),
)
async def put_ticket_watch(request: Request, number: Number) -> Response:
    """Hear of a ticket's messages and changes of state. Whoever watches it already changes nothing."""
    call = current(request)
    return views.changed(call, call.product.relations.watch(call.ctx, call.number(number)))


@routes.route(
    "DELETE",
    "/v1/tickets/{number}/watch",
    needs=Permission.TICKETS_WRITE,
    answers=Ticket,
    refuses=(NotFound,),
    sends=("ETag",),
)
async def delete_ticket_watch(request: Request, number: Number) -> Response:
    """Hear of a ticket no more."""
    call = current(request)
    return views.changed(call, call.product.relations.unwatch(call.ctx, call.number(number)))


@routes.route(
    "GET",
    "/v1/tickets/{number}/related",
    needs=Permission.TICKETS_READ,
    answers=RelatedTickets,
    refuses=(NotFound,),
)
async def list_related_tickets(request: Request, number: Number) -> Response:
    """The rows of all tickets that this one names: links, merges, the one it goes on from or was split from."""
    call = current(request)
    return json_answer(views.related(call, call.number(number)))


@routes.route(
    "PUT",
    "/v1/tickets/{number}/links/{other}",
    needs=Permission.TICKETS_WRITE,
    answers=Ticket,
    refuses=_CHANGE,
    sends=("ETag",),
)
async def put_ticket_link(request: Request, number: Number, other: Other, if_match: IfMatch, body: NewLink) -> Response:
    """Say what another ticket is to this one, in place of what it was; the other one says the inverse."""
    call = current(request)
    command = LinkTickets(version_of(if_match), body.kind)
    linked = call.product.relations.link(call.ctx, call.number(number), call.number(other), command)
    return views.changed(call, linked)


@routes.route(
    "DELETE",
    "/v1/tickets/{number}/links/{other}",
    needs=Permission.TICKETS_WRITE,
    answers=Ticket,
    refuses=_CHANGE,
    sends=("ETag",),
)
async def delete_ticket_link(request: Request, number: Number, other: Other, if_match: IfMatch) -> Response:
    """End a link on both sides."""
    call = current(request)
    numbers = call.number(number), call.number(other)
    return views.changed(call, call.product.relations.unlink(call.ctx, *numbers, version_of(if_match)))
