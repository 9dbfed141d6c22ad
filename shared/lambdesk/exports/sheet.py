"""Tickets as CSV. No cell is taken for a formula, and every column of moments names its zone."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lambdesk.kit import clock
from lambdesk.tickets.model import FieldValue, TicketDetails, label
from lambdesk.tickets.settings.model import TicketRules

# Spreadsheets begin to reckon at these, also behind spaces and in the wide forms of East Asian text.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MOMENTS = ("created_at", "updated_at", "last_message_at")
_FIRST = ("number", "label", "subject", "state", "status", "priority", "channel", "category", "tags", "team")
_PEOPLE = ("assignee", "requester", "requester_email", "organisation", "tier")


@dataclass(frozen=True)
class Names:
    """What ids are called today: `staff` by user id, the rest in the tenant's settings; `prefix` is of labels."""

    rules: TicketRules
    staff: Mapping[str, str]
    prefix: str


def zone_of(name: str) -> tuple[str, tzinfo]:
    """The zone of this name with its name; UTC where the machine does not know it."""
    try:
        return name, ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return "UTC", UTC


def sheet(rows: Iterable[str], details: Mapping[int, TicketDetails], names: Names, zone: str) -> str:
    """The tickets of these list rows (JSON texts), one a line below the names of the columns.

    It begins with the mark by which spreadsheets know UTF-8.
    """
    zone, shift = zone_of(zone)
    fields = sorted(names.rules.fields.values(), key=lambda each: (each.order, each.key))
    text = io.StringIO()
    writer = csv.writer(text)
    moments = [f"{name} ({zone})" for name in _MOMENTS]
    writer.writerow([*_FIRST, *_PEOPLE, *moments, *(safe(f"{each.label} ({each.key})") for each in fields)])
    for row in map(json.loads, rows):
        cold = details.get(row["number"])
        kept = cold.fields if cold else {}
        times = [clock.from_text(row[name]).astimezone(shift).isoformat(" ", "seconds")[:19] for name in _MOMENTS]
        own = [_value(kept.get(each.id)) for each in fields]
        writer.writerow([*_cells(row, cold, names), *times, *own])
    return "\ufeff" + text.getvalue()


def _cells(row: Mapping[str, Any], cold: TicketDetails | None, names: Names) -> list[str | int]:
    status, category = names.rules.status(row["status_id"]), names.rules.category(row["category_id"])
    team = names.rules.teams.get(row["team_id"] or "")
    words: Sequence[str] = (
        label(names.prefix, row["number"]),
        row["subject"],
        row["state"],
        status.agent_label if status else "",
        row["priority"],
        row["channel"],
        category.label if category else "",
        ", ".join(row["tags"]),
        team.name if team else "",
        names.staff.get(row["assignee_id"] or "", row["assignee_id"] or ""),
        row["requester"]["name"],
        cold.participants[0].email if cold and cold.participants else "",
        row["organisation_id"] or "",
        row["tier"] or "",
    )
    return [row["number"], *map(safe, words)]


def _value(value: FieldValue | None) -> str | int | float:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return value
        case tuple():
            return safe(", ".join(value))
    return safe(value)


def safe(text: str) -> str:
    """The text as a cell that no spreadsheet reckons with: one that could begin a formula gets an apostrophe."""
    return "'" + text if text.lstrip(" ").startswith(_STARTS) or text.startswith(_STARTS) else text
