"""How a ticket's clocks and escalations are kept: short lists by position, because the hot item has a kilobyte.

Metrics are letters, moments are milliseconds after `_ORIGIN`.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from lambdesk.adapters.dynamodb.shapes import dumps
from lambdesk.sla.model import DEFAULT_ID, MANUAL, Clock, Escalation, Metric, Sla

_MILLISECOND = timedelta(milliseconds=1)
_ORIGIN = datetime(2026, 1, 1, tzinfo=UTC)
_METRICS = {each.value[0]: each.value for each in Metric} | {MANUAL[0]: MANUAL}


def _number(moment: datetime | None) -> int | None:
    return None if moment is None else (moment - _ORIGIN) // _MILLISECOND


def _moment(number: int | None) -> datetime | None:
    return None if number is None else _known(number)


def _known(number: int) -> datetime:
    return _ORIGIN + number * _MILLISECOND


def _short(values: list[Any]) -> list[Any]:
    while values and not values[-1]:
        values.pop()
    return values


def _long(values: list[Any], length: int) -> list[Any]:
    return values + [None] * (length - len(values))


def pack_sla(sla: Sla) -> str:
    """What is not there at the end of a list is left out."""
    policy = None if sla.policy_id == DEFAULT_ID else sla.policy_id
    head = _short([sla.policy_version, policy, sla.calendar_id, sla.calendar_version])
    return dumps([head, *map(_pack_clock, sla.clocks)])


def _pack_clock(clock: Clock) -> list[Any]:
    same = clock.since == clock.started_at
    return _short(
        [
            clock.metric.value[0],
            _number(clock.started_at),
            clock.target_seconds,
            _number(clock.due_at),
            [_number(each) for each in clock.warnings],
            clock.warned,
            _number(clock.answered_at),
            _number(clock.breached_at),
            None if same else _number(clock.since),
            clock.used,
            int(clock.paused),
        ]
    )


def sla(kept: str) -> Sla:
    """The inverse of `pack_sla`."""
    head, *clocks = json.loads(kept)
    version, policy, calendar, calendar_version = _long(head, 4)
    return Sla(policy or DEFAULT_ID, version or 0, tuple(map(_clock, clocks)), calendar, calendar_version or 0)


def _clock(values: list[Any]) -> Clock:
    metric, started, target, due, warnings, warned, answered, breached, since, used, paused = _long(values, 11)
    return Clock(
        metric=Metric(_METRICS[metric]),
        started_at=_known(started),
        target_seconds=target,
        due_at=_known(due),
        since=_known(started if since is None else since),
        warnings=tuple(map(_known, warnings or ())),
        used=used or 0,
        paused=bool(paused),
        warned=warned or 0,
        answered_at=_moment(answered),
        breached_at=_moment(breached),
    )


def pack_escalations(escalations: tuple[Escalation, ...]) -> str:
    """As `pack_sla`."""
    return dumps(list(map(_pack_escalation, escalations)))


def _pack_escalation(one: Escalation) -> list[Any]:
    head = [one.metric[0], _number(one.breach), one.level]
    return _short([*head, _number(one.next_at), one.acknowledged_by, _number(one.acknowledged_at)])


def escalations(kept: str) -> tuple[Escalation, ...]:
    """The inverse of `pack_escalations`."""
    return tuple(map(_escalation, json.loads(kept)))


def _escalation(values: list[Any]) -> Escalation:
    metric, breach, level, next_at, by, at = _long(values, 6)
    return Escalation(_METRICS[metric], _known(breach), level, _moment(next_at), by, _moment(at))
