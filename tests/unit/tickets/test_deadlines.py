"""What commands do to a ticket's clock, escalation and timer."""

from dataclasses import replace

import pytest

from lambdesk.conversations.model import MailClass, MessageKind
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.context import ActorKind
from lambdesk.kit.errors import Conflict, StaleVersion
from lambdesk.sla.model import DEFAULT_POLICIES, ClockState
from lambdesk.tickets.commands import AcknowledgeEscalation, ApplyDue, AssignTicket, PostMessage, UpdateTicket
from lambdesk.tickets.decide import lifecycle, messages
from lambdesk.tickets.model import Loaded, Priority, State
from tests.support.clocks import call_of, clock_of
from tests.unit.tickets import samples

DUE = 28_800


def opened() -> tuple[Loaded, ChangeSet]:
    changes = messages.open_ticket(samples.opening(), samples.context(), DEFAULT_POLICIES)
    return samples.after(None, changes), changes


def reply(loaded: Loaded, seconds: float, *, kind: MessageKind = MessageKind.REPLY) -> ChangeSet:
    command = PostMessage(kind, "Try again.", "Maya", last_seen_message_id=loaded.ticket.last_message_id)
    return messages.post_message(loaded, command, samples.context(seconds))


def time_passes(loaded: Loaded, seconds: float) -> ChangeSet:
    return lifecycle.apply_due(loaded, ApplyDue(), samples.context(seconds))


def breached() -> Loaded:
    return samples.after(opened()[0], time_passes(opened()[0], DUE + 1))


def timers(changes: ChangeSet) -> list[tuple[str, str | None]]:
    return [(e.data["timer"], e.data.get("next_due_at")) for e in changes.events if "timer" in e.data]


def test_a_new_ticket_arms_its_timer_for_the_warning() -> None:
    loaded, changes = opened()
    assert samples.facts(changes) == ["ticket.created", "message.created", "sla.clock_started", "ticket.timer_moved"]
    assert timers(changes) == [("arm", "2026-03-02T15:00:00.000Z")]
    assert loaded.ticket.sweep_at == loaded.ticket.next_due_at


def test_nothing_is_promised_without_a_policy() -> None:
    assert samples.opened().ticket.sla is None
    assert time_passes(samples.opened(), 10**6).writes == ()


@pytest.mark.parametrize(("seconds", "state"), [(60, "met"), (DUE, "met"), (DUE + 0.001, "breached")])
def test_a_reply_is_judged_by_its_own_moment(seconds: float, state: str) -> None:
    loaded, _ = opened()
    changes = reply(loaded, seconds)
    ticket = samples.after(loaded, changes).ticket
    assert clock_of(ticket).state == state
    assert call_of(ticket) is None
    assert timers(changes) == [("disarm", None)]
    assert "escalation.raised" not in samples.facts(changes)


def test_a_late_reply_tells_the_breach_first_as_nobodys_deed() -> None:
    loaded, _ = opened()
    changes = reply(loaded, DUE + 60)
    assert samples.facts(changes)[:2] == ["sla.target_breached", "message.created"]
    told = changes.events[0]
    assert told.actor.kind is ActorKind.SYSTEM
    assert told.data["due_at"] == "2026-03-02T17:00:00.000Z"


def test_notes_and_customers_answer_nobody() -> None:
    loaded, _ = opened()
    for changes in (reply(loaded, 60, kind=MessageKind.NOTE), samples.receive(loaded, samples.said())):
        ticket = samples.after(loaded, changes).ticket
        assert ticket.sla == loaded.ticket.sla
        assert timers(changes) == []


def test_only_what_moves_the_moment_touches_the_timer() -> None:
    loaded, _ = opened()
    for changes in (
        lifecycle.assign_ticket(loaded, AssignTicket(1, "usr_1"), samples.context(60)),
        lifecycle.update_ticket(loaded, UpdateTicket(1, state=State.PENDING), samples.context(60)),
        lifecycle.update_ticket(loaded, UpdateTicket(1, subject="Ink"), samples.context(60)),
        samples.receive(loaded, samples.said(facts=samples.mail(mail_class=MailClass.AUTO_REPLY))),
    ):
        assert changes.writes
        assert timers(changes) == []


