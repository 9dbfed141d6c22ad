"""The arithmetic of duties. Handovers are read off a clock on the wall: one that the zone leaves out is later by the
gap, one that comes twice is at its first time.

A duty day begins with its day's handover and ends with the next day's. So at each moment one duty day runs, and each
has one person: that of an override, else whose turn it is, else the next active one.
"""

from collections.abc import Container, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from lambdesk.escalation.rotas.model import Because, Duty, Rota

_DAY = timedelta(days=1)
_MINUTES = 60
# The wall-clock day of a moment and its duty day are at most so far apart, also where a zone leaves a day out.
_NEAR = (1, 0, -1, -2)


def handover(rota: Rota, day: date) -> datetime:
    """When the duty of a day begins, in UTC."""
    hours, minutes = divmod(rota.handover, _MINUTES)
    return datetime(day.year, day.month, day.day, hours, minutes, tzinfo=ZoneInfo(rota.zone)).astimezone(UTC)


def duty_day(rota: Rota, moment: datetime) -> date:
    """The day whose duty runs at a moment."""
    near = moment.astimezone(ZoneInfo(rota.zone)).date()
    return next(day for day in (near + n * _DAY for n in _NEAR) if handover(rota, day) <= moment)


def on_call(rota: Rota, moment: datetime, active: Container[str]) -> str | None:
    """Who has the duty at a moment, of those who are `active`; None when none of the rota is."""
    return _who(rota, duty_day(rota, moment), active)[0]


def duties(rota: Rota, begin: datetime, end: datetime, active: Container[str]) -> Iterator[Duty]:
    """Every duty that runs between two moments, each whole, one after the other without a gap. Each is of one turn."""
    current = _first_day(rota, duty_day(rota, begin), active)
    while (opens := handover(rota, current)) < end:
        whose = _who(rota, current, active)
        following = current + _DAY
        while _who(rota, following, active) == whose:
            following += _DAY
        closes = handover(rota, following)
        if closes > max(begin, opens):
            yield Duty(opens, closes, whose[0], whose[1])
        current = following


def now_and_next(rota: Rota, moment: datetime, active: Container[str]) -> tuple[Duty, Duty]:
    """The duty that runs at a moment, and the one after it."""
    current = next(duties(rota, moment, moment + _DAY, active))
    following = next(duties(rota, current.end, current.end + _DAY, active))
    return current, following


def _first_day(rota: Rota, day: date, active: Container[str]) -> date:
    """The first day of the duty that a day is part of."""
    whose = _who(rota, day, active)
    while _who(rota, day - _DAY, active) == whose:
        day -= _DAY
    return day


def _turn(rota: Rota, day: date) -> int:
    return (day - rota.begins).days // rota.turn_days


def _who(rota: Rota, day: date, active: Container[str]) -> tuple[str | None, Because, int]:
    """Whose the duty of a day is, why, and of which turn or override."""
    for place, override in enumerate(rota.overrides):
        if override.first <= day <= override.last and override.user_id in active:
            return override.user_id, Because.OVERRIDE, place
    turn = _turn(rota, day)
    count = len(rota.members)
    for step in range(count):
        member = rota.members[(turn + step) % count]
        if member in active:
            return member, Because.SKIPPED if step else Because.TURN, turn
    return None, Because.SKIPPED, turn
