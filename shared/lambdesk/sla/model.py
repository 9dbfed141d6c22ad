"""A policy, the clock it puts on a ticket, and the escalation of a clock that ran out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from lambdesk.filters.model import EVERYTHING, Filter
from lambdesk.sla.calendar import AROUND_THE_CLOCK, Calendar, add

LEVELS = 3
DEFAULT_ID = "default"


class Metric(StrEnum):
    FIRST_RESPONSE = "first_response"


class ClockState(StrEnum):
    """MET and BREACHED are verdicts: neither is ever left. PAUSED stands still, with the rest of its time."""

    RUNNING = "running"
    WARNED = "warned"
    PAUSED = "paused"
    BREACHED = "breached"
    MET = "met"


@dataclass(frozen=True)
class SlaPolicy:
    """What a tenant promises for tickets that `condition` holds for; one that is not `active` is passed over.

    `version` is that of all its policies together. `first_response` holds seconds by priority. A warning comes when
    `warning_percent` of a target have passed.
    `escalation_seconds` are the moments of levels 2 and 3, counted from the first level.
    """

    version: int
    first_response: Mapping[str, int]
    warning_percent: int = 75
    escalation_seconds: tuple[int, ...] = (1_800, 3_600)
    id: str = DEFAULT_ID
    name: str = ""
    condition: Filter = EVERYTHING
    active: bool = True


@dataclass(frozen=True)
class SlaPolicies:
    """All policies of a tenant: those `ahead` in their order, and the `default` for tickets that none of them is for.

    A version never changes; every edit makes the next one, so that a ticket keeps what it was promised.
    """

    default: SlaPolicy
    ahead: tuple[SlaPolicy, ...] = ()

    @property
    def version(self) -> int:
        """The version of them all."""
        return self.default.version

    @property
    def ordered(self) -> tuple[SlaPolicy, ...]:
        """The first one that is for a ticket wins."""
        return (*self.ahead, self.default)

    def called(self, policy_id: str) -> SlaPolicy | None:
        """The policy with this id."""
        return next((each for each in self.ordered if each.id == policy_id), None)


DEFAULT_POLICY = SlaPolicy(0, {"urgent": 3_600, "high": 14_400, "normal": 28_800, "low": 86_400})
DEFAULT_POLICIES = SlaPolicies(DEFAULT_POLICY)


@dataclass(frozen=True)
class Clock:
    """A target that runs. What it was made from is kept, and its moments are computed from that alone.

    `policy_version` and `policy_id` name the policy. `paused` is how long it has stood still so far, without the pause
    that began at `paused_at`. `warned` says that the warning of the present `warn_at` was told. `answered_at` and
    `breached_at` are facts, each set once: answered without a breach is met, answered after one is late.
    """

    metric: Metric
    started_at: datetime
    target_seconds: int
    policy_version: int
    warning_percent: int = 75
    escalation_seconds: tuple[int, ...] = ()
    paused: timedelta = field(default=timedelta())
    paused_at: datetime | None = None
    warned: bool = False
    answered_at: datetime | None = None
    breached_at: datetime | None = None
    policy_id: str = DEFAULT_ID

    @property
    def due_at(self) -> datetime:
        """The last moment at which the target is still met."""
        return self._after(self.target_seconds)

    @property
    def warn_at(self) -> datetime:
        """When whoever works on it should hear that time runs out."""
        return self._after(self.target_seconds * self.warning_percent // 100)

    def _after(self, seconds: int, calendar: Calendar = AROUND_THE_CLOCK) -> datetime:
        return add(calendar, self.started_at, seconds) + self.paused

    @property
    def decided(self) -> bool:
        """Whether there is a verdict."""
        return self.answered_at is not None or self.breached_at is not None

    @property
    def state(self) -> ClockState:
        if self.breached_at is not None:
            return ClockState.BREACHED
        if self.answered_at is not None:
            return ClockState.MET
        if self.paused_at is not None:
            return ClockState.PAUSED
        return ClockState.WARNED if self.warned else ClockState.RUNNING

    @property
    def next_due_at(self) -> datetime | None:
        """When this clock next has something to tell by itself."""
        if self.decided or self.paused_at is not None:
            return None
        return self.due_at if self.warned else self.warn_at


@dataclass(frozen=True)
class Escalation:
    """A breach that people are called for. `level` is the highest called so far, 1 to LEVELS.

    `next_at` is when the next level follows; None after the last one, and once somebody has acknowledged.
    """

    level: int
    next_at: datetime | None = None
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
