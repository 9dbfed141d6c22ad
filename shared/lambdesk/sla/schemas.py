"""Wire forms of policies of promised times."""

from typing import Annotated, Literal

from pydantic import Field

from lambdesk.escalation.schemas import Level, Levels
from lambdesk.filters.schemas import FilterNode, FilterTree
from lambdesk.kit.schema import Input, Optional, Output, Words
from lambdesk.sla.decide import POLICIES

PolicyName = Annotated[Words, Field(min_length=1, max_length=80)]
Percent = Annotated[int, Field(ge=1, le=99)]
Seconds = Annotated[int, Field(ge=1, le=10 * 366 * 86_400)]


class Targets(Output):
    """Seconds until the first response, by priority."""

    urgent: int
    high: int
    normal: int
    low: int


class NewTargets(Input):
    """Seconds until the first response, by priority."""

    urgent: Seconds
    high: Seconds
    normal: Seconds
    low: Seconds


class TargetsPatch(Input):
    """Only what is there changes."""

    urgent: Optional[Seconds] = None
    high: Optional[Seconds] = None
    normal: Optional[Seconds] = None
    low: Optional[Seconds] = None


class SlaPolicy(Output):
    """What is promised for tickets that `condition` holds for. The one called `default` has none and is asked last.

    `levels` are called one after the other when a target is missed, until somebody takes care of it.
    """

    id: str
    name: str
    condition: FilterTree
    first_response: Targets
    warning_percent: int
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
    warning_percent: Percent = 75
    levels: Optional[Levels] = None
    active: bool = True


class SlaPolicyPatch(Input):
    """Only what is there changes."""

    name: Optional[PolicyName] = None
    condition: Optional[FilterNode] = None
    first_response: Optional[TargetsPatch] = None
    warning_percent: Optional[Percent] = None
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

    Null and empty when nothing is promised. A ticket that changed since keeps its policy.
    """

    policy_id: str | None
    version: int | None
    policies: list[PolicyReason]
