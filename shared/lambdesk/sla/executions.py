"""Executions that carry chains of an escalation: what they are named after, and how they may stand."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lambdesk.kit.text import digest

WORKFLOW = "workflow"
"""The door of a change that a chain's step makes."""


class ExecutionState(StrEnum):
    """NONE: there is no such execution, or no longer; UNKNOWN: it was not asked, or not told."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    ABORTED = "aborted"
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Execution:
    """The chain that calls `level` first. Its moments are None where there is none, or while it runs."""

    level: int
    name: str
    state: ExecutionState
    started_at: datetime | None = None
    stopped_at: datetime | None = None


def breach_name(metric: str, moment: str) -> str:
    """What tells the breaches of a ticket apart: two promises may end together. `moment` as in `kit.clock`."""
    return f"{metric}@{moment}"


def execution_name(tenant: str, number: int, breach: str, level: int) -> str:
    """The chain that calls `level` first: its name makes it one."""
    return digest("escalation", tenant, str(number), breach, str(level))
