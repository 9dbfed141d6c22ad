"""Wire forms of reports."""

from typing import Annotated

from pydantic import Field

from lambdesk.kit.schema import Moment, Output
from lambdesk.reports.model import Verdict
from lambdesk.reports.queries import By
from lambdesk.sla.model import Metric

_DAY = Field(json_schema_extra={"format": "date"})


class SlaFigure(Output):
    """`n` have a verdict: `met` and `breached` together. `compliance` is the share of them that was met, null without
    any; `open` have none yet and are no part of it.
    """

    n: int
    met: int
    breached: int
    open: int
    compliance: float | None


class SlaReportRow(SlaFigure):
    """`key` is an id, a word or a day; `none` for no team and for nobody. `label` is what an id is called today."""

    key: str
    label: str | None


class SlaReport(Output):
    """Clocks that were due from the day `since` on and before the day `until`, days of `zone`."""

    since: Annotated[str, _DAY]
    until: Annotated[str, _DAY]
    zone: str
    by: By
    total: SlaFigure
    items: list[SlaReportRow]


class SlaVerdict(Output):
    """A clock of a ticket and what came of it. Team, agent and priority are those of the moment of its verdict.

    `day` is the one that it counts for. `seconds` of the calendar had passed when it was answered, and
    `calendar_seconds` by the clock on the wall; a late answer stays a breach.
    """

    number: int
    label: str
    subject: str
    metric: Metric
    verdict: Verdict
    day: Annotated[str, _DAY]
    started_at: Moment
    due_at: Moment
    answered_at: Moment | None
    target_seconds: int
    seconds: int | None
    calendar_seconds: int | None
    policy_id: str
    priority: str
    team_id: str | None
    agent_id: str | None


class SlaVerdictPage(Output):
    """In the order in which they were due. `partial`: the look ended before the page was full."""

    items: list[SlaVerdict]
    next_cursor: str | None
    partial: bool
