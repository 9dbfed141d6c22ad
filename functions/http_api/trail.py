"""Between routes and the audit trail."""

from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from functions.http_api.answers import json_answer
from functions.http_api.call import Call
from lambdesk.audit import queries, wire
from lambdesk.audit.model import Filter, Opened
from lambdesk.kit import clock, paging
from lambdesk.kit.schema import MomentIn


class TrailQuery(BaseModel):
    """Which facts of the trail."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    actor: Annotated[
        str | None,
        Field(
            max_length=64,
            description="A user's, customer's or key's id, or a kind of actor: `system`.",
        ),
    ] = None
    kind: Annotated[
        str | None, Field(max_length=64, description="A type of event, `ticket.assigned`, or its noun, `ticket`.")
    ] = None
    thing: Annotated[str | None, Field(max_length=200, description="What it is about, such as `ticket:12`.")] = None
    since: Annotated[MomentIn | None, Field(alias="from", description="From this moment on.")] = None
    until: Annotated[MomentIn | None, Field(alias="to", description="Up to this moment, without it.")] = None


class TrailPageQuery(TrailQuery):
    """A page of them."""

    limit: Annotated[int, Field(ge=1, le=100, description="A change with several facts is not cut.")] = 50
    cursor: Annotated[str | None, Field(max_length=1_000, description="`next_cursor` of the page before.")] = None


TrailFilter = Annotated[TrailQuery, Query()]
TrailPage = Annotated[TrailPageQuery, Query()]


def page(call: Call, query: TrailPageQuery) -> Response:
    """A page of the trail. A cursor fits its own filter only."""
    keys, tenant = call.product.keyring, call.tenant.id
    told = (query.actor, query.kind, query.thing, query.since, query.until)
    scope = f"audit {'|'.join(each or '' for each in told)}"
    position = paging.decode_cursor(keys, tenant, scope, query.cursor) if query.cursor else None
    call.product.accesses.opened(call.ctx, f"tenant:{tenant}", Opened.TRAIL)
    found = queries.find(call.product.trail_store, tenant, _filter(call, query), query.limit, position)
    cursor = paging.encode_cursor(keys, tenant, scope, found.position) if found.position else None
    items = [wire.fact(each) for each in found.events]
    return json_answer({"items": items, "next_cursor": cursor, "partial": found.partial})


def exported(call: Call, query: TrailQuery) -> Response:
    """The trail as a sheet, as far as one goes."""
    call.product.accesses.took(call.ctx, f"tenant:{call.tenant.id}", Opened.EXPORT)
    found = queries.export(call.product.trail_store, call.tenant.id, _filter(call, query))
    names = {each.id: each.name for each in call.product.identity_store.users(call.tenant.id)}
    complete = found.position is None
    told = {
        "content-disposition": f'attachment; filename="audit-{call.ctx.now:%Y-%m-%d}.csv"',
        "export-complete": str(complete).lower(),
    }
    return Response(wire.sheet(found.events, names), media_type="text/csv", headers=told)


def _filter(call: Call, query: TrailQuery) -> Filter:
    begin = max(_moment(query.since, call.tenant.created_at), call.tenant.created_at)
    end = min(_moment(query.until, call.ctx.now), call.ctx.now)
    return Filter(begin, end, query.actor, query.kind, query.thing)


def _moment(told: str | None, otherwise: datetime) -> datetime:
    return clock.from_text(told) if told else otherwise
