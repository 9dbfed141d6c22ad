"""What a record of the table's stream says, in the words of live updates."""

from typing import Any

from lambdesk.adapters.dynamodb import codec, notices, table, timeline
from lambdesk.realtime.model import Change, EventsWritten, MessageWritten, NotificationWritten, TicketWritten


def change(record: dict[str, Any]) -> Change | None:
    """The change a record tells of; None for what nobody watches. Raises for what cannot be read."""
    written = record["dynamodb"].get("NewImage")
    if written is None:
        return None
    sort_key = written["sk"]["S"]
    if table.is_ticket(written):
        before = record["dynamodb"].get("OldImage")
        tenant = table.tenant_of(written)
        return TicketWritten(tenant, codec.ticket(before) if before else None, codec.ticket(written))
    if sort_key.startswith(table.MESSAGE):
        said = codec.message(written)
        return MessageWritten(table.tenant_of(written), said.number, said.id)
    if sort_key.startswith(table.NOTIFICATION):
        return NotificationWritten(table.tenant_of(written), notices.notification(written))
    if sort_key.startswith(table.EVENT):
        return EventsWritten(table.tenant_of(written), table.number_of(written), timeline.events(written))
    return None
