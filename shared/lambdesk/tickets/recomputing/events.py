"""Facts about recomputations."""

from dataclasses import dataclass
from typing import ClassVar

from lambdesk.kit.events import event_type


@event_type("recomputation.asked")
@dataclass(frozen=True)
class RecomputationAsked:
    """Open tickets get what the policies of a version promise: those of one policy, calendar or organisation."""

    EVENT_TYPE: ClassVar[str]
    recomputation_id: str
    policies_version: int
    policy_id: str | None = None
    calendar_id: str | None = None
    organisation_id: str | None = None


@event_type("recomputation.continued")
@dataclass(frozen=True)
class RecomputationContinued:
    """So many steps of it are done, and there is more."""

    EVENT_TYPE: ClassVar[str]
    recomputation_id: str
    steps: int


@event_type("recomputation.finished")
@dataclass(frozen=True)
class RecomputationFinished:
    """All open tickets were looked at; how many of them it concerned, and what came of them."""

    EVENT_TYPE: ClassVar[str]
    recomputation_id: str
    found: int
    changed: int
    unchanged: int
    failed: int


@event_type("recomputation.cancelled")
@dataclass(frozen=True)
class RecomputationCancelled:
    """No further ticket is looked at. Those that were changed stay so."""

    EVENT_TYPE: ClassVar[str]
    recomputation_id: str
    changed: int
