"""Wire forms of calendars' feeds."""

from typing import Annotated, Literal

from pydantic import Field

from lambdesk.kit.schema import Input, Moment, Output
from lambdesk.sla.calendars.feeds.model import ADDRESS_LIMIT

Code = Literal[
    "unreachable",
    "too_large",
    "redirected",
    "refused",
    "gone",
    "wrong_answer",
    "not_a_calendar",
    "too_long",
    "not_followed",
    "not_kept",
    "emptied",
]


class NewCalendarFeed(Input):
    """An iCalendar file on the web. `webcal:` is taken as `https:`."""

    address: Annotated[str, Field(min_length=1, max_length=ADDRESS_LIMIT, examples=["https://example.com/days.ics"])]


class CalendarFeedState(Output):
    """How reading a feed went. A failure keeps the holidays that were read last.

    `error` says why the last try failed, `failing` that all have for a week. `reading`: it was asked for just now.
    """

    calendar_id: str
    tried_at: Moment | None
    read_at: Moment | None
    days: int
    error: Code | None
    failing: bool
    reading: bool


class CalendarFeed(CalendarFeedState):
    """Where a calendar's holidays are read from each day, and how that went."""

    address: str


class CalendarFeedList(Output):
    """Of all calendars that have one. Their addresses are told one by one."""

    items: list[CalendarFeedState]
