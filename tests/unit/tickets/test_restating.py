"""A breach that was none: its fact stays, another voids it, and the events alone give the same clock."""

from datetime import UTC, timedelta

import pytest

from lambdesk.kit.errors import Conflict
from lambdesk.reports.fold import fold
from lambdesk.reports.model import Verdict
from lambdesk.sla.history import past_of
from lambdesk.sla.model import Metric, Terms
from lambdesk.tickets.commands import ApplyDue, RestateVerdict
from lambdesk.tickets.decide import lifecycle, recall, restating
from lambdesk.tickets.draft import begin
from lambdesk.tickets.model import State
from lambdesk.tickets.settings.model import DEFAULT_RULES
from tests.support.clocks import clock_of, find_clock
from tests.unit.tickets import samples
from tests.unit.tickets.test_repinning import HOUR, Story, policy

DUE = samples.MORNING + timedelta(hours=2)
COMMAND = RestateVerdict(Metric.FIRST_RESPONSE, DUE, "Answered by phone.")


def late() -> Story:
    story = Story(Terms(policy(1, 2 * HOUR)))
    story.take(lifecycle.apply_due(story.loaded, ApplyDue(), samples.context(3 * HOUR)))
    assert story.loaded.ticket.escalations
    return story


def test_answered_since_it_is_met_and_the_last_fact_says_so() -> None:
    story = late()
    story.reply(4)
    told = story.take(restating.restate(story.loaded, COMMAND, samples.context(5 * HOUR)))
    assert told == ["sla.verdict_restated", "sla.fact_voided", "sla.fact_voided", "sla.target_met"]
    clock = clock_of(story.loaded.ticket)
    assert (clock.state, clock.answered_at) == ("met", samples.MORNING + timedelta(hours=4))
    past = past_of(story.events)[Metric.FIRST_RESPONSE]
    assert (past.breached_at, past.answered_at) == (None, clock.answered_at)
    facts = [each.data["fact"] for each in story.events if each.type == "sla.fact_voided"]
    assert facts == ["sla.target_breached", "sla.target_missed"]


def test_while_it_waits_its_clock_ends_and_nobody_is_called() -> None:
    story = late()
    told = story.take(restating.restate(story.loaded, COMMAND, samples.context(4 * HOUR)))
    assert told == [
        *("sla.verdict_restated", "sla.fact_voided", "sla.clock_cancelled", "escalation.ended"),
    ]
    assert find_clock(story.loaded.ticket) is None
    assert story.loaded.ticket.escalations == ()
    assert past_of(story.events) == {}
    restated = next(each for each in story.events if each.type == "sla.verdict_restated")
    assert (restated.actor, restated.words) == (samples.MAYA, {"reason": "Answered by phone."})
    assert "reason" not in restated.data
    ended = story.events[-1]
    assert (ended.type, ended.data["reason"]) == ("escalation.ended", "restated")
    assert lifecycle.apply_due(story.loaded, ApplyDue(), samples.context(9 * HOUR)).writes == ()


def test_what_is_no_breach_cannot_be_taken_back() -> None:
    story = Story(Terms(policy(1, 2 * HOUR)))
    with pytest.raises(Conflict):
        restating.restate(story.loaded, COMMAND, samples.context(HOUR))
    story = late()
    for wrong in (DUE + timedelta(milliseconds=1), DUE - timedelta(hours=1)):
        with pytest.raises(Conflict):
            restating.restate(
                story.loaded, RestateVerdict(Metric.FIRST_RESPONSE, wrong, "x"), samples.context(4 * HOUR)
            )
    with pytest.raises(Conflict):
        restating.restate(story.loaded, RestateVerdict(Metric.RESOLUTION, DUE, "x"), samples.context(4 * HOUR))
    story.take(restating.restate(story.loaded, COMMAND, samples.context(4 * HOUR)))
    with pytest.raises(Conflict):
        restating.restate(story.loaded, COMMAND, samples.context(5 * HOUR))


def test_a_breach_that_was_none_does_not_come_back_with_other_promises() -> None:
    story = late()
    story.take(restating.restate(story.loaded, COMMAND, samples.context(4 * HOUR)))
    story.repin(5, policy(2, 2 * HOUR, resolution=90 * HOUR))
    assert find_clock(story.loaded.ticket) is None
    assert story.loaded.ticket.escalations == ()


