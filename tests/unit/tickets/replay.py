"""What a ticket's events alone say of it: the test that no change goes untold."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from lambdesk.kit.events import Event
from lambdesk.tickets import wire
from lambdesk.tickets.model import Loaded


@dataclass
class Told:
    """The fields of a ticket that its events rebuild."""

    state: str | None = None
    status_id: str | None = None
    priority: str | None = None
    assignee_id: str | None = None
    team_id: str | None = None
    category_id: str | None = None
    tags: list[str] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)


_OF = {
    "ticket.state_changed": "state",
    "ticket.status_changed": "status_id",
    "ticket.priority_changed": "priority",
    "ticket.assigned": "assignee_id",
    "ticket.team_assigned": "team_id",
    "ticket.category_changed": "category_id",
    "ticket.tags_changed": "tags",
}


def replay(events: Iterable[Event]) -> Told:
    """Every fact in its order; each says truly what was before it."""
    told = Told()
    for event in events:
        said = wire.event(event)["data"]
        before, after = said.get("before"), said.get("after")
        if event.type == "ticket.created":
            told.state, told.priority = event.data["state"], event.data["priority"]
        elif event.type == "ticket.field_changed":
            field_id = event.data["field_id"]
            assert told.fields.get(field_id) == before
            told.fields[field_id] = after
        elif event.type in _OF:
            assert getattr(told, _OF[event.type]) == before != after, event
            setattr(told, _OF[event.type], after)
    told.fields = {name: value for name, value in told.fields.items() if value is not None}
    return told


def present(loaded: Loaded) -> Told:
    """The same of the ticket itself."""
    ticket = loaded.ticket
    return Told(
        state=ticket.state,
        status_id=ticket.status_id,
        priority=ticket.priority,
        assignee_id=ticket.assignee_id,
        team_id=ticket.team_id,
        category_id=ticket.category_id,
        tags=list(ticket.tags),
        fields={
            name: list(value) if isinstance(value, tuple) else value for name, value in loaded.details.fields.items()
        },
    )
