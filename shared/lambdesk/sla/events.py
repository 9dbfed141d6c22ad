"""Facts about clocks and escalations."""

from dataclasses import dataclass
from typing import ClassVar

from lambdesk.kit.differences import Changed, Made
from lambdesk.kit.events import event_type


@dataclass(frozen=True, kw_only=True)
class ClockFact:
    """What all facts of a clock tell. Moments are texts as in `kit.clock`."""

    EVENT_TYPE: ClassVar[str]
    metric: str
    due_at: str


@event_type("sla.clock_started")
@dataclass(frozen=True, kw_only=True)
class ClockStarted(ClockFact):
    target_seconds: int
    policy_version: int
    policy_id: str


@event_type("sla.clock_paused")
@dataclass(frozen=True, kw_only=True)
class ClockPaused(ClockFact):
    """It stands still while the ticket is done; nothing becomes due."""


@event_type("sla.clock_resumed")
@dataclass(frozen=True, kw_only=True)
class ClockResumed(ClockFact):
    """The pause is over; `due_at` is later by its length."""


@event_type("sla.clock_recomputed")
@dataclass(frozen=True, kw_only=True)
class ClockRecomputed(ClockFact):
    """Another target holds, as from the beginning."""

    target_seconds: int


@event_type("sla.target_warned")
@dataclass(frozen=True, kw_only=True)
class TargetWarned(ClockFact):
    """Most of the time has passed."""


@event_type("sla.target_met")
@dataclass(frozen=True, kw_only=True)
class TargetMet(ClockFact):
    """Answered in time; exactly at `due_at` is in time."""


@event_type("sla.target_breached")
@dataclass(frozen=True, kw_only=True)
class TargetBreached(ClockFact):
    """The time ran out at `due_at`, whenever that was noticed."""


@event_type("sla.fact_voided")
@dataclass(frozen=True, kw_only=True)
class FactVoided(ClockFact):
    """What `fact` told holds no longer, from the beginning; `reason`: `recalled`, the answer never went out."""

    fact: str
    reason: str


@event_type("escalation.raised")
@dataclass(frozen=True)
class EscalationRaised:
    """People of `level` are called: 1 the assignee, 2 the managers, 3 the administrators.

    `metric` and `due_at`, the moment when its time ran out, name the breach.
    """

    EVENT_TYPE: ClassVar[str]
    metric: str
    level: int
    due_at: str


@event_type("escalation.acknowledged")
@dataclass(frozen=True)
class EscalationAcknowledged:
    """The actor takes care of it; no further level follows."""

    EVENT_TYPE: ClassVar[str]
    metric: str
    level: int
    due_at: str


@event_type("escalation.restored")
@dataclass(frozen=True)
class EscalationRestored:
    """The answer that had ended it never went out: it stands as before, at `level`. Nobody is called anew by it.

    Its chain was stopped and no other can have its name: the sweep calls the level that comes next.
    """

    EVENT_TYPE: ClassVar[str]
    metric: str
    level: int
    due_at: str


@event_type("escalation.ended")
@dataclass(frozen=True)
class EscalationEnded:
    """`reason`: `answered`, or the state in which nobody has to answer any more."""

    EVENT_TYPE: ClassVar[str]
    metric: str
    level: int
    due_at: str
    reason: str


@event_type("sla_policy.changed")
@dataclass(frozen=True)
class SlaPolicyChanged(Changed):
    """What the tenant promises for tickets opened from now on; the version is that of all its policies."""


@event_type("sla_policy.created")
@dataclass(frozen=True)
class SlaPolicyCreated(Made):
    """A policy for some tickets, asked after those that were there."""


@event_type("sla_policy.deleted")
@dataclass(frozen=True)
class SlaPolicyDeleted:
    """New tickets are not promised it any more."""

    EVENT_TYPE: ClassVar[str]
    id: str


@event_type("sla_policy.reordered")
@dataclass(frozen=True)
class SlaPoliciesReordered:
    """In which order policies are asked: ids before and after."""

    EVENT_TYPE: ClassVar[str]
    before: list[str]
    after: list[str]


BY_ITSELF = (ClockFact, EscalationRaised, EscalationRestored, EscalationEnded)
"""What time does, whoever's change it is told with."""