def test_the_next_question_is_promised_an_answer_again_though_one_was_restated() -> None:
    story = Story(Terms(policy(1, next_response=HOUR)))
    story.reply(1)
    story.ask(2)
    story.take(lifecycle.apply_due(story.loaded, ApplyDue(), samples.context(4 * HOUR)))
    due = samples.MORNING + timedelta(hours=3)
    command = RestateVerdict(Metric.NEXT_RESPONSE, due, "By phone.")
    story.take(restating.restate(story.loaded, command, samples.context(5 * HOUR)))
    story.repin(6, policy(2, next_response=2 * HOUR))
    assert find_clock(story.loaded.ticket, Metric.NEXT_RESPONSE) is None
    story.repin(7, policy(3))
    story.ask(8)
    story.repin(9, policy(4, next_response=9 * HOUR))
    assert clock_of(story.loaded.ticket, Metric.NEXT_RESPONSE).started_at == samples.MORNING + timedelta(hours=8)


def test_a_breach_of_an_exchange_that_is_over_is_found_in_the_history_and_leaves_the_present_clock_alone() -> None:
    story = Story(Terms(policy(1, 4 * HOUR, next_response=HOUR)))
    story.reply(1)
    story.ask(2)
    story.take(lifecycle.apply_due(story.loaded, ApplyDue(), samples.context(4 * HOUR)))
    story.reply(5)
    story.ask(6)
    due = samples.MORNING + timedelta(hours=3)
    command = RestateVerdict(Metric.NEXT_RESPONSE, due, "By phone.")
    assert restating.asks_history(story.loaded, command)
    with pytest.raises(Conflict):
        restating.restate(story.loaded, command, samples.context(6.5 * HOUR))
    before = story.loaded.ticket
    told = story.take(restating.restate(story.loaded, command, samples.context(6.5 * HOUR), history=story.events))
    assert told == ["sla.verdict_restated", "sla.fact_voided", "sla.fact_voided", "sla.target_met"]
    assert story.loaded.ticket.sla == before.sla
    assert past_of(story.events)[Metric.NEXT_RESPONSE].answered_at is None
    (first, second, third) = fold(story.events, UTC)
    assert [each.verdict for each in (first, second, third)] == [Verdict.MET, Verdict.MET, Verdict.OPEN]
    assert (second.due_at, second.answered_at) == (due, samples.MORNING + timedelta(hours=5))
    with pytest.raises(Conflict):
        restating.restate(story.loaded, command, samples.context(7 * HOUR), history=story.events)
    # The clock of now goes on to its own verdict.
    story.reply(6.6)
    assert clock_of(story.loaded.ticket, Metric.NEXT_RESPONSE).state == "met"


@pytest.mark.parametrize("paused", [False, True])
def test_a_breach_that_was_none_does_not_come_back_when_the_ticket_is_opened_again(paused: bool) -> None:
    story = Story(Terms(policy(1, None, resolution=2 * HOUR)))
    story.take(lifecycle.apply_due(story.loaded, ApplyDue(), samples.context(3 * HOUR)))
    if paused:
        story.reply(3)
        story.stand(State.PENDING, 4)
    story.stand(State.RESOLVED, 5)
    command = RestateVerdict(Metric.RESOLUTION, DUE, "We waited for the outage to end.")
    story.take(restating.restate(story.loaded, command, samples.context(6 * HOUR)))
    story.ask(7)
    assert story.loaded.ticket.state is State.REOPENED
    assert find_clock(story.loaded.ticket, Metric.RESOLUTION) is None
    assert lifecycle.apply_due(story.loaded, ApplyDue(), samples.context(9 * HOUR)).writes == ()
    assert past_of(story.events) == {}
    (told,) = [each.data["reason"] for each in story.events if each.type == "sla.clock_cancelled"]
    assert told == "restated"


@pytest.mark.parametrize("others", [False, True])
def test_a_breach_that_was_none_does_not_come_back_with_the_answer(others: bool) -> None:
    story = late()
    story.reply(4)
    first = clock_of(story.loaded.ticket)
    story.take(restating.restate(story.loaded, COMMAND, samples.context(5 * HOUR)))
    draft = begin(samples.context(7 * HOUR), story.loaded, DEFAULT_RULES)
    answers = [samples.MORNING + timedelta(hours=6)] if others else []
    assert first.answered_at is not None
    draft = recall.unanswered(draft, Metric.FIRST_RESPONSE, first.answered_at, answers, "bounced")
    clock = find_clock(draft.ticket)
    assert [each.answered_at for each in (clock,) if each] == answers
    assert [each.EVENT_TYPE for each in draft.facts] == [
        *("sla.fact_voided", "sla.target_met" if others else "sla.clock_cancelled"),
    ]
