"""Policies as they leave us, as JSON values."""

from collections.abc import Mapping
from typing import Any

from lambdesk.escalation import wire as levels
from lambdesk.filters import tree
from lambdesk.sla.decide import PRIORITIES
from lambdesk.sla.model import Metric, SlaPolicies, SlaPolicy

Wire = dict[str, Any]


def policies(found: SlaPolicies, *, whole: bool) -> Wire:
    """All of them, in the order in which they are asked; `whole` as in `levels.told`."""
    return {"items": [policy(each, whole=whole) for each in found.ordered], "version": found.version}


def policy(found: SlaPolicy, *, whole: bool = True) -> Wire:
    """One of them."""
    return {
        "id": found.id,
        "name": found.name,
        "condition": tree.dump(found.condition),
        "first_response": {name: found.first_response[name] for name in PRIORITIES},
        "next_response": _targets(found.next_response),
        "resolution": _targets(found.resolution),
        "hours": found.hours,
        "pauses": {metric.value: list(found.pauses.get(metric, ())) for metric in Metric},
        "reopen": found.reopen.value,
        "warning_percent": found.warning_percent,
        "warning_lead_seconds": found.warning_lead_seconds,
        "levels": levels.told(found.levels, whole=whole),
        "active": found.active,
    }


def _targets(found: Mapping[str, int]) -> Wire | None:
    return {name: found[name] for name in PRIORITIES} if found else None
