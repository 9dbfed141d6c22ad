"""A ticket's life with all that others and other moments do to it: merged, split, snoozed, taken back, linked."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from lambdesk.conversations.decide import Held
from lambdesk.conversations.model import Message, MessageKind, SavedDraft, SendState
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.errors import Conflict
from lambdesk.tickets.commands import LinkTickets, PostMessage, ReceiveMessage, SnoozeTicket, SplitTicket
from lambdesk.tickets.decide import linking, merging, messages, recall, snoozing, splitting, watching
from lambdesk.tickets.model import AT_WORK, LinkKind, Loaded, State, Ticket
from tests.property.tickets.test_lifecycle import DAYS, STEPS, Lifecycle
from tests.unit.tickets import house, samples
from tests.unit.tickets.replay import present, replay
from tests.unit.tickets.semantics import TERMINAL

OTHER, NEW = 8, 9


class WholeLife(Lifecycle):
    """The ticket of Lifecycle, number 7, beside one that it goes into and comes out of."""

    other: Loaded

    @initialize()
    def open_another(self) -> None:
        command = replace(samples.opening(), number=OTHER)
        # A seed of its own: initializers come in any order.
        changes = messages.open_ticket(command, samples.context(seed="other"), None, house.RULES)
        self.other, self.there, self.told_there = samples.after(None, changes), [], list(changes.events)

    def _apply_both(self, changes: ChangeSet) -> None:
        """A change of both tickets; each grows by one version."""
        (beside,) = changes.beside
        before = self.other.ticket.version
        self._apply(replace(changes, beside=()))
        self.other = samples.after(self.other, beside)
        self.told_there += beside.events
        assert self.other.ticket.version == before + 1

    def _remember(self, changes: ChangeSet) -> None:
        """A message that changed is the one that it was."""
        super()._remember(changes)
        self.messages = [*{each.id: each for each in self.messages}.values()]

    @rule(step=STEPS, until=st.none() | DAYS, until_reply=st.booleans())
    def snooze(self, step: timedelta, until: timedelta | None, until_reply: bool) -> None:
        ctx = self._context(step)
        end = ctx.now + until if until else None
        if end is None and not until_reply:
            return
        command = SnoozeTicket(self.ticket.version, end, until_reply)
        if self.ticket.state_category not in AT_WORK:
            with pytest.raises(Conflict):
                snoozing.snooze_ticket(self.loaded, command, ctx)
            return
        before = self._apply(snoozing.snooze_ticket(self.loaded, command, ctx))
        assert (self.ticket.snoozed_until, self.ticket.snoozed_until_reply) == (end, until_reply)
        assert self.ticket.state is before.state

    @rule(step=STEPS)
    def take_back_into_sight(self, step: timedelta) -> None:
        self._apply(snoozing.unsnooze_ticket(self.loaded, self.ticket.version, self._context(step)))
        assert not self.ticket.asleep

    @rule(step=STEPS)
    def merge(self, step: timedelta) -> None:
        before = self.ticket
        waits = {each.message_id for each in before.scheduled}
        unsent = merging.Unsent(tuple(each for each in self.messages if each.id in waits))
        ctx = self._context(step)
        if before.merged_into is not None or before.state is State.SPAM:
            with pytest.raises(Conflict):
                merging.merge_ticket(self.loaded, self.other, before.version, ctx, unsent)
            return
        changes = merging.merge_ticket(self.loaded, self.other, before.version, ctx, unsent)
        assert {each.body for each in samples.written(changes, SavedDraft)} == ({"Wait."} if waits else set())
        self._apply_both(changes)
        after = self.ticket
        assert (after.state, after.merged_into, after.state_before) == (State.CLOSED, OTHER, before.state)
        assert (after.next_due_at, after.sweep_at, after.asleep, after.scheduled) == (None, None, False, ())

    @precondition(lambda self: self.ticket.merged_into is not None)
    @rule(step=STEPS)
    def mail_while_merged(self, step: timedelta) -> None:
        command = ReceiveMessage(samples.said(), True, meant_for=self.ticket.number)
        changes = messages.receive_message(self.other, command, self._context(step), house.RULES)
        self.other = samples.after(self.other, changes)
        self.there.append(samples.message_of(changes))
        self.told_there += changes.events

    @rule(step=STEPS)
    def unmerge(self, step: timedelta) -> None:
        before, ctx = self.ticket, self._context(step)
        given = merging.to_give_back(self.loaded, self.messages, self.there)
        arguments = (self.loaded, [self.other], self.messages, given, before.version, ctx, house.RULES)
        if before.merged_into is None:
            with pytest.raises(Conflict):
                merging.unmerge_ticket(*arguments)
            return
        self._apply_both(merging.unmerge_ticket(*arguments))
        self.messages = sorted((*self.messages, *given), key=lambda each: each.id)
        assert (self.ticket.state, self.ticket.merged_into) == (before.state_before, None)

    @rule(step=STEPS, data=st.data())
    def split(self, step: timedelta, data: st.DataObject) -> None:
        wanted = data.draw(st.sets(st.sampled_from([each.id for each in self.messages]), min_size=1, max_size=3))
        if all(each.kind is not MessageKind.CUSTOMER for each in self.messages if each.id in wanted):
            return
        asks, command = self.loaded.details.participants[0], SplitTicket(NEW, tuple(wanted), "Ink")
        changes = splitting.split_ticket(self.loaded, self.messages, asks, command, self._context(step))
        new = samples.after(None, changes)
        assert replay(changes.events) == present(new)
        assert (new.ticket.state, new.ticket.version, new.ticket.message_count) == (State.NEW, 1, len(wanted))
        for copy in samples.written(changes, Message):
            assert (copy.number, copy.undo) == (NEW, None)
            assert copy.delivery is None or copy.delivery.state is SendState.RECALLED
        before = self._apply(changes.beside[0])
        assert (self.ticket.state, self.ticket.message_count) == (before.state, before.message_count)

    @precondition(lambda self: self.ticket.mailbox is not None)
    @rule(step=STEPS, later=st.booleans(), status=st.sampled_from([None, "sta_1", "sta_5"]))
    def reply_that_waits(self, step: timedelta, later: bool, status: str | None) -> None:
        stands = house.RULES.statuses[status].state if status else None
        legal = stands in (None, self.ticket.state) or stands in self._by_agent() or self.ticket.state is State.NEW
        if self.ticket.state in TERMINAL or not legal or len(self.ticket.scheduled) >= 10:
            return
        at = max(self.clock, self.ticket.updated_at) + timedelta(days=2)
        how = {"send_at": at} if later else {"undo_seconds": 60}
        seen = self.ticket.last_message_id
        command = PostMessage(MessageKind.REPLY, "Wait.", "Maya", last_seen_message_id=seen, status_after=status)
        self._apply(self._post(replace(command, **how), step))  # type: ignore[arg-type]
        assert status is None or (self.ticket.state, self.ticket.status_id) == (stands, status)

    @rule(step=STEPS, data=st.data())
    def recall(self, step: timedelta, data: st.DataObject) -> None:
        waits = {each.message_id for each in self.ticket.scheduled}
        held = [each for each in self.messages if each.delivery and each.delivery.state is SendState.HELD]
        held = [each for each in held if each.id in waits or (each.delivery and not each.delivery.scheduled)]
        if not held:
            return
        message, before = data.draw(st.sampled_from(held)), self.ticket
        self._apply(recall.recall(self.loaded, Held(message, None), "usr_1", (), self._context(step), house.RULES))
        undo, standing = message.undo, ("state", "status_id")
        assert undo
        touched = [before.touched.get(each, 0) for each in standing]
        if max(touched) == undo.version:
            assert (self.ticket.state, self.ticket.status_id) == (undo.state, undo.status_id)
        else:
            assert all(getattr(self.ticket, each) == getattr(before, each) for each in standing)

    @rule(step=STEPS, kind=st.sampled_from(LinkKind), watches=st.booleans())
    def link_and_watch(self, step: timedelta, kind: LinkKind, watches: bool) -> None:
        changes = linking.link_tickets(
            self.loaded, self.other, LinkTickets(self.ticket.version, kind), self._context(step)
        )
        if changes.writes:
            self._apply_both(changes)
        watch = watching.watch_ticket if watches else watching.unwatch_ticket
        self._apply(watch(self.loaded, "usr_1", self._context(step)))

    @invariant()
    def the_timeline_is_ordered_and_counted(self) -> None:
        """As in Lifecycle, with what an unmerge gave back."""
        if not hasattr(self, "loaded"):
            return
        ids = [event.id for event in self.history]
        assert ids == sorted(set(ids))
        message_ids = [message.id for message in self.messages]
        assert message_ids == sorted(set(message_ids))
        assert (self.ticket.message_count, self.ticket.last_message_id) == (len(message_ids), message_ids[-1])
        came = [event.data["message_id"] for event in self.history if event.type == "message.created"]
        back = [each for event in self.history for each in event.data.get("message_ids") or ()
                if event.type == "ticket.unmerged"]  # fmt: skip
        assert sorted((*came, *back)) == message_ids

    @invariant()
    def the_other_ticket_is_what_its_events_say(self) -> None:
        if hasattr(self, "other"):
            assert replay(self.told_there) == present(self.other)

    @invariant()
    def what_is_over_waits_for_no_moment(self) -> None:
        if hasattr(self, "loaded") and self.ticket.merged_into is not None:
            assert isinstance(self.ticket, Ticket)
            assert (self.ticket.state, self.ticket.next_due_at) == (State.CLOSED, None)


TestWholeLife = WholeLife.TestCase
TestWholeLife.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
