"""Calling people by hand: once at a time, level after level, until somebody takes care of it or nobody works on it."""

from datetime import timedelta

import pytest

from lambdesk.kit.errors import Conflict, Invalid
from lambdesk.sla.model import MANUAL, Escalation
from lambdesk.tickets.commands import (
    AcknowledgeEscalation,
    ApplyDue,
    CallPeople,
    RaiseEscalation,
    UpdateTicket,
)
from lambdesk.tickets.decide import calling, lifecycle, raising
from lambdesk.tickets.model import Loaded, State
from tests.unit.tickets import samples
from tests.unit.tickets.test_calling import STAFF
from tests.unit.tickets.test_deadlines import opened

ASKED_AT = 60


def asked(command: RaiseEscalation | None = None, seconds: float = ASKED_AT) -> Loaded:
    """A ticket for which somebody called a minute after it came."""
    loaded = opened()[0]
    changes = raising.raise_escalation(loaded, command or RaiseEscalation(note="At the door"), samples.context(seconds))
    return samples.after(loaded, changes)


def standing(loaded: Loaded) -> Escalation:
    (found,) = loaded.ticket.escalations
    return found


def test_the_first_level_is_called_now_and_the_others_in_their_times() -> None:
    loaded = opened()[0]
    changes = raising.raise_escalation(loaded, RaiseEscalation(note=" At the\ndoor "), samples.context(ASKED_AT))
    after = samples.after(loaded, changes)
    told = [(each.type, each.actor.id is not None) for each in changes.events]
    assert told == [("escalation.asked", True), ("escalation.raised", False)]
    assert changes.events[0].words == {"note": "At the door"}
    one = standing(after)
    assert (one.metric, one.level, one.called, one.breach) == (MANUAL, 1, 0, after.ticket.updated_at)
    assert one.next_at == one.breach + timedelta(seconds=1_800)
    assert after.ticket.escalation_level == 1
    due = calling.call_people(after, CallPeople(MANUAL, 1, one.breach), STAFF, samples.context(ASKED_AT + 1))
    assert standing(samples.after(after, due)).called == 2
    (call,) = [each for each in due.events if each.type == "escalation.called"]
    assert call.data["called"] == ["usr_boss"]


def test_time_brings_the_next_levels_up_to_the_last_one() -> None:
    loaded = asked()
    for level, seconds in ((2, 1_800), (3, 3_600)):
        early = lifecycle.apply_due(loaded, ApplyDue(), samples.context(ASKED_AT + seconds - 1))
        assert early.writes == ()
        loaded = samples.after(loaded, lifecycle.apply_due(loaded, ApplyDue(), samples.context(ASKED_AT + seconds + 1)))
        assert standing(loaded).level == level
    assert standing(loaded).next_at is None


def test_it_may_begin_at_a_higher_level_but_not_above_the_last_one() -> None:
    assert standing(asked(RaiseEscalation(3))).next_at is None
    with pytest.raises(Invalid):
        asked(RaiseEscalation(4))


def test_nobody_calls_twice_until_somebody_takes_care_of_it() -> None:
    loaded = asked()
    with pytest.raises(Conflict):
        raising.raise_escalation(loaded, RaiseEscalation(), samples.context(ASKED_AT + 5))
    command = AcknowledgeEscalation(loaded.ticket.version)
    taken = samples.after(loaded, lifecycle.acknowledge_escalation(loaded, command, samples.context(ASKED_AT + 9)))
    assert lifecycle.apply_due(taken, ApplyDue(), samples.context(ASKED_AT + 7_200)).writes == ()
    again = raising.raise_escalation(taken, RaiseEscalation(), samples.context(ASKED_AT + 60))
    one = standing(samples.after(taken, again))
    assert (one.acknowledged_at, one.breach > standing(loaded).breach) == (None, True)


def test_it_ends_when_nobody_works_on_the_ticket_and_nobody_is_called_for_such_a_one() -> None:
    loaded = asked()
    changes = lifecycle.update_ticket(
        loaded, UpdateTicket(loaded.ticket.version, state=State.RESOLVED), samples.context(ASKED_AT + 60)
    )
    (ended,) = [each for each in changes.events if each.type == "escalation.ended"]
    assert (ended.data["metric"], ended.data["reason"]) == (MANUAL, "resolved")
    after = samples.after(loaded, changes)
    assert after.ticket.escalations == ()
    with pytest.raises(Conflict):
        raising.raise_escalation(after, RaiseEscalation(), samples.context(ASKED_AT + 90))
