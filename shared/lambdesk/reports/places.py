"""Where rows sort: by the day they were due on, then by the moment, then by ticket and clock."""

from datetime import UTC, datetime, timedelta

from lambdesk.reports.model import Judged

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def place_of(number: int, row: Judged) -> str:
    """The place of a row within its month."""
    moments = (f"{(each - _EPOCH) // timedelta(milliseconds=1):013}" for each in (row.due_at, row.started_at))
    due, began = moments
    return f"{row.day:%d}#{due}#{number:010}#{row.metric[0]}#{began}"


def number_of(place: str) -> int:
    """The ticket of a place."""
    return int(place.split("#")[2])
