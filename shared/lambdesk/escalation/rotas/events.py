"""Facts about rotas. What they are called is people's words and is not in them."""

from dataclasses import dataclass
from typing import Any, ClassVar

from lambdesk.escalation.rotas.model import Rota
from lambdesk.kit.differences import Changed, Made, difference, values_of
from lambdesk.kit.events import event_type

_TOLD = ("zone", "members", "handover", "turn_days")


@event_type("rota.created")
@dataclass(frozen=True)
class RotaCreated(Made):
    """People who have a duty in turn."""


@event_type("rota.changed")
@dataclass(frozen=True)
class RotaChanged(Changed):
    """Others have the duty, or at other times; calls that were made stay as they were."""


@event_type("rota.deleted")
@dataclass(frozen=True)
class RotaDeleted:
    """Nobody has this duty any more."""

    EVENT_TYPE: ClassVar[str]
    id: str


def created(rota: Rota) -> RotaCreated:
    """That it was made."""
    return RotaCreated(rota.id, {**values_of(rota, _TOLD), **_days(rota)})


def changed(before: Rota, after: Rota) -> RotaChanged:
    """What of it changed."""
    names, old, new = difference(before, after, _TOLD)
    if "begins" in names or "overrides" in names:
        old, new = {**old, **_days(before)}, {**new, **_days(after)}
    return RotaChanged(before.id, names, old, new)


def _days(rota: Rota) -> dict[str, Any]:
    return {
        "begins": rota.begins.isoformat(),
        "overrides": [[each.first.isoformat(), each.last.isoformat(), each.user_id] for each in rota.overrides],
    }
