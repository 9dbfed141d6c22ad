"""Replies that wait: whom they go to, when they go, and what taking them back restores."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from lambdesk.conversations.decide import Held
from lambdesk.conversations.model import MailClass, Message, MessageKind, SavedDraft, SendState
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.errors import Conflict, Invalid
from lambdesk.sla.model import DEFAULT_POLICIES, DEFAULT_POLICY
from lambdesk.tickets.commands import (
    AcknowledgeEscalation,
    ApplyDue,
    AssignTicket,
    PostMessage,
    RaiseEscalation,
    ReceiveMessage,
    RescheduleMessage,
    UpdateTicket,
)
from lambdesk.tickets.decide import lifecycle, messages, outgoing, raising, recall
from lambdesk.tickets.model import Loaded, Participant, ParticipantRole, State, Ticket
from lambdesk.tickets.settings.model import DEFAULT_RULES, TicketRules
from tests.support.clocks import call_of, clock_of
from tests.unit.tickets import house, samples
from tests.unit.tickets.samples import ANNA, BEN, MAYA, MORNING

BEN_IN_COPY = Participant(BEN.address, BEN.name, ParticipantRole.CC)
LATER = MORNING + timedelta(hours=2)
LATE = DEFAULT_POLICY.first_response["normal"] + 1


def timed(**more: object) -> Loaded:
    """A ticket whose clock runs."""
    command = samples.opening(**more)  # type: ignore[arg-type]
    return samples.after(None, messages.open_ticket(command, samples.context(), DEFAULT_POLICIES))


def late() -> Loaded:
    """One whose time has run out; people of the first level were called."""
    loaded = timed()
    return samples.after(loaded, lifecycle.apply_due(loaded, ApplyDue(), samples.context(LATE)))


def post(loaded: Loaded, seconds: float = 60, *, rules: TicketRules = DEFAULT_RULES, **fields: object) -> ChangeSet:
    seen = loaded.ticket.last_message_id
    command = PostMessage(MessageKind.REPLY, "Try again.", "Maya", last_seen_message_id=seen)
    return messages.post_message(loaded, replace(command, **fields), samples.context(seconds), rules)  # type: ignore[arg-type]


def posted(
    loaded: Loaded, seconds: float = 60, *, rules: TicketRules = DEFAULT_RULES, **fields: object
) -> tuple[Loaded, Message]:
    changes = post(loaded, seconds, rules=rules, **fields)
    return samples.after(loaded, changes), samples.message_of(changes)


def take_back(
    loaded: Loaded,
    message: Message,
    *,
    seconds: float = 65,
    saved: SavedDraft | None = None,
    answers: Sequence[float] = (),
) -> ChangeSet:
    moments = [MORNING + timedelta(seconds=each) for each in answers]
    return recall.recall(loaded, Held(message, saved), str(MAYA.id), moments, samples.context(seconds))


def code_of(found: pytest.ExceptionInfo[Invalid]) -> tuple[str, str]:
    return found.value.fields[0].field, found.value.fields[0].code


class TestRecipients:
    def test_everybody_who_takes_part_when_nobody_is_named(self) -> None:
        _, message = posted(timed(cc=(BEN_IN_COPY,)))
        assert message.delivery
        assert (message.delivery.to, message.delivery.cc, message.delivery.bcc) == ((ANNA.address,), (BEN.address,), ())

    def test_those_who_are_named_once_each_and_nobody_else(self) -> None:
        loaded = timed(cc=(BEN_IN_COPY,))
        after, message = posted(
            loaded, to=("New@Example.org",), cc=("new@example.org", "x@y.example"), bcc=("z@y.example",)
        )
        assert message.delivery
        assert message.delivery.to == ("new@example.org",)
        assert message.delivery.cc == ("x@y.example",)
        assert message.delivery.bcc == ("z@y.example",)
        joined = [person.email for person in after.details.participants]
        assert joined == [ANNA.address, BEN.address, "new@example.org", "x@y.example"]

    def test_a_blind_copy_alone_goes_to_the_requester_too(self) -> None:
        _, message = posted(timed(cc=(BEN_IN_COPY,)), bcc=("z@y.example",))
        assert message.delivery
        assert (message.delivery.to, message.delivery.cc) == ((ANNA.address,), ())

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({"to": ("nobody",)}, ("body.to.0", "not_an_address")),
            ({"cc": ("a@b.example", "x@y.example\nBcc: z@y.example")}, ("body.cc.1", "not_an_address")),
            ({"to": (), "bcc": ("a@b.example",)}, ("body.to", "missing")),
            ({"cc": tuple(f"p{n}@b.example" for n in range(50))}, ("body.to", "too_many")),
        ],
    )
    def test_who_cannot_be_written_to(self, fields: dict[str, object], expected: tuple[str, str]) -> None:
        with pytest.raises(Invalid) as found:
            post(timed(), **fields)
        assert code_of(found) == expected


class TestHolding:
    def test_a_reply_that_can_be_undone_moves_state_and_clock_at_once(self) -> None:
        after, message = posted(timed(), undo_seconds=10, state_after=State.RESOLVED)
        assert message.delivery
        assert (message.delivery.state, message.delivery.send_after) == (
            SendState.HELD,
            MORNING + timedelta(seconds=70),
        )
        assert after.ticket.state is State.RESOLVED
        assert clock_of(after.ticket).answered_at == message.created_at
        assert after.ticket.scheduled == ()

    def test_a_scheduled_reply_moves_the_state_and_leaves_the_clock_running(self) -> None:
        changes = post(timed(), send_at=LATER, state_after=State.PENDING)
        after = samples.after(timed(), changes)
        message = samples.message_of(changes)
        assert [(each.message_id, each.at) for each in after.ticket.scheduled] == [(message.id, LATER)]
        assert after.ticket.state is State.PENDING
        assert clock_of(after.ticket).answered_at is None
        assert after.ticket.next_due_at == LATER
        assert "ticket.timer_moved" in samples.facts(changes)

    @pytest.mark.parametrize("send_at", [MORNING, MORNING + timedelta(seconds=60), MORNING + timedelta(days=400)])
    def test_only_a_moment_of_the_next_year_is_one(self, send_at: object) -> None:
        with pytest.raises(Invalid) as found:
            post(timed(), send_at=send_at)
        assert code_of(found) == ("body.send_at", "out_of_range")

    def test_a_ticket_without_mailbox_sends_nothing_later(self) -> None:
        with pytest.raises(Invalid) as found:
            post(timed(mailbox=None), send_at=LATER)
        assert code_of(found) == ("body.send_at", "no_mailbox")

    def test_so_many_wait_and_no_more(self) -> None:
        loaded = timed()
        for index in range(outgoing.SCHEDULED_LIMIT):
            loaded, _ = posted(loaded, 60 + index, send_at=LATER)
        with pytest.raises(Invalid) as found:
            post(loaded, 100, send_at=LATER)
        assert code_of(found) == ("body.send_at", "too_many")

    def test_its_moment_sends_it_and_meets_the_clock_once(self) -> None:
        loaded, message = posted(timed(), send_at=LATER)
        early = lifecycle.apply_due(loaded, ApplyDue(), samples.context(7199))
        assert early.writes == ()
        changes = lifecycle.apply_due(loaded, ApplyDue(), samples.context(7200))
        after = samples.after(loaded, changes)
        due = next(event for event in changes.events if event.type == "message.send_due")
        assert due.data == {"message_id": message.id, "kind": "reply", "channel": "mail"}
        assert after.ticket.scheduled == ()
        assert clock_of(after.ticket).answered_at == MORNING + timedelta(hours=2)
        assert lifecycle.apply_due(after, ApplyDue(), samples.context(7300)).writes == ()


class TestRecalling:
    def test_everything_is_as_before(self) -> None:
        before = timed()
        held, message = posted(before, undo_seconds=10, state_after=State.RESOLVED)
        changes = take_back(held, message)
        after = samples.after(held, changes).ticket
        names = ("state", "assignee_id", "sla", "last_message_by", "last_message_at", "scheduled")
        assert [getattr(after, each) for each in names] == [getattr(before.ticket, each) for each in names]
        facts = samples.facts(changes)
        assert facts[0] == "message.recalled"
        assert {"ticket.state_changed", "ticket.assigned", "sla.fact_voided"} <= set(facts)
        (kept,) = samples.written(changes, Message)
        assert kept.delivery
        assert (kept.delivery.state, kept.version) == (SendState.RECALLED, 2)

    def test_a_status_of_our_own_is_given_and_taken_back(self) -> None:
        labelled = UpdateTicket(1, status_id="sta_1", state=State.OPEN)
        before = timed()
        before = samples.after(before, lifecycle.update_ticket(before, labelled, samples.context(5), house.RULES))
        held, message = posted(before, rules=house.RULES, undo_seconds=10, status_after="sta_5")
        assert (held.ticket.state, held.ticket.status_id) == (State.ON_HOLD, "sta_5")
        after = samples.after(held, take_back(held, message)).ticket
        assert (after.state, after.status_id) == (State.OPEN, "sta_1")

    def test_a_status_that_somebody_gave_since_keeps_its_state(self) -> None:
        held, message = posted(timed(), rules=house.RULES, undo_seconds=10, state_after=State.ON_HOLD)
        given = UpdateTicket(held.ticket.version, status_id="sta_5")
        since = samples.after(held, lifecycle.update_ticket(held, given, samples.context(62), house.RULES))
        after = samples.after(since, take_back(since, message)).ticket
        assert (after.state, after.status_id) == (State.ON_HOLD, "sta_5")

    def test_spam_is_left_by_its_own_way(self) -> None:
        held, message = posted(timed(), undo_seconds=10, state_after=State.SPAM)
        changes = take_back(held, message)
        assert samples.after(held, changes).ticket.state is State.NEW
        (moved,) = (event.data for event in changes.events if event.type == "ticket.state_changed")
        assert moved["reason"] == "not_spam"

    @pytest.mark.parametrize("cared", [True, False])
    def test_people_who_were_called_are_called_again_as_far_as_they_were(self, cared: bool) -> None:
        loaded = late()
        if cared:
            command = AcknowledgeEscalation(loaded.ticket.version)
            loaded = samples.after(loaded, lifecycle.acknowledge_escalation(loaded, command, samples.context(LATE + 5)))
        held, message = posted(loaded, LATE + 60, undo_seconds=10)
        assert call_of(held.ticket) is None
        changes = take_back(held, message, seconds=LATE + 65)
        after = samples.after(held, changes).ticket
        assert (call_of(after), after.sla) == (call_of(loaded.ticket), loaded.ticket.sla)
        assert "escalation.restored" in samples.facts(changes)
        assert "escalation.raised" not in samples.facts(changes)

    def test_whom_a_person_called_is_called_again_too(self) -> None:
        loaded = timed()
        loaded = samples.after(loaded, raising.raise_escalation(loaded, RaiseEscalation(), samples.context(30)))
        held, message = posted(loaded, undo_seconds=10, state_after=State.RESOLVED)
        assert held.ticket.escalations == ()
        changes = take_back(held, message)
        (again,) = samples.after(held, changes).ticket.escalations
        (before,) = loaded.ticket.escalations
        assert (again.metric, again.breach, again.next_at) == (before.metric, before.breach, before.next_at)

    def test_they_are_called_again_too_when_it_was_done_with_a_reply_that_waited(self) -> None:
        loaded = late()
        at = MORNING + timedelta(days=1)
        held, message = posted(loaded, LATE + 60, send_at=at, state_after=State.RESOLVED)
        assert call_of(held.ticket) is None
        after = samples.after(held, take_back(held, message, seconds=LATE + 65)).ticket
        assert (after.state, call_of(after)) == (loaded.ticket.state, call_of(loaded.ticket))
        plain, message = posted(loaded, LATE + 60, send_at=at)
        done = UpdateTicket(plain.ticket.version, state=State.RESOLVED)
        since = samples.after(plain, lifecycle.update_ticket(plain, done, samples.context(LATE + 62)))
        again = UpdateTicket(since.ticket.version, state=State.REOPENED)
        since = samples.after(since, lifecycle.update_ticket(since, again, samples.context(LATE + 63)))
        # Opening it again called people anew; taking the reply back does not.
        assert call_of(since.ticket)
        assert call_of(samples.after(since, take_back(since, message, seconds=LATE + 65)).ticket) == call_of(
            since.ticket
        )

    def test_nobody_is_called_again_for_what_is_done_or_answered_by_another(self) -> None:
        held, message = posted(late(), LATE + 60, undo_seconds=60)
        done = lifecycle.update_ticket(
            held, UpdateTicket(held.ticket.version, state=State.RESOLVED), samples.context(LATE + 62)
        )
        other, _ = posted(held, LATE + 62)
        for since, answers in ((samples.after(held, done), ()), (other, [LATE + 62])):
            changes = take_back(since, message, seconds=LATE + 65, answers=answers)
            assert call_of(samples.after(since, changes).ticket) is None

    def test_a_breach_that_was_noticed_with_it_calls_people_after_all(self) -> None:
        held, message = posted(timed(), LATE + 60, undo_seconds=10)
        assert call_of(held.ticket) is None
        changes = take_back(held, message, seconds=LATE + 65)
        after = samples.after(held, changes).ticket
        assert call_of(after)
        assert call_of(after).level == 1

    def test_the_words_are_a_draft_again_above_what_was_written_since(self) -> None:
        held, message = posted(timed(), undo_seconds=10, html="<p>Try <b>again</b>.</p>", bcc=("z@y.example",))
        since = SavedDraft(7, str(MAYA.id), MessageKind.REPLY, "And\nthen", MORNING, str(MAYA.id), 4)
        (draft,) = samples.written(take_back(held, message, saved=since), SavedDraft)
        assert (draft.version, draft.kind, draft.bcc) == (5, MessageKind.REPLY, ("z@y.example",))
        assert draft.body == "Try again.\n\nAnd\nthen"
        assert draft.html == "<p>Try <b>again</b>.</p><p>And<br>then</p>"

    def test_with_a_note_in_the_way_all_stays_among_ourselves(self) -> None:
        held, message = posted(timed(), undo_seconds=10)
        note = SavedDraft(7, str(MAYA.id), MessageKind.NOTE, "He is rude.", MORNING, str(MAYA.id), 1)
        (draft,) = samples.written(take_back(held, message, saved=note), SavedDraft)
        assert draft.kind is MessageKind.NOTE

    def test_what_somebody_changed_since_stays(self) -> None:
        held, message = posted(timed(), undo_seconds=10, state_after=State.RESOLVED)
        ctx = samples.context(62)
        moved = lifecycle.update_ticket(held, UpdateTicket(held.ticket.version, state=State.REOPENED), ctx)
        since = samples.after(held, moved)
        given = lifecycle.assign_ticket(since, AssignTicket(since.ticket.version, "usr_2"), samples.context(63))
        since = samples.after(since, given)
        after = samples.after(since, take_back(since, message)).ticket
        assert (after.state, after.assignee_id) == (State.REOPENED, "usr_2")

    def test_a_clock_that_was_met_before_stays_met(self) -> None:
        first, _ = posted(timed(), 30)
        held, message = posted(first, undo_seconds=10)
        changes = take_back(held, message)
        assert "sla.fact_voided" not in samples.facts(changes)
        assert samples.after(held, changes).ticket.sla == first.ticket.sla

    def test_a_later_answer_meets_the_target_in_its_place(self) -> None:
        held, message = posted(timed(), undo_seconds=60)
        second, _ = posted(held, 62)
        after = samples.after(second, take_back(second, message, answers=[62])).ticket
        assert clock_of(after).answered_at == MORNING + timedelta(seconds=62)

    def test_time_that_ran_out_meanwhile_has_run_out(self) -> None:
        loaded = timed()
        due = (clock_of(loaded.ticket).due_at - MORNING).total_seconds()
        held, message = posted(loaded, due - 5, undo_seconds=60)
        changes = take_back(held, message, seconds=due + 5)
        after = samples.after(held, changes).ticket
        assert (clock_of(after).answered_at, clock_of(after).breached_at) == (None, clock_of(loaded.ticket).due_at)
        assert call_of(after)

    @pytest.mark.parametrize("state", [each for each in SendState if each is not SendState.HELD])
    def test_what_is_not_held_any_more_is_too_late(self, state: SendState) -> None:
        held, message = posted(timed(), undo_seconds=10)
        assert message.delivery
        gone = replace(message, delivery=replace(message.delivery, state=state))
        with pytest.raises(Conflict) as late:
            take_back(held, gone)
        assert late.value.data["send_state"] == state

    def test_a_scheduled_one_whose_moment_came_is_too_late(self) -> None:
        loaded, message = posted(timed(), send_at=LATER)
        due = samples.after(loaded, lifecycle.apply_due(loaded, ApplyDue(), samples.context(7200)))
        with pytest.raises(Conflict) as late:
            take_back(due, message, seconds=7201)
        assert late.value.data["send_state"] == "queued"


class TestRescheduling:
    def test_another_moment_moves_the_timer(self) -> None:
        loaded, message = posted(timed(), send_at=LATER)
        at = LATER + timedelta(hours=1)
        changes = recall.reschedule(loaded, message, RescheduleMessage(message.id, at), samples.context(70))
        after = samples.after(loaded, changes).ticket
        assert [(each.message_id, each.at) for each in after.scheduled] == [(message.id, at)]
        assert {"message.rescheduled", "ticket.timer_moved"} <= set(samples.facts(changes))

    def test_now_is_a_moment_too(self) -> None:
        loaded, message = posted(timed(), send_at=LATER)
        changes = recall.reschedule(loaded, message, RescheduleMessage(message.id, None), samples.context(70))
        after = samples.after(loaded, changes).ticket
        assert after.scheduled == ()
        assert clock_of(after).answered_at == MORNING + timedelta(seconds=70)
        assert "message.send_due" in samples.facts(changes)

    def test_a_mail_to_others_answers_no_customer_whenever_it_goes(self) -> None:
        loaded, message = posted(timed(), send_at=LATER, to=("supplier@other.example",))
        now = recall.reschedule(loaded, message, RescheduleMessage(message.id, None), samples.context(70))
        later = RescheduleMessage(message.id, LATER + timedelta(minutes=1))
        moved = samples.after(loaded, recall.reschedule(loaded, message, later, samples.context(70)))
        due = lifecycle.apply_due(moved, ApplyDue(), samples.context(7260))
        for before, changes in ((loaded, now), (moved, due)):
            assert "message.send_due" in samples.facts(changes)
            assert clock_of(samples.after(before, changes).ticket).answered_at is None
        gone = samples.after(moved, due)
        put_off = samples.after(gone, recall.put_off(gone, message, samples.context(7261)))
        again = lifecycle.apply_due(put_off, ApplyDue(), samples.context(7300))
        assert clock_of(samples.after(put_off, again).ticket).answered_at is None

    def test_what_goes_out_in_a_moment_is_not_moved(self) -> None:
        loaded, message = posted(timed(), undo_seconds=10)
        with pytest.raises(Conflict):
            recall.reschedule(loaded, message, RescheduleMessage(message.id, None), samples.context(61))


class TestCustomerFirst:
    def receive(self, loaded: Loaded, helds: list[Held], mail_class: MailClass = MailClass.HUMAN) -> ChangeSet:
        said = samples.said("Never mind.", facts=samples.mail(mail_class=mail_class))
        return messages.receive_message(loaded, ReceiveMessage(said, True), samples.context(200), waiting=helds)

    def test_what_was_scheduled_goes_back_to_its_author(self) -> None:
        loaded, one = posted(timed(), 60, send_at=LATER)
        loaded, two = posted(loaded, 61, send_at=LATER, body="Second")
        changes = self.receive(loaded, [Held(one, None), Held(two, None)])
        after = samples.after(loaded, changes)
        assert after.ticket.scheduled == ()
        (draft,) = samples.written(changes, SavedDraft)
        assert (draft.owner, draft.body, draft.version) == (MAYA.id, "Second\n\nTry again.", 1)
        states = [each.delivery.state for each in samples.written(changes, Message) if each.delivery]
        assert states == [SendState.RECALLED] * 2
        recalled = [event.data for event in changes.events if event.type == "message.recalled"]
        assert [each["reason"] for each in recalled] == ["customer_replied"] * 2

    def test_a_robots_mail_changes_nothing_of_it(self) -> None:
        loaded, one = posted(timed(), 60, send_at=LATER)
        after = samples.after(loaded, self.receive(loaded, [Held(one, None)], MailClass.AUTO_REPLY))
        assert after.ticket.scheduled == loaded.ticket.scheduled


def test_every_ticket_field_that_a_recall_looks_at_is_touchable() -> None:
    held, _ = posted(timed(), undo_seconds=10, state_after=State.RESOLVED)
    assert isinstance(held.ticket, Ticket)
    assert {"state", "assignee_id"} <= set(held.ticket.touched)
