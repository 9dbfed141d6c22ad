"""What is said on a ticket: replies, notes, whole bodies, attachments."""

from fastapi import Request
from starlette.responses import Response

from functions.http_api import views
from functions.http_api.answers import json_answer
from functions.http_api.call import current
from functions.http_api.parameters import Index, Key, MessageId, Number, OptionalIfMatch, key_of, version_of
from functions.http_api.routing import Group, Text
from lambdesk.conversations.model import MessageKind
from lambdesk.identity.model import Permission
from lambdesk.kit.errors import (
    Conflict,
    IdempotencyMismatch,
    IllegalTransition,
    NotFound,
    StaleThread,
    StaleVersion,
)
from lambdesk.tickets.commands import PostMessage
from lambdesk.tickets.schemas import AttachmentLink, MessageCreated, NewMessage

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
    command = PostMessage(
        kind=MessageKind(body.kind),
        body=body.body,
        author_name=call.user.name,
        last_seen_message_id=body.last_seen_message_id,
        state_after=body.state_after,
        expected_version=version_of(if_match) if if_match else None,
        mentioned=views.mentioned(call, MessageKind(body.kind), body.body),
    )
    posted = views.post(call, call.number(number), command, key_of(request, idempotency_key, body))
    return views.said(call, posted)


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
    return views.body(call, views.message(call, call.number(number), message_id))


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
    found = views.message(call, call.number(number), message_id)
    return json_answer(views.link(call, found, index))
