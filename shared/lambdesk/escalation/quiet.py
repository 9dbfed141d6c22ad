"""Quiet hours: when somebody is not to be called, by the clocks where they are."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lambdesk.kit.errors import FieldError, Invalid

_DAY_MINUTES = 1_440
_WEEK_DAYS = 7
EVERY_DAY = tuple(range(_WEEK_DAYS))


@dataclass(frozen=True)
class QuietHours:
    """From `begins` until just before `ends`, minutes after midnight in `zone`; an end that is not later is the next
    day's. `days` are those on which they begin, Monday is 0.
    """

    zone: str
    begins: int
    ends: int
    days: tuple[int, ...] = EVERY_DAY


def is_quiet(quiet: QuietHours, moment: datetime) -> bool:
    """Whether somebody is not to be called at a moment.

    A time that the clocks show twice is the first of both; one that they skip is as much later as they skip.
    """
    zone = ZoneInfo(quiet.zone)
    today = moment.astimezone(zone).date()
    later = int(quiet.ends <= quiet.begins)
    for day in (today - timedelta(days=1), today):
        begins = _moment(day, quiet.begins, zone)
        ends = _moment(day + timedelta(days=later), quiet.ends, zone)
        if day.weekday() in quiet.days and begins <= moment < ends:
            return True
    return False


def _moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(minutes // 60, minutes % 60), zone).astimezone(UTC)


def check_quiet(quiet: QuietHours) -> QuietHours:
    """The hours themselves; raises Invalid when no clock shows them."""
    wrong = []
    try:
        ZoneInfo(quiet.zone)
    except (KeyError, OSError, ValueError):
        wrong.append(FieldError("body.quiet.zone", "no time zone has this name", "unknown_zone"))
    if not 0 <= quiet.begins < _DAY_MINUTES or not 0 <= quiet.ends < _DAY_MINUTES:
        wrong.append(FieldError("body.quiet", "begins and ends within a day", "out_of_range"))
    if not quiet.days or not set(quiet.days) <= set(EVERY_DAY):
        wrong.append(FieldError("body.quiet.days", "names days of a week", "out_of_range"))
    if wrong:
        raise Invalid(fields=wrong)
    return quiet
