"""What somebody is writing: their own draft of a ticket, and the one that all work on."""

from fastapi import Request
from starlette.responses import Response

from functions.http_api import drafting
from functions.http_api.call import current
from functions.http_api.parameters import Number
from functions.http_api.routing import Group
from lambdesk.conversations.schemas import Draft, Drafts, NewDraft
from lambdesk.identity.model import Permission
from lambdesk.kit.errors import NotFound, StaleVersion

routes = Group("drafts")


@routes.route("GET", "/v1/tickets/{number}/drafts", needs=Permission.TICKETS_READ, answers=Drafts, refuses=(NotFound,))
async def get_drafts(request: Request, number: Number) -> Response:
    """The caller's own draft and the shared one."""
    call = current(request)
    return drafting.shown(call, call.number(number))


@routes.route(
    "PUT",
    "/v1/tickets/{number}/drafts/{whose}",
    needs=Permission.TICKETS_WRITE,
    answers=Draft,
    refuses=(NotFound, StaleVersion),
)
async def put_draft(request: Request, number: Number, whose: drafting.Whose, body: NewDraft) -> Response:
    """Keep what was written so far, unless another version stands than the one it goes on from."""
    call = current(request)
    return drafting.save(call, call.number(number), whose, body)


@routes.route(
    "DELETE", "/v1/tickets/{number}/drafts/{whose}", needs=Permission.TICKETS_WRITE, status=204, refuses=(NotFound,)
)
async def delete_draft(request: Request, number: Number, whose: drafting.Whose) -> Response:
    """Forget a draft; one that is not there is forgotten already."""
    call = current(request)
    return drafting.discard(call, call.number(number), whose)
