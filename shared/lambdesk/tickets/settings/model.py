"""The nouns of ticket settings, and TicketRules: all of them together, as decisions see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lambdesk.identity.model import Role
from lambdesk.tickets.model import State


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

    `roles` may set it, everybody when empty. A deleted one has `replaced_by`: the id of another status of the same
    state, or the state itself; readers show that one, and no ticket has to be rewritten.
    """

    id: str
    state: State
    agent_label: str
    customer_label: str
    colour: Colour = Colour.GREY
    order: int = 0
    roles: tuple[Role, ...] = ()
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
    """People who share work. Its members are the users that name it in `teams`."""

    id: str
    name: str
    active: bool = True
    version: int = 1


@dataclass(frozen=True)
class TicketRules:
    """Everything above by id, and: quiet days until a resolved ticket closes (None: never), days in which a customer's
    message reopens a closed one (0: never, it makes a follow-up), and for how many seconds the desk holds a reply back.
    """

    statuses: Mapping[str, Status] = field(default_factory=dict)
    fields: Mapping[str, FieldDefinition] = field(default_factory=dict)
    categories: Mapping[str, Category] = field(default_factory=dict)
    teams: Mapping[str, Team] = field(default_factory=dict)
    close_after_days: int | None = 4
    reopen_days: int = 0
    undo_send_seconds: int = 10
    version: int = 0
