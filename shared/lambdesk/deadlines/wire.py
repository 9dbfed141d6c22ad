"""Escalations with their chains, as callers see them."""

from datetime import datetime
from typing import Any

from lambdesk.deadlines.chains import Chained
from lambdesk.deadlines.courses import Reached, Step
from lambdesk.kit import clock
from lambdesk.sla.executions import Execution

Wire = dict[str, Any]


def escalation(found: Chained) -> Wire:
    """One escalation with all that became of it."""
    course = found.course
    return {
        "metric": course.metric,
        "breach_at": clock.to_text(course.breach),
        "level": course.level,
        "next_at": _moment(course.next_at),
        "asked_by": course.asked_by,
        "acknowledged_by": course.acknowledged_by,
        "acknowledged_at": _moment(course.acknowledged_at),
        "ended_at": _moment(course.ended_at),
        "ended_because": course.ended_because,
        "steps": list(map(_step, course.steps)),
        "executions": list(map(_execution, found.executions)),
    }


def _step(step: Step) -> Wire:
    return {
        "level": step.level,
        "at": clock.to_text(step.at),
        "call": _call(step.reached) if step.reached else None,
    }


def _call(reached: Reached) -> Wire:
    told = reached.webhook
    return {
        "level": reached.level,
        "at": clock.to_text(reached.at),
        "user_ids": list(reached.users),
        "skipped": [
            {"level": each.level, "recipient": each.recipient, "user_id": each.user_id, "reason": each.reason}
            for each in reached.skipped
        ],
        "skipped_more": reached.skipped_more,
        "last_resort": reached.last_resort,
        "actions": list(reached.done),
        "assignee_id": reached.assignee_id,
        "team_id": reached.team_id,
        "priority": reached.priority,
        "webhook": {"at": clock.to_text(told.at), "status": told.status, "failed": told.failed} if told else None,
    }


def _execution(execution: Execution) -> Wire:
    return {
        "level": execution.level,
        "name": execution.name,
        "state": execution.state.value,
        "started_at": _moment(execution.started_at),
        "stopped_at": _moment(execution.stopped_at),
    }


def _moment(at: datetime | None) -> str | None:
    return clock.to_text(at) if at else None
