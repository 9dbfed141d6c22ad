"""Between the routes of notifications and their domain."""

from functions.http_api.call import Call
from functions.http_api.parameters import NotificationQuery
from lambdesk.kit import paging
from lambdesk.notifications import wire
from lambdesk.notifications.model import Kind
from lambdesk.notifications.schemas import NewPreferences, NotificationsRead
from lambdesk.notifications.wire import Wire


def page(call: Call, query: NotificationQuery) -> Wire:
    """A page of the caller's notifications. A cursor is the caller's own."""
    keys, scope = call.product.keyring, f"notifications user={call.user.id}"
    position = paging.decode_cursor(keys, call.tenant.id, scope, query.cursor) if query.cursor else {}
    inbox, found, more = call.product.inboxes.page(call.ctx, query.limit, position.get("before"))
    cursor = paging.encode_cursor(keys, call.tenant.id, scope, {"before": found[-1].id}) if more else None
    items = [wire.notification(each, inbox.has_read(each)) for each in found]
    return {"items": items, "unread": inbox.unread, "next_cursor": cursor}


def read(call: Call, body: NotificationsRead) -> Wire:
    """How many are unread afterwards."""
    inboxes = call.product.inboxes
    inbox = inboxes.read_up_to(call.ctx, body.up_to) if body.up_to else inboxes.read(call.ctx, body.ids or [])
    return {"unread": inbox.unread}


def muted(wanted: NewPreferences) -> list[Kind]:
    """The kinds that are switched off."""
    return [kind for kind in Kind if not getattr(wanted, kind.value)]
