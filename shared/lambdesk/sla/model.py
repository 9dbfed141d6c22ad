"""Policies, what they promise a ticket, and the escalation of a promise that was not kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from lambdesk.escalation.model import DEFAULT_LEVELS, Level
from lambdesk.filters.model import EVERYTHING, Filter
from lambdesk.sla.calendar import AROUND_THE_CLOCK, Calendar
from lambdesk.sla.calendars.model import BusinessCalendar

DEFAULT_ID = "default"
# What a ticket follows that keeps its verdicts although no policy is for it any more.
NOTHING_ID = "nothing"


# The metric of an escalation that a person raised.
MANUAL = "manual"


class Metric(StrEnum):
    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    RESOLUTION = "resolution"


class Reopen(StrEnum):
    """What opening a resolved ticket again does to its resolution clock.

    CONTINUE takes the time between as a pause. RESTART takes the verdict back and begins anew, NEW_TARGET leaves it
    and begins another target.
    """

    CONTINUE = "continue"
    RESTART = "restart"
    NEW_TARGET = "new_target"


AROUND, TEAM, ORGANISATION, CALENDAR = "around_the_clock", "team", "organisation", "calendar:"
# Where a clock can stand still beside the states in which nobody works on the ticket, in which all do.
PAUSABLE = ("paused", "pending", "on_hold")
PAUSES: Mapping[str, tuple[str, ...]] = {Metric.RESOLUTION.value: ("paused",)}


class ClockState(StrEnum):
    """MET and BREACHED are verdicts. PAUSED stands still, with the rest of its time."""

    RUNNING = "running"
    WARNED = "warned"
    PAUSED = "paused"
    BREACHED = "breached"
    MET = "met"


@dataclass(frozen=True)
class SlaPolicy:
    """What a tenant promises for tickets that `condition` holds for; one that is not `active` is passed over.

    `version` is that of all its policies together. Targets are seconds by priority; `next_response` and `resolution`
    may be empty: not promised. `hours` says which time counts: AROUND, TEAM, ORGANISATION, or CALENDAR with an id
    behind it. A clock stands still in the states and categories that `pauses` names for its metric. A warning comes
    when `warning_percent` of a target have passed, and another one `warning_lead_seconds` before its end.
    `levels` are called one after the other when a target is missed, the first one with the breach.
    """

    version: int
    first_response: Mapping[str, int]
    warning_percent: int = 75
    levels: tuple[Level, ...] = DEFAULT_LEVELS
    id: str = DEFAULT_ID
    name: str = ""
    condition: Filter = EVERYTHING
    active: bool = True
    next_response: Mapping[str, int] = field(default_factory=dict)
    resolution: Mapping[str, int] = field(default_factory=dict)
    hours: str = AROUND
    pauses: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict(PAUSES))
    reopen: Reopen = Reopen.CONTINUE
    warning_lead_seconds: int | None = None

    def target(self, metric: Metric, priority: str) -> int | None:
        """The seconds of a metric; None where nothing is promised."""
        targets: Mapping[str, int] = getattr(self, metric.value)
        return targets.get(priority)


@dataclass(frozen=True)
class SlaPolicies:
    """All policies of a tenant: those `ahead` in their order, and the `default` for tickets that none of them is for.

    A version never changes; every edit makes the next one, so that a ticket keeps what it was promised. `calendars`
    are the tenant's by id as they are now, where a policy needs one; they are no part of the version.
    """

    default: SlaPolicy
    ahead: tuple[SlaPolicy, ...] = ()
    calendars: Mapping[str, BusinessCalendar] = field(default_factory=dict, compare=False)

    @property
    def version(self) -> int:
        """The version of them all."""
        return self.default.version

    @property
    def ask_organisations(self) -> bool:
        """Whether some of them count by the hours of the customer's organisation."""
        return any(each.hours == ORGANISATION for each in self.ordered)

    @property
    def ordered(self) -> tuple[SlaPolicy, ...]:
        """The first one that is for a ticket wins."""
        return (*self.ahead, self.default)

    def called(self, policy_id: str) -> SlaPolicy | None:
        """The policy with this id."""
        return next((each for each in self.ordered if each.id == policy_id), None)


DEFAULT_POLICY = SlaPolicy(0, {"urgent": 3_600, "high": 14_400, "normal": 28_800, "low": 86_400})
DEFAULT_POLICIES = SlaPolicies(DEFAULT_POLICY)


