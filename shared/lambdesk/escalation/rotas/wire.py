"""How rotas are written to and read from callers: days as `2026-12-24`, times as `09:00`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from lambdesk.escalation.rotas.model import Duty, Rota, RotaOverride
from lambdesk.kit import clock

Wire = dict[str, Any]


def rota(found: Rota) -> Wire:
    """A rota as callers see it."""
    return {
        "id": found.id,
        "name": found.name,
        "zone": found.zone,
        "members": list(found.members),
        "begins": found.begins.isoformat(),
        "handover": f"{found.handover // 60:02}:{found.handover % 60:02}",
        "turn_days": found.turn_days,
        "overrides": [
            {"first": each.first.isoformat(), "last": each.last.isoformat(), "user_id": each.user_id}
            for each in found.overrides
        ],
        "updated_at": clock.to_text(found.updated_at),
        "version": found.version,
    }


def duty(found: Duty) -> Wire:
    """A duty as callers see it."""
    return {
        "begins_at": clock.to_text(found.begin),
        "ends_at": clock.to_text(found.end),
        "user_id": found.user_id,
        "because": found.because.value,
    }


def fields(form: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a rota out of a checked form."""
    read: dict[str, Any] = {name: form[name] for name in ("name", "zone", "turn_days") if name in form}
    if "members" in form:
        read["members"] = tuple(form["members"])
    if "begins" in form:
        read["begins"] = date.fromisoformat(form["begins"])
    if "handover" in form:
        hours, _, minutes = form["handover"].partition(":")
        read["handover"] = int(hours) * 60 + int(minutes)
    if "overrides" in form:
        read["overrides"] = tuple(
            RotaOverride(date.fromisoformat(each["first"]), date.fromisoformat(each["last"]), each["user_id"])
            for each in form["overrides"]
        )
    return read
