"""The form in which policies of promised times are kept, all of one version in one item: a part of the codec."""

import json
from typing import Any

from lambdesk.adapters.dynamodb.shapes import (
    FIGURES,
    FLAG,
    NUMBER,
    TEXT,
    VALUES,
    Kind,
    Part,
    Shape,
    dumps,
    member,
)
from lambdesk.adapters.dynamodb.table import Item
from lambdesk.escalation import wire
from lambdesk.filters import tree
from lambdesk.sla.model import Reopen, SlaPolicies, SlaPolicy

_LEVELS = Kind("J", wire.kept, wire.read)
_DEFAULT = Shape(
    SlaPolicy,
    version=("v", NUMBER),
    first_response=("f", FIGURES),
    warning_percent=("w", NUMBER),
    levels=("l", _LEVELS),
    active=("a", FLAG),
    next_response=("n", FIGURES),
    resolution=("r", FIGURES),
    hours=("h", TEXT),
    pauses=("s", VALUES),
    reopen=("o", member(Reopen)),
    warning_lead_seconds=("x", NUMBER),
)
# An empty list is not kept; it is not what a policy has by default.
_NOTHING_KEPT: dict[str, Any] = {"pauses": {}}
# The version is that of the item.
_AHEAD = Part(
    SlaPolicy,
    id=TEXT,
    name=TEXT,
    condition=Kind("J", tree.dump, tree.load),
    first_response=FIGURES,
    warning_percent=NUMBER,
    levels=_LEVELS,
    active=FLAG,
    next_response=FIGURES,
    resolution=FIGURES,
    hours=TEXT,
    pauses=VALUES,
    reopen=member(Reopen),
    warning_lead_seconds=NUMBER,
)


class PoliciesShape(Shape[SlaPolicies]):
    """The default policy as the item's own attributes, those ahead of it as one list."""

    def __init__(self) -> None:
        super().__init__(SlaPolicies)

    def pack(self, entity: SlaPolicies) -> Item:
        ahead = list(map(_AHEAD.pack, entity.ahead))
        return {**_DEFAULT.pack(entity.default), **({"p": {"S": dumps(ahead)}} if ahead else {})}

    def unpack(self, item: Item, **told: Any) -> SlaPolicies:
        default = _DEFAULT.unpack(item, **{**_NOTHING_KEPT, **told})
        kept = json.loads(item["p"]["S"]) if "p" in item else ()
        return SlaPolicies(default, tuple(_ahead(each, default.version) for each in kept))


def _ahead(kept: dict[str, Any], version: int) -> SlaPolicy:
    return SlaPolicy(version, **{**_NOTHING_KEPT, **_AHEAD.values(kept)})


SLA_POLICIES = PoliciesShape()
