"""What is said on a ticket: replies, notes, what is still held of them, whole bodies, attachments."""

from fastapi import Request
from starlette.responses import Response

from functions.http_api import said
from functions.http_api.answers import json_answer
from functions.http_api.call import current
from functions.http_api.parameters import Index, Key, MessageId, Number, OptionalIfMatch, key_of, version_of
from functions.http_api.routing import Group, Text
from lambdesk.conversations.schemas import AttachmentLink, MessagePatch
from lambdesk.identity.model import Permission
from lambdesk.kit.errors import (
    Conflict,
    IdempotencyMismatch,
    IllegalTransition,
    NotFound,
    StaleThread,
    StaleVersion,
)
from lambdesk.tickets.commands import RecallMessage
from lambdesk.tickets.schemas import MessageCreated, MessageRecalled, NewMessage

routes = Group("messages")


@routes.route(
    "POST",
    "/v1/tickets/{number}/messages",
    needs=Permission.TICKETS_WRITE,
    answers=MessageCreated,
    status=201,
    refuses=(NotFound, Conflict, IllegalTransition, StaleThread, StaleVersion, IdempotencyMismatch),
    sends=("ETag", "Idempotency-Replayed"),
)
async def create_message(
    request: Request, number: Number, idempotency_key: Key, body: NewMessage, if_match: OptionalIfMatch = None
) -> Response:
    """Reply to the customer or leave a note, and move the ticket in the same change."""
    call = current(request)
    expected = version_of(if_match) if if_match else None
    key = key_of(request, idempotency_key, body)
    return said.said(call, said.post(call, call.number(number), body, key, expected))


@routes.route(
    "POST",
    "/v1/tickets/{number}/messages/{id}/recall",
    needs=Permission.TICKETS_WRITE,
    answers=MessageRecalled,
    refuses=(NotFound, Conflict),
    sends=("ETag",),
)
async def recall_message(request: Request, number: Number, message_id: MessageId) -> Response:
    """Take back a reply that is still held: it becomes a draft again, and the ticket is as it was."""
    call = current(request)
    taken = call.product.tickets.recall(call.ctx, call.number(number), RecallMessage(message_id))
    return said.recalled(call, taken)


@routes.route(
    "PATCH",
    "/v1/tickets/{number}/messages/{id}",
    needs=Permission.TICKETS_WRITE,
    answers=MessageCreated,
    refuses=(NotFound, Conflict),
    sends=("ETag",),
)
async def patch_message(request: Request, number: Number, message_id: MessageId, body: MessagePatch) -> Response:
    """Send a scheduled reply at another time, or now."""
    call = current(request)
    command = said.reschedule(message_id, body.send_at)
    return said.moved(call, call.product.tickets.reschedule(call.ctx, call.number(number), command))


@routes.route(
    "GET",
    "/v1/tickets/{number}/messages/{id}/body",
    needs=Permission.TICKETS_READ,
    answers=Text("text/plain"),
    refuses=(NotFound,),
)
async def get_message_body(request: Request, number: Number, message_id: MessageId) -> Response:
    """The whole text of a message, also where the view shows its beginning only."""
    call = current(request)
    return said.body(call, said.message(call, call.number(number), message_id))


@routes.route(
    "GET",
    "/v1/tickets/{number}/messages/{id}/html",
    needs=Permission.TICKETS_READ,
    answers=Text("text/html"),
    refuses=(NotFound,),
)
async def get_message_html(request: Request, number: Number, message_id: MessageId) -> Response:
    """A message as it was formed, made harmless. Its pictures are `cid:` and a `content_id`, or wait in `data-src`."""
    call = current(request)
    return said.html(call, said.message(call, call.number(number), message_id))


@routes.route(
    "GET",
    "/v1/tickets/{number}/messages/{id}/attachments/{index}",
    needs=Permission.TICKETS_READ,
    answers=AttachmentLink,
    refuses=(NotFound,),
)
async def get_attachment(request: Request, number: Number, message_id: MessageId, index: Index) -> Response:
    """A link that downloads an attachment from the content origin."""
    call = current(request)
    found = said.message(call, call.number(number), message_id)
    return json_answer(said.link(call, found, index))
