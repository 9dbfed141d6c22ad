"""Levels as callers see them, and as they say them."""

from collections.abc import Iterable, Mapping
from typing import Any

from lambdesk.escalation.model import Action, ActionKind, Level, Recipient, RecipientKind

Wire = dict[str, Any]


def told(levels: Iterable[Level]) -> list[Wire]:
    """Levels as callers see them."""
    return [
        {
            "delay_seconds": each.delay_seconds,
            "recipients": list(map(_recipient, each.recipients)),
            "actions": [
                {"kind": one.kind.value, "to": None if one.to is None else _recipient(one.to)} for one in each.actions
            ],
        }
        for each in levels
    ]


def read(forms: Iterable[Mapping[str, Any]]) -> tuple[Level, ...]:
    """Levels out of checked forms."""
    return tuple(
        Level(
            each["delay_seconds"],
            tuple(map(_read_recipient, each["recipients"])),
            tuple(
                Action(ActionKind(one["kind"]), _read_recipient(one["to"]) if one.get("to") else None)
                for one in each["actions"]
            ),
        )
        for each in forms
    )


def _recipient(recipient: Recipient) -> Wire:
    return {"kind": recipient.kind.value, "id": recipient.id}


def _read_recipient(form: Mapping[str, Any]) -> Recipient:
    return Recipient(RecipientKind(form["kind"]), form.get("id"))
