"""How the first answer of a ticket stands to the target of a policy that it never had."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from lambdesk.sla.model import DEFAULT_POLICIES, DEFAULT_POLICY, Clock, Metric
from lambdesk.tickets.filtering.simulation import Verdict, drafted, simulate
from lambdesk.tickets.model import Loaded, Priority
from lambdesk.tickets.settings.model import TicketRules
from tests.support.clocks import pinned
from tests.unit.tickets import samples

START = samples.MORNING
HOUR = timedelta(hours=1)
RULES = TicketRules()
POLICY = replace(DEFAULT_POLICY, id="", name="Draft", first_response=dict.fromkeys(Priority, 3_600))
AFTER = START + 30 * HOUR


def loaded(clock: Clock | None) -> Loaded:
    found = samples.opened()
    return replace(found, ticket=replace(found.ticket, sla=pinned(clock) if clock else None))


def clock(answered: timedelta | None = None, used: int = 0, *, paused: bool = False) -> Clock:
    answered_at: datetime | None = START + answered if answered is not None else None
    due_at = START + 8 * HOUR
    return Clock(Metric.FIRST_RESPONSE, START, 28_800, due_at, START, used=used, paused=paused, answered_at=answered_at)


@pytest.mark.parametrize(
    ("had", "now", "used", "verdict"),
    [
        (clock(HOUR), AFTER, 3_600, Verdict.MET),
        (clock(HOUR + timedelta(seconds=1)), AFTER, 3_601, Verdict.BREACHED),
        (clock(timedelta(minutes=30), used=1_801), AFTER, 3_601, Verdict.BREACHED),
        (clock(), START + HOUR, 3_600, Verdict.WAITING),
        (clock(), START + HOUR + timedelta(seconds=1), 3_601, Verdict.BREACHED),
        (clock(used=600, paused=True), AFTER, 600, Verdict.WAITING),
        (None, AFTER, None, Verdict.UNKNOWN),
    ],
)
def test_an_answer_at_the_target_itself_keeps_it(
    had: Clock | None, now: datetime, used: int | None, verdict: Verdict
) -> None:
    (taken,) = simulate(drafted(DEFAULT_POLICIES, POLICY), POLICY.id, [loaded(had)], RULES, now)
    assert (taken.used_seconds, taken.verdict, taken.target_seconds) == (used, verdict, 3_600)


def test_a_draft_is_asked_last_before_the_default_or_in_the_place_of_another() -> None:
    first, second = replace(POLICY, id="slp_1"), replace(POLICY, id="slp_2", active=False)
    policies = replace(DEFAULT_POLICIES, ahead=(first, second))
    assert [each.id for each in drafted(policies, POLICY).ordered] == ["slp_1", "slp_2", "", "default"]
    replaced = drafted(policies, replace(second, warning_percent=5)).ahead
    assert [(each.id, each.active, each.warning_percent) for each in replaced] == [
        ("slp_1", True, 75),
        ("slp_2", True, 5),
    ]
    default = drafted(policies, replace(DEFAULT_POLICY, active=False))
    assert (default.default.active, default.ahead) == (True, policies.ahead)
