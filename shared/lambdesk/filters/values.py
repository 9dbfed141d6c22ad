"""Values of conditions: how people say them, whether a field takes them, and which moment a relative one is."""

import math
import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from lambdesk.filters.fields import Field, FieldKind
from lambdesk.filters.model import VALUE_LENGTH, Value
from lambdesk.kit import clock
from lambdesk.kit.text import clip

NUMBER_LIMIT = 2**53
NOW = "now"
TODAY = "today"
YEARS = range(1900, 3000)
_DAYS_AWAY = 36_600
_AGO = re.compile(r"([+-])([1-9][0-9]{0,7})([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,20}(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?")
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}
_POSSIBLE = 20


class Refused(Exception):
    """A value that a field does not take; `possible` are some that it does."""

    def __init__(self, message: str, code: str, possible: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.possible = possible


def said(field: Field, word: str) -> Value:
    """What a word of the text form means for a field; the word itself when it means nothing."""
    match field.kind:
        case FieldKind.NUMBER if _NUMBER.fullmatch(word):
            return float(word) if set(word) & set(".eE") else int(word)
        case FieldKind.YES_NO:
            return _YES_NO.get(word.casefold(), word)
        case FieldKind.CHOICE | FieldKind.TREE | FieldKind.SET:
            return field.called(word)
        case _:
            return word


def to_word(field: Field | None, value: Value) -> str:
    """The inverse of `said`; without a field the value as it is kept."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return repr(value)
    return field.word(value) if field else value


def checked(field: Field, value: object, *, viewer: bool) -> Value:
    """The value in its one form; raises Refused. `viewer`: somebody looks, so that `me` means somebody."""
    if isinstance(value, str) and len(value) > VALUE_LENGTH:
        raise Refused(f"is longer than {VALUE_LENGTH} characters", "too_long")
    match field.kind:
        case FieldKind.NUMBER:
            return _number(value)
        case FieldKind.YES_NO:
            if not isinstance(value, bool):
                raise Refused("is neither yes nor no", "wrong_type", ("yes", "no"))
            return value
    if not isinstance(value, str):
        raise Refused("is no text", "wrong_type")
    match field.kind:
        case FieldKind.DATE | FieldKind.MOMENT:
            return _time(field.kind, value)
        case FieldKind.TEXT:
            if not value.strip():
                raise Refused("needs words", "blank")
            return value
        case _:
            return _choice(field, value, viewer)


def _number(value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused("is no number", "wrong_type")
    # In this order: an integer may be too large for a float.
    if abs(value) > NUMBER_LIMIT or not math.isfinite(value):
        raise Refused("is no number that can be kept", "out_of_range")
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _choice(field: Field, value: str, viewer: bool) -> str:
    if value in field.keywords:
        if not viewer:
            raise Refused(f"nobody looks here whom {value} could mean", "unknown_value")
        return value
    if not value.strip():
        raise Refused("needs words", "blank")
    if field.choices is None or ((choice := field.choices.get(value)) is not None and choice.offered):
        return value
    words = tuple(field.word(each.value) for each in field.offered())
    possible = (*words, *(field.keywords if viewer else ()))[:_POSSIBLE]
    raise Refused(f"{clip(value, 40)} is none of the values", "unknown_value", possible)


def _time(kind: FieldKind, value: str) -> str:
    away = _AGO.fullmatch(value)
    if away is not None:
        if kind is FieldKind.DATE and away[3] in "mh":
            raise Refused("a date is days and weeks away", "wrong_format", ("-7d", "-2w"))
        if abs(_away(value)) > timedelta(days=_DAYS_AWAY):
            raise Refused("is too far away", "out_of_range")
        return value
    if value == TODAY or (value == NOW and kind is FieldKind.MOMENT):
        return value
    possible = (TODAY, "-7d", "2026-11-22", *((NOW, "-2h") if kind is FieldKind.MOMENT else ()))
    try:
        if _DATE.fullmatch(value):
            year = date.fromisoformat(value).year
        elif kind is FieldKind.MOMENT:
            moment = clock.from_text(value)
            value, year = clock.to_text(moment), moment.year
        else:
            raise Refused("is no date", "wrong_format", possible)
    except (ValueError, OverflowError):
        raise Refused("is no time", "wrong_format", possible) from None
    if year not in YEARS:
        raise Refused(f"the year is {YEARS.start} to {YEARS.stop - 1}", "out_of_range")
    return value


def _away(value: str) -> timedelta:
    found = _AGO.fullmatch(value)
    assert found is not None  # noqa: S101 - asked before
    away = timedelta(**{_UNITS[found[3]]: min(int(found[2]), 60 * 24 * _DAYS_AWAY + 1)})
    return -away if found[1] == "-" else away


def day(value: object, now: datetime, zone: tzinfo) -> date | None:
    """The date that a kept value is at this moment in this zone; None when it is none."""
    if not isinstance(value, str):
        return None
    here = now.astimezone(zone).date()
    if value == TODAY:
        return here
    try:
        return here + _away(value) if _AGO.fullmatch(value) else date.fromisoformat(value)
    except (ValueError, OverflowError):
        return None


def span(value: object, now: datetime, zone: tzinfo) -> tuple[datetime, datetime] | None:
    """First moment of what a kept value means, and the first one after it; both the same for a single moment.

    A date is the whole of its day in the zone. None when the value is no time.
    """
    if not isinstance(value, str):
        return None
    try:
        if value == NOW:
            return now, now
        if _AGO.fullmatch(value):
            moment = now + _away(value)
            return moment, moment
        if value == TODAY or _DATE.fullmatch(value):
            whole = day(value, now, zone)
            return None if whole is None else (_midnight(whole, zone), _midnight(whole + timedelta(days=1), zone))
        moment = clock.from_text(value)
    except (ValueError, OverflowError):
        return None
    return moment, moment


def _midnight(whole: date, zone: tzinfo) -> datetime:
    return datetime.combine(whole, time(), zone).astimezone(UTC)
