"""How a ticket's clock and escalation are kept: short lists by position, because the hot item has a kilobyte."""

import json
from datetime import datetime, timedelta
from typing import Any

from lambdesk.adapters.dynamodb.shapes import dumps, from_milliseconds, milliseconds
from lambdesk.sla.model import DEFAULT_ID, Clock, Escalation, Metric

_MILLISECOND = timedelta(milliseconds=1)


def _number(moment: datetime | None) -> int | None:
    return None if moment is None else milliseconds(moment)


def _moment(number: int | None) -> datetime | None:
    return None if number is None else from_milliseconds(number)


def _short(values: list[Any]) -> str:
    while values and not values[-1]:
        values.pop()
    return dumps(values)


def _long(kept: str, length: int) -> list[Any]:
    values: list[Any] = json.loads(kept)
    return values + [None] * (length - len(values))


def pack_clock(clock: Clock) -> str:
    """Moments in milliseconds; what is not there at the end is left out."""
    return _short(
        [
            clock.metric.value,
            milliseconds(clock.started_at),
            clock.target_seconds,
            clock.policy_version,
            clock.warning_percent,
            list(clock.escalation_seconds),
            int(clock.warned),
            _number(clock.answered_at),
            _number(clock.breached_at),
            clock.paused // _MILLISECOND,
            _number(clock.paused_at),
            None if clock.policy_id == DEFAULT_ID else clock.policy_id,
        ]
    )


def clock(kept: str) -> Clock:
    """The inverse of `pack_clock`."""
    metric, started, target, version, percent, steps, warned, answered, breached, *rest = _long(kept, 12)
    paused, paused_at, policy_id = rest
    return Clock(
        metric=Metric(metric),
        started_at=from_milliseconds(started),
        target_seconds=target,
        policy_version=version,
        warning_percent=percent,
        escalation_seconds=tuple(steps or ()),
        paused=timedelta(milliseconds=paused or 0),
        paused_at=_moment(paused_at),
        warned=bool(warned),
        answered_at=_moment(answered),
        breached_at=_moment(breached),
        policy_id=policy_id or DEFAULT_ID,
    )


def pack_escalation(escalation: Escalation) -> str:
    """As `pack_clock`."""
    at = _number(escalation.acknowledged_at)
    return _short([escalation.level, _number(escalation.next_at), escalation.acknowledged_by, at])


def escalation(kept: str) -> Escalation:
    """The inverse of `pack_escalation`."""
    level, next_at, by, at = _long(kept, 4)
    return Escalation(level, _moment(next_at), by, _moment(at))
