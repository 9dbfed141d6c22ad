"""What the caller should hear of, what of it is read, and what they do not want to hear of."""

from fastapi import Request
from starlette.responses import Response

from functions.http_api import inboxes
from functions.http_api.answers import json_answer
from functions.http_api.call import current
from functions.http_api.parameters import PageQuery
from functions.http_api.routing import Group
from lambdesk.identity.model import Permission
from lambdesk.notifications import wire
from lambdesk.notifications.schemas import (
    NewPreferences,
    NotificationPage,
    NotificationsRead,
    Preferences,
    QuietHoursChoice,
    QuietHoursChosen,
    Unread,
)

routes = Group("notifications")


@routes.route("GET", "/v1/notifications", needs=Permission.NOTIFICATIONS_READ, answers=NotificationPage)
async def list_notifications(request: Request, query: PageQuery) -> Response:
    """The caller's own, the newest first, and how many of all are unread."""
    return json_answer(inboxes.page(current(request), query))


@routes.route("POST", "/v1/notifications/read", needs=Permission.NOTIFICATIONS_WRITE, answers=Unread)
async def read_notifications(request: Request, body: NotificationsRead) -> Response:
    """Mark some as read, or all up to one. What was read stays read: to send this twice changes nothing."""
    return json_answer(inboxes.read(current(request), body))


@routes.route("GET", "/v1/notifications/preferences", needs=Permission.NOTIFICATIONS_READ, answers=Preferences)
async def get_notification_preferences(request: Request) -> Response:
    """Which kinds the caller gets."""
    call = current(request)
    return json_answer(wire.preferences(call.product.inboxes.of(call.ctx)))


@routes.route("PUT", "/v1/notifications/preferences", needs=Permission.NOTIFICATIONS_WRITE, answers=Preferences)
async def put_notification_preferences(request: Request, body: NewPreferences) -> Response:
    """Choose the kinds the caller gets from now on."""
    call = current(request)
    return json_answer(wire.preferences(call.product.inboxes.prefer(call.ctx, inboxes.muted(body))))


@routes.route("GET", "/v1/notifications/quiet-hours", needs=Permission.NOTIFICATIONS_READ, answers=QuietHoursChosen)
async def get_quiet_hours(request: Request) -> Response:
    """When escalations do not call the caller."""
    call = current(request)
    return json_answer(wire.quiet(call.product.inboxes.of(call.ctx)))


@routes.route("PUT", "/v1/notifications/quiet-hours", needs=Permission.NOTIFICATIONS_WRITE, answers=QuietHoursChosen)
async def put_quiet_hours(request: Request, body: QuietHoursChoice) -> Response:
    """Choose when escalations do not call the caller, but who is next. Urgent tickets, and calls that reach nobody
    else, come at any hour.
    """
    call = current(request)
    quiet = wire.read_quiet(body.quiet.model_dump()) if body.quiet else None
    return json_answer(wire.quiet(call.product.inboxes.keep_quiet(call.ctx, quiet)))
