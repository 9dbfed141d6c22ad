"""Calling people when a promise was not kept: level after level, until somebody takes care of it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from lambdesk.sla.model import Clock, Escalation, SlaPolicy


def escalate(policy: SlaPolicy, clock: Clock, before: Escalation | None, at: datetime) -> Escalation:
    """The next level is called at `at`. The one after it follows after the time that the policy puts between them."""
    level = before.level + 1 if before else 1
    steps = (0, *policy.escalation_seconds)
    wait = steps[level] - steps[level - 1] if level < len(steps) else None
    return Escalation(clock.metric, clock.due_at, level, at + timedelta(seconds=wait) if wait else None)


def acknowledge(escalation: Escalation, user_id: str | None, at: datetime) -> Escalation:
    """Somebody takes care of it: nobody else is called."""
    return replace(escalation, next_at=None, acknowledged_by=user_id, acknowledged_at=at)


def of(escalations: Iterable[Escalation], metric: str) -> Escalation | None:
    """The one of a metric."""
    return next((each for each in escalations if each.metric == metric), None)


def without(escalations: Iterable[Escalation], metric: str) -> tuple[Escalation, ...]:
    """All but the one of a metric."""
    return tuple(each for each in escalations if each.metric != metric)


def with_one(escalations: Iterable[Escalation], one: Escalation) -> tuple[Escalation, ...]:
    """With this one instead of that of its metric."""
    return (*without(escalations, one.metric), one)
