"""The only place that reads the clock, and the one text form of a moment."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment in UTC, cut to milliseconds: the precision that is stored and shown."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def to_text(moment: datetime) -> str:
    """`2026-11-22T01:02:03.456Z`: fixed width, so text order is time order."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def from_text(text: str) -> datetime:
    """The inverse of `to_text`; raises ValueError for anything that is no ISO 8601 moment with a zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        message = "a moment needs a zone"
        raise ValueError(message)
    return moment.astimezone(UTC)
