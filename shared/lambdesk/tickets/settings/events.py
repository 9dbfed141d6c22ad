"""Facts about what a tenant sets up for its tickets. Labels and names are people's words and are not in them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from lambdesk.kit.differences import Changed, Made, difference, values_of
from lambdesk.kit.events import Payload, event_type
from lambdesk.tickets.settings.model import Category, FieldDefinition, Status, Team, TicketSettings

Noun = Status | FieldDefinition | Category | Team


@dataclass(frozen=True)
class Deleted:
    """Taken out of use."""

    EVENT_TYPE: ClassVar[str]
    id: str


@dataclass(frozen=True)
class Replaced(Deleted):
    """Taken out of use; `replaced_by` stands for it from now on."""

    replaced_by: str | None = None


@event_type("status.created")
@dataclass(frozen=True)
class StatusCreated(Made):
    """A status of the tenant's own."""


@event_type("status.changed")
@dataclass(frozen=True)
class StatusChanged(Changed):
    """Another label, colour, place, or other roles."""


@event_type("status.deleted")
@dataclass(frozen=True)
class StatusDeleted(Replaced):
    """A status or a state took its place."""


@event_type("field.created")
@dataclass(frozen=True)
class FieldCreated(Made):
    """A custom field."""


@event_type("field.changed")
@dataclass(frozen=True)
class FieldChanged(Changed):
    """Another key, label, place, other choices."""


@event_type("field.deleted")
@dataclass(frozen=True)
class FieldDeleted(Deleted):
    """It takes no new values."""


@event_type("category.created")
@dataclass(frozen=True)
class CategoryCreated(Made):
    """A category."""


@event_type("category.changed")
@dataclass(frozen=True)
class CategoryChanged(Changed):
    """Another label or place in the tree."""


@event_type("category.deleted")
@dataclass(frozen=True)
class CategoryDeleted(Replaced):
    """Another category took its place, or none."""


@event_type("team.created")
@dataclass(frozen=True)
class TeamCreated(Made):
    """A team."""


@event_type("team.changed")
@dataclass(frozen=True)
class TeamChanged(Changed):
    """Another name, or in use again."""


@event_type("team.deleted")
@dataclass(frozen=True)
class TeamDeleted(Deleted):
    """Nobody gives it tickets any more."""


@event_type("ticket_settings.changed")
@dataclass(frozen=True)
class TicketSettingsChanged(Changed):
    """Days and seconds."""


@event_type("user.teams_changed")
@dataclass(frozen=True)
class UserTeamsChanged:
    """Ids of teams: all before, all now."""

    EVENT_TYPE: ClassVar[str]
    user_id: str
    before: list[str]
    after: list[str]


@dataclass(frozen=True)
class _Facts:
    """What a kind of noun is called in facts, and which of its values they tell."""

    noun: str
    created: type[Made]
    changed: type[Changed]
    deleted: type[Deleted]
    told: Iterable[str]


_STATUS = ("state", "colour", "order", "roles")
_FIELD = ("key", "type", "required", "order", "active")
_CATEGORY = ("parent_id", "order", "active", "replaced_by")
_SETTINGS = (
    *("close_after_days", "reopen_days", "undo_send_seconds"),
    *("calendar_id", "shown_promises", "urgent_calls_anyway"),
)
_OF: Mapping[type, _Facts] = {
    Status: _Facts("status", StatusCreated, StatusChanged, StatusDeleted, _STATUS),
    FieldDefinition: _Facts("field", FieldCreated, FieldChanged, FieldDeleted, _FIELD),
    Category: _Facts("category", CategoryCreated, CategoryChanged, CategoryDeleted, _CATEGORY),
    Team: _Facts("team", TeamCreated, TeamChanged, TeamDeleted, ("active", "lead_id")),
}


def aggregate_of(noun: Noun) -> str:
    """What the facts of a noun belong to, such as `status:sta_…`."""
    return f"{_OF[type(noun)].noun}:{noun.id}"


def created(noun: Noun) -> Payload:
    """That it was made."""
    facts = _OF[type(noun)]
    return facts.created(noun.id, values_of(noun, facts.told))


def changed(before: Noun, after: Noun) -> Payload:
    """What of it changed."""
    facts = _OF[type(before)]
    return facts.changed(before.id, *difference(before, after, facts.told))


def deleted(noun: Noun) -> Payload:
    """That it is out of use."""
    kind = _OF[type(noun)].deleted
    if isinstance(noun, Status | Category) and issubclass(kind, Replaced):
        return kind(noun.id, noun.replaced_by)
    return kind(noun.id)


def settings_changed(tenant: str, before: TicketSettings, after: TicketSettings) -> Payload:
    """What of the days and seconds changed."""
    return TicketSettingsChanged(tenant, *difference(before, after, _SETTINGS))
