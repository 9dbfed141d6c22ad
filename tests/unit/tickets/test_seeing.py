"""Which tickets somebody sees."""

from dataclasses import replace

import pytest

from lambdesk.identity.model import AGENT, BUILT_IN, Caller, Reach
from lambdesk.kit.context import ActorKind
from lambdesk.tickets import wire
from lambdesk.tickets.decide.seeing import may_see, may_see_row, sees_all
from tests.contracts.stores import examples

MAYA = Caller(ActorKind.USER, "usr_maya", "Maya", BUILT_IN[AGENT], teams=("team_a", "team_b"))


@pytest.mark.parametrize(
    ("assignee", "team", "seen_by"),
    [
        (None, None, {Reach.ALL}),
        ("usr_jon", None, {Reach.ALL}),
        ("usr_jon", "team_c", {Reach.ALL}),
        (None, "team_b", {Reach.ALL, Reach.TEAMS}),
        ("usr_jon", "team_a", {Reach.ALL, Reach.TEAMS}),
        ("usr_maya", None, set(Reach)),
        ("usr_maya", "team_c", set(Reach)),
    ],
)
def test_reach_decides_by_assignee_and_team(assignee: str | None, team: str | None, seen_by: set[Reach]) -> None:
    ticket = examples.ticket(1, assignee_id=assignee, team_id=team)
    for reach in Reach:
        caller = replace(MAYA, role=replace(MAYA.role, reach=reach))
        assert may_see(caller, ticket) is (reach in seen_by)
        assert may_see_row(caller, wire.row_text(ticket)) is (reach in seen_by)
        assert sees_all(caller) is (reach is Reach.ALL)
