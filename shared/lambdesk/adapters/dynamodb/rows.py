"""A list row as it is kept: the values of its JSON, one a line, in a fixed order.

The names in a row weigh as much as its values. Kept without them, 50 rows are read for 3 units instead of 4; putting
them back is one formatting of a constant, without parsing. The clock's line is shorter still: `fw <due> <warn> <last>`,
letters for metric and state and milliseconds in hexadecimal digits; as JSON it would cost that unit again. `<last>` is
when it was paused in the state paused, when it was answered in all others.
"""

import json
from typing import Any

from lambdesk.adapters.dynamodb.shapes import dumps, milliseconds
from lambdesk.kit import clock as moments
from lambdesk.sla.model import ClockState, Metric
from lambdesk.tickets.model import Ticket
from lambdesk.tickets.wire import row

_JSON = (
    '{"number":%s,"subject":%s,"state":%s,"state_category":%s,"priority":%s,"assignee_id":%s,"team_id":%s,'
    '"requester":{"id":%s,"name":%s},"created_at":%s,"updated_at":%s,"last_message_at":%s,"last_message_by":%s,'
    '"message_count":%s,"version":%s,"channel":%s,"unauthenticated":%s,"sla":%s,"escalation_level":%s,"status_id":%s,"category_id":%s,'
    '"tags":%s,"snoozed_until":%s,"merged_into":%s,"snoozed_until_reply":%s,"organisation_id":%s,"tier":%s}'
)
_CLOCK = '{"metric":"%s","due_at":"%s","warn_at":"%s","state":"%s","paused_at":%s,"answered_at":%s}'
_NO_CLOCK = "null"
_FIELDS = _JSON.count("%s")
# What most tickets have not is not kept when nothing comes behind it, and was not kept by earlier versions.
_ABSENT = (_NO_CLOCK, "0", "null", "null", "[]", "null", "null", "false", "null", "null")
_CLOCK_AT = _FIELDS - len(_ABSENT)
_METRICS = {each.value[0]: each.value for each in Metric}
_STATES = {each.value[0]: each.value for each in ClockState}


def pack(ticket: Ticket) -> str:
    """The row of a ticket as it is kept. JSON has no line breaks of its own."""
    wire = row(ticket)
    clock, wire["sla"] = wire["sla"], None
    values: list[Any] = []
    for value in wire.values():
        values += value.values() if isinstance(value, dict) else [value]
    kept = [dumps(value) for value in values]
    kept[_CLOCK_AT] = _pack_clock(clock)
    while len(kept) > _CLOCK_AT and kept[-1] == _ABSENT[len(kept) - 1 - _CLOCK_AT]:
        kept.pop()
    return "\n".join(kept)


def _pack_clock(clock: dict[str, Any] | None) -> str:
    if clock is None:
        return _NO_CLOCK
    told = (clock["due_at"], clock["warn_at"], clock["paused_at"] or clock["answered_at"])
    numbers = (format(milliseconds(moments.from_text(moment)), "x") for moment in told if moment)
    return " ".join((clock["metric"][0] + clock["state"][0], *numbers))


def _clock_json(kept: str) -> str:
    if kept == _NO_CLOCK:
        return kept
    letters, *numbers = kept.split(" ")
    due, warn, *last = [moments.milliseconds_to_text(int(number, 16)) for number in numbers]
    state, moment = _STATES[letters[1]], f'"{last[0]}"' if last else "null"
    ends = (moment, "null") if state is ClockState.PAUSED else ("null", moment)
    return _CLOCK % (_METRICS[letters[0]], due, warn, state, *ends)


def to_json(kept: str) -> str:
    """The same text as `tickets.wire.row_text`."""
    values = kept.split("\n")
    values += _ABSENT[len(values) - _CLOCK_AT :]
    values[_CLOCK_AT] = _clock_json(values[_CLOCK_AT])
    return _JSON % tuple(values)


def unpack(kept: str) -> dict[str, Any]:
    """The row as values."""
    found: dict[str, Any] = json.loads(to_json(kept))
    return found
