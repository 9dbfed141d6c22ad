"""The one form in which notifications leave us, as JSON values: for the API's answers and for live frames alike."""

from typing import Any

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


def preferences(inbox: Inbox) -> Wire:
    """Which kinds are heard of."""
    return {kind.value: kind not in inbox.muted for kind in Kind}
