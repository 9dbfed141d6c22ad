"""Settings of tickets as they leave us, as JSON values."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from lambdesk.tickets.settings.decide import Noun
from lambdesk.tickets.settings.model import Team, TicketRules

Wire = dict[str, Any]


def noun(entity: Noun) -> Wire:
    """A status, field, category or team: all its fields."""
    return asdict(entity)


def rules(found: TicketRules) -> Wire:
    """Everything, in the order in which people see it, deleted ones too: tickets may still name them."""
    return {
        "statuses": _nouns(found.statuses.values()),
        "fields": _nouns(found.fields.values()),
        "categories": _nouns(found.categories.values()),
        "teams": _nouns(found.teams.values()),
        "close_after_days": found.close_after_days,
        "reopen_days": found.reopen_days,
        "undo_send_seconds": found.undo_send_seconds,
        "calendar_id": found.calendar_id,
        "shown_promises": list(found.shown_promises),
        "urgent_calls_anyway": found.urgent_calls_anyway,
        "version": found.version,
    }


def _nouns(found: Iterable[Noun]) -> list[Wire]:
    return [noun(each) for each in sorted(found, key=_place)]


def _place(each: Noun) -> tuple[int, str, str]:
    return (0, each.name.casefold(), each.id) if isinstance(each, Team) else (each.order, "", each.id)
