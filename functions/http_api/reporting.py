"""Between routes and reports."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from functions.http_api.answers import json_answer
from functions.http_api.call import Call
from lambdesk.kit import clock, paging
from lambdesk.kit.schema import Day
from lambdesk.reports import queries
from lambdesk.reports.model import Verdict
from lambdesk.reports.ports import Entry
from lambdesk.reports.queries import Asked, By, Figure
from lambdesk.sla.model import Metric
from lambdesk.tickets.decide.seeing import may_see_row
from lambdesk.tickets.model import Priority, label
from lambdesk.tickets.wire import number_of_row


class SlaSpan(BaseModel):
    """Clocks that were due within these days of the workspace's zone."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    since: Annotated[Day, Field(alias="from", description="From this day on.")]
    until: Annotated[Day, Field(alias="to", description="Up to this day, without it; 366 days at most.")]
    metric: Metric | None = None
    team_id: Annotated[str | None, Field(max_length=64, description="A team's at the time; `none`: no team's.")] = None
    agent_id: Annotated[str | None, Field(max_length=64, description="A user's at the time; `none`: nobody's.")] = None
    policy_id: Annotated[str | None, Field(max_length=64, description="Promised by this policy.")] = None
    priority: Priority | None = None

    def asked(self, verdict: Verdict | None = None) -> Asked:
        """The same in words of the domain."""
        span = date.fromisoformat(self.since), date.fromisoformat(self.until)
        return Asked(*span, self.metric, verdict, self.team_id, self.agent_id, self.policy_id, self.priority)


class SlaReportQuery(SlaSpan):
    """How they are told apart."""

    by: Annotated[By, Field(description="`agent` goes neither with `policy_id` nor with `priority`.")] = By.METRIC


class SlaVerdictQuery(SlaSpan):
    """A page of them."""

    verdict: Verdict | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Annotated[str | None, Field(max_length=1_000, description="`next_cursor` of the page before.")] = None


ReportQuery = Annotated[SlaReportQuery, Query()]
VerdictQuery = Annotated[SlaVerdictQuery, Query()]


def report(call: Call, query: SlaReportQuery) -> Response:
    """Figures, told apart."""
    total, found = queries.figures(call.product.figure_store, call.tenant.id, query.asked(), query.by, call.caller)
    names = _names(call, query.by) if found else {}
    items = [{"key": key, "label": names.get(key), **_figure(each)} for key, each in found.items()]
    told = {"since": query.since, "until": query.until, "zone": call.tenant.zone, "by": query.by.value}
    return json_answer({**told, "total": _figure(total), "items": items})


def _figure(figure: Figure) -> dict[str, Any]:
    counts = {"met": figure.met, "breached": figure.breached, "open": figure.open}
    return {"n": figure.n, **counts, "compliance": figure.compliance}


def _names(call: Call, by: By) -> Mapping[str, str]:
    """What ids are called today."""
    product, tenant = call.product, call.tenant.id
    match by:
        case By.AGENT:
            return {each.id: each.name for each in product.identity_store.users(tenant)}
        case By.TEAM:
            return {each.id: each.name for each in product.ticket_settings_store.rules(tenant).teams.values()}
        case By.POLICY:
            return {each.id: each.name for each in product.sla_setup.all(tenant).ordered if each.name}
        case _:
            return {}


def verdicts(call: Call, query: SlaVerdictQuery) -> Response:
    """A page of clocks with their tickets. One that is out of the caller's sight by now is counted and not listed."""
    keys, tenant, asked = call.product.keyring, call.tenant.id, query.asked(query.verdict)
    scope = f"sla-verdicts {asked}"
    position = paging.decode_cursor(keys, tenant, scope, query.cursor) if query.cursor else None
    found = queries.verdicts(call.product.figure_store, tenant, asked, call.caller, query.limit, position)
    stored = call.product.ticket_store.rows(tenant, [each.number for each in found.entries]) if found.entries else ()
    seen = {number_of_row(each): each for each in stored if may_see_row(call.caller, each)}
    call.lists(seen.values())
    items = [_verdict(call, each, seen[each.number]) for each in found.entries if each.number in seen]
    cursor = paging.encode_cursor(keys, tenant, scope, found.position) if found.position else None
    return json_answer({"items": items, "next_cursor": cursor, "partial": found.partial})


def _verdict(call: Call, entry: Entry, stored: str) -> dict[str, Any]:
    row, number = entry.row, entry.number
    answered = row.answered_at
    return {
        "number": number,
        "label": label(call.tenant.ticket_label, number),
        "subject": json.loads(stored)["subject"],
        "metric": row.metric.value,
        "verdict": row.verdict.value,
        "day": row.day.isoformat(),
        "started_at": clock.to_text(row.started_at),
        "due_at": clock.to_text(row.due_at),
        "answered_at": clock.to_text(answered) if answered else None,
        "target_seconds": row.target_seconds,
        "seconds": row.seconds,
        "calendar_seconds": int((answered - row.started_at).total_seconds()) if answered else None,
        "policy_id": row.policy_id,
        "priority": row.priority,
        "team_id": row.team_id,
        "agent_id": row.agent_id,
    }
