"""How the first answer of a ticket stands to the target of a policy that it never had."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from lambdesk.customers.organisations.model import Belonging
from lambdesk.kit.events import Event
from lambdesk.sla.calendar import Window
from lambdesk.sla.calendars.model import BusinessCalendar
from lambdesk.sla.model import (
    DEFAULT_POLICIES,
    DEFAULT_POLICY,
    DEFAULT_TERMS,
    Clock,
    Metric,
    SlaPolicies,
    SlaPolicy,
    Terms,
)
from lambdesk.tickets.commands import UpdateTicket
from lambdesk.tickets.decide import lifecycle, messages
from lambdesk.tickets.filtering.simulation import Asked, Verdict, drafted, simulate
from lambdesk.tickets.model import Loaded, Priority, State
from lambdesk.tickets.settings.model import TicketRules
from tests.support.clocks import pinned
from tests.unit.tickets import samples

START = samples.MORNING
HOUR = timedelta(hours=1)
RULES = TicketRules()
POLICY = replace(DEFAULT_POLICY, id="", name="Draft", first_response=dict.fromkeys(Priority, 3_600))
AFTER = START + 30 * HOUR
WEEK = (*(((Window(540, 1020),),) * 5), (), ())
OFFICE = BusinessCalendar("cal_1", "Office", "Europe/London", WEEK, START)


def loaded(clock: Clock | None) -> Loaded:
    found = samples.opened()
    return replace(found, ticket=replace(found.ticket, sla=pinned(clock) if clock else None))


def clock(answered: timedelta | None = None, used: int = 0, *, paused: bool = False) -> Clock:
    answered_at: datetime | None = START + answered if answered is not None else None
    due_at = START + 8 * HOUR
    return Clock(Metric.FIRST_RESPONSE, START, 28_800, due_at, START, used=used, paused=paused, answered_at=answered_at)


def asked(policy: SlaPolicy, history: Sequence[Event] = ()) -> Asked:
    policies = replace(drafted(DEFAULT_POLICIES, policy), calendars={"cal_1": OFFICE})
    return Asked(policies, policy.id, pinned=lambda _: DEFAULT_TERMS, history=lambda _: history)


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
    (taken,) = simulate(asked(POLICY), [loaded(had)], RULES, now)
    assert (taken.used_seconds, taken.verdict, taken.target_seconds) == (used, verdict, 3_600)


def test_time_counts_by_the_hours_of_the_policy_itself() -> None:
    # Monday 09:00 in London until Tuesday 15:00, of which 8 hours and 6 hours are open.
    own, team = replace(POLICY, hours="calendar:cal_1"), replace(POLICY, hours="team")
    rules = TicketRules(calendar_id="cal_1")
    (taken,) = simulate(asked(own), [loaded(clock())], RULES, AFTER)
    assert taken.used_seconds == 14 * 3_600
    assert [each.used_seconds for each in simulate(asked(team), [loaded(clock())], rules, AFTER)] == [14 * 3_600]
    assert [each.used_seconds for each in simulate(asked(team), [loaded(clock())], RULES, AFTER)] == [30 * 3_600]


def test_time_counts_by_the_hours_of_each_tickets_organisation() -> None:
    policy = replace(POLICY, hours="organisation")
    office, without = Belonging("org_1", calendar_id="cal_1"), Belonging("org_2")
    known = {each.id: each for each in (office, without)}
    tried = replace(asked(policy), organisation=known.get)
    found = loaded(clock())
    tickets = [replace(found, ticket=replace(found.ticket, organisation_id=each)) for each in ("org_1", "org_2", None)]
    assert [each.used_seconds for each in simulate(tried, tickets, RULES, AFTER)] == [
        14 * 3_600, 30 * 3_600, 30 * 3_600,
    ]  # fmt: skip
    rules = TicketRules(calendar_id="cal_1")
    assert {each.used_seconds for each in simulate(tried, tickets, rules, AFTER)} == {14 * 3_600}


def test_of_a_clock_that_stood_still_each_run_counts_by_these_hours() -> None:
    terms = replace(
        DEFAULT_POLICY, first_response=dict.fromkeys(Priority, 900_000), pauses={"first_response": ("paused",)}
    )
    changes = messages.open_ticket(samples.opening(), samples.context(), SlaPolicies(terms))
    found, events = samples.after(None, changes), list(changes.events)
    for state, hours in ((State.PENDING, 10), (State.OPEN, 26)):
        ctx = samples.context(hours * 3_600)
        command = UpdateTicket(found.ticket.version, state=state)
        changes = lifecycle.update_ticket(replace(found, terms=Terms(terms)), command, ctx)
        found, events = samples.after(found, changes), [*events, *changes.events]
    own = replace(POLICY, hours="calendar:cal_1")
    (taken,) = simulate(asked(own, events), [found], RULES, AFTER)
    assert taken.used_seconds == (8 + 4) * 3_600
    (around,) = simulate(asked(POLICY, events), [found], RULES, AFTER)
    assert around.used_seconds == (10 + 4) * 3_600


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
