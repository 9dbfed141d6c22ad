"""Imports: tickets of other systems, with their past."""

from fastapi import Request
from starlette.responses import Response

from functions.http_api import importing
from functions.http_api.call import current
from functions.http_api.routing import Group, Taken
from lambdesk.identity.model import Permission
from lambdesk.kit.errors import Conflict
from lambdesk.tickets.importing.schemas import BODY_LIMIT_BYTES, ImportedTicket, NewImport

routes = Group("imports", takes=Taken(limit_bytes=BODY_LIMIT_BYTES))


@routes.route(
    "POST",
    "/v1/imports/tickets",
    needs=Permission.SETTINGS_WRITE,
    answers=ImportedTicket,
    status=201,
    known=200,
    refuses=(Conflict,),
    sends=("Location",),
)
async def create_ticket_import(request: Request, body: NewImport) -> Response:
    """Bring a ticket of another system here with its past: 201, or 200 when it is here already or for a dry run.

    Nobody is told of the past: no mail goes out, nobody is notified or called. The same source id is one ticket.
    """
    return importing.imported(current(request), body)
