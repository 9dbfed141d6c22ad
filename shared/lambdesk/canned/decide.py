"""Who sees a response, who changes it, and what it may be beside the others."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from lambdesk.canned.model import CannedResponse, Scope
from lambdesk.identity.model import Caller, Permission
from lambdesk.kit.errors import Conflict, FieldError, Forbidden, Invalid
from lambdesk.kit.text import clean_line

LIMIT = 2_000
LANGUAGES = 10
FOLDER_LEVELS = 4
BODIES_LIMIT_BYTES = 65_536
_SHORTCUT = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")


def may_see(caller: Caller, response: CannedResponse) -> bool:
    """A private one only its owner; a team's its members, and whoever looks after settings."""
    if response.scope is Scope.PRIVATE:
        return response.owner_id == caller.id
    if response.scope is Scope.TEAM:
        return response.team_id in caller.teams or caller.may(Permission.SETTINGS_WRITE)
    return True


def may_change(caller: Caller, response: CannedResponse) -> bool:
    """Everybody their own; what others use takes who may change settings."""
    if response.scope is Scope.PRIVATE:
        return response.owner_id == caller.id
    return caller.may(Permission.SETTINGS_WRITE)


def create(caller: Caller, response: CannedResponse, others: Iterable[CannedResponse]) -> CannedResponse:
    """A new response; raises Forbidden, Invalid, or Conflict when there are too many."""
    others = tuple(others)
    if len(others) >= LIMIT:
        raise Conflict(f"There are {LIMIT} already; delete one first.")
    return _checked(caller, response, others)


def change(
    caller: Caller, response: CannedResponse, fields: Mapping[str, Any], others: Iterable[CannedResponse]
) -> CannedResponse:
    """The response with other fields, itself when nothing changes; raises Forbidden or Invalid.

    One that becomes private belongs to whoever made it so.
    """
    if not may_change(caller, response):
        raise Forbidden("Only those who may change settings change what others use.")
    changed = _tidy(replace(response, **fields))
    if changed == response:
        return response
    if changed.scope is not Scope.TEAM:
        changed = replace(changed, team_id=None)
    if changed.scope is Scope.PRIVATE and response.scope is not Scope.PRIVATE:
        changed = replace(changed, owner_id=caller.id)
    beside = (each for each in others if each.id != response.id)
    return replace(_checked(caller, changed, tuple(beside)), version=response.version + 1)


def _checked(caller: Caller, response: CannedResponse, others: Iterable[CannedResponse]) -> CannedResponse:
    response = _tidy(response)
    if not may_change(caller, response):
        raise Forbidden("Only those who may change settings make what others use.")
    wrong = [*_mistakes(response), *_taken(response, others)]
    if wrong:
        raise Invalid(fields=wrong)
    return response


def _tidy(response: CannedResponse) -> CannedResponse:
    parts = (clean_line(part, len(part) + 1) for part in response.folder.split("/"))
    shortcut = (response.shortcut or "").strip().removeprefix("/").lower() or None
    return replace(response, folder="/".join(filter(None, parts)), shortcut=shortcut)


def _mistakes(response: CannedResponse) -> Iterator[FieldError]:
    if response.shortcut is not None and not _SHORTCUT.fullmatch(response.shortcut):
        message = "is a letter or digit, then letters, digits, - and _, 32 at most"
        yield FieldError("body.shortcut", message, "wrong_format")
    if response.folder.count("/") >= FOLDER_LEVELS:
        yield FieldError("body.folder", f"folders have {FOLDER_LEVELS} levels at most", "out_of_range")
    if (response.scope is Scope.TEAM) != (response.team_id is not None):
        yield FieldError("body.team_id", "is there when the scope is a team, and only then", "conflicting")
    if not 1 <= len(response.bodies) <= LANGUAGES:
        yield FieldError("body.bodies", f"has 1 to {LANGUAGES} languages", "out_of_range")
    for language, markup in response.bodies.items():
        if not _LANGUAGE.fullmatch(language):
            yield FieldError("body.bodies", "is by language, such as en or pt-BR", "wrong_format")
        elif not markup:
            yield FieldError(f"body.bodies.{language}", "needs words", "blank")
    if sum(len(each.encode()) for each in response.bodies.values()) > BODIES_LIMIT_BYTES:
        yield FieldError("body.bodies", f"has more than {BODIES_LIMIT_BYTES} bytes altogether", "too_long")


def _taken(response: CannedResponse, others: Iterable[CannedResponse]) -> Iterator[FieldError]:
    """A shortcut means one thing to those who share it; what is private may stand before it for its owner."""
    reach = _reach(response)
    if response.shortcut and any(each.shortcut == response.shortcut and _reach(each) == reach for each in others):
        yield FieldError("body.shortcut", "is another response's", "taken")


def _reach(response: CannedResponse) -> tuple[Scope, str | None]:
    whose = {Scope.PRIVATE: response.owner_id, Scope.TEAM: response.team_id, Scope.ALL: None}
    return response.scope, whose[response.scope]


def language_of(bodies: Mapping[str, str], wanted: str | None, locale: str) -> str:
    """The language to speak: the one that is wanted, else the workspace's, else English, else the first.

    A language without a region stands for one with it, and the other way round.
    """
    for name in filter(None, (wanted, locale, "en")):
        plain = name.partition("-")[0].lower()
        same = [each for each in bodies if each.lower() == name.lower()]
        near = [each for each in bodies if each.partition("-")[0].lower() == plain]
        for each in (*same, *near):
            return each
    return next(iter(bodies))
