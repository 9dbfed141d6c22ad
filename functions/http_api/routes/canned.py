"""Canned responses: the list to choose from, the text on a ticket, and their keeping."""

from fastapi import Request
from starlette.responses import Response

from functions.http_api import canned
from functions.http_api.answers import json_answer
from functions.http_api.call import current
from functions.http_api.parameters import Id, IfMatch, Key, version_of
from functions.http_api.routing import CHANGE, Group
from lambdesk.canned import schemas
from lambdesk.identity.model import Permission
from lambdesk.kit.errors import Conflict, IdempotencyMismatch, NotFound

routes = Group("canned responses")


@routes.route("GET", "/v1/canned-responses", needs=Permission.TICKETS_READ, answers=schemas.CannedResponseList)
async def list_canned_responses(request: Request) -> Response:
    """Everything that the caller can put into a reply: their own, their teams', everybody's."""
    call = current(request)
    found = call.product.canned_responses.seen_by(call.tenant.id, call.caller)
    return json_answer({"items": [canned.row(call, each) for each in found]})


@routes.route(
    "POST",
    "/v1/canned-responses",
    needs=Permission.TICKETS_WRITE,
    answers=schemas.CannedResponse,
    status=201,
    refuses=(Conflict, IdempotencyMismatch),
    sends=("ETag",),
)
async def create_canned_response(request: Request, idempotency_key: Key, body: schemas.NewCannedResponse) -> Response:
    """Keep a text for replies. One for a team or for all takes the permission `settings.write`."""
    return canned.answer(current(request), canned.create(request, body, idempotency_key), 201)


@routes.route(
    "GET",
    "/v1/canned-responses/{id}",
    needs=Permission.TICKETS_READ,
    answers=schemas.CannedResponse,
    refuses=(NotFound,),
    sends=("ETag",),
)
async def get_canned_response(request: Request, response_id: Id) -> Response:
    """One with its bodies."""
    call = current(request)
    return canned.answer(call, call.product.canned_responses.one(call.tenant.id, call.caller, response_id))


@routes.route(
    "PATCH",
    "/v1/canned-responses/{id}",
    needs=Permission.TICKETS_WRITE,
    answers=schemas.CannedResponse,
    refuses=CHANGE,
    sends=("ETag",),
)
async def patch_canned_response(
    request: Request, response_id: Id, if_match: IfMatch, body: schemas.CannedResponsePatch
) -> Response:
    """Change a text, its place or whom it is for."""
    call = current(request)
    return canned.answer(call, canned.change(call, response_id, version_of(if_match), body))


@routes.route("DELETE", "/v1/canned-responses/{id}", needs=Permission.TICKETS_WRITE, status=204, refuses=CHANGE)
async def delete_canned_response(request: Request, response_id: Id, if_match: IfMatch) -> Response:
    """Forget a text. Replies that were sent with it stay as they are."""
    call = current(request)
    call.product.canned_responses.delete(call.ctx, call.caller, response_id, version_of(if_match))
    return Response(status_code=204)


@routes.route(
    "POST",
    "/v1/canned-responses/{id}/rendering",
    needs=Permission.TICKETS_READ,
    answers=schemas.Rendering,
    refuses=(NotFound,),
)
async def create_canned_rendering(request: Request, response_id: Id, body: schemas.NewRendering) -> Response:
    """What a text says on a ticket. It is counted when a message that names it is sent, not here."""
    return canned.rendered(current(request), response_id, body)
