"""Between routes and who is called: on-call rotas, and the escalations of a ticket."""

from datetime import timedelta

from pydantic import BaseModel
from starlette.responses import Response

from functions.http_api.answers import etag, json_answer
from functions.http_api.call import Call
from lambdesk.adapters.aws.log import logger
from lambdesk.deadlines import wire as escalation
from lambdesk.escalation.rotas import duties, wire
from lambdesk.escalation.rotas.model import Rota
from lambdesk.escalation.rotas.schemas import NewRota, RotaPatch


def answer(rota: Rota, status: int = 200) -> Response:
    """A rota with its version."""
    return json_answer(wire.rota(rota), status, etag(rota.version))


def create(call: Call, form: NewRota) -> Rota:
    """Make what the form says."""
    wanted = Rota(id="", updated_at=call.ctx.now, **wire.fields(_said(form)))
    return call.product.rotas.create(call.ctx, wanted)


def change(call: Call, rota_id: str, version: int, form: RotaPatch) -> Rota:
    """Change what the form names."""
    return call.product.rotas.change(call.ctx, rota_id, version, wire.fields(_said(form)))


def duty_list(call: Call, rota_id: str, weeks: int) -> Response:
    """The duties of so many weeks from now."""
    rotas = call.product.rotas
    begin = call.ctx.now
    found = duties.duties(
        rotas.one(call.tenant.id, rota_id), begin, begin + timedelta(weeks=weeks), rotas.active(call.tenant.id)
    )
    return json_answer({"items": [wire.duty(each) for each in found]})


def on_call(call: Call) -> Response:
    """Who has the duty of each rota now and next."""
    rotas, found = call.product.rotas, []
    kept = rotas.all(call.tenant.id)
    active = rotas.active(call.tenant.id) if kept else frozenset()
    for rota in kept:
        current, following = duties.now_and_next(rota, call.ctx.now, active)
        told = {"rota_id": rota.id, "name": rota.name, "now": wire.duty(current), "next": wire.duty(following)}
        found.append(told)
    return json_answer({"items": found})


def escalations(call: Call, number: int) -> Response:
    """The escalations of a ticket with their chains; raises NotFound. What AWS does not tell is logged."""

    def resisted(error: Exception) -> None:
        logger.warning("chains not told", tenant=call.tenant.id, ticket=number, error=repr(error.__cause__ or error))

    found = call.product.chains.of(call.tenant.id, number, resisted)
    return json_answer({"items": list(map(escalation.escalation, found))})


def _said(form: BaseModel) -> dict[str, object]:
    said = {name: value for name, value in form.model_dump().items() if name in form.model_fields_set}
    return form.model_dump() if isinstance(form, NewRota) else said
