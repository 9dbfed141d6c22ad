"""Between the route that takes mail of other providers and its domain."""

import re

from fastapi import Request
from pydantic import ValidationError
from starlette.responses import Response

from functions.http_api import limiting
from functions.http_api.answers import JSON, json_answer
from functions.http_api.call import visiting
from functions.http_api.problems import invalid
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.identity.model import Tenant
from lambdesk.inbound import schemas
from lambdesk.inbound.schemas import InboundMail, InboundMailTaken
from lambdesk.inbound.service import Posted
from lambdesk.kit.context import SYSTEM, Context
from lambdesk.kit.errors import Unauthenticated
from lambdesk.kit.webhooks import Signed

_SOURCE = re.compile(r"([a-z0-9-]{1,40})\.(ins_[0-9A-Z]{26})", re.ASCII)
MAIL = "message/rfc822"


async def taken(request: Request, source: str, signed: Signed) -> Response:
    """Keep what a source posts. Nothing of the body is read before its signature is."""
    visit, body = visiting(request), await request.body()
    named = _SOURCE.fullmatch(source)
    if named is None:
        raise Unauthenticated
    slug, source_id = named.groups()
    tenant = visit.product.identity_store.tenant_of_slug(slug)
    if tenant is None:
        raise Unauthenticated
    product, ctx = visit.product.for_tenant(tenant), visit.of(tenant, SYSTEM, door="inbound")
    proven = product.inbound.proven(ctx, source_id, signed, body)
    limiting.of_source(visit.product, request.scope, _entered(product, ctx), source_id)
    raw_id = product.inbound.take(ctx, proven, signed.id, _posted(request, body))
    return json_answer(InboundMailTaken(received=True, id=raw_id), 202)


def _entered(product: Lambdesk, ctx: Context) -> Tenant:
    """Nobody posts to a workspace that is closed."""
    home = product.directory.tenant(ctx.tenant, ctx.now)
    if home is None:
        raise Unauthenticated
    home.enter()
    return home


def _posted(request: Request, body: bytes) -> Posted:
    if request.headers.get("content-type", JSON).partition(";")[0].strip().lower() == MAIL:
        return Posted(body)
    try:
        return schemas.posted(InboundMail.model_validate_json(body))
    except ValidationError as error:
        raise invalid([{**each, "loc": ("body", *each["loc"])} for each in error.errors()]) from None
