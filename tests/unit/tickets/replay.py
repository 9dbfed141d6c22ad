"""What a ticket's events alone say of it: the test that no change goes untold."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lambdesk.kit import clock as moments
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
    snoozed: tuple[str | None, bool] = (None, False)
    merged_into: int | None = None
    merged: set[int] = field(default_factory=set)
    links: set[tuple[str, int]] = field(default_factory=set)
    watchers: set[str] = field(default_factory=set)


_OF = {
    "ticket.state_changed": "state",
    "ticket.status_changed": "status_id",
    "ticket.priority_changed": "priority",
    "ticket.assigned": "assignee_id",
    "ticket.team_assigned": "team_id",
    "ticket.category_changed": "category_id",
    "ticket.tags_changed": "tags",
}


def _snoozed(told: Told, data: Mapping[str, Any]) -> None:
    assert told.snoozed == (data.get("before_until"), bool(data.get("before_until_reply")))
    told.snoozed = data.get("until"), bool(data.get("until_reply"))


def _merged(told: Told, data: Mapping[str, Any]) -> None:
    assert (told.merged_into, told.state) == (None, "closed")
    told.merged_into = data["into"]


def _unmerged(told: Told, data: Mapping[str, Any]) -> None:
    assert told.merged_into == data["into"]
    told.merged_into = None


def _received(told: Told, data: Mapping[str, Any]) -> None:
    told.merged.add(data["source"])
    told.watchers.update(data.get("watchers") or ())


# What else a ticket's life leaves; removing what is not there is an error.
_BESIDE: Mapping[str, Callable[[Told, Mapping[str, Any]], None]] = {
    "ticket.snoozed": _snoozed,
    "ticket.unsnoozed": _snoozed,
    "ticket.merged": _merged,
    "ticket.unmerged": _unmerged,
    "ticket.merge_received": _received,
    "ticket.merge_undone": lambda told, data: told.merged.remove(data["source"]),
    "ticket.linked": lambda told, data: told.links.add((data["kind"], data["number"])),
    "ticket.unlinked": lambda told, data: told.links.remove((data["kind"], data["number"])),
    "ticket.watched": lambda told, data: told.watchers.add(data["user_id"]),
    "ticket.unwatched": lambda told, data: told.watchers.remove(data["user_id"]),
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
        elif event.type in _BESIDE:
            _BESIDE[event.type](told, event.data)
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
        snoozed=(moments.to_text(ticket.snoozed_until) if ticket.snoozed_until else None, ticket.snoozed_until_reply),
        merged_into=ticket.merged_into,
        merged=set(loaded.details.merged),
        links={(each.kind.value, each.number) for each in loaded.details.links},
        watchers=set(loaded.details.watchers),
    )
