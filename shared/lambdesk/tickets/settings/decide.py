"""Every rule of settings: what a status, a field, a category, a team may be beside those that are there.

The functions take all settings as they stand and one noun as it shall be, and give it back or raise. Whoever commits
their outcome replaces TicketSettings too, so that no two of them are decided on the same settings.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from lambdesk.identity.model import User
from lambdesk.kit.errors import Conflict, FieldError, Invalid, NotFound, StaleVersion
from lambdesk.kit.patterns import is_pattern
from lambdesk.tickets.model import State
from lambdesk.tickets.settings.model import (
    Category,
    FieldDefinition,
    FieldType,
    Status,
    Team,
    TicketRules,
    TicketSettings,
)

Noun = Status | FieldDefinition | Category | Team
N = TypeVar("N", Status, FieldDefinition, Category, Team)
PREFIXES: Mapping[type, str] = {Status: "sta", FieldDefinition: "fld", Category: "cat", Team: "team"}
LIMITS: Mapping[type, int] = {Status: 100, FieldDefinition: 200, Category: 500, Team: 200}
# What was deleted is kept for old tickets; nobody gets so far by ordinary work.
EVER = 10
LEVELS = 4
OPTIONS = 100
DAYS_LIMIT = 365
UNDO_LIMIT_SECONDS = 60
ROLES_LIMIT = 100
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CHOICES = (FieldType.SELECT, FieldType.MULTI_SELECT)


def of_kind(rules: TicketRules, kind: type) -> Mapping[str, Any]:
    """The nouns of one kind by id."""
    kept: Mapping[type, Mapping[str, Noun]] = {
        Status: rules.statuses,
        FieldDefinition: rules.fields,
        Category: rules.categories,
        Team: rules.teams,
    }
    return kept[kind]


def find(rules: TicketRules, kind: type[N], noun_id: str, expected_version: int) -> N:
    """The noun that the caller saw; raises NotFound or StaleVersion."""
    found: N | None = of_kind(rules, kind).get(noun_id)
    if found is None:
        raise NotFound
    if found.version != expected_version:
        raise StaleVersion(found.version)
    return found


def in_use(noun: Noun) -> bool:
    """Whether tickets can get it."""
    return noun.replaced_by is None if isinstance(noun, Status) else noun.active


def create(rules: TicketRules, noun: N) -> N:
    """A new noun; raises Invalid or, when there are too many, Conflict."""
    _check_room(rules, noun)
    return _checked(rules, noun)


def change(rules: TicketRules, noun: N, fields: Mapping[str, Any]) -> N:
    """The noun with other fields, itself when nothing changes; raises Invalid, or Conflict for a deleted one."""
    if isinstance(noun, Status) and not in_use(noun):
        raise Conflict("This status was deleted.")
    if isinstance(noun, Category) and fields.get("active"):
        fields = {**fields, "replaced_by": None}
    changed = replace(noun, **fields)
    if changed == noun:
        return noun
    if in_use(changed) and not in_use(noun):
        _check_room(rules, noun)
    if isinstance(changed, Category) and not changed.active:
        _check_childless(rules, changed)
    return replace(_checked(rules, changed), version=noun.version + 1)


def delete(rules: TicketRules, noun: N, replacement: str | None) -> N:
    """The noun out of use. A status needs a replacement of its state: another one, or the state itself."""
    if not in_use(noun):
        raise Conflict("This was deleted already.")
    fields: dict[str, Any] = {"active": False}
    if isinstance(noun, Status):
        fields = {"replaced_by": _status_instead(rules, noun, replacement)}
    elif isinstance(noun, Category):
        _check_childless(rules, noun)
        fields["replaced_by"] = _category_instead(rules, noun, replacement)
    elif replacement is not None:
        raise _wrong("query.replacement", "nothing takes its place", "unknown_field")
    return replace(noun, version=noun.version + 1, **fields)


def join(rules: TicketRules, user: User, team_ids: Iterable[str]) -> User:
    """The member in these teams and no others; raises Invalid for one that is not in use, unless they have it."""
    wanted = teams_in_use(rules, team_ids, user.teams)
    return user if wanted == user.teams else replace(user, teams=wanted, version=user.version + 1)


def teams_in_use(rules: TicketRules, team_ids: Iterable[str], had: Iterable[str] = ()) -> tuple[str, ...]:
    """These teams, each once; raises Invalid for one that is not in use, unless somebody `had` it."""
    wanted = tuple(dict.fromkeys(team_ids))
    known = {each.id for each in rules.teams.values() if each.active}.union(had)
    wrong = [index for index, each in enumerate(wanted) if each not in known]
    if wrong:
        message = "is no team in use"
        raise Invalid(fields=[FieldError(f"body.team_ids.{index}", message, "unknown_value") for index in wrong])
    return wanted


def check_roles(roles: Iterable[str], known: Collection[str]) -> None:
    """Raises Invalid for a role that nobody can have."""
    wrong = [index for index, each in enumerate(roles) if each not in known]
    if wrong:
        raise Invalid(fields=[FieldError(f"body.roles.{index}", "is no role", "unknown_value") for index in wrong])


def check_settings(settings: TicketSettings) -> TicketSettings:
    """The settings themselves; raises Invalid for days and seconds that nobody can mean."""
    days, again, undo = settings.close_after_days, settings.reopen_days, settings.undo_send_seconds
    bounds = {
        "close_after_days": days is None or 1 <= days <= DAYS_LIMIT,
        "reopen_days": 0 <= again <= DAYS_LIMIT,
        "undo_send_seconds": 0 <= undo <= UNDO_LIMIT_SECONDS,
    }
    wrong = [FieldError(f"body.{name}", "is out of range", "out_of_range") for name, good in bounds.items() if not good]
    if wrong:
        raise Invalid(fields=wrong)
    return settings


def _wrong(field: str, message: str, code: str) -> Invalid:
    return Invalid(fields=[FieldError(field, message, code)])


def _check_room(rules: TicketRules, noun: Noun) -> None:
    kept, limit = of_kind(rules, type(noun)).values(), LIMITS[type(noun)]
    if sum(map(in_use, kept)) >= limit or len(kept) >= EVER * limit:
        raise Conflict(f"There are {limit} already; delete one first.")


def _status_instead(rules: TicketRules, status: Status, replacement: str | None) -> str:
    if replacement is None:
        raise _wrong("query.replacement", "name a status of the same state, or the state itself", "missing")
    other = rules.statuses.get(replacement)
    living = other is not None and other.id != status.id and in_use(other) and other.state is status.state
    if not living and replacement != status.state:
        raise _wrong("query.replacement", f"is neither {status.state} nor another status of it", "unknown_value")
    return replacement


def _category_instead(rules: TicketRules, category: Category, replacement: str | None) -> str | None:
    other = rules.categories.get(replacement or "")
    if replacement is not None and (other is None or other.id == category.id or not other.active):
        raise _wrong("query.replacement", "is no other category in use", "unknown_value")
    return replacement


def _check_childless(rules: TicketRules, category: Category) -> None:
    if any(each.active and each.parent_id == category.id for each in rules.categories.values()):
        raise Conflict("This category has others below it; move or delete those first.")


def _checked(rules: TicketRules, noun: N) -> N:
    mistakes: Iterable[FieldError]
    match noun:
        case Status():
            mistakes = _check_status(rules, noun)
        case FieldDefinition():
            mistakes = _check_field(rules, noun)
        case Category():
            mistakes = _check_category(rules, noun)
        case Team():
            mistakes = _check_team(rules, noun)
    wrong = list(mistakes)
    if wrong:
        raise Invalid(fields=wrong)
    return noun


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _check_status(rules: TicketRules, status: Status) -> Iterator[FieldError]:
    if status.state is State.CLOSED:
        yield FieldError("body.state", "nobody sets closed, so no status can stand for it", "unknown_value")
    others = (each for each in rules.statuses.values() if each.id != status.id and in_use(each))
    if any(_same(each.agent_label, status.agent_label) for each in others):
        yield FieldError("body.agent_label", "is another status's", "taken")


def _check_team(rules: TicketRules, team: Team) -> Iterator[FieldError]:
    others = (each for each in rules.teams.values() if each.id != team.id and each.active)
    if team.active and any(_same(each.name, team.name) for each in others):
        yield FieldError("body.name", "is another team's", "taken")


def _check_field(rules: TicketRules, field: FieldDefinition) -> Iterator[FieldError]:
    if not _KEY.fullmatch(field.key):
        yield FieldError("body.key", "is a small letter, then small letters, digits and _, 40 at most", "wrong_format")
    # Also one out of use keeps its key: its values are on old tickets.
    if any(each.key == field.key and each.id != field.id for each in rules.fields.values()):
        yield FieldError("body.key", "is another field's", "taken")
    values = [option.value for option in field.options]
    if field.type in _CHOICES and not 1 <= len(values) <= OPTIONS:
        yield FieldError("body.options", f"a choice has 1 to {OPTIONS} options", "out_of_range")
    if field.type not in _CHOICES and values:
        yield FieldError("body.options", f"a {field.type} field has no options", "conflicting")
    if len(set(values)) != len(values):
        yield FieldError("body.options", "two options have the same value", "taken")
    if field.type is not FieldType.REGEX and field.pattern is not None:
        yield FieldError("body.pattern", f"a {field.type} field has no pattern", "conflicting")
    if field.type is FieldType.REGEX and field.pattern is None:
        yield FieldError("body.pattern", "a regex field needs one", "missing")
    if field.pattern is not None and not is_pattern(field.pattern):
        message = "is no pattern we take: no look-around, no backreferences, no large repetitions"
        yield FieldError("body.pattern", message, "wrong_format")


def _check_category(rules: TicketRules, category: Category) -> Iterator[FieldError]:
    # A category that is not in use stands nowhere.
    if not category.active:
        return
    living = {each.id: each for each in rules.categories.values() if each.active} | {category.id: category}
    siblings = (each for each in living.values() if each.parent_id == category.parent_id and each.id != category.id)
    if any(_same(each.label, category.label) for each in siblings):
        yield FieldError("body.label", "is that of a category beside it", "taken")
    if category.parent_id is None:
        return
    if category.parent_id not in living:
        yield FieldError("body.parent_id", "is no category in use", "unknown_value")
        return
    above = _above(living, category)
    if above is None:
        yield FieldError("body.parent_id", "is the category itself or one below it", "conflicting")
    elif above + _depth(living, category.id) > LEVELS:
        yield FieldError("body.parent_id", f"the tree has {LEVELS} levels", "out_of_range")


def _above(living: Mapping[str, Category], category: Category) -> int | None:
    """How many levels are above it; None when it would be above itself."""
    levels, parent = 0, category.parent_id
    while parent is not None:
        if parent == category.id:
            return None
        levels, parent = levels + 1, living[parent].parent_id
    return levels


def _depth(living: Mapping[str, Category], category_id: str) -> int:
    """How many levels it and those below it take."""
    below = [each.id for each in living.values() if each.parent_id == category_id]
    return 1 + max((_depth(living, each) for each in below), default=0)
