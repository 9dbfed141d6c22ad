"""A ticket's life under any sequence of commands and clocks: the transitions of the semantics and no others."""

import itertools
from datetime import datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from lambdesk.conversations.model import MailClass, Message, MessageKind
from lambdesk.kit.changes import ChangeSet, Replace
from lambdesk.kit.context import Context
from lambdesk.kit.errors import Conflict, IllegalTransition, LambdeskError, StaleThread
from lambdesk.kit.events import Event
from lambdesk.tickets.commands import AssignTicket, PostMessage, ReceiveMessage, UpdateTicket
from lambdesk.tickets.decide import lifecycle, messages
from lambdesk.tickets.model import Loaded, Priority, State, Ticket
from tests.unit.tickets import samples
from tests.unit.tickets.semantics import BY_CUSTOMER_MESSAGE, TERMINAL, by_agent

STATES = st.sampled_from(State)
# Clocks of two machines disagree: time may stand still or go back between two changes.
STEPS = st.integers(min_value=-90_000, max_value=90_000).map(lambda ms: timedelta(milliseconds=ms))
MAIL = st.none() | st.builds(samples.mail, authenticated=st.booleans(), mail_class=st.sampled_from(MailClass))


class Lifecycle(RuleBasedStateMachine):
    """One ticket, every command, a clock that wanders."""

    loaded: Loaded
    clock: datetime
    turn: int
    history: list[Event]
    messages: list[Message]

    @initialize(mailbox=st.sampled_from([samples.MAILBOX, None]), facts=MAIL)
    def open(self, mailbox: str | None, facts: object) -> None:
        self.clock, self.turn, self.history, self.messages = samples.MORNING, 0, [], []
        command = samples.opening(message=samples.said(facts=facts), mailbox=mailbox)  # type: ignore[arg-type]
        changes = messages.open_ticket(command, self._context(timedelta()))
        self.loaded = samples.after(None, changes)
        self._remember(changes)
        assert self.ticket.state is State.NEW
        assert self.ticket.version == 1
        assert samples.facts(changes) == ["ticket.created", "message.created"]

    @property
    def ticket(self) -> Ticket:
        return self.loaded.ticket

    def _by_agent(self) -> set[State]:
        return by_agent(self.ticket.state, self.ticket.state_before)

    def _context(self, step: timedelta) -> Context:
        self.clock += step
        self.turn += 1
        return Context(samples.TENANT, samples.MAYA, self.clock, f"seed-{self.turn}", {"door": "test"})

    def _remember(self, changes: ChangeSet) -> None:
        self.history.extend(changes.events)
        self.messages.extend(samples.written(changes, Message))

    def _apply(self, changes: ChangeSet) -> Ticket:
        """Take the change over, check what holds for each change, and give back the ticket from before."""
        before = self.ticket
        if not changes.writes:
            assert not changes.events
            return before
        replaced = [write for write in changes.writes if isinstance(write, Replace)]
        assert [write.expected_version for write in replaced] == [before.version]
        assert changes.events
        assert changes.parent == before.aggregate
        self.loaded = samples.after(self.loaded, changes)
        assert self.ticket.version == before.version + 1
        assert self.ticket.updated_at > before.updated_at
        assert {event.version for event in changes.events} == {self.ticket.version}
        self._remember(changes)
        return before

    @rule(step=STEPS, to=STATES)
    def update_state(self, step: timedelta, to: State) -> None:
        state = self.ticket.state
        command = UpdateTicket(self.ticket.version, state=to)
        legal = self._by_agent()
        if to is not state and to not in legal:
            with pytest.raises(IllegalTransition) as refusal:
                lifecycle.update_ticket(self.loaded, command, self._context(step))
            assert set(refusal.value.data["allowed"]) == legal
            return
        self._apply(lifecycle.update_ticket(self.loaded, command, self._context(step)))
        assert self.ticket.state is to
        if to is State.RESOLVED and state not in (State.RESOLVED, State.SPAM):
            assert self.ticket.assignee_id is not None

    @rule(step=STEPS, priority=st.sampled_from(Priority), subject=st.none() | st.sampled_from(["Ink", "Paper"]))
    def update_fields(self, step: timedelta, priority: Priority, subject: str | None) -> None:
        command = UpdateTicket(self.ticket.version, priority=priority, subject=subject)
        before = self._apply(lifecycle.update_ticket(self.loaded, command, self._context(step)))
        assert self.ticket.state is before.state

    @rule(step=STEPS, to=st.none() | STATES)
    def reply(self, step: timedelta, to: State | None) -> None:
        command = PostMessage(
            MessageKind.REPLY, "Try again.", "Maya", last_seen_message_id=self.ticket.last_message_id, state_after=to
        )
        state = self.ticket.state
        opens = state is State.NEW and to in (None, State.NEW)
        expected = State.OPEN if opens else to or state
        legal = state not in TERMINAL and (opens or expected is state or expected in self._by_agent())
        if not legal:
            with pytest.raises(Conflict):
                messages.post_message(self.loaded, command, self._context(step))
            return
        self._apply(messages.post_message(self.loaded, command, self._context(step)))
        assert self.ticket.state is expected
        assert self.ticket.last_message_by == "agent"
        assert (self.messages[-1].delivery is not None) == (self.ticket.mailbox is not None)

    @precondition(lambda self: len(self.messages) > 1)
    @rule(step=STEPS, data=st.data())
    def reply_to_what_was(self, step: timedelta, data: st.DataObject) -> None:
        seen = data.draw(st.sampled_from(self.messages[:-1])).id
        command = PostMessage(MessageKind.REPLY, "Late.", "Maya", last_seen_message_id=seen)
        expected = Conflict if self.ticket.state in TERMINAL else StaleThread
        with pytest.raises(expected):
            messages.post_message(self.loaded, command, self._context(step))

    @rule(step=STEPS, to=st.none() | STATES)
    def note(self, step: timedelta, to: State | None) -> None:
        command = PostMessage(MessageKind.NOTE, "Between us.", "Maya", state_after=to)
        state = self.ticket.state
        if to not in (None, state) and to not in self._by_agent():
            with pytest.raises(IllegalTransition):
                messages.post_message(self.loaded, command, self._context(step))
            return
        before = self._apply(messages.post_message(self.loaded, command, self._context(step)))
        assert self.ticket.state is (to or state)
        assert self.ticket.last_message_by == before.last_message_by
        assert self.messages[-1].delivery is None
        assert self.messages[-1].kind is MessageKind.NOTE

    @rule(step=STEPS, facts=MAIL, trusted=st.booleans())
    def customer_message(self, step: timedelta, facts: object, trusted: bool) -> None:
        message = samples.said(facts=facts)  # type: ignore[arg-type]
        robot = message.mail is not None and message.mail.mail_class is not MailClass.HUMAN
        state = self.ticket.state
        if state is State.CLOSED:
            with pytest.raises(Conflict):
                messages.receive_message(self.loaded, ReceiveMessage(message, trusted), self._context(step))
            return
        changes = messages.receive_message(self.loaded, ReceiveMessage(message, trusted), self._context(step))
        self._apply(changes)
        expected = state if robot else BY_CUSTOMER_MESSAGE.get(state, state)
        if expected is State.REOPENED and not trusted:
            expected = state
        assert self.ticket.state is expected
        assert self.ticket.last_message_by == ("system" if robot else "customer")

    @rule(step=STEPS, assignee=st.sampled_from([None, "usr_1", "usr_2"]))
    def assign(self, step: timedelta, assignee: str | None) -> None:
        command = AssignTicket(self.ticket.version, assignee)
        if self.ticket.state in TERMINAL:
            with pytest.raises(Conflict):
                lifecycle.assign_ticket(self.loaded, command, self._context(step))
            return
        before = self._apply(lifecycle.assign_ticket(self.loaded, command, self._context(step)))
        assert self.ticket.assignee_id == assignee
        opens = before.state is State.NEW and assignee is not None
        assert self.ticket.state is (State.OPEN if opens else before.state)

    @rule(step=STEPS, distance=st.integers(min_value=1, max_value=5))
    def write_on_an_old_version(self, step: timedelta, distance: int) -> None:
        stale = self.ticket.version - distance
        ctx = self._context(step)
        for attempt in (
            lambda: lifecycle.update_ticket(self.loaded, UpdateTicket(stale, priority=Priority.URGENT), ctx),
            lambda: lifecycle.assign_ticket(self.loaded, AssignTicket(stale, "usr_1"), ctx),
            lambda: messages.post_message(
                self.loaded, PostMessage(MessageKind.NOTE, "Old.", "Maya", expected_version=stale), ctx
            ),
        ):
            with pytest.raises(LambdeskError) as refusal:
                attempt()
            assert refusal.value.code == "stale_version"
            assert refusal.value.data == {"current_version": self.ticket.version}

    @invariant()
    def the_state_is_what_its_events_say(self) -> None:
        if not hasattr(self, "loaded"):
            return
        state = None
        for event in self.history:
            if event.type == "ticket.created":
                state = event.data["state"]
            elif event.type == "ticket.state_changed":
                assert event.data["before"] == state
                assert event.data["before"] != event.data["after"]
                state = event.data["after"]
        assert self.ticket.state == state

    @invariant()
    def assignee_and_priority_are_what_their_events_say(self) -> None:
        if not hasattr(self, "loaded"):
            return
        assignee, priority = None, "normal"
        for event in self.history:
            if event.type == "ticket.assigned":
                assert event.data.get("before") == assignee
                assignee = event.data.get("after")
            elif event.type == "ticket.priority_changed":
                assert event.data["before"] == priority
                priority = event.data["after"]
        assert self.ticket.assignee_id == assignee
        assert self.ticket.priority == priority

    @invariant()
    def the_timeline_is_ordered_and_counted(self) -> None:
        if not hasattr(self, "loaded"):
            return
        ids = [event.id for event in self.history]
        assert ids == sorted(set(ids))
        message_ids = [message.id for message in self.messages]
        assert message_ids == sorted(set(message_ids))
        assert self.ticket.message_count == len(self.messages)
        assert self.ticket.last_message_id == message_ids[-1]
        created = [event.data["message_id"] for event in self.history if event.type == "message.created"]
        assert created == message_ids

    @invariant()
    def events_carry_no_words(self) -> None:
        if not hasattr(self, "loaded"):
            return
        told = repr([event.data for event in self.history])
        for secret in (samples.ANNA.name, samples.ANNA.address, self.ticket.subject, *(m.body for m in self.messages)):
            assert secret not in told

    @invariant()
    def spam_knows_its_way_back(self) -> None:
        if not hasattr(self, "loaded"):
            return
        moves = [event.data for event in self.history if event.type == "ticket.state_changed"]
        spam = self.ticket.state is State.SPAM
        assert self.ticket.state_before == (moves[-1]["before"] if spam else None)
        for last, move in itertools.pairwise(moves):
            if move["before"] == State.SPAM:
                assert (move["after"], move["reason"]) == (last["before"], "not_spam")


TestLifecycle = Lifecycle.TestCase
TestLifecycle.settings = settings(max_examples=150, stateful_step_count=30)
