"""Clocks of a ticket whose team, priority or state changes while they run, stand still, or have an answer.

Each due time is the one that the history gives.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from lambdesk.conversations.decide import Held
from lambdesk.conversations.model import Message, MessageKind
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.events import Event
from lambdesk.sla import decide
from lambdesk.sla.calendar import Window
from lambdesk.sla.calendars.model import BusinessCalendar
from lambdesk.sla.clocks import stood_still
from lambdesk.sla.follow import reckons_anew
from lambdesk.sla.history import past_of
from lambdesk.sla.model import Clock, Metric, SlaPolicies, SlaPolicy
from lambdesk.tickets.commands import ApplyDue, Noted, PostMessage, UpdateTicket
from lambdesk.tickets.decide import lifecycle, messages, recall
from lambdesk.tickets.draft import clocks_of
from lambdesk.tickets.model import Loaded, Priority, State
from lambdesk.tickets.settings.model import Team, TicketRules
from tests.support.clocks import call_of, clock_of, find_clock
from tests.unit.tickets import samples
from tests.unit.tickets.samples import MORNING

HOUR, DAY = 3_600, 86_400
TARGETS = {"urgent": HOUR, "high": 4 * HOUR, "normal": 8 * HOUR, "low": 24 * HOUR}
TWICE = {name: 2 * each for name, each in TARGETS.items()}
WEEKDAYS = (*(((Window(540, 1_020),),) * 5), (), ())
CALENDARS = {
    "cal_office": BusinessCalendar("cal_office", "Office", "UTC", WEEKDAYS, MORNING, version=1),
    "cal_always": BusinessCalendar("cal_always", "Always", "UTC", ((Window(0, 1_440),),) * 7, MORNING, version=1),
}
OFFICE, ALWAYS = Team("team_1", "Office", calendar_id="cal_office"), Team("team_2", "Always", calendar_id="cal_always")
RULES = TicketRules(teams={each.id: each for each in (OFFICE, ALWAYS)}, calendar_id="cal_office")
POLICY = SlaPolicy(
    0,
    TARGETS,
    next_response=TARGETS,
    resolution=TWICE,
    hours="team",
    pauses={"first_response": ("pending",), "resolution": ("paused",)},
)
# The morning is a Monday's, when the office opens.
SATURDAY = 5 * DAY


class Life:
    """A ticket that is loaded for each decision as the service does it."""

    def __init__(self, team: Team = OFFICE, at: float = 0) -> None:
        command = replace(samples.opening(), noted=Noted(team_id=team.id))
        changes = messages.open_ticket(command, samples.context(at), SlaPolicies(POLICY, calendars=CALENDARS), RULES)
        self.events: list[Event] = list(changes.events)
        self.terms = decide.terms(POLICY, CALENDARS, team.calendar_id, "cal_office")
        self.loaded = replace(samples.after(None, changes), terms=self.terms)

    def known(self, *, retimed: bool = False) -> Loaded:
        ticket = self.loaded.ticket
        still = retimed and any(map(stood_still, clocks_of(ticket)))
        if still or reckons_anew(ticket.sla, self.terms, ticket.priority):
            return replace(self.loaded, past=past_of(self.events))
        return self.loaded

    def apply(self, changes: ChangeSet) -> ChangeSet:
        self.loaded = replace(samples.after(self.loaded, changes), terms=self.terms)
        self.events += changes.events
        return changes

    def update(self, at: float, team: Team | None = None, **fields: object) -> ChangeSet:
        loaded = self.known(retimed="priority" in fields or team is not None)
        if team is not None:
            moved = decide.terms(POLICY, CALENDARS, team.calendar_id, "cal_office")
            loaded, fields = replace(loaded, moved=moved), {**fields, "team_id": team.id}
        command = UpdateTicket(self.loaded.ticket.version, **fields)  # type: ignore[arg-type]
        changes = lifecycle.update_ticket(loaded, command, samples.context(at), RULES)
        self.terms = loaded.moved or self.terms
        return self.apply(changes)

    def reply(self, at: float, **fields: object) -> Message:
        seen = self.loaded.ticket.last_message_id
        command = PostMessage(MessageKind.REPLY, "Try again.", "Maya", last_seen_message_id=seen)
        command = replace(command, **fields)  # type: ignore[arg-type]
        return samples.message_of(self.apply(messages.post_message(self.known(), command, samples.context(at), RULES)))

    def asked(self, at: float) -> None:
        self.apply(samples.receive(self.known(), samples.said(), seconds=at))

    def late(self, at: float) -> None:
        self.apply(lifecycle.apply_due(self.loaded, ApplyDue(), samples.context(at), RULES))

    def recall(self, message: Message, at: float) -> ChangeSet:
        loaded = self.loaded
        if recall.asks_history(loaded.ticket, message):
            loaded = replace(loaded, past=past_of(self.events))
        return self.apply(recall.recall(loaded, Held(message, None), "usr_1", (), samples.context(at), RULES))

    def clock(self, metric: Metric) -> Clock:
        """The clock, which the history knows as well."""
        clock, told = clock_of(self.loaded.ticket, metric), past_of(self.events)[metric].clock(self.terms)
        assert (clock.due_at, clock.used, clock.since) == (told.due_at, told.used, told.since)
        return clock


def hour(clock: Clock) -> float:
    return (clock.due_at - MORNING).total_seconds() / HOUR


def test_a_pause_in_closed_hours_counts_by_the_new_teams_calendar() -> None:
    life = Life(at=SATURDAY)
    life.update(SATURDAY + HOUR, state=State.PENDING)
    life.update(SATURDAY + 2 * HOUR, state=State.OPEN)
    assert clock_of(life.loaded.ticket).used == 0
    life.update(SATURDAY + 3 * HOUR, team=ALWAYS)
    assert hour(life.clock(Metric.FIRST_RESPONSE)) == 5 * 24 + 8 + 1


def test_priority_and_team_change_at_once() -> None:
    """Urgent would have been late by the hours of the team that it leaves."""
    life = Life(ALWAYS, at=-4 * HOUR)
    changes = life.update(-2 * HOUR, team=OFFICE, priority=Priority.URGENT)
    assert hour(life.clock(Metric.FIRST_RESPONSE)) == 1
    assert life.clock(Metric.FIRST_RESPONSE).breached_at is None
    assert samples.facts(changes).count("sla.clock_recomputed") == 2


def reopened_by_agent(life: Life, at: float) -> None:
    life.update(at, state=State.REOPENED)


def reopened_by_customer(life: Life, at: float) -> None:
    life.asked(at)


@pytest.mark.parametrize("reopen", [reopened_by_agent, reopened_by_customer])
def test_opened_again_with_a_shorter_target_it_ran_out_when_it_did(reopen: Callable[[Life, float], None]) -> None:
    life = Life(ALWAYS)
    life.update(HOUR, state=State.PENDING)
    life.update(2 * HOUR, state=State.OPEN)
    life.update(5 * HOUR, state=State.RESOLVED)
    life.update(6 * HOUR, priority=Priority.URGENT)
    reopen(life, 10 * HOUR)
    clock = clock_of(life.loaded.ticket, Metric.RESOLUTION)
    # An hour before the pause, and one after it.
    assert clock.breached_at == clock.due_at
    assert hour(clock) == 3


def test_opened_again_by_another_team_it_counts_by_that_ones_calendar() -> None:
    life = Life()
    life.update(2 * HOUR, state=State.PENDING)
    life.update(3 * HOUR, state=State.OPEN)
    life.update(25 * HOUR, state=State.RESOLVED)
    life.update(26 * HOUR, team=ALWAYS)
    life.update(30 * HOUR, state=State.REOPENED)
    clock = clock_of(life.loaded.ticket, Metric.RESOLUTION)
    assert hour(clock) == 17
    assert clock.breached_at == clock.due_at


def test_what_a_late_resolution_took_leaves_out_pauses_and_the_time_it_was_resolved() -> None:
    life = Life(ALWAYS)
    life.late(16 * HOUR + 60)
    life.update(17 * HOUR, state=State.PENDING)
    life.update(40 * HOUR, state=State.OPEN)
    life.update(41 * HOUR, state=State.RESOLVED)
    life.update(90 * HOUR, state=State.REOPENED)
    changes = life.update(91 * HOUR, state=State.RESOLVED)
    (missed,) = (each.data for each in changes.events if each.type == "sla.target_missed")
    assert (missed["metric"], missed["seconds"]) == ("resolution", 19 * HOUR)
    assert hour(life.clock(Metric.RESOLUTION)) == 16


def test_taken_back_the_oldest_question_waits_again() -> None:
    life = Life(ALWAYS)
    life.reply(60)
    life.asked(120)
    waits = life.clock(Metric.NEXT_RESPONSE)
    held = life.reply(130, undo_seconds=60)
    life.asked(150)
    assert life.clock(Metric.NEXT_RESPONSE).started_at != waits.started_at
    changes = life.recall(held, 170)
    assert life.clock(Metric.NEXT_RESPONSE) == waits
    facts = [each for each in samples.facts(changes) if each.startswith("sla.")]
    assert facts == ["sla.clock_cancelled", "sla.fact_voided"]
    life.reply(180)
    assert life.clock(Metric.NEXT_RESPONSE).answered_at == MORNING.replace(minute=3)


def test_a_reply_to_others_than_customers_is_no_answer() -> None:
    life = Life(ALWAYS)
    life.reply(60, to=("supplier@example.net",))
    assert clock_of(life.loaded.ticket).answered_at is None
    life.reply(120, to=("supplier@example.net",), cc=(samples.ANNA.address,))
    assert clock_of(life.loaded.ticket).answered_at
    assert find_clock(life.loaded.ticket, Metric.NEXT_RESPONSE) is None


@pytest.mark.parametrize("away", [State.SPAM, State.RESOLVED])
def test_who_was_late_is_late_when_the_ticket_comes_back(away: State) -> None:
    life = Life(ALWAYS)
    life.late(8 * HOUR + 1)
    life.update(9 * HOUR, state=away)
    assert call_of(life.loaded.ticket) is None
    life.update(10 * HOUR, state=State.REOPENED if away is State.RESOLVED else life.loaded.ticket.state_before)
    call = call_of(life.loaded.ticket)
    assert call
    assert (call.metric, call.level) == ("first_response", 1)
    assert life.loaded.ticket.next_due_at
