"""The escalations of a ticket, told from its timeline: which levels were due, and what became of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from lambdesk.escalation.model import LEVELS, ActionKind
from lambdesk.kit import clock
from lambdesk.kit.events import Event
from lambdesk.sla.executions import WORKFLOW
from lambdesk.sla.model import Escalation

# What a level makes of the ticket is told with the call, in the same version of it.
_MADE = {
    "ticket.assigned": "assignee_id",
    "ticket.team_assigned": "team_id",
    "ticket.priority_changed": "priority",
}


@dataclass(frozen=True)
class Passed:
    """Somebody whom a level meant and who was not called, as `escalation.called` tells it."""

    level: int
    recipient: str
    user_id: str | None
    reason: str


@dataclass(frozen=True)
class Address:
    """What became of calling the address of a level; `failed` None: it took the call."""

    at: datetime
    status: int | None
    failed: str | None = None


@dataclass(frozen=True)
class Reached:
    """People were called at `at`, those of `level`: that of its step, or of a later one because it reached nobody.

    `assignee_id`, `team_id` and `priority` are those that the level gave the ticket, None where it left them.
    `addresses` are the levels whose addresses were called with it, and `webhook` what became of that: what went wrong,
    if anything did.
    """

    level: int
    at: datetime
    users: tuple[str, ...]
    skipped: tuple[Passed, ...]
    skipped_more: int
    last_resort: bool
    done: tuple[str, ...]
    assignee_id: str | None = None
    team_id: str | None = None
    priority: str | None = None
    addresses: tuple[int, ...] = ()
    webhook: Address | None = None


@dataclass(frozen=True)
class Step:
    """`level` was due at `at`. `reached` None: nobody was called, because it was over before or the next one was due.

    `chained`: a chain's step told it, so that no other chain was started for it.
    """

    level: int
    at: datetime
    chained: bool = False
    reached: Reached | None = None

    @property
    def highest(self) -> int:
        """The level on which the escalation stood after it."""
        return self.reached.level if self.reached else self.level


@dataclass(frozen=True)
class Course:
    """One escalation: the breach of a metric at a moment, or people called by hand, by `asked_by`.

    One that had ended and began again is one course; who took care of it before that does so no longer. `ended_at` and
    `ended_because` as `escalation.ended` tells them.
    """

    metric: str
    breach: datetime
    steps: tuple[Step, ...] = ()
    level: int = 0
    next_at: datetime | None = None
    asked_by: str | None = None
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    ended_at: datetime | None = None
    ended_because: str | None = None

    @property
    def chains(self) -> tuple[int, ...]:
        """The levels that a chain may have been started for: those after each level that no chain's step told.

        A call moves on to a later level when one reaches nobody, before a chain is started or after it.
        """
        told = [each for each in self.steps if not each.chained]
        found = {level for each in told for level in range(each.level + 1, each.highest + 2)}
        return tuple(sorted(level for level in found if level <= LEVELS))


def courses_of(events: Iterable[Event], standing: Iterable[Escalation]) -> tuple[Course, ...]:
    """All escalations of a ticket, the last begun first, from all of its events in their order.

    `standing` are those that the ticket keeps: they tell when the next level follows.
    """
    found: dict[tuple[str, str], Course] = {}
    made: dict[int, dict[str, Any]] = {}
    for event in events:
        if event.type in _MADE:
            made.setdefault(event.version, {})[_MADE[event.type]] = event.data.get("after")
        elif event.type.startswith("escalation."):
            metric, moment = event.data["metric"], event.data["due_at"]
            course = found.get((metric, moment)) or Course(metric, clock.from_text(moment))
            found[metric, moment] = _told(course, event, made.get(event.version, {}))
    kept = {(each.metric, each.breach): each for each in standing}
    return tuple(_standing(each, kept.get((each.metric, each.breach))) for each in reversed(found.values()))


def _standing(course: Course, kept: Escalation | None) -> Course:
    return replace(course, next_at=kept.next_at) if kept and course.ended_at is None else course


def _told(course: Course, event: Event, made: Mapping[str, Any]) -> Course:
    data = event.data
    match event.type:
        case "escalation.asked":
            return replace(course, asked_by=event.actor.id)
        case "escalation.raised":
            step = Step(data["level"], event.at, chained=event.cause.get("door") == WORKFLOW)
            return replace(_again(course), level=step.level, steps=(*course.steps, step))
        case "escalation.called":
            return _called(course, _reached(event, made))
        case "escalation.webhook_answered" | "escalation.webhook_failed":
            return _answered(course, data["level"], Address(event.at, data.get("status"), data.get("reason")))
        case "escalation.acknowledged":
            return replace(course, acknowledged_by=event.actor.id, acknowledged_at=event.at)
        case "escalation.restored":
            return replace(course, ended_at=None, ended_because=None)
        case "escalation.ended":
            return replace(course, ended_at=event.at, ended_because=data["reason"])
        case _:
            return course


def _again(course: Course) -> Course:
    """The course, which goes on: after its end as if it had not been taken care of."""
    if course.ended_at is None:
        return course
    return replace(course, ended_at=None, ended_because=None, acknowledged_by=None, acknowledged_at=None)


def _reached(event: Event, made: Mapping[str, Any]) -> Reached:
    data = event.data
    passed = (Passed(each["level"], each["recipient"], each["user_id"], each["reason"]) for each in data["skipped"])
    return Reached(
        level=data["level"],
        at=event.at,
        users=tuple(data["called"]),
        skipped=tuple(passed),
        skipped_more=data["skipped_more"],
        last_resort=data["last_resort"],
        done=tuple(data["done"]),
        # Older facts say only that the level's own address was called.
        addresses=tuple(data.get("webhooks", [data["level"]] if ActionKind.WEBHOOK in data["done"] else [])),
        **made,
    )


def _called(course: Course, reached: Reached) -> Course:
    """The call belongs to the last level that was due and not called yet."""
    steps = list(course.steps)
    for place in reversed(range(len(steps))):
        if steps[place].reached is None and steps[place].level <= reached.level:
            steps[place] = replace(steps[place], reached=reached)
            break
    return replace(course, steps=tuple(steps), level=max(course.level, reached.level))


def _answered(course: Course, level: int, answer: Address) -> Course:
    steps = list(course.steps)
    for place in reversed(range(len(steps))):
        reached = steps[place].reached
        if reached is not None and level in reached.addresses:
            wrong = reached.webhook is not None and reached.webhook.failed is not None and answer.failed is None
            steps[place] = replace(steps[place], reached=reached if wrong else replace(reached, webhook=answer))
            break
    return replace(course, steps=tuple(steps))
