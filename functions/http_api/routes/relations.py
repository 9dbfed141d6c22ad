"""Snoozes, watchers, and what tickets are to each other."""

from fastapi import Request
from starlette.responses import Response

from functions.http_api import said, views
from functions.http_api.answers import json_answer
from functions.http_api.call import current
from functions.http_api.parameters import IfMatch, Key, Number, Other, key_of, version_of
from functions.http_api.problems import ChildAnswers
from functions.http_api.routing import CHANGE, Group
from lambdesk.identity.model import Permission
from lambdesk.kit.errors import Conflict, IdempotencyMismatch, NotFound
from lambdesk.tickets.commands import LinkTickets
from lambdesk.tickets.schemas import (
    NewChildMessage,
    NewLink,
    NewMerge,
    NewSnooze,
    NewSplit,
    RelatedTickets,
    Ticket,
    TicketView,
)

routes = Group("relations")


@routes.route(
    "PUT",
    "/v1/tickets/{number}/snooze",
    needs=Permission.TICKETS_WRITE,
    answers=Ticket,
    refuses=CHANGE,
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
    refuses=CHANGE,
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
    refuses=CHANGE,
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
    refuses=CHANGE,
    sends=("ETag",),
)
async def delete_ticket_link(request: Request, number: Number, other: Other, if_match: IfMatch) -> Response:
    """End a link on both sides."""
    call = current(request)
    numbers = call.number(number), call.number(other)
    return views.changed(call, call.product.relations.unlink(call.ctx, *numbers, version_of(if_match)))


@routes.route(
    "POST",
    "/v1/tickets/{number}/merge",
    needs=Permission.TICKETS_WRITE,
    answers=Ticket,
    refuses=CHANGE,
    sends=("ETag",),
)
async def create_ticket_merge(request: Request, number: Number, if_match: IfMatch, body: NewMerge) -> Response:
    """Close a ticket into another one, which goes on for both. The answer is that one; `If-Match` names this one."""
    call = current(request)
    source, target = call.number(number), views.merge_target(call, body.into)
    return views.changed(call, call.product.merges.merge(call.ctx, source, target, version_of(if_match)))


@routes.route(
    "DELETE",
    "/v1/tickets/{number}/merge",
    needs=Permission.TICKETS_WRITE,
    answers=Ticket,
    refuses=CHANGE,
    sends=("ETag",),
)
async def delete_ticket_merge(request: Request, number: Number, if_match: IfMatch) -> Response:
    """Let a merged ticket stand for itself again, with what came for it meanwhile. The answer is this ticket."""
    call = current(request)
    source = views.merged(call, call.number(number))
    return views.changed(call, call.product.merges.unmerge(call.ctx, source, version_of(if_match)))


@routes.route(
    "POST",
    "/v1/tickets/{number}/split",
    needs=Permission.TICKETS_WRITE,
    answers=TicketView,
    status=201,
    refuses=(NotFound, Conflict, IdempotencyMismatch),
    sends=("ETag", "Location", "Idempotency-Replayed"),
)
async def create_ticket_split(request: Request, number: Number, idempotency_key: Key, body: NewSplit) -> Response:
    """Begin a ticket of its own with some messages of this one; they stay here, too."""
    call = current(request)
    key = key_of(request, idempotency_key, body)
    return views.begun(call, call.product.splits.split(call.ctx, call.number(number), body.command(), key))


@routes.route(
    "POST",
    "/v1/tickets/{number}/children/messages",
    needs=Permission.TICKETS_WRITE,
    answers=ChildAnswers,
    refuses=(NotFound, Conflict, IdempotencyMismatch),
)
async def create_child_messages(
    request: Request, number: Number, idempotency_key: Key, body: NewChildMessage
) -> Response:
    """Reply to every child of a ticket. Each is a reply of its own: what keeps one from it is told beside it."""
    call = current(request)
    command = said.command_to_children(call, body)
    key = key_of(request, idempotency_key, body)
    return views.answered(call.product.splits.answer_children(call.ctx, call.caller, call.number(number), command, key))
