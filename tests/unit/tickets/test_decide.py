"""Decisions about tickets, one rule at a time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lambdesk.conversations.model import Channel, MailClass, MessageKind, SendState
from lambdesk.kit.changes import Insert, Put, Replace
from lambdesk.kit.context import SYSTEM, Actor, ActorKind
from lambdesk.kit.errors import Conflict, Invalid, StaleThread, StaleVersion
from lambdesk.kit.events import to_wire
from lambdesk.tickets import wire
from lambdesk.tickets.commands import AssignTicket, PostMessage, UpdateTicket
from lambdesk.tickets.decide import lifecycle, messages
from lambdesk.tickets.model import (
    PARTICIPANT_LIMIT,
    SUBJECT_LIMIT,
    Loaded,
    Participant,
    ParticipantRole,
    Priority,
    State,
    TicketDetails,
)
from tests.unit.tickets import samples
from tests.unit.tickets.samples import ANNA, BEN, MAILBOX, MAYA, MORNING

ROBOTS = [mail_class for mail_class in MailClass if mail_class is not MailClass.HUMAN]
BEN_IN_COPY = Participant(BEN.address, BEN.name, ParticipantRole.CC)


def reply(loaded: Loaded, *, state_after: State | None = None, body: str = "Try again.") -> PostMessage:
    seen = loaded.ticket.last_message_id
    return PostMessage(MessageKind.REPLY, body, "Maya", last_seen_message_id=seen, state_after=state_after)


def note(*, state_after: State | None = None) -> PostMessage:
    return PostMessage(MessageKind.NOTE, "He is a regular.", "Maya", state_after=state_after)


class TestOpening:
    def test_writes_ticket_details_and_message_and_tells_both_facts(self) -> None:
        changes = messages.open_ticket(samples.opening(), samples.context())
        assert [type(write) for write in changes.writes] == [Insert, Put, Insert]
        assert samples.facts(changes) == ["ticket.created", "message.created"]
        assert changes.parent == "ticket:7"

    def test_starts_new_at_version_one_with_the_requesters_words(self) -> None:
        loaded = samples.opened()
        ticket = loaded.ticket
        assert (ticket.state, ticket.version, ticket.message_count) == (State.NEW, 1, 1)
        assert ticket.created_at == ticket.updated_at == ticket.last_message_at == MORNING
        assert (ticket.requester_id, ticket.requester_name) == (ANNA.customer_id, ANNA.name)
        assert ticket.last_message_by == "customer"
        assert [(p.email, p.role) for p in loaded.details.participants] == [(ANNA.address, ParticipantRole.REQUESTER)]

    def test_keeps_who_was_in_copy_up_to_the_limit(self) -> None:
        crowd = tuple(Participant(f"p{i}@example.org", "", ParticipantRole.CC) for i in range(200))
        participants = samples.opened(samples.opening(cc=crowd)).details.participants
        assert len(participants) == PARTICIPANT_LIMIT
        assert participants[0].role is ParticipantRole.REQUESTER
        assert participants[1:] == crowd[: PARTICIPANT_LIMIT - 1]

    def test_folds_the_subject_to_one_short_line(self) -> None:
        subject = samples.opened(samples.opening(subject="Re:\r\n\tfire " + "!" * 400)).ticket.subject
        assert subject.startswith("Re: fire !!!")
        assert len(subject) == SUBJECT_LIMIT

    @pytest.mark.parametrize("authenticated", [True, False])
    def test_marks_a_ticket_whose_mail_nobody_vouches_for(self, authenticated: bool) -> None:
        message = samples.said(facts=samples.mail(authenticated=authenticated))
        assert samples.opened(samples.opening(message=message)).ticket.unauthenticated is not authenticated

    def test_remembers_the_member_of_staff_who_opened_it_for_somebody(self) -> None:
        assert samples.opened().details.created_by == MAYA.id
        changes = messages.open_ticket(samples.opening(), samples.context(actor=SYSTEM))
        assert samples.written(changes, TicketDetails)[0].created_by is None

    def test_gives_the_same_change_for_the_same_context(self) -> None:
        first = messages.open_ticket(samples.opening(), samples.context())
        assert messages.open_ticket(samples.opening(), samples.context()) == first
        other = messages.open_ticket(samples.opening(), samples.context(seed="other"))
        assert samples.message_of(other).id != samples.message_of(first).id


class TestReceiving:
    def test_a_closed_ticket_takes_no_message(self) -> None:
        with pytest.raises(Conflict):
            samples.receive(samples.in_state(State.CLOSED), samples.said())

    @pytest.mark.parametrize("mail_class", ROBOTS)
    @pytest.mark.parametrize("state", [State.PENDING, State.ON_HOLD, State.RESOLVED])
    def test_a_robots_mail_is_kept_and_moves_nothing(self, state: State, mail_class: MailClass) -> None:
        loaded = samples.in_state(state)
        changes = samples.receive(loaded, samples.said(customer=BEN, facts=samples.mail(mail_class=mail_class)))
        after = samples.after(loaded, changes)
        assert samples.facts(changes) == ["message.created"]
        assert after.ticket.state is state
        assert after.ticket.last_message_by == "system"
        assert after.details == loaded.details

    def test_only_a_trusted_message_reopens(self) -> None:
        loaded = samples.in_state(State.RESOLVED)
        stranger = samples.said(facts=samples.mail(authenticated=False))
        kept = samples.after(loaded, samples.receive(loaded, stranger, trusted=False))
        assert kept.ticket.state is State.RESOLVED
        assert samples.after(loaded, samples.receive(loaded, stranger)).ticket.state is State.REOPENED

    def test_an_unproven_sender_marks_the_ticket_and_a_proven_one_does_not_clear_it(self) -> None:
        loaded = samples.in_state(State.OPEN)
        doubted = samples.said(facts=samples.mail(authenticated=False))
        marked = samples.after(loaded, samples.receive(loaded, doubted, trusted=False))
        assert marked.ticket.unauthenticated
        proven = samples.said(facts=samples.mail())
        assert samples.after(marked, samples.receive(marked, proven, seconds=90)).ticket.unauthenticated

    def test_a_trusted_newcomer_joins_and_an_untrusted_one_does_not(self) -> None:
        loaded = samples.in_state(State.OPEN)
        words = samples.said(customer=BEN, facts=samples.mail())
        joined = samples.after(loaded, samples.receive(loaded, words))
        assert [p.email for p in joined.details.participants] == [ANNA.address, BEN.address]
        assert joined.details.participants[1].role is ParticipantRole.CC
        assert samples.after(loaded, samples.receive(loaded, words, trusted=False)).details == loaded.details

    def test_an_address_in_copy_becomes_a_person_once_it_writes(self) -> None:
        loaded = samples.opened(samples.opening(cc=(BEN_IN_COPY,)))
        changes = samples.receive(loaded, samples.said(customer=BEN, facts=samples.mail()))
        assert samples.after(loaded, changes).details.participants[1] == replace(
            BEN_IN_COPY, customer_id=BEN.customer_id
        )

    def test_known_people_are_not_written_again(self) -> None:
        loaded = samples.in_state(State.OPEN)
        assert samples.written(samples.receive(loaded, samples.said()), TicketDetails) == []

    def test_a_full_ticket_takes_the_message_without_the_newcomer(self) -> None:
        crowd = tuple(Participant(f"p{i}@example.org", "", ParticipantRole.CC) for i in range(PARTICIPANT_LIMIT))
        loaded = samples.opened(samples.opening(cc=crowd))
        changes = samples.receive(loaded, samples.said(customer=BEN))
        assert samples.message_of(changes).author.id == BEN.customer_id
        assert samples.after(loaded, changes).details == loaded.details


class TestReplying:
    def test_must_name_the_last_message_seen(self) -> None:
        loaded = samples.opened()
        blind = replace(reply(loaded), last_seen_message_id=None)
        with pytest.raises(Invalid) as refusal:
            messages.post_message(loaded, blind, samples.context(60))
        assert [error.field for error in refusal.value.fields] == ["body.last_seen_message_id"]

    def test_is_refused_when_the_thread_moved_on(self) -> None:
        loaded = samples.opened()
        late = reply(loaded)
        moved = samples.after(loaded, samples.receive(loaded, samples.said("One more thing.")))
        with pytest.raises(StaleThread) as refusal:
            messages.post_message(moved, late, samples.context(90))
        assert refusal.value.number == 7
        assert refusal.value.last_seen_message_id == loaded.ticket.last_message_id
        assert refusal.value.last_message_id == moved.ticket.last_message_id

    def test_opens_a_new_ticket(self) -> None:
        loaded = samples.opened()
        changes = messages.post_message(loaded, reply(loaded), samples.context(60))
        assert samples.facts(changes) == ["message.created", "ticket.state_changed"]
        assert changes.events[1].data == {"before": "new", "after": "open", "reason": "first_reply"}

    @pytest.mark.parametrize("state_after", [State.PENDING, State.RESOLVED])
    def test_and_its_state_are_one_change(self, state_after: State) -> None:
        loaded = samples.opened()
        changes = messages.post_message(loaded, reply(loaded, state_after=state_after), samples.context(60))
        after = samples.after(loaded, changes)
        assert after.ticket.state is state_after
        assert after.ticket.version == loaded.ticket.version + 1
        assert len(samples.written(changes, type(loaded.ticket))) == 1

    @pytest.mark.parametrize("state", [State.CLOSED, State.SPAM])
    def test_is_refused_where_nobody_listens(self, state: State) -> None:
        loaded = samples.in_state(state)
        with pytest.raises(Conflict):
            messages.post_message(loaded, reply(loaded), samples.context(60))

    def test_goes_to_the_requester_with_the_others_in_copy(self) -> None:
        loaded = samples.opened(samples.opening(cc=(BEN_IN_COPY,)))
        message = samples.message_of(messages.post_message(loaded, reply(loaded), samples.context(60)))
        assert message.channel is Channel.MAIL
        assert message.delivery is not None
        assert message.delivery.state is SendState.QUEUED
        assert (message.delivery.to, message.delivery.cc) == ((ANNA.address,), (BEN.address,))

    def test_stays_here_when_the_ticket_has_no_mailbox(self) -> None:
        loaded = samples.opened(samples.opening(mailbox=None))
        message = samples.message_of(messages.post_message(loaded, reply(loaded), samples.context(60)))
        assert (message.channel, message.delivery) == (Channel.API, None)

    @pytest.mark.parametrize("body", ["", "  \n\t"])
    def test_needs_words(self, body: str) -> None:
        loaded = samples.opened()
        with pytest.raises(Invalid) as refusal:
            messages.post_message(loaded, reply(loaded, body=body), samples.context(60))
        assert [(error.field, error.code) for error in refusal.value.fields] == [("body.body", "blank")]


class TestNotes:
    def test_stay_among_ourselves(self) -> None:
        loaded = samples.opened()
        changes = messages.post_message(loaded, note(), samples.context(60))
        message = samples.message_of(changes)
        assert message.delivery is None
        assert message.kind is MessageKind.NOTE
        assert samples.facts(changes) == ["message.created"]

    def test_neither_open_a_ticket_nor_speak_last(self) -> None:
        loaded = samples.opened()
        after = samples.after(loaded, messages.post_message(loaded, note(), samples.context(60)))
        assert after.ticket.state is State.NEW
        assert after.ticket.last_message_by == "customer"
        assert after.ticket.message_count == 2

    def test_can_be_left_on_a_closed_ticket(self) -> None:
        loaded = samples.in_state(State.CLOSED)
        after = samples.after(loaded, messages.post_message(loaded, note(), samples.context(60)))
        assert after.ticket.state is State.CLOSED


class TestResolving:
    def test_takes_a_ticket_nobody_has(self) -> None:
        loaded = samples.opened()
        command = UpdateTicket(loaded.ticket.version, state=State.RESOLVED)
        changes = lifecycle.update_ticket(loaded, command, samples.context(60))
        assert samples.after(loaded, changes).ticket.assignee_id == MAYA.id
        assert changes.events[1].data == {"after": MAYA.id, "reason": "resolver"}

    def test_leaves_it_with_whoever_has_it(self) -> None:
        loaded = samples.in_state(State.OPEN)
        loaded = replace(loaded, ticket=replace(loaded.ticket, assignee_id="usr_other"))
        changes = messages.post_message(loaded, reply(loaded, state_after=State.RESOLVED), samples.context(60))
        assert samples.after(loaded, changes).ticket.assignee_id == "usr_other"
        assert "ticket.assigned" not in samples.facts(changes)


class TestUpdating:
    def test_tells_each_change_and_writes_once(self) -> None:
        loaded = samples.opened()
        command = UpdateTicket(1, state=State.PENDING, priority=Priority.URGENT, subject="Smoke only")
        changes = lifecycle.update_ticket(loaded, command, samples.context(60))
        assert samples.facts(changes) == ["ticket.priority_changed", "ticket.subject_changed", "ticket.state_changed"]
        assert [type(write) for write in changes.writes] == [Replace]

    def test_the_timeline_tells_both_subjects_and_the_bus_neither(self) -> None:
        command = UpdateTicket(1, subject="Smoke only")
        (fact,) = lifecycle.update_ticket(samples.opened(), command, samples.context(60)).events
        assert wire.event(fact)["data"] == {"before": "Printer on fire", "after": "Smoke only"}
        assert to_wire(fact)["data"] == {}

    def test_changes_nothing_where_all_is_so_already(self) -> None:
        loaded = samples.opened()
        command = UpdateTicket(1, state=State.NEW, priority=Priority.NORMAL, subject=" Printer  on fire ")
        assert lifecycle.update_ticket(loaded, command, samples.context(60)).writes == ()

    def test_a_version_that_never_was_is_refused_even_when_nothing_would_change(self) -> None:
        with pytest.raises(StaleVersion) as refusal:
            lifecycle.update_ticket(samples.opened(), UpdateTicket(2), samples.context(60))
        assert refusal.value.current_version == 1

    def test_a_subject_needs_words(self) -> None:
        with pytest.raises(Invalid) as refusal:
            lifecycle.update_ticket(samples.opened(), UpdateTicket(1, subject=" \x00\r\n"), samples.context(60))
        assert [error.field for error in refusal.value.fields] == ["body.subject"]

    def test_spam_remembers_where_it_was(self) -> None:
        loaded = samples.in_state(State.ON_HOLD)
        command = UpdateTicket(loaded.ticket.version, state=State.SPAM)
        after = samples.after(loaded, lifecycle.update_ticket(loaded, command, samples.context(60)))
        assert after.ticket.state_before is State.ON_HOLD

    def test_a_new_ticket_needs_a_subject_with_words(self) -> None:
        with pytest.raises(Invalid) as refusal:
            messages.open_ticket(samples.opening(subject=" \x00\r\n"), samples.context())
        assert [error.field for error in refusal.value.fields] == ["body.subject"]

    def test_a_message_of_control_characters_has_no_words(self) -> None:
        with pytest.raises(Invalid):
            messages.post_message(
                samples.opened(), PostMessage(MessageKind.NOTE, "\x00\x07\n", "Maya"), samples.context(60)
            )


class TestAssigning:
    def test_opens_a_new_ticket_the_first_time(self) -> None:
        loaded = samples.opened()
        changes = lifecycle.assign_ticket(loaded, AssignTicket(1, "usr_1"), samples.context(60))
        assert samples.facts(changes) == ["ticket.assigned", "ticket.state_changed"]
        assert samples.after(loaded, changes).ticket.state is State.OPEN

    def test_gives_it_back_to_the_queue(self) -> None:
        loaded = samples.in_state(State.PENDING)
        held = replace(loaded, ticket=replace(loaded.ticket, assignee_id="usr_1"))
        changes = lifecycle.assign_ticket(held, AssignTicket(1, None), samples.context(60))
        assert changes.events[0].data == {"before": "usr_1", "reason": "agent"}
        assert samples.after(held, changes).ticket.state is State.PENDING

    def test_to_the_same_person_changes_nothing(self) -> None:
        assert lifecycle.assign_ticket(samples.opened(), AssignTicket(1, None), samples.context(60)).writes == ()

    @pytest.mark.parametrize("state", [State.CLOSED, State.SPAM])
    def test_is_refused_in_a_terminal_state(self, state: State) -> None:
        with pytest.raises(Conflict):
            lifecycle.assign_ticket(samples.in_state(state), AssignTicket(1, "usr_1"), samples.context(60))


class TestTime:
    @pytest.mark.parametrize("seconds", [-3600, 0])
    def test_moves_on_by_a_millisecond_when_the_clock_does_not(self, seconds: int) -> None:
        loaded = samples.opened()
        after = samples.after(loaded, samples.receive(loaded, samples.said(), seconds=seconds))
        assert after.ticket.updated_at == loaded.ticket.updated_at + timedelta(milliseconds=1)
        assert after.ticket.last_message_at == after.ticket.updated_at

    def test_events_carry_the_time_actor_and_cause_of_the_change(self) -> None:
        loaded = samples.opened()
        actor = Actor(ActorKind.USER, "usr_9")
        (event,) = messages.post_message(loaded, note(), samples.context(60, actor=actor)).events
        assert event.at == MORNING + timedelta(seconds=60)
        assert (event.actor, event.cause) == (actor, {"door": "test"})
        assert (event.tenant, event.aggregate, event.version) == (samples.TENANT, "ticket:7", 2)


def test_a_sender_is_the_mailbox_the_customer_wrote_to() -> None:
    assert samples.opened().ticket.mailbox == MAILBOX
