"""Policies of promised times: their order, their conditions, their targets."""

from typing import Any

from fastapi import Request
from starlette.responses import Response

from functions.http_api import promises, recomputing
from functions.http_api.answers import etag, json_answer
from functions.http_api.call import current
from functions.http_api.parameters import Id, IfMatch, Number, version_of
from functions.http_api.routing import CHANGE, Group
from lambdesk.identity.model import Permission
from lambdesk.kit.errors import Conflict, NotFound
from lambdesk.sla import schemas
from lambdesk.tickets.recomputing import schemas as recomputed
from lambdesk.tickets.schemas import Ticket

routes = Group("sla")
_CHANGE: Any = {
    "needs": Permission.SETTINGS_WRITE,
    "answers": schemas.SlaPolicyList,
    "refuses": CHANGE,
    "sends": ("ETag",),
}


@routes.route("GET", "/v1/sla/policies", needs=Permission.TICKETS_READ, answers=schemas.SlaPolicyList, sends=("ETag",))
async def list_sla_policies(request: Request) -> Response:
    """All policies in the order in which they are asked, the default last. They have one version together."""
    call = current(request)
    whole = call.caller.may(Permission.SETTINGS_WRITE)
    return promises.listed(call.product.sla_setup.all(call.tenant.id), whole=whole)


@routes.route(
    "POST",
    "/v1/sla/policies",
    needs=Permission.SETTINGS_WRITE,
    answers=schemas.SlaPolicy,
    status=201,
    refuses=(Conflict,),
    sends=("ETag",),
)
async def create_sla_policy(request: Request, body: schemas.NewSlaPolicy) -> Response:
    """A policy for tickets that are opened from now on, asked after those that are there and before the default."""
    call = current(request)
    found, policy_id = call.product.sla_setup.create(call.ctx, promises.new(call, body))
    return json_answer(promises.one(found, policy_id), 201, etag(found.version))


@routes.route("PATCH", "/v1/sla/policies/{id}", **_CHANGE)
async def patch_sla_policy(
    request: Request, policy_id: Id, if_match: IfMatch, body: schemas.SlaPolicyPatch
) -> Response:
    """Change or switch a policy. Tickets that have it keep what they were promised."""
    call = current(request)
    fields = promises.told(call, policy_id, body)
    return promises.listed(call.product.sla_setup.change(call.ctx, policy_id, fields, version_of(if_match)))


@routes.route("DELETE", "/v1/sla/policies/{id}", **_CHANGE)
async def delete_sla_policy(request: Request, policy_id: Id, if_match: IfMatch) -> Response:
    """Promise it to no new ticket. The default stays and can be switched off."""
    call = current(request)
    return promises.listed(call.product.sla_setup.delete(call.ctx, policy_id, version_of(if_match)))


@routes.route("PUT", "/v1/sla/policy-order", **_CHANGE)
async def put_sla_policy_order(request: Request, if_match: IfMatch, body: schemas.SlaPolicyOrder) -> Response:
    """Ask policies in another order."""
    call = current(request)
    return promises.listed(call.product.sla_setup.reorder(call.ctx, body.ids, version_of(if_match)))


@routes.route(
    "POST",
    "/v1/sla/simulation",
    needs=Permission.SETTINGS_WRITE,
    answers=schemas.SlaSimulationResult,
    refuses=(NotFound,),
)
async def simulate_sla_policy(request: Request, body: schemas.SlaSimulation) -> Response:
    """Which of the 50 newest tickets a policy would take, and whether their first answers kept it. Nothing is kept."""
    return json_answer(promises.simulate(current(request), body))


@routes.route(
    "POST",
    "/v1/sla/recomputations/preview",
    needs=Permission.SETTINGS_WRITE,
    answers=recomputed.RecomputationPreview,
    refuses=(NotFound,),
)
async def preview_sla_recomputation(request: Request, body: recomputed.NewRecomputation) -> Response:
    """What would change if open tickets got what is promised now. Nothing is kept."""
    return recomputing.previewed(current(request), body)


@routes.route(
    "POST",
    "/v1/sla/recomputations",
    needs=Permission.SETTINGS_WRITE,
    answers=recomputed.Recomputation,
    status=202,
    refuses=(NotFound, Conflict),
)
async def create_sla_recomputation(request: Request, body: recomputed.NewRecomputation) -> Response:
    """Give open tickets what is promised now, as from their beginning. Verdicts stay. One job at a time."""
    return recomputing.asked(current(request), body)


@routes.route("GET", "/v1/sla/recomputations", needs=Permission.SETTINGS_WRITE, answers=recomputed.RecomputationList)
async def list_sla_recomputations(request: Request) -> Response:
    """The job that was asked for last."""
    return recomputing.listed(current(request))


@routes.route(
    "GET",
    "/v1/sla/recomputations/{id}",
    needs=Permission.SETTINGS_WRITE,
    answers=recomputed.Recomputation,
    refuses=(NotFound,),
)
async def get_sla_recomputation(request: Request, recomputation_id: Id) -> Response:
    """How far a job has come."""
    return recomputing.shown(current(request), recomputation_id)


@routes.route(
    "DELETE",
    "/v1/sla/recomputations/{id}",
    needs=Permission.SETTINGS_WRITE,
    answers=recomputed.Recomputation,
    refuses=(NotFound,),
)
async def delete_sla_recomputation(request: Request, recomputation_id: Id) -> Response:
    """End a job where it is. Tickets that were changed stay so."""
    return recomputing.cancelled(current(request), recomputation_id)


@routes.route(
    "GET",
    "/v1/sla/tickets/{number}",
    needs=Permission.TICKETS_READ,
    answers=schemas.TicketSla,
    refuses=(NotFound,),
)
async def get_ticket_sla(request: Request, number: Number) -> Response:
    """Why a ticket has the policy it has: each that was asked, and which of its conditions hold."""
    call = current(request)
    return json_answer(promises.why(call, call.number(number)))


@routes.route(
    "POST",
    "/v1/sla/tickets/{number}/restatements",
    needs=Permission.SETTINGS_WRITE,
    answers=Ticket,
    refuses=(NotFound, Conflict),
    sends=("ETag",),
)
async def create_sla_restatement(request: Request, number: Number, body: schemas.NewRestatement) -> Response:
    """Take back a breach that was none: answered, it counts as kept; else nobody waits for it any more."""
    call = current(request)
    return promises.restated(call, call.number(number), body)
