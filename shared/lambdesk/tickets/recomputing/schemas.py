"""Wire forms of recomputations."""

from typing import Annotated

from pydantic import Field

from lambdesk.kit.schema import Input, Moment, Optional, Output
from lambdesk.tickets.recomputing.model import RecomputationState

_Id = Annotated[str, Field(max_length=64)]


class NewRecomputation(Input):
    """Which open tickets get what is promised now: those of a policy, of a calendar, of an organisation, or of
    any of them. Those of the organisation get its tier of today.
    """

    policy_id: Optional[_Id] = None
    calendar_id: Optional[_Id] = None
    organisation_id: Optional[_Id] = None


class Recomputation(Output):
    """How far it has come. Of the tickets it concerned (`found`) some had those promises already (`unchanged`).

    `failed` as a state is one that has stood still for an hour; it can be asked for again.
    """

    id: Annotated[str, Field(examples=["rcp_01KAWJ4X6S0000000000000000"])]
    state: RecomputationState
    policy_id: str | None
    calendar_id: str | None
    organisation_id: str | None
    policies_version: int
    asked_by: str | None
    asked_at: Moment
    moved_at: Moment
    found: int
    changed: int
    unchanged: int
    failed: int


class RecomputationList(Output):
    """The recomputation that was asked for last, if there was one."""

    items: list[Recomputation]


class RecomputedMetric(Output):
    """Clocks that get another due time, begin, end without a verdict, or run out at once; `decided` ones stay."""

    metric: str
    moved: int
    started: int
    cancelled: int
    breached: int
    decided: int


class RecomputedTicket(Output):
    """A clock that changes. A moment is null where nothing is promised."""

    number: int
    subject: str
    metric: str
    due_before: Moment | None
    due_after: Moment | None
    breached: bool


class RecomputationPreview(Output):
    """What would change. `complete` is false when there are more open tickets than were looked at.

    `samples` are at most 20 that the caller may see, those that run out at once first.
    """

    looked_at: int
    complete: bool
    found: int
    changed: int
    metrics: list[RecomputedMetric]
    samples: list[RecomputedTicket]
