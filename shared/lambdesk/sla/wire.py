"""Policies as they leave us, as JSON values."""

from typing import Any

from lambdesk.escalation import wire as levels
from lambdesk.filters import tree
from lambdesk.sla.decide import PRIORITIES
from lambdesk.sla.model import SlaPolicies, SlaPolicy

Wire = dict[str, Any]


def policies(found: SlaPolicies) -> Wire:
    """All of them, in the order in which they are asked."""
    return {"items": list(map(policy, found.ordered)), "version": found.version}


def policy(found: SlaPolicy) -> Wire:
    """One of them."""
    return {
        "id": found.id,
        "name": found.name,
        "condition": tree.dump(found.condition),
        "first_response": {name: found.first_response[name] for name in PRIORITIES},
        "warning_percent": found.warning_percent,
        "levels": levels.told(found.levels),
        "active": found.active,
    }
