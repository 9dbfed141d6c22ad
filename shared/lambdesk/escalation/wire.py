"""Levels as callers see them, and as they say them."""

from collections.abc import Iterable, Mapping
from typing import Any

from lambdesk.escalation.model import Action, ActionKind, Level, Recipient, RecipientKind

Wire = dict[str, Any]


def told(levels: Iterable[Level], *, whole: bool) -> list[Wire]:
    """Levels as callers see them; unless `whole` without the addresses that they call, which often hold a secret."""
    return [
        {
            "delay_seconds": each.delay_seconds,
            "recipients": list(map(_recipient, each.recipients)),
            "actions": [_action(action, whole=whole) for action in each.actions],
        }
        for each in levels
    ]


def read(forms: Iterable[Mapping[str, Any]]) -> tuple[Level, ...]:
    """Levels out of checked forms."""
    return tuple(
        Level(
            each["delay_seconds"],
            tuple(map(_read_recipient, each["recipients"])),
            tuple(map(_read_action, each["actions"])),
        )
        for each in forms
    )


def kept(levels: Iterable[Level]) -> list[Wire]:
    """Levels as they are kept, with the sealed secrets of what they call."""
    found = told(levels := tuple(levels), whole=True)
    for level, wire in zip(levels, found, strict=True):
        for action, form in zip(level.actions, wire["actions"], strict=True):
            if action.secret is not None:
                form["secret"] = action.secret
    return found


def _action(action: Action, *, whole: bool) -> Wire:
    to = action.to
    return {
        "kind": action.kind.value,
        "user_id": to.id if to and to.kind is RecipientKind.PERSON else None,
        "team_id": to.id if to and to.kind is RecipientKind.TEAM else None,
        "address": action.address if whole else None,
    }


def _read_action(form: Mapping[str, Any]) -> Action:
    kind, user_id, team_id = ActionKind(form["kind"]), form.get("user_id"), form.get("team_id")
    if team_id is not None:
        return Action(kind, Recipient(RecipientKind.TEAM, team_id), form.get("address"), form.get("secret"))
    person = Recipient(RecipientKind.PERSON, user_id) if user_id is not None else None
    return Action(kind, person, form.get("address"), form.get("secret"))


def _recipient(recipient: Recipient) -> Wire:
    return {"kind": recipient.kind.value, "id": recipient.id}


def _read_recipient(form: Mapping[str, Any]) -> Recipient:
    return Recipient(RecipientKind(form["kind"]), form.get("id"))
