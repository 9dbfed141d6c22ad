"""What a report counts: clocks, what came of each, and who had the ticket when it did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from lambdesk.sla.model import Metric


class Verdict(StrEnum):
    """OPEN is none yet: it is counted apart, and never as kept or broken."""

    MET = "met"
    BREACHED = "breached"
    OPEN = "open"


@dataclass(frozen=True)
class Judged:
    """One clock of a ticket, named by its metric and `started_at`, and what came of it.

    `day` is that of `due_at` in the tenant's zone. Team, person and priority are those of the moment when the verdict
    fell; of a clock that is OPEN the present ones. `seconds` of the calendar had passed at `answered_at`; both are
    absent without an answer. A late answer stays BREACHED.
    """

    metric: Metric
    started_at: datetime
    due_at: datetime
    day: date
    verdict: Verdict
    policy_id: str
    priority: str
    target_seconds: int
    team_id: str | None = None
    agent_id: str | None = None
    answered_at: datetime | None = None
    seconds: int | None = None

    @property
    def name(self) -> tuple[str, datetime]:
        """Which clock of its ticket."""
        return self.metric, self.started_at


@dataclass(frozen=True)
class TicketFigures:
    """All that one ticket adds to the figures."""

    number: int
    rows: tuple[Judged, ...]
    version: int = 1


class Family(StrEnum):
    """What is counted together: whose tickets they were, or what they were promised. Both are told apart by team."""

    PEOPLE = "people"
    PROMISES = "promises"


NOBODY = "none"


@dataclass(frozen=True)
class Group:
    """Whose counters: a team with one of its people, or with a policy and a priority. NOBODY for what is not there."""

    family: Family
    month: str
    team: str
    agent: str = ""
    policy: str = ""
    priority: str = ""


# Day of the month, metric and verdict.
Cell = tuple[int, Metric, Verdict]
Counts = Mapping[Group, Mapping[Cell, int]]


def groups_of(row: Judged) -> tuple[Group, Group]:
    """Where a row is counted."""
    month, team = f"{row.day:%Y%m}", row.team_id or NOBODY
    return (
        Group(Family.PEOPLE, month, team, agent=row.agent_id or NOBODY),
        Group(Family.PROMISES, month, team, policy=row.policy_id, priority=row.priority),
    )


def cell_of(row: Judged) -> Cell:
    """What of its groups counts it."""
    return row.day.day, row.metric, row.verdict
