"""Providers that may post mail: setting them up. A secret is told once."""

from datetime import timedelta

from fastapi import Request
from starlette.responses import Response

from functions.http_api.answers import json_answer
from functions.http_api.call import Call, current
from functions.http_api.parameters import Id
from functions.http_api.routing import Group
from lambdesk.identity.model import Permission
from lambdesk.inbound import schemas
from lambdesk.inbound.service import Made
from lambdesk.kit.errors import Conflict, NotFound

routes = Group("inbound sources")


def _told(call: Call, made: Made) -> Response:
    source = schemas.source(call.tenant.slug, made.source)
    return json_answer(schemas.SecretInboundSource(source=source, secret=made.secret), 201)


@routes.route("GET", "/v1/inbound-sources", needs=Permission.INBOUND_WRITE, answers=schemas.InboundSourceList)
async def list_inbound_sources(request: Request) -> Response:
    """All providers that may post mail."""
    call = current(request)
    sources = call.product.inbound.all(call.tenant.id)
    return json_answer(schemas.InboundSourceList(items=[schemas.source(call.tenant.slug, each) for each in sources]))


@routes.route(
    "POST",
    "/v1/inbound-sources",
    needs=Permission.INBOUND_WRITE,
    answers=schemas.SecretInboundSource,
    status=201,
    refuses=(Conflict,),
)
async def create_inbound_source(request: Request, body: schemas.NewInboundSource) -> Response:
    """A provider that may post mail. Keep its secret: it is told only here."""
    call = current(request)
    return _told(call, call.product.inbound.create(call.ctx, body.name, trusted=body.trusted))


@routes.route(
    "POST",
    "/v1/inbound-sources/{id}/rotation",
    needs=Permission.INBOUND_WRITE,
    answers=schemas.SecretInboundSource,
    status=201,
    refuses=(NotFound, Conflict),
)
async def create_inbound_source_rotation(request: Request, source_id: Id, body: schemas.NewSourceRotation) -> Response:
    """A new secret for a provider. The one before goes on for so many hours."""
    call, overlap = current(request), timedelta(hours=body.overlap_hours)
    return _told(call, call.product.inbound.rotate(call.ctx, source_id, overlap))


@routes.route(
    "DELETE", "/v1/inbound-sources/{id}", needs=Permission.INBOUND_WRITE, status=204, refuses=(NotFound, Conflict)
)
async def delete_inbound_source(request: Request, source_id: Id) -> Response:
    """Take nothing from a provider any more."""
    call = current(request)
    call.product.inbound.delete(call.ctx, source_id)
    return Response(status_code=204)
