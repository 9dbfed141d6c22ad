"""What limits a merge, and what it does to clock and snooze. What becomes of messages is told by the property tests."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lambdesk.conversations.model import SHARED, Message, MessageKind, SavedDraft, SendState
from lambdesk.kit.changes import Remove
from lambdesk.kit.errors import Conflict
from lambdesk.sla.model import DEFAULT_POLICIES, DEFAULT_POLICY, ClockState, Metric, SlaPolicies, Terms
from lambdesk.tickets.commands import ApplyDue, PostMessage, ReceiveMessage, SnoozeTicket, UpdateTicket
from lambdesk.tickets.decide import lifecycle, merging, messages, snoozing
from lambdesk.tickets.model import MERGE_LIMIT, PARTICIPANT_LIMIT, Loaded, Participant, ParticipantRole, State
from tests.support.clocks import clock_of, find_clock
from tests.unit.tickets import house, samples


def ticket(number: int) -> Loaded:
    command = replace(samples.opening(), number=number)
    return samples.after(None, messages.open_ticket(command, samples.context(), DEFAULT_POLICIES))


def merged(source: Loaded, target: Loaded, seconds: float = 60) -> tuple[Loaded, Loaded]:
    changes = merging.merge_ticket(source, target, source.ticket.version, samples.context(seconds))
    return samples.after(source, changes), samples.after(target, changes.beside[0])


def test_only_so_many_go_into_one() -> None:
    source, target = ticket(1), ticket(2)
    for one, other in ((20, MERGE_LIMIT - 20), (0, MERGE_LIMIT)):
        full = (
            replace(each.details, merged=tuple(range(100, 100 + n))) for each, n in ((source, one), (target, other))
        )
        first, second = (Loaded(each.ticket, details) for each, details in zip((source, target), full, strict=True))
        with pytest.raises(Conflict):
            merged(first, second)


def test_people_beyond_the_limit_stay_behind() -> None:
    source, target = ticket(1), ticket(2)
    crowd = tuple(Participant(f"{i}@b.example", "", ParticipantRole.CC) for i in range(PARTICIPANT_LIMIT - 1))
    other = replace(source.details.participants[0], email="late@b.example")
    source = Loaded(source.ticket, replace(source.details, participants=(other,)))
    target = Loaded(target.ticket, replace(target.details, participants=(*target.details.participants, *crowd)))
    assert merged(source, target)[1].details.participants == target.details.participants


def test_its_clock_stands_still_while_it_goes_on_elsewhere() -> None:
    source, target = merged(ticket(1), ticket(2), seconds=60)
    assert source.ticket.next_due_at is None
    changes = merging.unmerge_ticket(source, [target], [], [], source.ticket.version, samples.context(3660))
    back = samples.after(source, changes).ticket
    assert back.state is State.NEW
    assert clock_of(back).due_at == samples.MORNING + timedelta(hours=9)


def test_a_merge_invents_no_verdict_and_keeps_those_that_were() -> None:
    late = lifecycle.apply_due(ticket(1), ApplyDue(), samples.context(9 * 3_600))
    cases = ((ticket(1), 60), (samples.after(ticket(1), late), 10 * 3_600), (post(ticket(1), 30)[0], 10 * 3_600))
    for source, seconds in cases:
        changes = merging.merge_ticket(source, ticket(2), source.ticket.version, samples.context(seconds))
        assert not any(each.startswith("sla.target") for each in samples.facts(changes))
        before, after = clock_of(source.ticket), clock_of(samples.after(source, changes).ticket)
        assert (after.state, after.due_at) == (before.state if before.decided else ClockState.PAUSED, before.due_at)
        assert samples.after(source, changes).ticket.escalations == ()


def test_the_clocks_of_the_target_go_on() -> None:
    target = ticket(2)
    assert merged(ticket(1), target, seconds=60)[1].ticket.sla == target.ticket.sla


PROMISED = SlaPolicies(replace(DEFAULT_POLICY, next_response=DEFAULT_POLICY.first_response))


@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize("first", [False, True])
def test_what_is_given_back_waits_since_it_was_said_unless_somebody_answered(first: bool, answered: bool) -> None:
    opened = messages.open_ticket(replace(samples.opening(), number=1), samples.context(), PROMISED)
    source = replace(samples.after(None, opened), terms=Terms(PROMISED.default))
    if first:
        source = replace(post(source, 30)[0], terms=source.terms)
    closed, target = merged(source, ticket(2), seconds=60)
    source = replace(closed, terms=source.terms)
    asked = messages.receive_message(
        target, ReceiveMessage(samples.said("Still there?"), True, meant_for=1), samples.context(500)
    )
    came, target = samples.message_of(asked), samples.after(target, asked)
    there = [came, post(target, 600)[1]] if answered else [came]
    given = merging.to_give_back(source, [], there)
    since = merging.unanswered(given, there)
    changes = merging.unmerge_ticket(
        source, [target], [], given, source.ticket.version, samples.context(700), waits_since=since
    )
    clock = find_clock(samples.after(source, changes).ticket, Metric.NEXT_RESPONSE)
    if first and not answered:
        assert clock is not None
        assert clock.started_at == came.created_at
    else:
        # Somebody answered on the ticket it went into, or the first response has to come first.
        assert clock is None


def promised(number: int, *, answered: bool) -> Loaded:
    opened = messages.open_ticket(replace(samples.opening(), number=number), samples.context(), PROMISED)
    loaded = replace(samples.after(None, opened), terms=Terms(PROMISED.default))
    return replace(post(loaded, 30)[0], terms=loaded.terms) if answered else loaded


@pytest.mark.parametrize("solved", [False, True])
def test_a_question_that_nobody_answered_waits_on_the_target_and_leaves_with_an_unmerge(solved: bool) -> None:
    source, target = promised(1, answered=False), promised(2, answered=True)
    if solved:
        command = UpdateTicket(source.ticket.version, state=State.RESOLVED)
        source = samples.after(source, lifecycle.update_ticket(source, command, samples.context(40)))
    closed, taken = merged(source, target, seconds=60)
    taken = replace(taken, terms=target.terms)
    clock = find_clock(taken.ticket, Metric.NEXT_RESPONSE)
    assert (clock.started_at if clock else None) == (None if solved else samples.MORNING)
    changes = merging.unmerge_ticket(closed, [taken], [], [], closed.ticket.version, samples.context(90))
    assert find_clock(samples.after(taken, changes.beside[0]).ticket, Metric.NEXT_RESPONSE) is None
    asked = messages.receive_message(taken, ReceiveMessage(samples.said(), True), samples.context(80))
    taken = replace(samples.after(taken, asked), terms=target.terms)
    changes = merging.unmerge_ticket(closed, [taken], [], [], closed.ticket.version, samples.context(90))
    assert find_clock(samples.after(taken, changes.beside[0]).ticket, Metric.NEXT_RESPONSE) is not None


@pytest.mark.parametrize("pauses", [False, True])
def test_what_is_merged_into_a_ticket_that_stands_still_stands_still(pauses: bool) -> None:
    source, target = promised(1, answered=False), promised(2, answered=True)
    places = {Metric.NEXT_RESPONSE.value: ("pending",)} if pauses else {}
    assert target.terms
    target = replace(target, terms=replace(target.terms, policy=replace(target.terms.policy, pauses=places)))
    command = UpdateTicket(target.ticket.version, state=State.PENDING)
    waits = samples.after(target, lifecycle.update_ticket(target, command, samples.context(40)))
    clock = find_clock(merged(source, replace(waits, terms=target.terms))[1].ticket, Metric.NEXT_RESPONSE)
    assert clock is not None
    assert clock.paused is pauses


def test_a_snooze_ends_with_it_and_watchers_come_along() -> None:
    source, target = ticket(1), ticket(2)
    asleep = samples.after(source, snoozing.snooze_ticket(source, SnoozeTicket(1, None, True), samples.context(5)))
    asleep = Loaded(asleep.ticket, replace(asleep.details, watchers=("usr_1", "usr_2")))
    target = Loaded(target.ticket, replace(target.details, watchers=("usr_2",)))
    closed, goes_on = merged(asleep, target)
    assert not closed.ticket.asleep
    assert goes_on.details.watchers == ("usr_2", "usr_1")


def test_what_was_closed_is_closed_again() -> None:
    source = Loaded(replace(ticket(1).ticket, state=State.CLOSED), ticket(1).details)
    changes = merging.merge_ticket(source, ticket(2), 1, samples.context(60))
    assert "ticket.state_changed" not in samples.facts(changes)
    closed, target = samples.after(source, changes), samples.after(ticket(2), changes.beside[0])
    back = merging.unmerge_ticket(closed, [target], [], [], 2, samples.context(90))
    assert samples.after(closed, back).ticket.state is State.CLOSED


def post(loaded: Loaded, seconds: float, **fields: Any) -> tuple[Loaded, Message]:
    seen = loaded.ticket.last_message_id
    command = PostMessage(MessageKind.REPLY, "Try again.", "Maya", last_seen_message_id=seen, **fields)
    changes = messages.post_message(loaded, command, samples.context(seconds))
    return samples.after(loaded, changes), samples.message_of(changes)


def draft(number: int, body: str, owner: str = str(samples.MAYA.id), **fields: Any) -> SavedDraft:
    return replace(SavedDraft(number, owner, MessageKind.REPLY, body, samples.MORNING, owner, 3), **fields)


def test_what_nobody_has_sent_yet_goes_along_and_is_not_sent() -> None:
    source, waits = post(ticket(1), 30, send_at=samples.MORNING + timedelta(days=1))
    unsent = merging.Unsent(
        (waits,), (draft(1, "Mine"), draft(1, "All", SHARED, kind=MessageKind.NOTE)), (draft(2, "Here", version=5),)
    )
    changes = merging.merge_ticket(source, ticket(2), source.ticket.version, samples.context(60), unsent)
    closed = samples.after(source, changes).ticket
    assert (closed.scheduled, closed.next_due_at, closed.sweep_at) == ((), None, None)
    (kept,) = samples.written(changes, Message)
    assert kept.delivery
    assert kept.delivery.state is SendState.RECALLED
    told = [event.data for event in changes.events if event.type == "message.recalled"]
    assert told == [{"message_id": waits.id, "reason": "merged"}]
    drafts = {each.owner: each for each in samples.written(changes, SavedDraft)}
    assert {each.number for each in drafts.values()} == {2}
    mine, shared = drafts[str(samples.MAYA.id)], drafts[SHARED]
    assert (mine.body, mine.version) == ("Try again.\n\nMine\n\nHere", 6)
    assert (shared.body, shared.kind, shared.version) == ("All", MessageKind.NOTE, 1)
    gone = [write for write in changes.writes if isinstance(write, Remove)]
    assert [(each.entity, each.expected_version) for each in gone] == [(each, 3) for each in unsent.drafts]


def test_what_is_held_for_seconds_goes_out_once_all_the_same() -> None:
    source, held = post(ticket(1), 30, undo_seconds=60)
    changes = merging.merge_ticket(source, ticket(2), source.ticket.version, samples.context(60))
    assert samples.written(changes, Message) == []
    assert held.delivery
    assert held.delivery.state is SendState.HELD


def test_when_it_was_resolved_and_closed_is_right_before_and_after() -> None:
    new = ticket(1)
    resolve = UpdateTicket(1, state=State.RESOLVED)
    resolved = samples.after(new, lifecycle.update_ticket(new, resolve, samples.context(60)))
    source, target = merged(resolved, ticket(2), seconds=120)
    gone = source.ticket
    assert (gone.resolved_at, gone.closed_at) == (resolved.ticket.resolved_at, samples.MORNING + timedelta(seconds=120))
    assert (gone.closes_at, gone.next_due_at) == (None, None)
    back = merging.unmerge_ticket(source, [target], [], [], gone.version, samples.context(3600), house.RULES)
    again = samples.after(source, back).ticket
    assert (again.state, again.resolved_at, again.closed_at) == (State.RESOLVED, resolved.ticket.resolved_at, None)
    # Nobody could see it closing meanwhile: it has its quiet days anew.
    assert again.closes_at == again.next_due_at == again.updated_at + timedelta(days=3)


def test_what_is_said_after_an_unmerge_comes_after_what_it_gave_back_also_by_a_slow_clock() -> None:
    source, target = merged(ticket(1), ticket(2), seconds=60)
    command = ReceiveMessage(samples.said("Still there?"), True, meant_for=1)
    came = samples.message_of(messages.receive_message(target, command, samples.context(500)))
    given = merging.to_give_back(source, [], [came])
    back = merging.unmerge_ticket(source, [target], [], given, source.ticket.version, samples.context(100))
    again, said = post(samples.after(source, back), 101)
    assert said.id > came.id
    assert again.ticket.last_message_id == said.id
