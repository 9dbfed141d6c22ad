"""Who sees and changes a response, and what it may be."""

from dataclasses import replace
from typing import Any

import pytest

from lambdesk.canned import decide
from lambdesk.canned.model import CannedResponse, Scope
from lambdesk.identity.model import ADMIN, AGENT, BUILT_IN, Caller
from lambdesk.kit import clock
from lambdesk.kit.context import ActorKind
from lambdesk.kit.errors import Conflict, Forbidden, Invalid

NOW = clock.from_text("2026-03-02T09:00:00.000Z")
MAYA = Caller(ActorKind.USER, "usr_maya", "Maya", BUILT_IN[AGENT], teams=("team_a",))
TOM = Caller(ActorKind.USER, "usr_tom", "Tom", BUILT_IN[AGENT], teams=("team_b",))
ADA = Caller(ActorKind.USER, "usr_ada", "Ada", BUILT_IN[ADMIN])


def response(scope: Scope = Scope.PRIVATE, **fields: Any) -> CannedResponse:
    team = "team_a" if scope is Scope.TEAM else None
    plain = CannedResponse("can_1", "Thanks", {"en": "<p>Thanks"}, scope, MAYA.id, NOW, team_id=team)
    return replace(plain, **fields)


@pytest.mark.parametrize(
    ("scope", "seen", "changed"),
    [(Scope.PRIVATE, {MAYA}, {MAYA}), (Scope.TEAM, {MAYA, ADA}, {ADA}), (Scope.ALL, {MAYA, TOM, ADA}, {ADA})],
)
def test_who_sees_and_changes_what(scope: Scope, seen: set[Caller], changed: set[Caller]) -> None:
    found = response(scope)
    assert {each for each in (MAYA, TOM, ADA) if decide.may_see(each, found)} == seen
    assert {each for each in (MAYA, TOM, ADA) if decide.may_change(each, found)} == changed


def test_an_agent_makes_their_own_only() -> None:
    assert decide.create(MAYA, response(), []) == response()
    for scope in (Scope.TEAM, Scope.ALL):
        with pytest.raises(Forbidden):
            decide.create(MAYA, response(scope), [])
        assert decide.create(ADA, response(scope), []).scope is scope
    with pytest.raises(Forbidden):
        decide.change(MAYA, response(), {"scope": Scope.ALL}, [])


def test_what_becomes_private_belongs_to_whoever_made_it_so() -> None:
    mine = decide.change(ADA, response(Scope.TEAM), {"scope": Scope.PRIVATE}, [])
    assert (mine.scope, mine.owner_id, mine.team_id, mine.version) == (Scope.PRIVATE, ADA.id, None, 2)


def test_a_change_that_changes_nothing_keeps_the_version() -> None:
    same = response()
    assert decide.change(MAYA, same, {"name": "Thanks", "folder": " / "}, []) is same


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"shortcut": "has space"}, "body.shortcut"),
        ({"shortcut": "ü"}, "body.shortcut"),
        ({"folder": "a/b/c/d/e"}, "body.folder"),
        ({"team_id": "team_a"}, "body.team_id"),
        ({"bodies": {}}, "body.bodies"),
        ({"bodies": {"English": "x"}}, "body.bodies"),
        ({"bodies": {"en": ""}}, "body.bodies.en"),
        ({"bodies": {f"a{chr(98 + n)}": "x" for n in range(11)}}, "body.bodies"),
        ({"bodies": {"en": "x" * 40_000, "de": "x" * 40_000}}, "body.bodies"),
    ],
)
def test_what_is_wrong_is_named(fields: dict[str, Any], wrong: str) -> None:
    with pytest.raises(Invalid) as refused:
        decide.create(MAYA, response(**fields), [])
    assert wrong in [each.field for each in refused.value.fields]


def test_names_are_tidied() -> None:
    made = decide.create(MAYA, response(shortcut=" /Refund ", folder=" Billing // Refunds/"), [])
    assert (made.shortcut, made.folder) == ("refund", "Billing/Refunds")


def test_a_shortcut_is_one_responses_among_those_who_share_it() -> None:
    taken = response(shortcut="thanks", id="can_2")
    with pytest.raises(Invalid):
        decide.create(MAYA, response(shortcut="Thanks"), [taken])
    assert decide.create(TOM, response(shortcut="thanks", owner_id=TOM.id), [taken])
    assert decide.create(ADA, response(Scope.ALL, shortcut="thanks"), [taken])


def test_there_are_so_many_at_most() -> None:
    with pytest.raises(Conflict):
        decide.create(MAYA, response(), [response()] * decide.LIMIT)


@pytest.mark.parametrize(
    ("wanted", "locale", "language"),
    [
        ("de", "en", "de"),
        ("pt", "en", "pt-BR"),
        ("de-AT", "en", "de"),
        ("fr", "de", "de"),
        (None, "de-CH", "de"),
        (None, "ja", "en"),
        ("EN", "de", "en"),
    ],
)
def test_the_language_is_the_nearest_one(wanted: str | None, locale: str, language: str) -> None:
    assert decide.language_of({"de": "1", "en": "2", "pt-BR": "3"}, wanted, locale) == language


def test_without_any_of_them_the_first_speaks() -> None:
    assert decide.language_of({"fr": "1", "it": "2"}, "de", "en") == "fr"