def test_another_priority_moves_it_once_even_when_that_breaches() -> None:
    loaded, _ = opened()
    command = UpdateTicket(1, priority=Priority.URGENT)
    for seconds, wanted in ((60, [("move", "2026-03-02T09:45:00.000Z")]), (4_000, [("disarm", None)])):
        changes = lifecycle.update_ticket(loaded, command, samples.context(seconds))
        assert timers(changes) == wanted
    assert samples.facts(changes)[-2:] == ["escalation.raised", "ticket.timer_moved"]


def test_time_warns_then_breaches_and_calls_the_first_level() -> None:
    loaded, _ = opened()
    warned = time_passes(loaded, 21_600)
    assert samples.facts(warned) == ["sla.target_warned", "ticket.timer_moved"]
    assert timers(warned) == [("move", "2026-03-02T17:00:00.000Z")]
    loaded = samples.after(loaded, warned)
    assert time_passes(loaded, DUE).writes == ()
    late = time_passes(loaded, DUE + 7_200)
    assert samples.facts(late) == ["sla.target_breached", "escalation.raised", "ticket.timer_moved"]
    loaded = samples.after(loaded, late)
    assert time_passes(loaded, DUE + 7_201).writes == ()
    assert call_of(loaded.ticket) is not None
    assert loaded.ticket.sweep_at == call_of(loaded.ticket).next_at


def test_levels_are_called_in_time_and_late_ones_after_the_grace() -> None:
    loaded = breached()
    step = loaded.ticket.sweep_at
    assert step is not None
    late = (step - samples.MORNING).total_seconds()
    assert lifecycle.apply_due(loaded, ApplyDue(), samples.context(late - 1)).writes == ()
    loaded = samples.after(loaded, time_passes(loaded, late))
    assert call_of(loaded.ticket) is not None
    assert call_of(loaded.ticket).level == 2


@pytest.mark.parametrize("reason", ["answered", "resolved", "spam"])
def test_an_escalation_ends_when_nobody_waits_any_more(reason: str) -> None:
    loaded = breached()
    if reason == "answered":
        changes = reply(loaded, DUE + 60)
    else:
        command = UpdateTicket(loaded.ticket.version, state=State(reason))
        changes = lifecycle.update_ticket(loaded, command, samples.context(DUE + 60))
    (ended,) = [event for event in changes.events if event.type == "escalation.ended"]
    assert ended.data["reason"] == reason
    ticket = samples.after(loaded, changes).ticket
    assert (call_of(ticket), ticket.sweep_at) == (None, ticket.closes_at)
    assert clock_of(ticket).state is ClockState.BREACHED
    assert clock_of(ticket).answered_at == (ticket.updated_at if reason == "answered" else None)


def test_acknowledging_stops_the_levels_and_is_said_once() -> None:
    loaded = breached()
    with pytest.raises(StaleVersion):
        lifecycle.acknowledge_escalation(loaded, AcknowledgeEscalation(1), samples.context(DUE + 5))
    version = loaded.ticket.version
    changes = lifecycle.acknowledge_escalation(loaded, AcknowledgeEscalation(version), samples.context(DUE + 5))
    assert samples.facts(changes) == ["escalation.acknowledged"]
    assert changes.events[0].actor == samples.MAYA
    taken = samples.after(loaded, changes)
    assert time_passes(taken, 10**7).writes == ()
    again = AcknowledgeEscalation(taken.ticket.version)
    assert lifecycle.acknowledge_escalation(taken, again, samples.context(DUE + 9)).writes == ()
    with pytest.raises(Conflict):
        lifecycle.acknowledge_escalation(opened()[0], AcknowledgeEscalation(1), samples.context(5))


def test_a_ticket_that_is_done_stands_still_and_goes_on_with_what_was_left() -> None:
    loaded, _ = opened()
    resolved = lifecycle.update_ticket(loaded, UpdateTicket(1, state=State.RESOLVED), samples.context(3_600))
    assert timers(resolved) == [("move", "2026-03-06T10:00:00.000Z")]
    still = samples.after(loaded, resolved)
    assert time_passes(still, 4 * 86_400).writes == ()
    back = samples.receive(still, samples.said(), seconds=7_200)
    assert timers(back) == [("move", "2026-03-02T16:00:00.000Z")]
    going, fresh = clock_of(samples.after(still, back).ticket), clock_of(loaded.ticket)
    moved = going.due_at - fresh.due_at
    assert moved.total_seconds() == 3_600
    later = tuple(each + moved for each in fresh.warnings)
    assert going == replace(
        fresh, due_at=fresh.due_at + moved, warnings=later, used=3_600, since=fresh.since + 2 * moved
    )
