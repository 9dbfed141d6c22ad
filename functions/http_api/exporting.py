"""Between the routes of a workspace's export and what remembers it."""

from datetime import timedelta

from starlette.responses import Response

from functions.http_api.answers import json_answer
from functions.http_api.call import Call
from lambdesk.audit.model import Opened
from lambdesk.kit import clock
from lambdesk.kit.errors import Conflict
from lambdesk.tenants.exporting import schemas
from lambdesk.tenants.exporting.model import ExportState
from lambdesk.tenants.exporting.service import LINK_SECONDS


def asked(call: Call) -> Response:
    """The export that goes on from now, or does already."""
    made = call.product.exporting.ask(call.caller, call.ctx)
    return json_answer(schemas.export(made, call.ctx.now), 202)


def listed(call: Call) -> Response:
    """The export that was asked for last, as a list of one or none."""
    found = call.product.exporting.latest(call.caller, call.tenant.id, call.ctx.now)
    return json_answer(schemas.TenantExports(items=[schemas.export(found, call.ctx.now)] if found else []))


def shown(call: Call, export_id: str) -> Response:
    """How far it has come."""
    found = call.product.exporting.one(call.caller, call.tenant.id, export_id, call.ctx.now)
    return json_answer(schemas.export(found, call.ctx.now))


def fetched(call: Call, export_id: str) -> Response:
    """Links to its archives; each time is told in the trail before anybody has one."""
    exporting, now = call.product.exporting, call.ctx.now
    found = exporting.one(call.caller, call.tenant.id, export_id, now)
    if found.state is not ExportState.DONE:
        raise Conflict("This export is not finished.", state=found.state_at(now).value)
    call.product.accesses.took(call.ctx, f"tenant:{call.tenant.id}", Opened.WORKSPACE)
    links = [exporting.link(call.tenant.slug, found, index) for index in range(len(found.parts))]
    parts = [schemas.ExportPart(url=url, size=part.size) for url, part in zip(links, found.parts, strict=True)]
    until = clock.to_text(now + timedelta(seconds=LINK_SECONDS))
    return json_answer(schemas.ExportFile(parts=parts, expires_at=until))
