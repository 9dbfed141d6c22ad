"""The only place that reads the clock, and the one text form of a moment."""

from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_EPOCH_DAY = date(1970, 1, 1).toordinal()


def now() -> datetime:
    """The present moment in UTC, cut to milliseconds: the precision that is stored and shown."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def to_text(moment: datetime) -> str:
    """`2026-11-22T01:02:03.456Z`: fixed width, so text order is time order."""
    # Every row shows several moments, and `strftime` takes twice the instructions.
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def milliseconds_to_text(milliseconds: int) -> str:
    """`to_text` of the moment so many milliseconds after 1970, without making one: lists show hundreds."""
    days, rest = divmod(milliseconds, 86_400_000)
    minutes, rest = divmod(rest, 60_000)
    # Days and minutes of a day come again and again; and one `%` takes half of what f-string fields do.
    return "%s%s%06.3fZ" % (_day(days), _minute(minutes), rest / 1000)  # noqa: UP031


@lru_cache(maxsize=512)
def _day(days: int) -> str:
    return f"{date.fromordinal(_EPOCH_DAY + days).isoformat()}T"


@lru_cache(maxsize=24 * 60)
def _minute(minutes: int) -> str:
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:"


def from_text(text: str) -> datetime:
    """The inverse of `to_text`; raises ValueError for anything that is no ISO 8601 moment with a zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        message = "a moment needs a zone"
        raise ValueError(message)
    return moment.astimezone(UTC)


def zone_called(name: str) -> tzinfo:
    """The zone of this name; UTC where the machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
