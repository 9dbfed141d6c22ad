"""Between routes and policies of promised times."""

from dataclasses import replace
from functools import cache
from typing import Any

from starlette.responses import Response

from functions.http_api import views
from functions.http_api.answers import etag, json_answer
from functions.http_api.call import Call
from lambdesk.escalation import wire as escalation
from lambdesk.escalation.model import DEFAULT_LEVELS
from lambdesk.escalation.model import Level as CalledLevel
from lambdesk.escalation.schemas import NewLevel
from lambdesk.escalation.webhooks import sealed
from lambdesk.filters import tree
from lambdesk.filters.model import Filter
from lambdesk.filters.schemas import FilterNode
from lambdesk.kit import clock
from lambdesk.kit.errors import FieldError, Invalid, NotFound
from lambdesk.sla import wire
from lambdesk.sla.model import AROUND, Metric, SlaPolicies, SlaPolicy
from lambdesk.sla.schemas import NewRestatement, NewSlaPolicy, NewTargets, SlaPolicyPatch, SlaSimulation
from lambdesk.tickets.commands import RestateVerdict
from lambdesk.tickets.decide.seeing import may_see
from lambdesk.tickets.filtering import promises, simulation
from lambdesk.tickets.filtering.queries import ticket_fields


def listed(found: SlaPolicies, *, whole: bool = True) -> Response:
    """All of them, with their version; unless `whole` without the addresses that their levels call."""
    return json_answer(wire.policies(found, whole=whole), headers=etag(found.version))


def one(found: SlaPolicies, policy_id: str) -> dict[str, Any]:
    """The one with this id; raises NotFound."""
    policy = found.called(policy_id)
    if policy is None:
        raise NotFound
    return wire.policy(policy)


def new(call: Call, body: NewSlaPolicy) -> SlaPolicy:
    """The policy that a caller describes, without an id."""
    return SlaPolicy(
        version=0,
        id="",
        name=body.name,
        condition=_condition(call, body.condition),
        first_response=body.first_response.model_dump(),
        next_response=_targets(body.next_response),
        resolution=_targets(body.resolution),
        hours=body.hours,
        pauses=body.pauses.model_dump(exclude_defaults=True),
        reopen=body.reopen,
        warning_lead_seconds=body.warning_lead_seconds,
        warning_percent=body.warning_percent,
        levels=_levels(call, body.levels) if body.levels is not None else DEFAULT_LEVELS,
        active=body.active,
    )


def told(call: Call, policy_id: str, body: SlaPolicyPatch) -> dict[str, Any]:
    """What a caller said of a policy, as values of the model."""
    values = {name: getattr(body, name) for name in body.model_fields_set}
    if body.condition is not None:
        values["condition"] = _condition(call, body.condition)
    if body.first_response is not None:
        values["first_response"] = body.first_response.model_dump(exclude_unset=True)
    if body.levels is not None:
        stands = call.product.sla_setup.all(call.tenant.id).called(policy_id)
        values["levels"] = _levels(call, body.levels, stands.levels if stands else ())
    for name in ("next_response", "resolution"):
        if name in values:
            values[name] = _targets(values[name])
    if body.pauses is not None:
        values["pauses"] = body.pauses.model_dump(exclude_defaults=True)
    return values


def _levels(call: Call, told: list[NewLevel], before: tuple[CalledLevel, ...] = ()) -> tuple[CalledLevel, ...]:
    """Levels that name only what the tenant has or what they named `before`, their secrets sealed; raises Invalid."""
    found = escalation.read(each.model_dump() for each in told)
    call.product.escalation_calls.check(call.tenant.id, found, "body.levels", before)
    # The keys are fetched only where there is something to seal.
    secret = any(each.secret is not None for level in found for each in level.actions)
    return sealed(call.product.keyring, call.tenant.id, found, "body.levels") if secret else found


def _targets(told: NewTargets | None) -> dict[str, int]:
    return told.model_dump() if told else {}


def _condition(call: Call, told: FilterNode) -> Filter:
    """The condition in its kept form; raises Invalid. Nobody looks when a ticket is opened."""
    fields = ticket_fields(call.product.ticket_rules.fresh(call.tenant.id, call.ctx.now))
    form = told.model_dump(by_alias=True, exclude_unset=True)
    found = tree.read(form, fields, "body.condition", viewer=False)
    if found.filter is None:
        raise Invalid(fields=[FieldError(str(each.where), each.message, each.code) for each in found.problems])
    return found.filter


def why(call: Call, number: int) -> dict[str, Any]:
    """Why the ticket has its policy; raises NotFound."""
    loaded, _ = call.product.ticket_store.load(call.tenant.id, number)
    if loaded is None:
        raise NotFound
    pinned = loaded.ticket.sla
    if pinned is None:
        return {"policy_id": None, "version": None, "zone": None, "policies": []}
    policies = call.product.policies.version(call.tenant.id, pinned.policy_version)
    rules = call.product.ticket_rules.fresh(call.tenant.id, call.ctx.now)
    asked = promises.why(policies, pinned.policy_id, loaded, rules, call.ctx.now)
    calendar = None
    if pinned.calendar_id is not None:
        calendar = call.product.calendar_store.version(call.tenant.id, pinned.calendar_id, pinned.calendar_version)
    own = {"policy_id": pinned.policy_id, "version": pinned.policy_version, "zone": calendar.zone if calendar else None}
    return own | {"policies": asked}


def simulate(call: Call, body: SlaSimulation) -> dict[str, Any]:
    """What a draft would have made of the newest tickets that the caller may see; raises NotFound or Invalid."""
    policies = call.product.sla_setup.all(call.tenant.id)
    known = policies.called(body.policy_id) if body.policy_id is not None else None
    if known is None and body.policy_id is not None:
        raise NotFound
    draft = SlaPolicy(
        version=0,
        id=known.id if known else "",
        condition=_condition(call, body.condition),
        first_response=body.first_response.model_dump(),
        hours=body.hours or (known.hours if known else AROUND),
    )
    if body.hours:
        call.product.sla_setup.check_hours(call.ctx, body.hours)
    rules = call.product.ticket_rules.fresh(call.tenant.id, call.ctx.now)
    product, tenant = call.product, call.tenant.id
    tickets = list(simulation.recent(product.ticket_store, tenant, lambda ticket: may_see(call.caller, ticket)))
    calendars = {each.id: each for each in product.calendar_store.all(tenant)}
    asked = simulation.Asked(
        replace(simulation.drafted(policies, draft), calendars=calendars),
        draft.id,
        pinned=lambda loaded: product.policies.terms(tenant, loaded.ticket.sla),
        history=lambda number: product.ticket_store.history(tenant, number),
        organisation=cache(lambda named: product.customer_store.organisation(tenant, named)),
    )
    taken = simulation.simulate(asked, tickets, rules, call.ctx.now)
    call.product.accesses.listed(call.ctx, [each.number for each in taken])
    return simulation.to_wire(len(tickets), taken)


def restated(call: Call, number: int, body: NewRestatement) -> Response:
    """The ticket without a breach that was none."""
    command = RestateVerdict(Metric(body.metric), clock.from_text(body.due_at), body.reason.strip())
    return views.changed(call, call.product.tickets.restate(call.ctx, number, command))
