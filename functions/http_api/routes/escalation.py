"""Who is called when a promise breaks: on-call rotas."""

from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from functions.http_api import calling
from functions.http_api.answers import json_answer
from functions.http_api.call import current
from functions.http_api.parameters import Id, IfMatch, version_of
from functions.http_api.routing import CHANGE, Group
from lambdesk.escalation.rotas import schemas, wire
from lambdesk.identity.model import Permission
from lambdesk.kit.errors import Conflict, NotFound

routes = Group("escalation")
Weeks = Annotated[int, Query(ge=1, le=53, description="How many weeks from now.")]


@routes.route("GET", "/v1/escalation/rotas", needs=Permission.SETTINGS_WRITE, answers=schemas.RotaList)
async def list_rotas(request: Request) -> Response:
    """All of them, by name."""
    call = current(request)
    return json_answer({"items": [wire.rota(each) for each in call.product.rotas.all(call.tenant.id)]})


@routes.route(
    "POST",
    "/v1/escalation/rotas",
    needs=Permission.SETTINGS_WRITE,
    answers=schemas.Rota,
    status=201,
    refuses=(Conflict,),
    sends=("ETag",),
)
async def create_rota(request: Request, body: schemas.NewRota) -> Response:
    """Make a rota: who has the duty in turn, from when on, for how long each."""
    return calling.answer(calling.create(current(request), body), 201)


@routes.route(
    "GET",
    "/v1/escalation/rotas/{id}",
    needs=Permission.SETTINGS_WRITE,
    answers=schemas.Rota,
    refuses=(NotFound,),
    sends=("ETag",),
)
async def get_rota(request: Request, rota_id: Id) -> Response:
    """One of them."""
    call = current(request)
    return calling.answer(call.product.rotas.one(call.tenant.id, rota_id))


@routes.route(
    "PATCH",
    "/v1/escalation/rotas/{id}",
    needs=Permission.SETTINGS_WRITE,
    answers=schemas.Rota,
    refuses=CHANGE,
    sends=("ETag",),
)
async def patch_rota(request: Request, rota_id: Id, if_match: IfMatch, body: schemas.RotaPatch) -> Response:
    """Change a rota, or let somebody stand in on some days. Calls that were made stay as they were."""
    return calling.answer(calling.change(current(request), rota_id, version_of(if_match), body))


@routes.route("DELETE", "/v1/escalation/rotas/{id}", needs=Permission.SETTINGS_WRITE, status=204, refuses=CHANGE)
async def delete_rota(request: Request, rota_id: Id, if_match: IfMatch) -> Response:
    """Take a rota away."""
    call = current(request)
    call.product.rotas.delete(call.ctx, rota_id, version_of(if_match))
    return Response(status_code=204)


@routes.route(
    "GET",
    "/v1/escalation/rotas/{id}/duties",
    needs=Permission.SETTINGS_WRITE,
    answers=schemas.DutyList,
    refuses=(NotFound,),
)
async def list_duties(request: Request, rota_id: Id, weeks: Weeks = 8) -> Response:
    """Who has the duty in the coming weeks, from the one that runs now on."""
    return calling.duty_list(current(request), rota_id, weeks)


@routes.route("GET", "/v1/escalation/on-call", needs=Permission.TICKETS_READ, answers=schemas.OnCallList)
async def list_on_call(request: Request) -> Response:
    """Who is on call now, and who is next, by rota."""
    return calling.on_call(current(request))
