"""What customers do by themselves, signed in by a link."""

from fastapi import Request
from starlette.responses import Response

from functions.http_api import portal
from functions.http_api.parameters import Id, Index, Key, MessageId, Number, portal_key_of
from functions.http_api.portal import visiting
from functions.http_api.routing import Group
from lambdesk.channels.portal.schemas import (
    NewPortalMessage,
    PortalDevices,
    PortalMessageCreated,
    PortalPerson,
    PortalThread,
    PortalTickets,
)
from lambdesk.conversations.schemas import AttachmentLink, NewUpload, Upload
from lambdesk.identity.model import Permission
from lambdesk.kit.errors import IdempotencyMismatch, NotFound

routes = Group("portal", portal=True)
_READ, _WRITE = Permission.PORTAL_READ, Permission.PORTAL_WRITE
_SENDS = ("Set-Cookie",)


@routes.route("GET", "/v1/portal/me", needs=_READ, answers=PortalPerson, sends=_SENDS)
async def get_portal_person(request: Request) -> Response:
    """Who is signed in at the portal."""
    call = visiting(request)
    return portal.seen(call, portal.me(call))


@routes.route("GET", "/v1/portal/tickets", needs=_READ, answers=PortalTickets, sends=_SENDS)
async def list_portal_tickets(request: Request) -> Response:
    """The customer's own requests, the newest first."""
    call = visiting(request)
    return portal.seen(call, portal.tickets(call))


@routes.route(
    "GET", "/v1/portal/tickets/{number}", needs=_READ, answers=PortalThread, refuses=(NotFound,), sends=_SENDS
)
async def get_portal_ticket(request: Request, number: Number) -> Response:
    """One request with what was said in public: no note is ever in it."""
    call = visiting(request)
    return portal.seen(call, portal.thread(call, call.number(number)))


@routes.route(
    "POST",
    "/v1/portal/tickets/{number}/messages",
    needs=_WRITE,
    answers=PortalMessageCreated,
    status=201,
    refuses=(NotFound, IdempotencyMismatch),
    sends=_SENDS,
)
async def create_portal_message(
    request: Request, number: Number, idempotency_key: Key, body: NewPortalMessage
) -> Response:
    """Say more on a request; on one that is closed for good, the message begins a follow-up."""
    call = visiting(request)
    key = portal_key_of(request, call.customer_id, idempotency_key, body)
    return portal.seen(call, portal.answer(call, call.number(number), body, key))


@routes.route("POST", "/v1/portal/uploads", needs=_WRITE, answers=Upload, status=201, sends=_SENDS)
async def create_portal_upload(request: Request, body: NewUpload) -> Response:
    """A place for one file. What is not used in an answer within a day goes away."""
    call = visiting(request)
    return portal.seen(call, portal.upload(call, body))


@routes.route(
    "GET",
    "/v1/portal/tickets/{number}/messages/{id}/attachments/{index}",
    needs=_READ,
    answers=AttachmentLink,
    refuses=(NotFound,),
    sends=_SENDS,
)
async def get_portal_attachment(request: Request, number: Number, message_id: MessageId, index: Index) -> Response:
    """A link that downloads a file from the content origin."""
    call = visiting(request)
    return portal.seen(call, portal.link(call, call.number(number), message_id, index))


@routes.route("GET", "/v1/portal/devices", needs=_READ, answers=PortalDevices, sends=_SENDS)
async def list_portal_devices(request: Request) -> Response:
    """The browsers that stay signed in."""
    call = visiting(request)
    return portal.seen(call, portal.devices(call))


@routes.route("DELETE", "/v1/portal/devices/{id}", needs=_WRITE, status=204, refuses=(NotFound,), sends=_SENDS)
async def delete_portal_device(request: Request, device_id: Id) -> Response:
    """Forget a browser."""
    call = visiting(request)
    call.product.portal.forget(call.ctx, call.customer_id, device_id)
    return portal.seen(call, Response(status_code=204))


@routes.route("DELETE", "/v1/portal/session", needs=_WRITE, status=204, sends=_SENDS)
async def delete_portal_session(request: Request) -> Response:
    """Sign out."""
    call = visiting(request)
    portal.sign_out(call)
    return portal.forgotten(call, Response(status_code=204))