def nothing(version: int) -> SlaPolicy:
    """The policy of a ticket that none is for any more, since this version."""
    return SlaPolicy(version, {}, id=NOTHING_ID)


@dataclass(frozen=True)
class Terms:
    """What a ticket's clocks follow: the policy and the calendar in the versions that were pinned.

    Without `calendar_id` time counts around the clock.
    """

    policy: SlaPolicy = DEFAULT_POLICY
    calendar: Calendar = AROUND_THE_CLOCK
    calendar_id: str | None = None
    calendar_version: int = 0


DEFAULT_TERMS = Terms()


@dataclass(frozen=True)
class Clock:
    """A target that runs. `used` seconds of the calendar had passed before the present run, which began at `since`.

    While it is `paused` it stands still since then, and `due_at` is as before the pause. `due_at` is the last moment at
    which the target is met; `warnings` are the moments at which whoever works on it should hear that time runs out, of
    which `warned` were told. `answered_at` and `breached_at` are facts: answered without a breach is met, after one it
    is late. `first_at` is when a ticket that was opened again had been resolved first.
    """

    metric: Metric
    started_at: datetime
    target_seconds: int
    due_at: datetime
    since: datetime
    warnings: tuple[datetime, ...] = ()
    used: int = 0
    paused: bool = False
    warned: int = 0
    answered_at: datetime | None = None
    breached_at: datetime | None = None
    first_at: datetime | None = None

    @property
    def warn_at(self) -> datetime:
        """The first warning; without any, when it is due."""
        return self.warnings[0] if self.warnings else self.due_at

    @property
    def paused_at(self) -> datetime | None:
        """Since when it stands still."""
        return self.since if self.paused else None

    @property
    def decided(self) -> bool:
        """Whether there is a verdict."""
        return self.answered_at is not None or self.breached_at is not None

    @property
    def late(self) -> bool:
        """Whether its time ran out and whoever waits still does."""
        return self.breached_at is not None and self.answered_at is None

    @property
    def state(self) -> ClockState:
        if self.breached_at is not None:
            return ClockState.BREACHED
        if self.answered_at is not None:
            return ClockState.MET
        if self.paused:
            return ClockState.PAUSED
        return ClockState.WARNED if self.warned else ClockState.RUNNING

    @property
    def next_due_at(self) -> datetime | None:
        """When this clock next has something to tell by itself."""
        if self.decided or self.paused:
            return None
        return min((*self.warnings[self.warned :], self.due_at))


def _haste(clock: Clock) -> tuple[bool, bool, bool, datetime]:
    calm = clock.breached_at is None and not clock.warned
    return clock.answered_at is not None, clock.paused, calm, clock.due_at


@dataclass(frozen=True)
class Sla:
    """What a ticket was promised, by which versions of policy and calendar, and its clocks: one of a metric at most.

    Without `calendar_id` time counts around the clock.
    """

    policy_id: str
    policy_version: int
    clocks: tuple[Clock, ...] = ()
    calendar_id: str | None = None
    calendar_version: int = 0

    def clock(self, metric: str) -> Clock | None:
        """The clock of a metric."""
        return next((each for each in self.clocks if each.metric == metric), None)

    def with_clock(self, clock: Clock) -> "Sla":
        """With this clock instead of that of its metric."""
        kept = {each.metric: each for each in self.clocks} | {clock.metric: clock}
        return replace(self, clocks=tuple(kept[each] for each in Metric if each in kept))

    @property
    def next_due_at(self) -> datetime | None:
        """When a clock next has something to tell by itself."""
        return min((each.next_due_at for each in self.clocks if each.next_due_at), default=None)

    @property
    def urgent(self) -> Clock | None:
        """The clock to look at first: of those that wait the one due first, then one that stands still, then others.

        Those that are late or were warned come before those that have time.
        """
        return min(self.clocks, key=_haste, default=None)


@dataclass(frozen=True)
class Escalation:
    """People who are called because the time of a metric ran out at `breach`, or because a person did (MANUAL).

    `level` is the highest that was due so far, from 1 on, and `called` the highest whose people were called. `next_at`
    is when the next level follows; None after the last one, and once somebody has acknowledged.
    """

    metric: str
    breach: datetime
    level: int
    next_at: datetime | None = None
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    called: int = 0
