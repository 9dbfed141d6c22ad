"""What a rota may say."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from lambdesk.escalation.rotas.model import (
    LIMIT,
    LONGEST_TURN_DAYS,
    MEMBERS_LIMIT,
    OVERRIDE_DAYS,
    OVERRIDES_LIMIT,
    Rota,
)
from lambdesk.kit.errors import Conflict, FieldError, Invalid
from lambdesk.kit.text import clean_line

_DAY_MINUTES = 1_440
# Arithmetic looks a little around each day.
_FIRST_DAY, _LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)


def create(rota: Rota, others: Iterable[Rota], staff: Container[str]) -> Rota:
    """A new rota; raises Invalid, or Conflict when there are too many. `staff` are the ids of all members of staff."""
    others = tuple(others)
    if len(others) >= LIMIT:
        raise Conflict(f"There are {LIMIT} already; delete one first.")
    return _checked(_tidy(rota), others, staff, frozenset())


def change(rota: Rota, fields: Mapping[str, Any], others: Iterable[Rota], staff: Container[str]) -> Rota:
    """The next version with other fields, itself when nothing changes; raises Invalid."""
    changed = _tidy(replace(rota, **fields))
    if changed == rota:
        return rota
    # Whom it names already may be gone from the staff since.
    checked = _checked(changed, others, staff, rota.people)
    return replace(checked, version=rota.version + 1)


def _checked(rota: Rota, others: Iterable[Rota], staff: Container[str], known: Container[str]) -> Rota:
    wrong = [*_wrong_times(rota), *_wrong_overrides(rota)]
    if any(each.name.casefold() == rota.name.casefold() and each.id != rota.id for each in others):
        wrong.append(FieldError("body.name", "is another rota's", "taken"))
    if not 1 <= len(rota.members) <= MEMBERS_LIMIT or len(set(rota.members)) < len(rota.members):
        wrong.append(FieldError("body.members", f"names 1 to {MEMBERS_LIMIT} people, each once", "out_of_range"))
    if any(each not in staff and each not in known for each in rota.members):
        wrong.append(FieldError("body.members", "names somebody who is no member of staff", "unknown"))
    if any(each.user_id not in staff and each.user_id not in known for each in rota.overrides):
        wrong.append(FieldError("body.overrides", "names somebody who is no member of staff", "unknown"))
    if wrong:
        raise Invalid(fields=wrong)
    return rota


def _wrong_times(rota: Rota) -> Iterable[FieldError]:
    if not _known(rota.zone):
        yield FieldError("body.zone", "no time zone has this name", "unknown_zone")
    if not _FIRST_DAY <= rota.begins <= _LAST_DAY:
        yield FieldError("body.begins", "is too far away", "out_of_range")
    if not 0 <= rota.handover < _DAY_MINUTES:
        yield FieldError("body.handover", "is no time of a day", "out_of_range")
    if not 1 <= rota.turn_days <= LONGEST_TURN_DAYS:
        yield FieldError("body.turn_days", f"is 1 to {LONGEST_TURN_DAYS} days", "out_of_range")


def _wrong_overrides(rota: Rota) -> Iterable[FieldError]:
    if len(rota.overrides) > OVERRIDES_LIMIT:
        yield FieldError("body.overrides", f"has more than {OVERRIDES_LIMIT} entries", "too_long")
    for each in rota.overrides:
        if not _FIRST_DAY <= each.first <= each.last <= _LAST_DAY:
            yield FieldError(f"body.overrides.{each.first}", "its days are not in order", "out_of_range")
        elif (each.last - each.first).days >= OVERRIDE_DAYS:
            message = f"an override has {OVERRIDE_DAYS} days at most"
            yield FieldError(f"body.overrides.{each.first}", message, "out_of_range")
    for before, after in pairwise(rota.overrides):
        if after.first <= before.last:
            message = f"the override of {before.first} holds on this day already"
            yield FieldError(f"body.overrides.{after.first}", message, "overlaps")


def _tidy(rota: Rota) -> Rota:
    overrides = tuple(sorted(rota.overrides, key=lambda each: (each.first, each.last)))
    return replace(rota, name=clean_line(rota.name, len(rota.name) + 1), overrides=overrides)


def _known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (KeyError, OSError, ValueError):
        return False
    return True
