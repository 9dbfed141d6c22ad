"""The organisations that customers belong to, by the domain of their mail."""

from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from functions.http_api import belonging
from functions.http_api.call import current
from functions.http_api.parameters import Id, IfMatch, version_of
from functions.http_api.routing import CHANGE, Group
from lambdesk.customers.organisations import schemas
from lambdesk.identity.model import Permission
from lambdesk.kit.errors import Conflict, NotFound

routes = Group("organisations")
Wanted = Annotated[
    str,
    Query(
        alias="q", max_length=254, description="How names begin, in any case; or a domain or address that leads to one."
    ),
]
Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=1_000, description="`next_cursor` of the page before.")]


@routes.route("GET", "/v1/organisations", needs=Permission.TICKETS_READ, answers=schemas.OrganisationList)
async def list_organisations(
    request: Request, wanted: Wanted = "", limit: Limit = 50, cursor: Cursor = None
) -> Response:
    """Organisations by name."""
    return belonging.page(current(request), wanted, limit, cursor)


@routes.route(
    "POST",
    "/v1/organisations",
    needs=Permission.SETTINGS_WRITE,
    answers=schemas.Organisation,
    status=201,
    refuses=(Conflict,),
    sends=("ETag",),
)
async def create_organisation(request: Request, body: schemas.NewOrganisation) -> Response:
    """Make an organisation. Tickets that its people open from now on belong to it."""
    return belonging.answer(belonging.create(current(request), body), 201)


@routes.route(
    "GET",
    "/v1/organisations/{id}",
    needs=Permission.TICKETS_READ,
    answers=schemas.Organisation,
    refuses=(NotFound,),
    sends=("ETag",),
)
async def get_organisation(request: Request, organisation_id: Id) -> Response:
    """One of them."""
    call = current(request)
    return belonging.answer(call.product.organisations.one(call.tenant.id, organisation_id))


@routes.route(
    "PATCH",
    "/v1/organisations/{id}",
    needs=Permission.SETTINGS_WRITE,
    answers=schemas.Organisation,
    refuses=CHANGE,
    sends=("ETag",),
)
async def patch_organisation(
    request: Request, organisation_id: Id, if_match: IfMatch, body: schemas.OrganisationPatch
) -> Response:
    """Change an organisation. That is for new tickets; open ones take part by a recomputation."""
    return belonging.answer(belonging.change(current(request), organisation_id, version_of(if_match), body))


@routes.route("DELETE", "/v1/organisations/{id}", needs=Permission.SETTINGS_WRITE, status=204, refuses=CHANGE)
async def delete_organisation(request: Request, organisation_id: Id, if_match: IfMatch) -> Response:
    """Take an organisation away. Tickets keep its id and tier, and what they were promised."""
    call = current(request)
    call.product.organisations.delete(call.ctx, organisation_id, version_of(if_match))
    return Response(status_code=204)
