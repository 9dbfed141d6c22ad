"""The read side: the list row and who may see what in which list."""

import json
from typing import Any

from lambdesk.kit import clock
from lambdesk.tickets.model import Ticket

QUEUES = ("open", "paused", "resolved", "closed")


def row(ticket: Ticket) -> dict[str, Any]:
    """A list row as JSON values: ids and times, never names of staff, so that renaming one rewrites nothing.

    The requester's name is in it: a list of 50 would otherwise need 50 more reads, and customers rarely change names.
    """
    return {
        "number": ticket.number,
        "subject": ticket.subject,
        "state": ticket.state.value,
        "category": ticket.category.value,
        "priority": ticket.priority.value,
        "assignee_id": ticket.assignee_id,
        "team_id": ticket.team_id,
        "requester": {"id": ticket.requester_id, "name": ticket.requester_name},
        "created_at": clock.to_text(ticket.created_at),
        "updated_at": clock.to_text(ticket.updated_at),
        "last_message_at": clock.to_text(ticket.last_message_at),
        "last_message_by": ticket.last_message_by,
        "message_count": ticket.message_count,
        "version": ticket.version,
        "channel": ticket.channel.value,
        "unauthenticated": ticket.unauthenticated,
    }


def row_text(ticket: Ticket) -> str:
    """The row in the form that is stored and sent: compact JSON."""
    return json.dumps(row(ticket), ensure_ascii=False, separators=(",", ":"))
