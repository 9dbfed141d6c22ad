"""The one form in which notifications leave us, as JSON values: for the API's answers and for live frames alike."""

from collections.abc import Mapping
from typing import Any

from lambdesk.escalation.quiet import QuietHours
from lambdesk.kit import clock
from lambdesk.notifications.model import Inbox, Kind, Notification

Wire = dict[str, Any]


def notification(told: Notification, read: bool) -> Wire:
    """A notification as its owner sees it."""
    return {
        "id": told.id,
        "kind": told.kind.value,
        "number": told.number,
        "subject": told.subject,
        "at": clock.to_text(told.at),
        "actor": {"kind": told.actor.kind.value, "id": told.actor.id},
        "message_id": told.message_id,
        "level": told.level,
        "read": read,
    }


def frame(told: Notification) -> Wire:
    """What the owner's connections hear when an item was written; `read_up_to` and all older ones are read, too."""
    read = told.read_at is not None or told.id <= told.read_up_to
    return {
        "type": "notification",
        "at": clock.to_text(told.read_at or told.at),
        "notification": notification(told, read),
        "unread": told.unread,
        "read_up_to": told.read_up_to or None,
    }


def quiet(inbox: Inbox) -> Wire:
    """When somebody is not to be called."""
    hours = inbox.quiet
    if hours is None:
        return {"quiet": None}
    return {"quiet": {"zone": hours.zone, "begins": _time(hours.begins), "ends": _time(hours.ends), "days": hours.days}}


def read_quiet(form: Mapping[str, Any]) -> QuietHours:
    """Quiet hours out of a checked form."""
    return QuietHours(form["zone"], _minutes(form["begins"]), _minutes(form["ends"]), tuple(form["days"]))


def _time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _minutes(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)


def preferences(inbox: Inbox) -> Wire:
    """Which kinds are heard of."""
    return {kind.value: kind not in inbox.muted for kind in Kind}
