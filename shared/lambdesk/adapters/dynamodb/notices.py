"""The form in which notifications and inboxes are kept: a part of the codec."""

from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.shapes import ACTOR, MOMENT, NUMBER, TEXT, Part, Shape, member, members
from lambdesk.adapters.dynamodb.shapes import Kind as Form
from lambdesk.adapters.dynamodb.table import Item
from lambdesk.escalation.quiet import QuietHours
from lambdesk.notifications.model import Inbox, Kind, Notification

_DAYS = Form("J", list, tuple, ())
_QUIET = Part(QuietHours, zone=TEXT, begins=NUMBER, ends=NUMBER, days=_DAYS)
INBOX = Shape(
    Inbox,
    user_id=("i", TEXT),
    unread=("u", NUMBER),
    last_at=("w", MOMENT),
    read_up_to=("r", TEXT),
    muted=("m", members(Kind)),
    version=("v", NUMBER),
    unread_since=("o", MOMENT),
    quiet=("q", _QUIET.one()),
)
NOTIFICATION = Shape(
    Notification,
    kind=("k", member(Kind)),
    number=("t", NUMBER),
    subject=("s", TEXT),
    at=("w", MOMENT),
    actor=("a", ACTOR),
    unread=("u", NUMBER),
    message_id=("m", TEXT),
    level=("l", NUMBER),
    read_at=("x", MOMENT),
    read_up_to=("r", TEXT),
)


def notification(item: Item) -> Notification:
    """The notification of an `N#` item, also of its image in the stream."""
    bare = item["sk"]["S"].removeprefix(keys.NOTIFICATION)
    return NOTIFICATION.unpack(item, id=f"ntf_{bare}", user_id=keys.user_of(item))
