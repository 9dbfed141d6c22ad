"""Between routes and recomputations of open tickets."""

from starlette.responses import Response

from functions.http_api.answers import json_answer
from functions.http_api.call import Call
from lambdesk.kit import clock
from lambdesk.kit.errors import FieldError, Invalid
from lambdesk.tickets.decide.seeing import may_see
from lambdesk.tickets.recomputing import schemas
from lambdesk.tickets.recomputing.model import Recomputation, Scope


def asked(call: Call, body: schemas.NewRecomputation) -> Response:
    """The one that goes on from now, or does already."""
    return json_answer(_wire(call, call.product.recomputing.ask(call.ctx, _scope(body))), 202)


def listed(call: Call) -> Response:
    """The one that was asked for last, as a list of one or none."""
    found = call.product.recomputing.latest(call.tenant.id)
    return json_answer(schemas.RecomputationList(items=[_wire(call, found)] if found else []))


def shown(call: Call, recomputation_id: str) -> Response:
    """How far it has come."""
    return json_answer(_wire(call, call.product.recomputing.one(call.tenant.id, recomputation_id)))


def cancelled(call: Call, recomputation_id: str) -> Response:
    """It goes no further."""
    return json_answer(_wire(call, call.product.recomputing.cancel(call.ctx, recomputation_id)))


def previewed(call: Call, body: schemas.NewRecomputation) -> Response:
    """What it would do."""
    found = call.product.recomputing.preview(call.ctx, _scope(body))
    samples = found.shown(lambda ticket: may_see(call.caller, ticket))
    call.product.accesses.listed(call.ctx, sorted({each.ticket.number for each in samples}))
    told = schemas.RecomputationPreview(
        looked_at=found.looked_at,
        complete=found.complete,
        found=found.found,
        changed=found.changed,
        metrics=[schemas.RecomputedMetric(metric=each, **vars(count)) for each, count in found.metrics.items()],
        samples=[
            schemas.RecomputedTicket(
                number=each.ticket.number,
                subject=each.ticket.subject,
                metric=each.metric,
                due_before=clock.to_text(each.before) if each.before else None,
                due_after=clock.to_text(each.after) if each.after else None,
                breached=each.breached,
            )
            for each in samples
        ],
    )
    return json_answer(told)


def _scope(body: schemas.NewRecomputation) -> Scope:
    if body.policy_id is None and body.calendar_id is None and body.organisation_id is None:
        raise Invalid(fields=[FieldError("body.policy_id", "name a policy, a calendar or an organisation", "missing")])
    return Scope(body.policy_id, body.calendar_id, body.organisation_id)


def _wire(call: Call, kept: Recomputation) -> schemas.Recomputation:
    return schemas.Recomputation(
        id=kept.id,
        state=kept.state_at(call.ctx.now),
        policy_id=kept.scope.policy_id,
        calendar_id=kept.scope.calendar_id,
        organisation_id=kept.scope.organisation_id,
        policies_version=kept.policies_version,
        asked_by=kept.actor_id,
        asked_at=clock.to_text(kept.asked_at),
        moved_at=clock.to_text(kept.moved_at),
        found=kept.counts.found,
        changed=kept.counts.changed,
        unchanged=kept.counts.unchanged,
        failed=len(kept.counts.failures),
    )
