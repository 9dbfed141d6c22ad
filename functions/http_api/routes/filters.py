"""The grammar of filters: what can be asked, and what a text or a tree of conditions means."""

from fastapi import Request
from starlette.responses import Response

from functions.http_api.answers import json_answer
from functions.http_api.call import current
from functions.http_api.routing import Group
from lambdesk.filters import schemas, tree, wire
from lambdesk.filters.text import parse
from lambdesk.identity.model import Permission
from lambdesk.tickets.filtering.queries import ticket_fields

routes = Group("filters")


@routes.route("GET", "/v1/filters/fields", needs=Permission.TICKETS_READ, answers=schemas.FilterFields)
async def list_filter_fields(request: Request) -> Response:
    """The fields of tickets with what can be asked of each."""
    call = current(request)
    return json_answer(wire.fields(ticket_fields(call.product.ticket_settings_store.rules(call.tenant.id))))


@routes.route("POST", "/v1/filters/parse", needs=Permission.TICKETS_READ, answers=schemas.FilterReading)
async def parse_filter(request: Request, body: schemas.FilterText) -> Response:
    """What a filter means, in all its forms, or every mistake in it with its place. Nothing is kept."""
    call = current(request)
    tenant, may = call.tenant.id, call.caller.may(Permission.USERS_READ)
    people = call.product.directory.staff(tenant, call.ctx.now) if may else None
    fields = ticket_fields(call.product.ticket_settings_store.rules(tenant), people)
    if body.filter is None:
        found = parse(body.text or "", fields, viewer=body.viewer)
    else:
        told = body.filter.model_dump(by_alias=True, exclude_unset=True)
        found = tree.read(told, fields, "body.filter", viewer=body.viewer)
    return json_answer(wire.reading(found, fields))
