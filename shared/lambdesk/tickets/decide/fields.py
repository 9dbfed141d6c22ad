"""What is noted on a ticket beside its state: tags, category, team, custom fields, and which of them must be there."""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from lambdesk.kit.errors import FieldError, Invalid
from lambdesk.kit.patterns import fits
from lambdesk.kit.text import clean_line
from lambdesk.tickets.commands import Noted
from lambdesk.tickets.draft import Draft
from lambdesk.tickets.events import TicketCategoryChanged, TicketFieldChanged, TicketTagsChanged, TicketTeamAssigned
from lambdesk.tickets.model import FieldValue, Loaded, TicketDetails
from lambdesk.tickets.settings.model import FieldDefinition, FieldType, Required, TicketRules

TAGS_LIMIT = 20
TAG_LIMIT = 40
TEXT_LIMIT = 1_000
# Beyond this, numbers of JSON and of most programs that read it lose digits.
NUMBER_LIMIT = 2**53
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# What people wrote may be about people: events say that it changed, and not how.
WORDS = (FieldType.TEXT, FieldType.REGEX)


class _Wrong(Exception):
    """A value that a field does not take: message and code."""


def normal_tag(text: str) -> str:
    """The form in which tags are kept and compared."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", clean_line(text, len(text))).casefold())


def normal_tags(given: Iterable[str]) -> tuple[str, ...]:
    """Tags as they are kept, each once, in the order of the alphabet; raises Invalid."""
    tags = sorted({normal_tag(each) for each in given})
    if "" in tags:
        raise _invalid("tags", "a tag needs words", "blank")
    if any(len(each) > TAG_LIMIT for each in tags):
        raise _invalid("tags", f"a tag has at most {TAG_LIMIT} characters", "too_long")
    if len(tags) > TAGS_LIMIT:
        raise _invalid("tags", f"a ticket has at most {TAGS_LIMIT} tags", "too_long")
    return tuple(tags)


def _invalid(field: str, message: str, code: str) -> Invalid:
    return Invalid(fields=[FieldError(f"body.{field}", message, code)])


def read(given: Mapping[str, FieldValue | None], rules: TicketRules) -> dict[str, FieldValue | None]:
    """Values by id as they are kept, out of values by key; None clears. Raises Invalid for all that are wrong."""
    values: dict[str, FieldValue | None] = {}
    wrong = []
    for key, value in given.items():
        field = rules.field_called(key)
        try:
            if field is None:
                raise _Wrong("is no field", "unknown_field")
            if value is not None and not field.active:
                raise _Wrong("is not in use any more; it can only be cleared", "unknown_field")
            values[field.id] = _read(field, value)
        except _Wrong as mistake:
            wrong.append(FieldError(f"body.fields.{key}", *mistake.args))
    if wrong:
        raise Invalid(fields=wrong)
    return values


def _read(field: FieldDefinition, value: FieldValue | None) -> FieldValue | None:
    match field.type, value:
        case _, None | ():
            return None
        case ((FieldType.TEXT | FieldType.REGEX), str()):
            return _text(field, value)
        case FieldType.NUMBER, int() | float() if not isinstance(value, bool):
            if not math.isfinite(value) or abs(value) > NUMBER_LIMIT:
                raise _Wrong("is no number that can be kept", "out_of_range")
            return value
        case FieldType.CHECKBOX, bool():
            return value
        case FieldType.DATE, str():
            return _date(value)
        case FieldType.SELECT, str():
            return _choices(field, (value,))[0]
        case FieldType.MULTI_SELECT, tuple():
            return _choices(field, value)
    raise _Wrong(f"is not what a {field.type} field takes", "wrong_type")


def _text(field: FieldDefinition, value: str) -> str:
    text = value.strip()
    if not clean_line(text, len(text)):
        raise _Wrong("needs words; null clears it", "blank")
    if len(text) > TEXT_LIMIT:
        raise _Wrong(f"has more than {TEXT_LIMIT} characters", "too_long")
    if field.pattern is not None and not fits(field.pattern, text):
        raise _Wrong("does not have the form of this field", "wrong_format")
    return text


def _date(value: str) -> str:
    # The standard reads other forms too, such as weeks; one day has one form here.
    if _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            pass
    raise _Wrong("is no day such as 2026-03-02", "wrong_format")


def _choices(field: FieldDefinition, chosen: tuple[str, ...]) -> tuple[str, ...]:
    known = [option.value for option in field.options]
    if not set(chosen) <= set(known):
        raise _Wrong("is none of the options", "unknown_value")
    return tuple(value for value in known if value in chosen)


def demand(rules: TicketRules, values: Mapping[str, FieldValue], *moments: Required) -> None:
    """Raises Invalid naming each field in use that must have a value at one of these moments and has none."""
    missing = sorted(
        each.key for each in rules.fields.values() if each.active and each.required in moments and each.id not in values
    )
    code = f"required_on_{moments[-1]}"
    if missing:
        raise Invalid(fields=[FieldError(f"body.fields.{key}", "must have a value", code) for key in missing])


def checked(noted: Noted, given: Mapping[str, FieldValue | None], rules: TicketRules, *, demanding: bool) -> Noted:
    """What a new ticket begins with, fields by their keys given apart; raises Invalid for what it cannot have.

    `demanding`: fields that are required on create must have a value; who writes a mail cannot know them.
    """
    values = {name: value for name, value in read(given, rules).items() if value is not None}
    if demanding:
        demand(rules, values, Required.CREATE)
    _check_category(rules, noted.category_id)
    _check_team(rules, noted.team_id)
    return replace(noted, tags=normal_tags(noted.tags), fields=values)


def _check_category(rules: TicketRules, category_id: str | None) -> None:
    found = rules.categories.get(category_id or "")
    if category_id is not None and (found is None or not found.active):
        raise _invalid("category_id", "is no category in use", "unknown_value")


def _check_team(rules: TicketRules, team_id: str | None) -> None:
    found = rules.teams.get(team_id or "")
    if team_id is not None and (found is None or not found.active):
        raise _invalid("team_id", "is no team in use", "unknown_value")


def with_tags(draft: Draft, given: Iterable[str], reason: str | None = None) -> Draft:
    """The draft with these tags and no others."""
    before, after = draft.ticket.tags, normal_tags(given)
    if before == after:
        return draft
    return draft.to(TicketTagsChanged(before=list(before), after=list(after), reason=reason), tags=after)


def with_category(draft: Draft, category_id: str | None, reason: str | None = None) -> Draft:
    """The draft with a category in use, or without one."""
    before = draft.ticket.category_id
    if category_id == before:
        return draft
    _check_category(draft.rules, category_id)
    fact = TicketCategoryChanged(before=before, after=category_id, reason=reason)
    return draft.to(fact, category_id=category_id)


def with_team(draft: Draft, team_id: str | None, reason: str | None = None) -> Draft:
    """The draft with a team in use, or without one."""
    before = draft.ticket.team_id
    if team_id == before:
        return draft
    _check_team(draft.rules, team_id)
    return draft.to(TicketTeamAssigned(before=before, after=team_id, reason=reason), team_id=team_id)


def with_fields(
    draft: Draft, details: TicketDetails, values: Mapping[str, FieldValue | None], reason: str | None = None
) -> tuple[Draft, TicketDetails]:
    """Draft and details with other values of custom fields, by their ids."""
    kept, touched = dict(details.fields), dict(details.touched)
    for field_id, value in values.items():
        before = kept.get(field_id)
        # True is 1 for Python, and a checkbox is no number.
        if before == value and type(before) is type(value):
            continue
        draft = draft.to(_fact(draft.rules, field_id, before, value, reason))
        touched[field_id] = draft.ticket.version
        if value is None:
            del kept[field_id]
        else:
            kept[field_id] = value
    return draft, details if touched == details.touched else replace(details, fields=kept, touched=touched)


def carried(loaded: Loaded, rules: TicketRules) -> Noted:
    """What a ticket that goes on from this one begins with: all that is in use today.

    Values of fields stay what they are, also those that would not be taken any more.
    """
    ticket, values = loaded.ticket, loaded.details.fields
    category, team = rules.category(ticket.category_id), rules.teams.get(ticket.team_id or "")
    living = {name: value for name, value in values.items() if name in rules.fields and rules.fields[name].active}
    return Noted(
        category_id=category.id if category else None,
        tags=ticket.tags,
        team_id=team.id if team and team.active else None,
        fields=living,
    )


def _fact(
    rules: TicketRules, field_id: str, before: FieldValue | None, after: FieldValue | None, reason: str | None
) -> TicketFieldChanged:
    field = rules.fields.get(field_id)
    if field is None or field.type in WORDS:
        said = {"words_before": _said(before), "words_after": _said(after)}
        return TicketFieldChanged(field_id=field_id, reason=reason, **said)
    return TicketFieldChanged(field_id=field_id, before=_plain(before), after=_plain(after), reason=reason)


def _said(value: FieldValue | None) -> str | None:
    return value if isinstance(value, str) else None


def _plain(value: FieldValue | None) -> object:
    return list(value) if isinstance(value, tuple) else value
