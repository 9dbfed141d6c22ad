"""What a record of the table's stream says, in the words of live updates."""

from typing import Any

from lambdesk.adapters.dynamodb import codec, notices, table, timeline
from lambdesk.realtime.model import (
    Change,
    DraftWritten,
    EventsWritten,
    MemberLeft,
    MessageWritten,
    NotificationWritten,
    TicketWritten,
)

_LEAVING = frozenset({"user.deactivated", "user.signed_out"})


def change(record: dict[str, Any]) -> Change | None:
    """The change a record tells of; None for what nobody watches. Raises for what cannot be read."""
    place = record["dynamodb"]["Keys"]
    if table.is_shared_draft(place):
        return DraftWritten(table.tenant_of(place), table.number_of(place))
    written = record["dynamodb"].get("NewImage")
    if written is None:
        return None
    sort_key = written["sk"]["S"]
    if table.is_ticket(written):
        before = record["dynamodb"].get("OldImage")
        tenant = table.tenant_of(written)
        return TicketWritten(tenant, codec.ticket(before) if before else None, codec.ticket(written))
    if sort_key.startswith(table.MESSAGE):
        return MessageWritten(table.tenant_of(written), table.number_of(written), table.message_of(written))
    if sort_key.startswith(table.NOTIFICATION):
        return NotificationWritten(table.tenant_of(written), notices.notification(written))
    if sort_key.startswith(table.EVENT) and table.of_ticket(written):
        return EventsWritten(table.tenant_of(written), table.number_of(written), timeline.events(written))
    if sort_key.startswith(table.EVENT) and table.parent_of(written).startswith("user:"):
        return _member(written)
    return None


def _member(written: dict[str, Any]) -> Change | None:
    """Whose sockets end: of who is no member any more, or was signed out."""
    if any(each.type in _LEAVING for each in timeline.events(written)):
        return MemberLeft(table.tenant_of(written), table.parent_of(written).removeprefix("user:"))
    return None
