"""Feeds of holidays on the internet."""

from lambdesk.adapters.outside import Asked, Outside, TooLong, Unreachable
from lambdesk.sla.calendars.feeds.model import SIZE_LIMIT_BYTES, Fault, Fetched, Unread

# Files that are served as they lie there have whatever type the server knows: the parser says what is a calendar.
_ACCEPT = "text/calendar, text/plain;q=0.5, */*;q=0.1"
# What others call their answers stands in an item and goes back to them.
_NAME_LIMIT = 500
_FAULTS = {401: Fault.REFUSED, 403: Fault.REFUSED, 404: Fault.GONE, 410: Fault.GONE}


class WebFeeds:
    """The FeedSource over https."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside

    def fetch(self, address: str, etag: str | None, modified: str | None) -> Fetched:
        try:
            answer = self._outside.fetch(address, Asked(_ACCEPT, SIZE_LIMIT_BYTES, etag, modified))
        except TooLong:
            raise Unread(Fault.TOO_LARGE) from None
        except Unreachable:
            raise Unread(Fault.UNREACHABLE) from None
        if answer.status == 304:
            return Fetched(None)
        if 300 <= answer.status < 400:
            raise Unread(Fault.REDIRECTED)
        if answer.status != 200:
            raise Unread(_FAULTS.get(answer.status, Fault.WRONG_ANSWER))
        try:
            text = answer.body.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Unread(Fault.NOT_A_CALENDAR) from None
        return Fetched(text, _name(answer.headers.get("etag")), _name(answer.headers.get("last-modified")))


def _name(told: str | None) -> str | None:
    return told if told and len(told) <= _NAME_LIMIT and told.isascii() and told.isprintable() else None
