"""The form in which a recomputation is kept: a part of the codec."""

from collections.abc import Callable
from typing import Any

from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.shapes import FIGURES, FLAG, MOMENT, NUMBER, TEXT, TEXTS, Part, Shape, member
from lambdesk.kit.context import ActorKind
from lambdesk.tickets.recomputing import model

RECOMPUTATION = Shape(
    model.Recomputation,
    id=("i", TEXT),
    scope=("o", Part(model.Scope, policy_id=TEXT, calendar_id=TEXT, organisation_id=TEXT).one()),
    policies_version=("y", NUMBER),
    actor_kind=("k", member(ActorKind)),
    actor_id=("b", TEXT),
    asked_at=("w", MOMENT),
    moved_at=("u", MOMENT),
    place=(
        "p",
        Part(
            model.Place,
            began=MOMENT,
            since=MOMENT,
            queue=NUMBER,
            after=TEXT,
            numbers=TEXTS,
            round=NUMBER,
            at_once=FLAG,
        ).one(),
    ),
    calendars=("h", FIGURES),
    state=("s", member(model.RecomputationState)),
    counts=("c", Part(model.Counts, changed=NUMBER, unchanged=NUMBER, failures=TEXTS).one()),
    steps=("n", NUMBER),
    version=("v", NUMBER),
)

PLACES: dict[type, tuple[Shape[Any], Callable[[str, Any], keys.Key]]] = {
    model.Recomputation: (RECOMPUTATION, lambda t, e: keys.recomputation_key(t)),
}
