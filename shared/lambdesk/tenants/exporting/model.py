"""What is remembered of the export that a tenant asked for last."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# As long as the lifecycle of the bucket keeps what is below `exports/`.
LIFETIME = timedelta(days=7)
EVERY = timedelta(hours=1)
# Longer than all tries of one part take.
STANDS_STILL = timedelta(hours=1)


class ExportState(StrEnum):
    """`FAILED` is never kept: it is what an export is that stands still."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Part:
    """One archive of an export: where it is, and how long in bytes."""

    key: str
    size: int


@dataclass(frozen=True)
class TenantExport:
    """The one export that a tenant has. Up to `position` (None: its beginning) all is in `parts`.

    `lines` and `files` are how much that is; `moved_at` is when the last part was added.
    """

    id: str
    asked_at: datetime
    moved_at: datetime
    state: ExportState = ExportState.QUEUED
    position: str | None = None
    parts: tuple[Part, ...] = ()
    lines: int = 0
    files: int = 0
    version: int = 1

    @property
    def expires_at(self) -> datetime:
        """When it is gone."""
        return self.asked_at + LIFETIME

    @property
    def size(self) -> int:
        """Bytes of all parts."""
        return sum(each.size for each in self.parts)

    def state_at(self, now: datetime) -> ExportState:
        """Its state as people see it."""
        stuck = self.state is not ExportState.DONE and self.moved_at + STANDS_STILL <= now
        return ExportState.FAILED if stuck else self.state


@dataclass(frozen=True)
class Written:
    """What one part of an export came to. `position` is where the next one begins; None when this was the last."""

    part: Part
    lines: int
    files: int
    position: str | None
