"""A calendar's subscription to holidays: where they are read from, and how that went."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

DAY = timedelta(days=1)
# What fails so long is said where all calendars are listed.
FAILING = timedelta(days=7)
# Asked again so soon, nothing more is asked of the other side.
PAUSE = timedelta(minutes=1)
ADDRESS_LIMIT = 2_000
SIZE_LIMIT_BYTES = 500_000


class Fault(StrEnum):
    """Why a feed could not be read. The last good holidays stay."""

    UNREACHABLE = "unreachable"
    TOO_LARGE = "too_large"
    REDIRECTED = "redirected"
    REFUSED = "refused"
    GONE = "gone"
    WRONG_ANSWER = "wrong_answer"
    NOT_A_CALENDAR = "not_a_calendar"
    TOO_LONG = "too_long"
    NOT_FOLLOWED = "not_followed"
    NOT_KEPT = "not_kept"
    EMPTIED = "emptied"


@dataclass(frozen=True)
class CalendarFeed:
    """Beside its calendar and outside of its versions. `address` is sealed: it often holds somebody's secret.

    It is read by itself at `due_at`; `asked_at` is when it was to be read last, `tried_at` when somebody did, `read_at`
    when that was good, with `days` holidays. `error` is what was wrong the last time, `failing_since` the first time
    in a row. `etag` and `modified` are the other side's names for what was read.
    """

    calendar_id: str
    address: str
    due_at: datetime
    asked_at: datetime
    etag: str | None = None
    modified: str | None = None
    tried_at: datetime | None = None
    read_at: datetime | None = None
    error: Fault | None = None
    failing_since: datetime | None = None
    days: int = 0
    version: int = 1

    @property
    def reading(self) -> bool:
        """Whether it was asked for and not yet tried."""
        return self.tried_at is None or self.tried_at < self.asked_at

    def failing(self, now: datetime) -> bool:
        """Whether it has failed for so long that somebody should look."""
        return self.failing_since is not None and self.failing_since + FAILING <= now


@dataclass(frozen=True)
class Fetched:
    """What the other side answered; `text` is None when it is what was read before."""

    text: str | None
    etag: str | None = None
    modified: str | None = None


class Unread(Exception):
    """There is nothing to read, for this reason."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault
