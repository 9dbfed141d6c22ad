"""A reply that came back: what it had met is voided, and everything goes on as if it had never been given."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from lambdesk.conversations.model import MailClass, Message, MessageKind, SendState
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.context import SYSTEM
from lambdesk.sla.model import DEFAULT_POLICIES, DEFAULT_POLICY, Metric, SlaPolicies, SlaPolicy, Terms
from lambdesk.tickets import queries
from lambdesk.tickets.commands import ApplyDue, PostMessage, ReceiveMessage, RepinPolicy, UpdateTicket
from lambdesk.tickets.decide import lifecycle, messages, repinning
from lambdesk.tickets.decide.bounces import Bounce
from lambdesk.tickets.model import Loaded, Participant, ParticipantRole, State
from tests.support.clocks import call_of, clock_of, find_clock
from tests.unit.tickets import samples
from tests.unit.tickets.samples import ANNA, BEN, MORNING

DUE = DEFAULT_POLICY.first_response["normal"]
BOTH = SlaPolicies(SlaPolicy(0, DEFAULT_POLICY.first_response, next_response={"normal": 600}))
COPY = Participant(BEN.address, BEN.name, ParticipantRole.CC)


def opened(policies: SlaPolicies = DEFAULT_POLICIES) -> Loaded:
    changes = messages.open_ticket(samples.opening(cc=(COPY,)), samples.context(), policies)
    return replace(samples.after(None, changes), terms=Terms(policies.default))


def stands(before: Loaded, changes: ChangeSet) -> Loaded:
    return replace(samples.after(before, changes), terms=before.terms)


def at(seconds: float) -> datetime:
    return MORNING + timedelta(seconds=seconds)


def answered(loaded: Loaded, seconds: float, after: State | None = None) -> tuple[Loaded, Message]:
    """A reply that went out."""
    seen = loaded.ticket.last_message_id
    command = PostMessage(MessageKind.REPLY, "Try again.", "Maya", last_seen_message_id=seen, state_after=after)
    changes = messages.post_message(loaded, command, samples.context(seconds))
    message = samples.message_of(changes)
    assert message.delivery
    sent = replace(message, delivery=replace(message.delivery, state=SendState.SENT), version=3)
    return stands(loaded, changes), sent


def asked(loaded: Loaded, seconds: float) -> Loaded:
    return stands(loaded, samples.receive(loaded, samples.said("And now?"), seconds=seconds))


def move(loaded: Loaded, state: State, seconds: float) -> Loaded:
    command = UpdateTicket(loaded.ticket.version, state=state)
    return stands(loaded, lifecycle.update_ticket(loaded, command, samples.context(seconds)))


def bounce(
    loaded: Loaded,
    message: Message,
    seconds: float,
    *addresses: str,
    answers: Mapping[str, datetime] | None = None,
) -> ChangeSet:
    answers = {message.id: message.created_at, **(answers or {})}
    said = samples.said("Undelivered.", customer=BEN, facts=samples.mail(mail_class=MailClass.BOUNCE))
    returned = Bounce(message, addresses or (ANNA.address,), "5.1.1", answers)
    return messages.receive_message(loaded, ReceiveMessage(said, False), samples.context(seconds), bounce=returned)


def voided(changes: ChangeSet) -> list[tuple[str, str, str]]:
    told = (each.data for each in changes.events if each.type == "sla.fact_voided")
    return [(each["metric"], each["fact"], each["reason"]) for each in told]


def test_a_hard_bounce_after_met_lets_the_clock_go_on_from_its_old_run() -> None:
    before = opened()
    loaded, message = answered(before, 60)
    assert clock_of(loaded.ticket).answered_at == at(60)
    changes = bounce(loaded, message, 3_600)
    after = stands(loaded, changes).ticket
    assert voided(changes) == [("first_response", "sla.target_met", "bounced")]
    assert after.sla == before.ticket.sla
    assert after.next_due_at == before.ticket.next_due_at
    told = next(each for each in changes.events if each.type == "message.bounced")
    assert told.data == {"message_id": message.id, "outcome": "bounced", "status": "5.1.1"}
    kept = next(each for each in samples.written(changes, Message) if each.id == message.id)
    assert kept.delivery
    assert (kept.delivery.state, kept.delivery.bounced, kept.version) == (SendState.BOUNCED, (ANNA.address,), 4)


@pytest.mark.parametrize(("late", "breached"), [(0, False), (1, True)])
def test_when_its_time_is_over_by_then_the_breach_is_dated_at_the_due_time(late: float, breached: bool) -> None:
    loaded, message = answered(opened(), 60)
    changes = bounce(loaded, message, DUE + late)
    after = stands(loaded, changes).ticket
    clock = clock_of(after)
    assert clock.answered_at is None
    assert clock.breached_at == (at(DUE) if breached else None)
    assert ("sla.target_breached" in samples.facts(changes)) is breached
    assert bool(call_of(after)) is breached


def test_what_nobody_promises_any_more_does_not_run_again() -> None:
    loaded, message = answered(opened(), 60)
    loaded = replace(loaded, terms=Terms(SlaPolicy(1, {})))
    changes = bounce(loaded, message, DUE + 1)
    assert find_clock(stands(loaded, changes).ticket) is None
    told = [each.data["reason"] for each in changes.events if each.type == "sla.clock_cancelled"]
    assert (voided(changes), told) == ([("first_response", "sla.target_met", "bounced")], ["not_promised"])


def test_a_bounce_after_a_breach_leaves_the_breach_and_calls_people_again() -> None:
    late = opened()
    late = stands(late, lifecycle.apply_due(late, ApplyDue(), samples.context(DUE + 1)))
    loaded, message = answered(late, DUE + 60)
    assert call_of(loaded.ticket) is None
    changes = bounce(loaded, message, DUE + 600)
    after = stands(loaded, changes).ticket
    assert voided(changes) == [("first_response", "sla.target_missed", "bounced")]
    assert (clock_of(after).breached_at, clock_of(after).answered_at) == (at(DUE), None)
    assert "sla.target_breached" not in samples.facts(changes)
    call = call_of(after)
    assert call
    assert (call.level, call.breach) == (1, at(DUE))


def test_a_later_answer_that_arrived_is_the_answer() -> None:
    loaded, first = answered(opened(), 60)
    loaded, second = answered(loaded, 120, State.PENDING)
    changes = bounce(loaded, first, 180, answers={second.id: second.created_at})
    after = stands(loaded, changes).ticket
    assert clock_of(after).answered_at == at(120)
    assert after.state is State.PENDING
    again = [each.data for each in changes.events if each.type == "sla.target_met"]
    assert [(each["answered_at"][:19], each["seconds"]) for each in again] == [("2026-03-02T09:02:00", 120)]


def test_a_later_answer_that_came_too_late_is_late() -> None:
    loaded, first = answered(opened(), 60)
    loaded, second = answered(loaded, DUE + 60)
    changes = bounce(loaded, first, DUE + 90, answers={second.id: second.created_at})
    after = stands(loaded, changes).ticket
    assert (clock_of(after).breached_at, clock_of(after).answered_at) == (at(DUE), at(DUE + 60))
    assert "sla.target_missed" in samples.facts(changes)
    assert call_of(after) is None


def test_who_waited_for_a_next_response_waits_for_the_first_one_again() -> None:
    loaded, message = answered(opened(BOTH), 60)
    loaded = asked(loaded, 90)
    assert find_clock(loaded.ticket, Metric.NEXT_RESPONSE)
    changes = bounce(loaded, message, 120)
    after = stands(loaded, changes)
    assert find_clock(after.ticket, Metric.NEXT_RESPONSE) is None
    (cancelled,) = (each.data for each in changes.events if each.type == "sla.clock_cancelled")
    assert (cancelled["metric"], cancelled["reason"]) == ("next_response", "first_response_voided")
    assert find_clock(asked(after, 150).ticket, Metric.NEXT_RESPONSE) is None


def test_the_next_response_is_voided_alike() -> None:
    loaded = asked(answered(opened(BOTH), 60)[0], 90)
    before = clock_of(loaded.ticket, Metric.NEXT_RESPONSE)
    loaded, message = answered(loaded, 120)
    changes = bounce(loaded, message, 150, answers={"msg_first": at(60)})
    after = stands(loaded, changes).ticket
    assert voided(changes) == [("next_response", "sla.target_met", "bounced")]
    assert clock_of(after, Metric.NEXT_RESPONSE) == before
    assert clock_of(after).answered_at == at(60)


@pytest.mark.parametrize(
    ("state", "after"), [(State.PENDING, State.OPEN), (State.ON_HOLD, State.OPEN), (State.RESOLVED, State.REOPENED)]
)
def test_the_ticket_is_open_again(state: State, after: State) -> None:
    loaded, message = answered(opened(), 60, state)
    changes = bounce(loaded, message, 120)
    (moved,) = (each.data for each in changes.events if each.type == "ticket.state_changed")
    assert moved == {"before": state, "after": after, "reason": "bounced"}


def test_what_is_spam_stays_spam() -> None:
    loaded, message = answered(opened(), 60)
    changes = bounce(move(loaded, State.SPAM, 90), message, 120)
    after = stands(loaded, changes).ticket
    assert after.state is State.SPAM
    assert call_of(after) is None


def test_what_the_requester_got_stays_an_answer() -> None:
    loaded, message = answered(opened(), 60, State.PENDING)
    changes = bounce(loaded, message, 120, BEN.address)
    after = stands(loaded, changes).ticket
    assert (after.state, after.sla, voided(changes)) == (State.PENDING, loaded.ticket.sla, [])
    kept = next(each for each in samples.written(changes, Message) if each.id == message.id)
    assert kept.delivery
    assert (kept.delivery.state, kept.delivery.bounced) == (SendState.SENT, (BEN.address,))
    changes = bounce(stands(loaded, changes), kept, 180)
    kept = next(each for each in samples.written(changes, Message) if each.id == message.id)
    assert kept.delivery
    assert (kept.delivery.state, kept.delivery.bounced) == (SendState.BOUNCED, (BEN.address, ANNA.address))
    assert voided(changes)


def test_a_reply_of_a_ticket_that_went_into_this_one_moves_nothing_here() -> None:
    loaded, message = answered(opened(), 60, State.PENDING)
    changes = bounce(loaded, replace(message, number=8), 120)
    assert voided(changes) == []
    assert stands(loaded, changes).ticket.state is State.PENDING


@pytest.mark.parametrize("lost", [False, True])
def test_promised_afterwards_it_still_waits_for_an_answer(lost: bool) -> None:
    changes = messages.open_ticket(samples.opening(cc=(COPY,)), samples.context())
    loaded, history = samples.after(None, changes), list(changes.events)
    seen = PostMessage(MessageKind.REPLY, "Try again.", "Maya", last_seen_message_id=loaded.ticket.last_message_id)
    posted = messages.post_message(loaded, seen, samples.context(60))
    message = samples.message_of(posted)
    assert message.delivery
    sent = replace(message, delivery=replace(message.delivery, state=SendState.SENT))
    loaded, history = samples.after(loaded, posted), [*history, *posted.events]
    back = bounce(loaded, sent, 120, ANNA.address if lost else BEN.address)
    loaded, history = samples.after(loaded, back), [*history, *back.events]
    command = RepinPolicy("rcp_1", 1, policy_id="default")
    after = repinning.repin(loaded, command, Terms(DEFAULT_POLICY), history, samples.context(180))
    assert bool(find_clock(samples.after(loaded, after).ticket)) is lost


def test_when_each_reply_was_an_answer() -> None:
    loaded, sent = answered(opened(), 60)
    assert sent.delivery

    def like(name: str, state: SendState, **more: object) -> Message:
        assert sent.delivery
        return replace(sent, id=name, delivery=replace(sent.delivery, state=state, **more))  # type: ignore[arg-type]

    said = (
        sent,
        like("recalled", SendState.RECALLED),
        like("failed", SendState.FAILED),
        like("back", SendState.BOUNCED),
        like("waits", SendState.HELD, scheduled=True),
        like("went", SendState.SENT, scheduled=True),
        replace(sent, id="note", kind=MessageKind.NOTE, delivery=None),
        replace(sent, id="phone", delivery=None),
        replace(sent, id="robot", author=SYSTEM, delivery=None),
    )
    post = PostMessage(
        MessageKind.REPLY, "Later.", "Maya", last_seen_message_id=loaded.ticket.last_message_id, send_at=at(3_600)
    )
    changes = messages.post_message(loaded, post, samples.context(90))
    waiting = samples.message_of(changes)
    due = lifecycle.apply_due(stands(loaded, changes), ApplyDue(), samples.context(3_601))
    told = [replace(each, data={**each.data, "message_id": "went"}) for each in due.events if "send_due" in each.type]
    assert waiting.delivery
    assert queries.answers(loaded.details, said, told) == {sent.id: at(60), "went": at(3_601), "phone": at(60)}
