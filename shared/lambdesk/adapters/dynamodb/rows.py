"""A list row as it is kept: the values of its JSON, one a line, in a fixed order.

The names in a row weigh as much as its values. Kept without them, 50 rows are read for 3 units instead of 4; putting
them back is one formatting of a constant, without parsing.
"""

import json
from typing import Any

from lambdesk.adapters.dynamodb.shapes import dumps
from lambdesk.tickets.model import Ticket
from lambdesk.tickets.wire import row

_JSON = (
    '{"number":%s,"subject":%s,"state":%s,"category":%s,"priority":%s,"assignee_id":%s,"team_id":%s,'
    '"requester":{"id":%s,"name":%s},"created_at":%s,"updated_at":%s,"last_message_at":%s,"last_message_by":%s,'
    '"message_count":%s,"version":%s,"channel":%s,"unauthenticated":%s}'
)


def pack(ticket: Ticket) -> str:
    """The row of a ticket as it is kept. JSON has no line breaks of its own."""
    values: list[Any] = []
    for value in row(ticket).values():
        values += value.values() if isinstance(value, dict) else [value]
    return "\n".join(map(dumps, values))


def to_json(kept: str) -> str:
    """The same text as `tickets.wire.row_text`."""
    return _JSON % tuple(kept.split("\n"))


def unpack(kept: str) -> dict[str, Any]:
    """The row as values."""
    found: dict[str, Any] = json.loads(to_json(kept))
    return found
