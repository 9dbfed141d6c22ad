"""Facts about clocks and escalations."""

from dataclasses import dataclass
from typing import Any, ClassVar

from lambdesk.kit.differences import Changed, Made
from lambdesk.kit.events import event_type, words


@dataclass(frozen=True, kw_only=True)
class ClockFact:
    """What all facts of a clock tell. Moments are texts as in `kit.clock`."""

    EVENT_TYPE: ClassVar[str]
    metric: str
    due_at: str


@event_type("sla.clock_started")
@dataclass(frozen=True, kw_only=True)
class ClockStarted(ClockFact):
    """It runs from now on, or since `started_at`.

    One that is promised afterwards has a past: its finished `runs` as pairs of moments, and since when it runs now or,
    `paused`, stands still.
    """

    target_seconds: int
    policy_version: int
    policy_id: str
    started_at: str | None = None
    runs: list[list[str]] | None = None
    since: str | None = None
    paused: bool | None = None


@event_type("sla.clock_paused")
@dataclass(frozen=True, kw_only=True)
class ClockPaused(ClockFact):
    """It stands still while the ticket is done; nothing becomes due."""


@event_type("sla.clock_resumed")
@dataclass(frozen=True, kw_only=True)
class ClockResumed(ClockFact):
    """The pause is over; `due_at` is later by its length."""


@event_type("sla.clock_cancelled")
@dataclass(frozen=True, kw_only=True)
class ClockCancelled(ClockFact):
    """Nobody waits for it any more, without a verdict. `reason`: `first_response_voided`, which has to come first, or
    `earlier_unanswered`: the answer before it was none, so that the clock of that exchange goes on; `not_promised` by
    what holds now; `restated`, its breach was none; `unmerged`, its question is another ticket's again.
    """

    reason: str


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
    """Answered in time; exactly at `due_at` is in time. `seconds` of the calendar had passed by then.

    `former`: it is about a clock before the last one of its metric.
    """

    answered_at: str
    target_seconds: int
    seconds: int
    former: bool | None = None


@event_type("sla.target_missed")
@dataclass(frozen=True, kw_only=True)
class TargetMissed(TargetMet):
    """Answered late: the breach was told before, and stays the verdict."""


@event_type("sla.target_breached")
@dataclass(frozen=True, kw_only=True)
class TargetBreached(ClockFact):
    """The time ran out at `due_at`, whenever that was noticed."""


@event_type("sla.fact_voided")
@dataclass(frozen=True, kw_only=True)
class FactVoided(ClockFact):
    """What `fact` told holds no longer, from the beginning.

    `reason`: `recalled`, the answer never went out; `bounced`, it did not arrive; `reopened`, it was not the end;
    `restated` by a person, as `sla.verdict_restated` tells. `former` as in TargetMet.
    """

    fact: str
    reason: str
    former: bool | None = None


@event_type("sla.verdict_restated")
@dataclass(frozen=True)
class VerdictRestated:
    """The actor says that the breach at `due_at` was none, and why, in their own words."""

    EVENT_TYPE: ClassVar[str]
    metric: str
    due_at: str
    words_reason: str | None = words("reason")


@event_type("escalation.raised")
@dataclass(frozen=True)
class EscalationRaised:
    """`level` of the policy is due: its people are called next.

    `metric` and `due_at`, the moment when its time ran out, name the breach.
    """

    EVENT_TYPE: ClassVar[str]
    metric: str
    level: int
    due_at: str


@event_type("escalation.asked")
@dataclass(frozen=True)
class EscalationAsked:
    """The actor calls people by hand, from `level` on; `note` says why. `due_at` is when, and names it."""

    EVENT_TYPE: ClassVar[str]
    metric: str
    level: int
    due_at: str
    words_note: str | None = words("note")


@event_type("escalation.called")
@dataclass(frozen=True)
class EscalationCalled:
    """People were called. `level` is the one that reached somebody: a later one than was due when that reached nobody.

    `called` are their ids; `skipped` says who else was meant at which level and why they were not called,
    and `skipped_more` how many are not told of;
    `last_resort`: no level reached anybody, so the administrators are called; `done` names what was done, by this level
    and by those that were passed over or overtaken; `webhooks` are the levels whose addresses are called.
    """

    EVENT_TYPE: ClassVar[str]
    metric: str
    level: int
    due_at: str
    called: list[str]
    skipped: list[dict[str, Any]]
    skipped_more: int
    last_resort: bool
    done: list[str]
    webhooks: list[int]


@event_type("escalation.webhook_answered")
@dataclass(frozen=True)
class EscalationWebhookAnswered:
    """The address of a level took the call, with this HTTP `status`."""

    EVENT_TYPE: ClassVar[str]
    metric: str
    level: int
    due_at: str
    status: int


@event_type("escalation.webhook_failed")
@dataclass(frozen=True)
class EscalationWebhookFailed:
    """The address of a level did not take the call, and is not tried again.

    `reason`: `unreachable`; `refused` with an HTTP `status`, `gone` with 410; `unreadable`, the secret cannot be
    opened; `not_there`, the ticket's policy has no such address any more; `not_needed`, somebody took care before.
    """

    EVENT_TYPE: ClassVar[str]
    metric: str
    level: int
    due_at: str
    reason: str
    status: int | None


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
    """`reason`: `answered`, `cancelled` with its clock, `not_promised` any more, `restated`, or the state in
    which nobody has to answer any more.
    """

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


BY_ITSELF = (
    *(ClockFact, EscalationRaised, EscalationCalled, EscalationRestored, EscalationEnded),
    *(EscalationWebhookAnswered, EscalationWebhookFailed),
)
"""What time does, whoever's change it is told with."""
