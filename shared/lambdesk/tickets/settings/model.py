"""The nouns of ticket settings, and TicketRules: all of them together, as decisions see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from enum import StrEnum
from typing import TypeVar

from lambdesk.tickets.model import State

V = TypeVar("V")


class Colour(StrEnum):
    GREY = "grey"
    BLUE = "blue"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    VIOLET = "violet"


@dataclass(frozen=True)
class Status:
    """A status of the tenant's own: it stands for one state and has its clock.

    Members of `roles` (their ids) may set it, everybody when empty. A deleted one has `replaced_by`: the id of another
    status of the same state, or the state itself; readers show that one, and no ticket has to be rewritten.
    """

    id: str
    state: State
    agent_label: str
    customer_label: str
    colour: Colour = Colour.GREY
    order: int = 0
    roles: tuple[str, ...] = ()
    replaced_by: str | None = None
    version: int = 1


class FieldType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    SELECT = "select"
    MULTI_SELECT = "multi_select"
    CHECKBOX = "checkbox"
    REGEX = "regex"


class Required(StrEnum):
    """When a field must have a value. On create also means on resolve."""

    NEVER = "never"
    CREATE = "create"
    RESOLVE = "resolve"


@dataclass(frozen=True)
class Option:
    """A choice. `value` is kept and never changes; `label` is shown."""

    value: str
    label: str


@dataclass(frozen=True)
class FieldDefinition:
    """A custom field. Values are kept under its id, so that renaming keeps history; `key` is its name on the wire."""

    id: str
    key: str
    label: str
    type: FieldType
    options: tuple[Option, ...] = ()
    pattern: str | None = None
    required: Required = Required.NEVER
    order: int = 0
    active: bool = True
    version: int = 1


@dataclass(frozen=True)
class Category:
    """What tickets are about, as a tree. A deleted one has `replaced_by`, None when it was a mistake altogether."""

    id: str
    label: str
    parent_id: str | None = None
    order: int = 0
    active: bool = True
    replaced_by: str | None = None
    version: int = 1


@dataclass(frozen=True)
class Team:
    """People who share work. Its members are the users that name it in `teams`; `lead_id` is who answers for them, and
    `calendar_id` says when they work.
    """

    id: str
    name: str
    active: bool = True
    version: int = 1
    lead_id: str | None = None
    calendar_id: str | None = None


@dataclass(frozen=True)
class Tag:
    """A tag that some ticket of the tenant has or had."""

    name: str


class Promise(StrEnum):
    """What customers may be told of promised times: by when somebody replies, and by when it is solved."""

    REPLY = "reply"
    SOLUTION = "solution"


@dataclass(frozen=True)
class TicketSettings:
    """What is no list: quiet days until a resolved ticket closes (None: never), days in which a customer's message
    reopens a closed one (0: never, it makes a follow-up), for how many seconds the desk holds a reply back, the
    calendar that the tenant's promises count by where no other is named, which promised times customers see, and
    whether urgent tickets call people in their quiet hours.

    `version` grows with every change of any setting of tickets, so that two changes never miss each other.
    """

    close_after_days: int | None = 4
    reopen_days: int = 0
    undo_send_seconds: int = 10
    calendar_id: str | None = None
    shown_promises: tuple[Promise, ...] = ()
    urgent_calls_anyway: bool = True
    version: int = 1


@dataclass(frozen=True)
class TicketRules:
    """All settings of tickets together, each kind by id, with what TicketSettings says. Version 1 is what holds where
    nobody set anything. `zone` is the tenant's: where its days begin and end.
    """

    statuses: Mapping[str, Status] = field(default_factory=dict)
    fields: Mapping[str, FieldDefinition] = field(default_factory=dict)
    categories: Mapping[str, Category] = field(default_factory=dict)
    teams: Mapping[str, Team] = field(default_factory=dict)
    close_after_days: int | None = 4
    reopen_days: int = 0
    undo_send_seconds: int = 10
    calendar_id: str | None = None
    shown_promises: tuple[Promise, ...] = ()
    urgent_calls_anyway: bool = True
    version: int = 1
    zone: tzinfo = UTC

    def status(self, status_id: str | None) -> Status | None:
        """The status that stands for this one today; None when that is the state alone."""
        status = self.statuses.get(status_id or "")
        while status is not None and status.replaced_by is not None:
            status = self.statuses.get(status.replaced_by)
        return status

    def category(self, category_id: str | None) -> Category | None:
        """The category that stands for this one today, None when there is none any more."""
        category = self.categories.get(category_id or "")
        while category is not None and category.replaced_by is not None:
            category = self.categories.get(category.replaced_by)
        return category if category is not None and category.active else None

    def calendar_of(self, team_id: str | None) -> str | None:
        """The calendar of a team."""
        team = self.teams.get(team_id or "")
        return team.calendar_id if team else None

    def field_called(self, key: str) -> FieldDefinition | None:
        """The field with this key, also one out of use."""
        return next((each for each in self.fields.values() if each.key == key), None)

    def keyed(self, values: Mapping[str, V]) -> dict[str, V]:
        """What is known of custom fields by the names they have today, in the order of the fields."""
        order = sorted(self.fields.values(), key=lambda each: (each.order, each.key))
        return {each.key: values[each.id] for each in order if each.id in values}


DEFAULT_RULES = TicketRules()
