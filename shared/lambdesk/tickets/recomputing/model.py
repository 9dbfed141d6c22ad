"""What is remembered of the recomputation that a tenant asked for last."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from lambdesk.kit.context import ActorKind

# Longer than all tries of one step take.
STANDS_STILL = timedelta(hours=1)
# Commits are seen in lists a moment after the time they bear.
OVERLAP = timedelta(seconds=5)
# Where open tickets are listed.
QUEUES = ("open", "paused", "snoozed")


class RecomputationState(StrEnum):
    """`FAILED` is never kept: it is what a recomputation is that stands still."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True)
class Scope:
    """Which tickets are meant: those of a policy, of a calendar, of an organisation, or of either."""

    policy_id: str | None = None
    calendar_id: str | None = None
    organisation_id: str | None = None


@dataclass(frozen=True)
class Counts:
    """Of the tickets it concerned: how many got other promises, how many had them already, and which resisted."""

    changed: int = 0
    unchanged: int = 0
    failures: tuple[int, ...] = ()

    @property
    def found(self) -> int:
        """All of them."""
        return self.changed + self.unchanged + len(self.failures)

    def failed(self, number: int) -> "Counts":
        """With one that resisted."""
        return replace(self, failures=tuple(sorted({*self.failures, number})))

    def done(self, number: int, *, changed: bool, first: bool) -> "Counts":
        """With one that was looked at. Unless this is the `first` look at it, it counts only when something is new."""
        if not changed and not first and number not in self.failures:
            return self
        left = tuple(each for each in self.failures if each != number)
        return Counts(self.changed + changed, self.unchanged + (not changed), left)


@dataclass(frozen=True)
class Place:
    """How far the tickets are read: round after round through QUEUES, last updated first.

    `numbers` are read and not yet looked at; `after` is the store's own position behind them, as JSON. A round reads
    what was updated since the one before began, at `since`; `began` is when this one did. Whatever is updated while a
    round is read may move past the reader. `at_once`: nothing could, as all of the round was read at one moment; it is
    the last.
    """

    began: datetime
    since: datetime | None = None
    queue: int = 0
    after: str | None = None
    numbers: tuple[int, ...] = ()
    round: int = 1
    at_once: bool = False

    def next_round(self, at: datetime) -> "Place":
        """From the beginning, through what was updated meanwhile."""
        return Place(at, self.began - OVERLAP, round=self.round + 1)


@dataclass(frozen=True)
class Versions:
    """What is promised: a version of the policies, and by their ids those of all calendars."""

    policies: int
    calendars: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Recomputation:
    """The one recomputation that a tenant has. `steps` are done; who asked for it is whose deed each change is.

    All tickets get what `policies_version` and these versions of `calendars` promise, whatever is edited meanwhile.
    """

    id: str
    scope: Scope
    policies_version: int
    actor_kind: ActorKind
    actor_id: str | None
    asked_at: datetime
    moved_at: datetime
    place: Place
    calendars: Mapping[str, int] = field(default_factory=dict)
    state: RecomputationState = RecomputationState.QUEUED
    counts: Counts = field(default_factory=Counts)
    steps: int = 0
    version: int = 1

    @property
    def versions(self) -> Versions:
        """What its tickets are promised."""
        return Versions(self.policies_version, self.calendars)

    @property
    def going(self) -> bool:
        """Whether it is neither done nor cancelled."""
        return self.state in (RecomputationState.QUEUED, RecomputationState.RUNNING)

    def state_at(self, now: datetime) -> RecomputationState:
        """Its state as people see it."""
        return RecomputationState.FAILED if self.going and self.moved_at + STANDS_STILL <= now else self.state

    def in_state(self, state: RecomputationState, now: datetime) -> "Recomputation":
        """The next version of it in this state."""
        return replace(self, state=state, moved_at=now, version=self.version + 1)
