"""The form in which settings of tickets are kept: a part of the codec."""

from collections.abc import Iterable
from typing import Any

from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.shapes import FLAG, NUMBER, TEXT, TEXTS, Part, Shape, member, members
from lambdesk.adapters.dynamodb.table import Item
from lambdesk.tickets.model import State
from lambdesk.tickets.settings.model import (
    Category,
    Colour,
    FieldDefinition,
    FieldType,
    Option,
    Promise,
    Required,
    Status,
    Tag,
    Team,
    TicketRules,
    TicketSettings,
)

OPTION = Part(Option, value=TEXT, label=TEXT)
STATUS = Shape(
    Status,
    state=("s", member(State)),
    agent_label=("a", TEXT),
    customer_label=("c", TEXT),
    colour=("k", member(Colour)),
    order=("o", NUMBER),
    roles=("r", TEXTS),
    replaced_by=("x", TEXT),
    version=("v", NUMBER),
)
FIELD = Shape(
    FieldDefinition,
    key=("k", TEXT),
    label=("l", TEXT),
    type=("t", member(FieldType)),
    options=("c", OPTION.many()),
    pattern=("p", TEXT),
    required=("r", member(Required)),
    order=("o", NUMBER),
    active=("a", FLAG),
    version=("v", NUMBER),
)
CATEGORY = Shape(
    Category,
    label=("l", TEXT),
    parent_id=("p", TEXT),
    order=("o", NUMBER),
    active=("a", FLAG),
    replaced_by=("x", TEXT),
    version=("v", NUMBER),
)
TEAM = Shape(
    Team, name=("n", TEXT), active=("a", FLAG), calendar_id=("c", TEXT), version=("v", NUMBER), lead_id=("l", TEXT)
)
SETTINGS = Shape(
    TicketSettings,
    close_after_days=("c", NUMBER),
    reopen_days=("r", NUMBER),
    undo_send_seconds=("u", NUMBER),
    calendar_id=("k", TEXT),
    shown_promises=("p", members(Promise)),
    urgent_calls_anyway=("q", FLAG),
    version=("v", NUMBER),
)
TAG = Shape(Tag)
_KINDS: dict[str, tuple[str, Shape[Any]]] = {
    "sta": ("statuses", STATUS),
    "fld": ("fields", FIELD),
    "cat": ("categories", CATEGORY),
    "team": ("teams", TEAM),
}


def rules(items: Iterable[Item]) -> TicketRules:
    """All settings of tickets out of their items."""
    found: dict[str, Any] = {name: {} for name, _ in _KINDS.values()}
    for item in items:
        rule_id = keys.rule_id_of(item)
        if rule_id:
            name, shape = _KINDS[rule_id.partition("_")[0]]
            found[name][rule_id] = shape.unpack(item, id=rule_id)
        else:
            # None is left out of an item, and here it is not the default.
            settings = SETTINGS.unpack(item, close_after_days=None)
            found |= {name: getattr(settings, name) for name, _, _ in SETTINGS.fields}
    return TicketRules(**found)
