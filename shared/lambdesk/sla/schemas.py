"""Wire forms of policies of promised times."""

from typing import Annotated, Literal

from pydantic import Field

from lambdesk.escalation.schemas import Level, Levels
from lambdesk.filters.schemas import FilterNode, FilterTree
from lambdesk.kit.schema import Input, MomentIn, Optional, Output, Words
from lambdesk.sla.decide import POLICIES
from lambdesk.sla.model import AROUND, Reopen

PolicyName = Annotated[Words, Field(min_length=1, max_length=80)]
Percent = Annotated[int, Field(ge=1, le=99)]
Seconds = Annotated[int, Field(ge=1, le=10 * 366 * 86_400)]
Pausing = Annotated[tuple[Literal["paused", "pending", "on_hold"], ...], Field(max_length=3, strict=False)]
Hours = Annotated[str, Field(pattern=r"^(around_the_clock|team|organisation|calendar:cal_[0-9A-Z]{26})$")]


class Targets(Output):
    """Seconds by priority."""

    urgent: int
    high: int
    normal: int
    low: int


class NewTargets(Input):
    """Seconds by priority."""

    urgent: Seconds
    high: Seconds
    normal: Seconds
    low: Seconds


class Pauses(Output):
    """By metric: where its clock stands still, beside the states in which nobody works on a ticket."""

    first_response: list[str]
    next_response: list[str]
    resolution: list[str]


class NewPauses(Input):
    """As in Pauses; a metric that is not there never pauses."""

    first_response: Pausing = ()
    next_response: Pausing = ()
    resolution: Pausing = ()


class TargetsPatch(Input):
    """Only what is there changes."""

    urgent: Optional[Seconds] = None
    high: Optional[Seconds] = None
    normal: Optional[Seconds] = None
    low: Optional[Seconds] = None


class SlaPolicy(Output):
    """What is promised for tickets that `condition` holds for. The one called `default` has none and is asked last.

    `next_response` and `resolution` are null where they are not promised. `hours` says which time counts:
    `around_the_clock`, `calendar:<id>`, that of the ticket's `team` or of the customer's `organisation`; the last two
    fall back to the default calendar. `reopen` says what becomes of the resolution of a ticket that is opened again:
    `continue` takes the time between as a pause, `restart` takes the verdict back, `new_target` leaves it and begins
    another one.
    Beside the warning at a percentage one comes `warning_lead_seconds` before the end, null for none.

    `levels` are called one after the other when a target is missed, until somebody takes care of it.
    """

    id: str
    name: str
    condition: FilterTree
    first_response: Targets
    next_response: Targets | None
    resolution: Targets | None
    hours: str
    pauses: Pauses
    reopen: Reopen
    warning_percent: int
    warning_lead_seconds: int | None
    levels: list[Level]
    active: bool


class SlaPolicyList(Output):
    """In the order in which they are asked: the first active one that is for a ticket wins. They have one `version`."""

    items: list[SlaPolicy]
    version: int


class NewSlaPolicy(Input):
    """A promise for tickets that `condition` holds for."""

    name: PolicyName
    condition: FilterNode
    first_response: NewTargets
    next_response: NewTargets | None = None
    resolution: NewTargets | None = None
    hours: Hours = AROUND
    pauses: NewPauses = NewPauses(resolution=("paused",))
    reopen: Annotated[Reopen, Field(strict=False)] = Reopen.CONTINUE
    warning_percent: Percent = 75
    warning_lead_seconds: Seconds | None = None
    levels: Optional[Levels] = None
    active: bool = True


class SlaPolicyPatch(Input):
    """Only what is there changes; null for `next_response`, `resolution` and `warning_lead_seconds` takes them away."""

    name: Optional[PolicyName] = None
    condition: Optional[FilterNode] = None
    first_response: Optional[TargetsPatch] = None
    next_response: NewTargets | None = None
    resolution: NewTargets | None = None
    hours: Optional[Hours] = None
    pauses: Optional[NewPauses] = None
    reopen: Optional[Annotated[Reopen, Field(strict=False)]] = None
    warning_percent: Optional[Percent] = None
    warning_lead_seconds: Seconds | None = None
    levels: Optional[Levels] = None
    active: Optional[bool] = None


class SlaPolicyOrder(Input):
    """All policies but the default, first the one that is asked first."""

    ids: Annotated[tuple[str, ...], Field(max_length=POLICIES, strict=False)]


class ConditionReason(Output):
    """A condition of a policy, as a text, and whether it holds for the ticket as it is now; null where it cannot be
    asked any more, and `because` says why. `negated`: the policy wants the opposite.
    """

    text: str
    held: bool | None
    negated: bool
    because: Literal["unknown_field", "unknown_operator", "no_viewer"] | None


class PolicyReason(Output):
    """A policy that was asked when the ticket was opened: the one that `won`, or one before it."""

    id: str
    name: str
    active: bool
    won: bool
    held: bool | None
    conditions: list[ConditionReason]


class TicketSla(Output):
    """Why this policy: what was asked in this version of them all, and what comes of it for the ticket as it is now.

    Null and empty when nothing is promised. A ticket that changed since keeps its policy. `zone` is that of its
    business hours, null around the clock.
    """

    policy_id: str | None
    version: int | None
    zone: str | None
    policies: list[PolicyReason]


class NewRestatement(Input):
    """The breach of a metric at `due_at`, as the ticket shows it, was none; `reason` stands in its timeline."""

    metric: Literal["first_response", "next_response", "resolution"]
    due_at: MomentIn
    reason: Annotated[Words, Field(max_length=500)]


class SlaSimulation(Input):
    """A policy that is still being written. `policy_id` names the one that it would replace; without one it is new.

    Time counts by `hours`; without them as in the policy that it would replace, else around the clock.
    """

    policy_id: Annotated[str, Field(max_length=64)] | None = None
    condition: FilterNode
    first_response: NewTargets
    hours: Optional[Hours] = None


class SimulatedTicket(Output):
    """A ticket that the policy would take. `used_seconds` passed until its first answer, or until now; null where
    nothing was promised, so that nobody measured it. `policy_id` is the policy it has.
    """

    number: int
    subject: str
    policy_id: str | None
    target_seconds: int
    used_seconds: int | None
    verdict: Literal["met", "breached", "waiting", "unknown"]


class SlaSimulationResult(Output):
    """Of so many of the newest tickets those that the policy would take, as they are now, newest first."""

    looked_at: int
    items: list[SimulatedTicket]
