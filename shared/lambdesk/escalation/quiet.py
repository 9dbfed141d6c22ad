"""Quiet hours: when somebody is not to be called, by the clocks where they are."""

from dataclasses import dataclass
from datetime import datetime, timedelta
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
    """Whether somebody is not to be called at a moment."""
    there = moment.astimezone(ZoneInfo(quiet.zone))
    minutes, today = there.hour * 60 + there.minute, there.weekday()
    yesterday = (there - timedelta(days=1)).weekday()
    if quiet.begins < quiet.ends:
        return today in quiet.days and quiet.begins <= minutes < quiet.ends
    return (today in quiet.days and minutes >= quiet.begins) or (yesterday in quiet.days and minutes < quiet.ends)


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
