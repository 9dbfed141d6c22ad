"""Wire forms of escalations with their chains."""

from typing import Annotated, Literal

from pydantic import Field

from lambdesk.escalation.decide import Missed
from lambdesk.escalation.model import LEVELS, ActionKind
from lambdesk.kit.schema import Moment, Output
from lambdesk.sla.executions import ExecutionState
from lambdesk.tickets.model import Priority

LevelNumber = Annotated[int, Field(ge=1, le=LEVELS)]


class PassedOver(Output):
    """Whom a level meant and did not call: `assignee`, `rota:rot_…` and the like; no `user_id`: it means nobody."""

    level: LevelNumber
    recipient: str
    user_id: str | None
    reason: Missed


class CalledAddress(Output):
    """What became of calling the address of a level, by HTTP `status`; `failed` is null when it took the call."""

    at: Moment
    status: int | None
    failed: Literal["unreachable", "refused", "gone", "unreadable", "not_there", "not_needed"] | None


class EscalationCall(Output):
    """Who was called, and whom the level passed over. `level` is later than the one that was due when that reached
    nobody; with `last_resort` no level did, so the administrators were called.

    `actions` are what the level did; `assignee_id`, `team_id` and `priority` those that it gave the ticket, null where
    it left them.
    """

    level: LevelNumber
    at: Moment
    user_ids: list[str]
    skipped: list[PassedOver]
    skipped_more: Annotated[int, Field(ge=0, description="So many more were passed over than are told here.")]
    last_resort: bool
    actions: list[ActionKind]
    assignee_id: str | None
    team_id: str | None
    priority: Priority | None
    webhook: CalledAddress | None


class EscalationStep(Output):
    """A level was due at `at`. Without a `call` nobody was called, or not yet: it was over or the next one was due."""

    level: LevelNumber
    at: Moment
    call: EscalationCall | None


class EscalationExecution(Output):
    """The execution in AWS Step Functions that was to call `level` and those after it.

    `none`: it was never started, or ended more than 90 days ago. `unknown`: Step Functions was not asked, or did not
    answer. What became of the levels does not depend on it: see `steps`.
    """

    level: LevelNumber
    name: str
    state: ExecutionState
    started_at: Moment | None
    stopped_at: Moment | None


class EscalationCourse(Output):
    """People called because the time of a metric ran out at `breach_at`, or by a person (`manual`), `asked_by`.

    `next_at` is when the next level is called; null when none is. It stands until `ended_at`. `ended_because` is
    `answered`, `cancelled` with its clock, `not_promised` any more, `restated`, or the state of the ticket in which
    nobody has to answer. One that began again after its end has the levels of both times.
    """

    metric: Literal["first_response", "next_response", "resolution", "manual"]
    breach_at: Moment
    level: LevelNumber
    next_at: Moment | None
    asked_by: str | None
    acknowledged_by: str | None
    acknowledged_at: Moment | None
    ended_at: Moment | None
    ended_because: str | None
    steps: list[EscalationStep]
    executions: list[EscalationExecution]


class EscalationList(Output):
    """All escalations of a ticket, those that are over among them; the last begun first."""

    items: list[EscalationCourse]
