"""Wire forms of settings of tickets: what is taken is checked, what `wire` makes is described."""

from typing import Annotated, Literal

from pydantic import Field

from lambdesk.kit.patterns import PATTERN_LIMIT
from lambdesk.kit.schema import Input, Optional, Output, Words
from lambdesk.tickets.model import State
from lambdesk.tickets.settings import model
from lambdesk.tickets.settings.decide import DAYS_LIMIT, OPTIONS, ROLES_LIMIT, UNDO_LIMIT_SECONDS
from lambdesk.tickets.settings.model import Colour, FieldType, Promise, Required

Label = Annotated[Words, Field(min_length=1, max_length=80)]
Order = Annotated[int, Field(ge=0, le=9_999)]
# Strict input would want the enums' own members; their values are what a caller can send.
WireState = Annotated[State, Field(strict=False)]
WireColour = Annotated[Colour, Field(strict=False)]
WireType = Annotated[FieldType, Field(strict=False)]
WireRequired = Annotated[Required, Field(strict=False)]
RoleId = Annotated[str, Field(min_length=1, max_length=64, examples=["manager"])]
Roles = Annotated[tuple[RoleId, ...], Field(max_length=ROLES_LIMIT, strict=False)]
Key = Annotated[str, Field(min_length=1, max_length=40, examples=["order_number"])]
Pattern = Annotated[str, Field(min_length=1, max_length=PATTERN_LIMIT, examples=["[0-9]{2}-[0-9]{4}"])]


class Status(Output):
    """`replaced_by`: deleted; the id of another status of the same state, or the state, stands for it now."""

    id: str
    state: State
    agent_label: str
    customer_label: str
    colour: Colour
    order: int
    roles: list[str]
    replaced_by: str | None
    version: int


class NewStatus(Input):
    """`roles` may set it; everybody when there are none."""

    state: WireState
    agent_label: Label
    customer_label: Label
    colour: WireColour = Colour.GREY
    order: Order = 0
    roles: Roles = ()


class StatusPatch(Input):
    """Only what is there changes. The state stays: tickets have it."""

    agent_label: Optional[Label] = None
    customer_label: Optional[Label] = None
    colour: Optional[WireColour] = None
    order: Optional[Order] = None
    roles: Optional[Roles] = None


class OptionForm(Input):
    """A choice: `value` is kept on tickets, `label` is shown."""

    value: Label
    label: Label


Options = Annotated[tuple[OptionForm, ...], Field(max_length=OPTIONS, strict=False)]


class Option(Output):
    value: str
    label: str


class FieldDefinition(Output):
    """A custom field. Tickets carry its values under `key`; one that is not `active` takes no new values."""

    id: str
    key: str
    label: str
    type: FieldType
    options: list[Option]
    pattern: str | None
    required: Required
    order: int
    active: bool
    version: int


class NewField(Input):
    """`options` for `select` and `multi_select`; `pattern` for `regex`, which a whole value has to fit."""

    key: Key
    label: Label
    type: WireType
    options: Options = ()
    pattern: Pattern | None = None
    required: WireRequired = Required.NEVER
    order: Order = 0


class FieldPatch(Input):
    """Only what is there changes. The type stays: tickets have values of it."""

    key: Optional[Key] = None
    label: Optional[Label] = None
    options: Optional[Options] = None
    pattern: Optional[Pattern] = None
    required: Optional[WireRequired] = None
    order: Optional[Order] = None
    active: Optional[bool] = None


class Category(Output):
    """`replaced_by`: deleted, and this one stands for it now."""

    id: str
    label: str
    parent_id: str | None
    order: int
    active: bool
    replaced_by: str | None
    version: int


class NewCategory(Input):
    label: Label
    parent_id: str | None = None
    order: Order = 0


class CategoryPatch(Input):
    """Only what is there changes; `parent_id` null makes it one of the highest level."""

    label: Optional[Label] = None
    parent_id: str | None = None
    order: Optional[Order] = None
    active: Optional[bool] = None


Lead = Annotated[str, Field(max_length=64, description="A user's id; null: nobody.")]


class Team(Output):
    """Its members are the users that name it in `teams`. Escalations may call its lead."""

    id: str
    name: str
    active: bool
    calendar_id: str | None
    version: int
    lead_id: str | None


class NewTeam(Input):
    """`calendar_id` says when the team works, for promises that count by its calendar."""

    name: Label
    lead_id: Lead | None = None
    calendar_id: str | None = None


class TeamPatch(Input):
    """Only what is there changes."""

    name: Optional[Label] = None
    active: Optional[bool] = None
    lead_id: Lead | None = None
    calendar_id: str | None = None


class TicketSettings(Output):
    """All settings of tickets. What was deleted is here too, because tickets may still name it.

    `close_after_days`: quiet days until a resolved ticket closes, null for never. `reopen_days`: how long a customer's
    message reopens a closed ticket, 0 for never. `undo_send_seconds`: for how long the desk holds a reply back.
    `calendar_id`: what promises count by where neither policy nor team names another calendar. `shown_promises`: which
    promised times customers see at the portal, none at first. `urgent_calls_anyway`: escalations of urgent tickets call
    people in their quiet hours, too.
    """

    statuses: list[Status]
    fields: list[FieldDefinition]
    categories: list[Category]
    teams: list[Team]
    close_after_days: int | None
    reopen_days: int
    undo_send_seconds: int
    calendar_id: str | None
    shown_promises: list[Promise]
    urgent_calls_anyway: bool
    version: int


class TicketSettingsPatch(Input):
    """Only what is there changes."""

    close_after_days: Annotated[int, Field(ge=1, le=DAYS_LIMIT)] | None = None
    reopen_days: Optional[Annotated[int, Field(ge=0, le=DAYS_LIMIT)]] = None
    undo_send_seconds: Optional[Annotated[int, Field(ge=0, le=UNDO_LIMIT_SECONDS)]] = None
    calendar_id: str | None = None
    shown_promises: Optional[Annotated[list[Literal["reply", "solution"]], Field(max_length=len(Promise))]] = None
    urgent_calls_anyway: Optional[bool] = None


class TagList(Output):
    """Tags that tickets have or had, in the order of the alphabet."""

    items: list[str]


Form = NewStatus | StatusPatch | NewField | FieldPatch | NewCategory | CategoryPatch | NewTeam | TeamPatch


def told(form: Form | TicketSettingsPatch) -> dict[str, object]:
    """What the caller said, as values of the model."""
    values = {name: getattr(form, name) for name in form.model_fields_set}
    if "options" in values:
        values["options"] = tuple(model.Option(each.value, each.label) for each in values["options"])
    if "shown_promises" in values:
        values["shown_promises"] = tuple(each for each in Promise if each in values["shown_promises"])
    return values
