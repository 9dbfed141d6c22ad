"""Between routes and feeds of calendars."""

from starlette.responses import Response

from functions.http_api.answers import json_answer
from functions.http_api.call import Call
from lambdesk.sla.calendars.feeds import wire
from lambdesk.sla.calendars.feeds.model import CalendarFeed


def answer(call: Call, feed: CalendarFeed, status: int = 200) -> Response:
    """A feed with its address."""
    address = call.product.feeds.address(call.tenant.id, feed)
    return json_answer(wire.feed(feed, address, call.ctx.now), status)


def listed(call: Call) -> Response:
    """All of them, without their addresses."""
    found = call.product.feeds.all(call.tenant.id)
    return json_answer({"items": [wire.state(each, call.ctx.now) for each in found]})
