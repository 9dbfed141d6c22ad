"""Business calendars: when the workspace's promises count time."""

from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from functions.http_api import feeding, opening
from functions.http_api.answers import json_answer
from functions.http_api.call import current
from functions.http_api.parameters import Id, IfMatch, version_of
from functions.http_api.routing import CHANGE, Group
from lambdesk.identity.model import Permission
from lambdesk.kit.errors import Conflict, NotFound
from lambdesk.sla.calendars import ical, regions, schemas, wire
from lambdesk.sla.calendars.feeds import schemas as feeds

routes = Group("calendars")
Country = Annotated[str, Query(max_length=8, description="ISO 3166-1.")]
Subdivision = Annotated[str | None, Query(max_length=64, description="ISO 3166-2 without the country.")]
Year = Annotated[int, Query(ge=1970, le=2199)]
Months = Annotated[int, Query(ge=1, le=24, description="How many months from today.")]


@routes.route("GET", "/v1/calendars", needs=Permission.SETTINGS_WRITE, answers=schemas.CalendarList)
async def list_calendars(request: Request) -> Response:
    """All of them in their newest versions, by name."""
    call = current(request)
    return json_answer({"items": [wire.calendar(each) for each in call.product.calendars.all(call.tenant.id)]})


@routes.route(
    "POST",
    "/v1/calendars",
    needs=Permission.SETTINGS_WRITE,
    answers=schemas.Calendar,
    status=201,
    refuses=(Conflict,),
    sends=("ETag",),
)
async def create_calendar(request: Request, body: schemas.NewCalendar) -> Response:
    """Make a calendar: a time zone, the hours of a week, holidays, and days that are different."""
    return opening.answer(opening.create(current(request), body), 201)


@routes.route(
    "GET",
    "/v1/calendars/{id}",
    needs=Permission.SETTINGS_WRITE,
    answers=schemas.Calendar,
    refuses=(NotFound,),
    sends=("ETag",),
)
async def get_calendar(request: Request, calendar_id: Id) -> Response:
    """One in its newest version."""
    call = current(request)
    return opening.answer(call.product.calendars.one(call.tenant.id, calendar_id))


@routes.route(
    "PATCH",
    "/v1/calendars/{id}",
    needs=Permission.SETTINGS_WRITE,
    answers=schemas.Calendar,
    refuses=CHANGE,
    sends=("ETag",),
)
async def patch_calendar(request: Request, calendar_id: Id, if_match: IfMatch, body: schemas.CalendarPatch) -> Response:
    """Make the next version. What was promised by an earlier one is still computed from that."""
    return opening.answer(opening.change(current(request), calendar_id, version_of(if_match), body))


@routes.route("DELETE", "/v1/calendars/{id}", needs=Permission.SETTINGS_WRITE, status=204, refuses=CHANGE)
async def delete_calendar(request: Request, calendar_id: Id, if_match: IfMatch) -> Response:
    """Take a calendar out of use. What was promised by it stays as it is."""
    call = current(request)
    call.product.calendars.delete(call.ctx, calendar_id, version_of(if_match))
    return Response(status_code=204)


@routes.route(
    "GET",
    "/v1/calendars/{id}/preview",
    needs=Permission.SETTINGS_WRITE,
    answers=schemas.CalendarPreview,
    refuses=(NotFound,),
)
async def get_calendar_preview(request: Request, calendar_id: Id, months: Months = 12) -> Response:
    """Every day of the coming months: its windows, how long they are open, and why it is different."""
    return opening.preview(current(request), calendar_id, months)


@routes.route(
    "POST",
    "/v1/calendars/preview",
    needs=Permission.SETTINGS_WRITE,
    answers=schemas.CalendarPreview,
    refuses=(NotFound,),
)
async def preview_calendar_draft(request: Request, body: schemas.PreviewDraft, months: Months = 12) -> Response:
    """The same for a calendar that is still being written. Nothing is kept; what could not be kept is refused."""
    return opening.draft(current(request), body, months)


@routes.route("GET", "/v1/holidays/countries", needs=Permission.SETTINGS_WRITE, answers=schemas.CountryList)
async def list_holiday_countries(request: Request) -> Response:
    """The countries whose public holidays a calendar can have, with their subdivisions."""
    known = regions.countries().items()
    return json_answer({"items": [{"country": code, "subdivisions": list(parts)} for code, parts in known]})


@routes.route("GET", "/v1/holidays", needs=Permission.SETTINGS_WRITE, answers=schemas.HolidayList)
async def list_holidays(request: Request, country: Country, year: Year, subdivision: Subdivision = None) -> Response:
    """The public holidays of a year."""
    found = regions.public_holidays(country, subdivision, (year,), current(request).tenant.locale)
    return json_answer({"items": wire.holidays(found)})


@routes.route("POST", "/v1/holidays/ical", needs=Permission.SETTINGS_WRITE, answers=schemas.HolidayFile)
async def read_holiday_file(request: Request, body: schemas.NewHolidayFile) -> Response:
    """Read the days off out of an iCalendar file, to be sent with a calendar's `holidays`."""
    found = ical.read(body.ics, *regions.span(current(request).ctx.now.date()))
    return json_answer({"items": wire.holidays(found.holidays), "ignored": found.ignored})


@routes.route("GET", "/v1/holidays/feeds", needs=Permission.SETTINGS_WRITE, answers=feeds.CalendarFeedList)
async def list_calendar_feeds(request: Request) -> Response:
    """How reading them went, of all calendars whose holidays come from an address."""
    return feeding.listed(current(request))


@routes.route(
    "GET",
    "/v1/calendars/{id}/feed",
    needs=Permission.SETTINGS_WRITE,
    answers=feeds.CalendarFeed,
    refuses=(NotFound,),
)
async def get_calendar_feed(request: Request, calendar_id: Id) -> Response:
    """Where a calendar's holidays are read from each day, and how that went."""
    call = current(request)
    return feeding.answer(call, call.product.feeds.one(call.tenant.id, calendar_id))


@routes.route(
    "PUT",
    "/v1/calendars/{id}/feed",
    needs=Permission.SETTINGS_WRITE,
    answers=feeds.CalendarFeed,
    refuses=(NotFound, Conflict),
)
async def put_calendar_feed(request: Request, calendar_id: Id, body: feeds.NewCalendarFeed) -> Response:
    """Read a calendar's holidays from an https address, now and then each day; those by hand stay beside them."""
    call = current(request)
    return feeding.answer(call, call.product.feeds.subscribe(call.ctx, calendar_id, body.address))


@routes.route(
    "POST",
    "/v1/calendars/{id}/feed/refresh",
    needs=Permission.SETTINGS_WRITE,
    answers=feeds.CalendarFeed,
    status=202,
    refuses=(NotFound, Conflict),
)
async def refresh_calendar_feed(request: Request, calendar_id: Id) -> Response:
    """Read it now; once a minute at most. `reading` says while that is to come."""
    call = current(request)
    return feeding.answer(call, call.product.feeds.refresh(call.ctx, calendar_id), 202)


@routes.route(
    "DELETE", "/v1/calendars/{id}/feed", needs=Permission.SETTINGS_WRITE, status=204, refuses=(NotFound, Conflict)
)
async def delete_calendar_feed(request: Request, calendar_id: Id) -> Response:
    """Read it no more. Its holidays go with it, in the calendar's next version."""
    call = current(request)
    call.product.feeds.remove(call.ctx, calendar_id)
    return Response(status_code=204)
