"""Calling people when a promise was not kept: level after level, until somebody takes care of it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from lambdesk.sla.model import MANUAL, Clock, Escalation, SlaPolicy


def escalate(policy: SlaPolicy, clock: Clock, before: Escalation | None, at: datetime) -> Escalation:
    """The next level is called at `at`. The one after it follows after the time that the policy puts between them."""
    level = before.level + 1 if before else 1
    called = before.called if before else 0
    return Escalation(clock.metric, clock.due_at, level, next_level_at(policy, level, at), called=called)


def by_hand(policy: SlaPolicy, level: int, at: datetime) -> Escalation:
    """Somebody calls people at `at`, from `level` on; what is below it is left out."""
    return Escalation(MANUAL, at, level, next_level_at(policy, level, at), called=level - 1)


def further(policy: SlaPolicy, one: Escalation, at: datetime) -> Escalation:
    """The level after the last one is called at `at`."""
    return replace(one, level=one.level + 1, next_at=next_level_at(policy, one.level + 1, at))


def next_level_at(policy: SlaPolicy, level: int, at: datetime) -> datetime | None:
    """When the level after this one follows that was called at `at`; None after the last one."""
    steps = [each.delay_seconds for each in policy.levels]
    return at + timedelta(seconds=steps[level] - steps[level - 1]) if level < len(steps) else None


def call(one: Escalation, policy: SlaPolicy, level: int, at: datetime) -> Escalation:
    """People of `level` were called: of the one that was due, or of a later one because it reached nobody."""
    if level == one.level:
        return replace(one, called=level)
    return replace(one, level=level, called=level, next_at=next_level_at(policy, level, at))


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
