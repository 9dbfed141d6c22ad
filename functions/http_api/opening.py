"""Between routes and business calendars."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from starlette.responses import Response

from functions.http_api.answers import etag, json_answer
from functions.http_api.call import Call
from lambdesk.sla.calendars import decide, wire
from lambdesk.sla.calendars.model import BusinessCalendar
from lambdesk.sla.calendars.schemas import CalendarPatch, NewCalendar, PreviewDraft

_MONTH_DAYS = 365.25 / 12


def answer(calendar: BusinessCalendar, status: int = 200) -> Response:
    """A calendar with its version."""
    return json_answer(wire.calendar(calendar), status, etag(calendar.version))


def create(call: Call, form: NewCalendar) -> BusinessCalendar:
    """Make what the form says."""
    wanted = BusinessCalendar(id="", updated_at=call.ctx.now, **wire.fields(_said(form)))
    return call.product.calendars.create(call.ctx, wanted, call.tenant.locale)


def change(call: Call, calendar_id: str, version: int, form: CalendarPatch) -> BusinessCalendar:
    """Change what the form names."""
    fields = wire.fields(_said(form))
    return call.product.calendars.change(call.ctx, calendar_id, version, fields, call.tenant.locale)


def preview(call: Call, calendar_id: str, months: int) -> Response:
    """The days of so many months, from the day that it is now in the calendar's zone."""
    found = call.product.calendars.one(call.tenant.id, calendar_id)
    return json_answer(wire.preview(decide.days(found, *_coming(found, call, months))))


def draft(call: Call, form: PreviewDraft, months: int) -> Response:
    """The same of a calendar that is not kept; raises Invalid where keeping it would, NotFound for a change of none."""
    told = BusinessCalendar(id="", name="", updated_at=call.ctx.now, **wire.fields(_said(form)))
    if form.calendar_id is not None:
        known = call.product.calendars.one(call.tenant.id, form.calendar_id)
        told = replace(told, feed_holidays=known.feed_holidays)
    checked = decide.checked(told)
    first, last = _coming(checked, call, months)
    shown = decide.with_public_holidays(checked, first, last, call.tenant.locale)
    return json_answer(wire.preview(decide.days(shown, first, last)))


def _coming(calendar: BusinessCalendar, call: Call, months: int) -> tuple[date, date]:
    today = call.ctx.now.astimezone(ZoneInfo(calendar.zone)).date()
    return today, today + timedelta(days=round(months * _MONTH_DAYS) - 1)


def _said(form: BaseModel) -> dict[str, object]:
    return {name: value for name, value in form.model_dump().items() if name in form.model_fields_set}
