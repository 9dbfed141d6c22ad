"""How organisations are written to and read from callers."""

from collections.abc import Mapping
from typing import Any

from lambdesk.customers.organisations.model import Organisation, Tier
from lambdesk.kit import clock

Wire = dict[str, Any]


def organisation(found: Organisation) -> Wire:
    """An organisation as callers see it."""
    return {
        "id": found.id,
        "name": found.name,
        "domains": list(found.domains),
        "tier": found.tier.value if found.tier else None,
        "calendar_id": found.calendar_id,
        "updated_at": clock.to_text(found.updated_at),
        "version": found.version,
    }


def fields(form: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an organisation out of a checked form."""
    read: dict[str, Any] = {name: form[name] for name in ("name", "calendar_id") if name in form}
    if "domains" in form:
        read["domains"] = tuple(form["domains"])
    if "tier" in form:
        read["tier"] = Tier(form["tier"]) if form["tier"] else None
    return read
