"""Tickets: lists, the whole view, and what changes them."""

from fastapi import Request
from starlette.responses import Response

from functions.http_api import calling, views
from functions.http_api.answers import changes_answer, etag, json_answer, rows_answer
from functions.http_api.call import current
from functions.http_api.parameters import ChangesQuery, IfMatch, Key, ListQuery, Number, key_of, version_of
from functions.http_api.routes import drafts, exports, messages, relations
from functions.http_api.routing import CHANGE, Group
from lambdesk.deadlines.schemas import EscalationList
from lambdesk.identity.model import Permission
from lambdesk.kit.errors import Conflict, IdempotencyMismatch, IllegalTransition, NotFound
from lambdesk.tickets.commands import UNSET, AcknowledgeEscalation, AssignTicket
from lambdesk.tickets.schemas import (
    Assignment,
    NewEscalation,
    NewTicket,
    RowChanges,
    RowPage,
    Ticket,
    TicketPatch,
    TicketView,
)

routes = Group("tickets")
routes.specs += [*exports.routes.specs, *messages.routes.specs, *drafts.routes.specs, *relations.routes.specs]


@routes.route("GET", "/v1/tickets", needs=Permission.TICKETS_READ, answers=RowPage)
async def list_tickets(request: Request, query: ListQuery) -> Response:
    """A page of a queue, or of what somebody has open."""
    found, cursor = views.listing(current(request), query)
    return rows_answer(found.rows, cursor, found.partial)


@routes.route("GET", "/v1/tickets/changes", needs=Permission.TICKETS_READ, answers=RowChanges)
async def list_changes(request: Request, query: ChangesQuery) -> Response:
    """Rows of all lists that changed since a moment: how a client catches up after its socket was cut."""
    call = current(request)
    return changes_answer(views.changes(call, query), call.ctx.now)


@routes.route(
    "POST",
    "/v1/tickets",
    needs=Permission.TICKETS_WRITE,
    answers=TicketView,
    status=201,
    refuses=(IdempotencyMismatch,),
    sends=("ETag", "Location", "Idempotency-Replayed"),
)
async def create_ticket(request: Request, idempotency_key: Key, body: NewTicket) -> Response:
    """Open a ticket in a customer's name; a person not known yet is created."""
    call = current(request)
    wanted = views.requested(call, body)
    return views.opened(call, call.product.tickets.open(call.ctx, wanted, key_of(request, idempotency_key, body)))


@routes.route(
    "GET",
    "/v1/tickets/{number}",
    needs=Permission.TICKETS_READ,
    answers=TicketView,
    refuses=(NotFound,),
    sends=("ETag",),
)
async def get_ticket(request: Request, number: Number) -> Response:
    """A ticket with everything said and done on it."""
    call = current(request)
    view = views.whole(call, call.number(number))
    return json_answer(view, headers=etag(view["ticket"]["version"]))


@routes.route(
    "PATCH",
    "/v1/tickets/{number}",
    needs=Permission.TICKETS_WRITE,
    answers=Ticket,
    refuses=(*CHANGE, IllegalTransition),
    sends=("ETag",),
)
async def patch_ticket(request: Request, number: Number, if_match: IfMatch, body: TicketPatch) -> Response:
    """Change what stands on a ticket. A stale version is good as long as nobody set the same fields since."""
    call = current(request)
    command = views.update(call, body, version_of(if_match))
    return views.changed(call, call.product.tickets.update(call.ctx, call.number(number), command))


@routes.route(
    "PUT",
    "/v1/tickets/{number}/assignment",
    needs=Permission.TICKETS_WRITE,
    answers=Ticket,
    refuses=CHANGE,
    sends=("ETag",),
)
async def put_ticket_assignment(request: Request, number: Number, if_match: IfMatch, body: Assignment) -> Response:
    """Give a ticket to an active colleague, or back to the queue."""
    call = current(request)
    ticket = call.number(number)
    team = body.team_id if "team_id" in body.model_fields_set else UNSET
    command = AssignTicket(version_of(if_match), views.assignee(call, ticket, body.assignee_id), team)
    return views.changed(call, call.product.tickets.assign(call.ctx, ticket, command))


@routes.route(
    "GET",
    "/v1/tickets/{number}/escalations",
    needs=Permission.TICKETS_READ,
    answers=EscalationList,
    refuses=(NotFound,),
)
async def list_escalations(request: Request, number: Number) -> Response:
    """Who was called for a ticket, level after level, and the executions in AWS that carry it."""
    call = current(request)
    return calling.escalations(call, call.number(number))


@routes.route(
    "POST",
    "/v1/tickets/{number}/escalations",
    needs=Permission.TICKETS_WRITE,
    answers=Ticket,
    status=201,
    refuses=(NotFound, Conflict),
    sends=("ETag",),
)
async def create_escalation(request: Request, number: Number, body: NewEscalation) -> Response:
    """Call people for a ticket, whatever was promised. While they are called, nobody can call again."""
    call = current(request)
    return views.changed(call, call.product.tickets.escalate(call.ctx, call.number(number), body.command()), 201)


@routes.route(
    "POST",
    "/v1/tickets/{number}/escalation/acknowledgement",
    needs=Permission.ESCALATIONS_ACKNOWLEDGE,
    answers=Ticket,
    refuses=CHANGE,
    sends=("ETag",),
)
async def acknowledge_escalation(request: Request, number: Number, if_match: IfMatch) -> Response:
    """Take care of a breach that people were called for: no further level is called."""
    call = current(request)
    command = AcknowledgeEscalation(version_of(if_match))
    return views.changed(call, call.product.tickets.acknowledge(call.ctx, call.number(number), command))
