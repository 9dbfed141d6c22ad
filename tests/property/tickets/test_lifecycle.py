"""A ticket's life under any sequence of commands and clocks: the transitions of the semantics and no others."""

import itertools
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from lambdesk.conversations.model import MailClass, Message, MessageKind
from lambdesk.identity.model import STAFF_ROLES
from lambdesk.kit.changes import ChangeSet, Replace
from lambdesk.kit.context import Context
from lambdesk.kit.errors import (
    Conflict,
    Forbidden,
    IllegalTransition,
    Invalid,
    LambdeskError,
    StaleThread,
    StaleVersion,
)
from lambdesk.kit.events import Event
from lambdesk.tickets.commands import (
    UNSET,
    ApplyDue,
    AssignTicket,
    PostMessage,
    ReceiveMessage,
    Unset,
    UpdateTicket,
)
from lambdesk.tickets.decide import lifecycle, messages
from lambdesk.tickets.model import FieldValue, Loaded, Priority, State, Ticket
from tests.unit.tickets import house, samples
from tests.unit.tickets.replay import present, replay
from tests.unit.tickets.semantics import BY_CUSTOMER_MESSAGE, TERMINAL, by_agent

STATES = st.sampled_from(State)
STATUSES = {each.id: each for each in house.STATUSES if each.replaced_by is None}
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "order_number": st.none() | st.from_regex("[0-9]{2}-[0-9]{4}", fullmatch=True, alphabet="0123456789-"),
        "weight": st.none() | st.integers(-9, 9) | st.floats(-9, 9),
        "bought_on": st.none() | st.dates().map(str),
        "size": st.none() | st.sampled_from("sml"),
        "colours": st.none() | st.lists(st.sampled_from("sml")).map(tuple),
        "insured": st.none() | st.booleans(),
        "cause": st.none() | st.sampled_from(["Broken in the post", "Our mistake"]),
    },
)
TAGS = st.lists(st.sampled_from(["VIP", "vip", "straße", "late", "Refund "]), max_size=4).map(tuple)
# Clocks of two machines disagree: time may stand still or go back between two changes.
STEPS = st.integers(min_value=-90_000, max_value=90_000).map(lambda ms: timedelta(milliseconds=ms))
DAYS = st.integers(min_value=0, max_value=8).map(lambda days: timedelta(days=days))
MAIL = st.none() | st.builds(samples.mail, authenticated=st.booleans(), mail_class=st.sampled_from(MailClass))


_TOUCHES = {
    "ticket.state_changed": "state",
    "ticket.status_changed": "status_id",
    "ticket.priority_changed": "priority",
}


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
        changes = messages.open_ticket(command, self._context(timedelta()), None, house.RULES)
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

    def _update(self, command: UpdateTicket, step: timedelta) -> ChangeSet:
        return lifecycle.update_ticket(self.loaded, command, self._context(step), house.RULES)

    def _post(self, command: PostMessage, step: timedelta) -> ChangeSet:
        return messages.post_message(self.loaded, command, self._context(step), house.RULES)

    def _remember(self, changes: ChangeSet) -> None:
        self.history.extend(changes.events)
        self.messages.extend(samples.written(changes, Message))

    def _apply(self, changes: ChangeSet) -> Ticket:
        """Take the change over, check what holds for each change, and give back the ticket from before."""
        before = self.ticket
        if not changes.writes:
            assert not changes.events
            return before
        replaced = [each for each in changes.writes if isinstance(each, Replace) and isinstance(each.entity, Ticket)]
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
                self._update(command, step)
            assert set(refusal.value.data["allowed"]) == legal
            return
        if self._demanded(to) and state is not State.SPAM:
            with pytest.raises(Invalid) as lacking:
                self._update(command, step)
            assert [each.code for each in lacking.value.fields] == ["required_on_resolve"]
            return
        self._apply(self._update(command, step))
        assert self.ticket.state is to
        assert self.ticket.status_id is None or to is state
        if to is State.RESOLVED and state not in (State.RESOLVED, State.SPAM):
            assert self.ticket.assignee_id is not None

    def _demanded(self, to: State | None) -> bool:
        """Whether resolving fails for want of the field that it needs."""
        return to is State.RESOLVED and self.ticket.state is not to and "fld_7" not in self.loaded.details.fields

    @rule(step=STEPS, status_id=st.sampled_from(sorted(STATUSES)), role=st.none() | st.sampled_from(STAFF_ROLES))
    def update_status(self, step: timedelta, status_id: str, role: str | None) -> None:
        status, before = STATUSES[status_id], self.ticket
        command = UpdateTicket(before.version, status_id=status_id, role=role)
        if role is not None and status.roles and role not in status.roles:
            wanted: type[LambdeskError] | None = Forbidden
        elif before.state is not status.state and status.state not in self._by_agent():
            wanted = IllegalTransition
        else:
            restored = before.state is State.SPAM
            wanted = Invalid if self._demanded(status.state) and not restored else None
        if wanted is not None:
            with pytest.raises(wanted):
                self._update(command, step)
            return
        self._apply(self._update(command, step))
        assert (self.ticket.state, self.ticket.status_id) == (status.state, status_id)

    @rule(step=STEPS)
    def take_the_status_away(self, step: timedelta) -> None:
        before = self._apply(self._update(UpdateTicket(self.ticket.version, status_id=None), step))
        assert (self.ticket.state, self.ticket.status_id) == (before.state, None)

    @rule(
        step=STEPS,
        values=VALUES,
        tags=st.none() | TAGS,
        category=st.sampled_from([UNSET, None, "cat_1", "cat_2"]),
        team=st.sampled_from([UNSET, None, "team_1", "team_2"]),
    )
    def note_things(
        self,
        step: timedelta,
        values: dict[str, FieldValue | None],
        tags: tuple[str, ...] | None,
        category: str | Unset | None,
        team: str | Unset | None,
    ) -> None:
        version = self.ticket.version
        command = UpdateTicket(version, fields=values, tags=tags, category_id=category, team_id=team)
        before = self._apply(self._update(command, step))
        assert (self.ticket.state, self.ticket.status_id) == (before.state, before.status_id)
        again = replace(command, expected_version=self.ticket.version)
        assert self._update(again, step).writes == ()

    @rule(step=STEPS | DAYS)
    def confirm(self, step: timedelta) -> None:
        ctx = self._context(step)
        if self.ticket.state not in (State.RESOLVED, State.CLOSED):
            with pytest.raises(IllegalTransition):
                lifecycle.confirm_resolution(self.loaded, ctx, house.RULES)
            return
        self._apply(lifecycle.confirm_resolution(self.loaded, ctx, house.RULES))
        assert self.ticket.state is State.CLOSED

    @rule(step=STEPS | DAYS)
    def let_time_pass(self, step: timedelta) -> None:
        ctx, before = self._context(step), self.ticket
        due = before.closes_at is not None and self.clock >= before.closes_at
        self._apply(lifecycle.apply_due(self.loaded, ApplyDue(), ctx, house.RULES))
        assert self.ticket.state is (State.CLOSED if due else before.state)
        assert lifecycle.apply_due(self.loaded, ApplyDue(), ctx, house.RULES).writes == ()

    @rule(step=STEPS, priority=st.sampled_from(Priority), subject=st.none() | st.sampled_from(["Ink", "Paper"]))
    def update_fields(self, step: timedelta, priority: Priority, subject: str | None) -> None:
        command = UpdateTicket(self.ticket.version, priority=priority, subject=subject)
        before = self._apply(self._update(command, step))
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
        if not legal or self._demanded(to):
            with pytest.raises(Invalid if legal else Conflict):
                self._post(command, step)
            return
        self._apply(self._post(command, step))
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
            self._post(command, step)

    @rule(step=STEPS, to=st.none() | STATES)
    def note(self, step: timedelta, to: State | None) -> None:
        command = PostMessage(MessageKind.NOTE, "Between us.", "Maya", state_after=to)
        state = self.ticket.state
        illegal = to not in (None, state) and to not in self._by_agent()
        if illegal or (self._demanded(to) and state is not State.SPAM):
            with pytest.raises(IllegalTransition if illegal else Invalid):
                self._post(command, step)
            return
        before = self._apply(self._post(command, step))
        assert self.ticket.state is (to or state)
        assert self.ticket.last_message_by == before.last_message_by
        assert self.messages[-1].delivery is None
        assert self.messages[-1].kind is MessageKind.NOTE

    @rule(step=STEPS | DAYS, facts=MAIL, trusted=st.booleans())
    def customer_message(self, step: timedelta, facts: object, trusted: bool) -> None:
        message = samples.said(facts=facts)  # type: ignore[arg-type]
        robot = message.mail is not None and message.mail.mail_class is not MailClass.HUMAN
        state, ctx = self.ticket.state, self._context(step)
        closed_at = self.ticket.closed_at if self.ticket.merged_into is None else None
        again = closed_at is not None and self.clock <= closed_at + timedelta(days=5)
        if state is State.CLOSED and not (again and trusted and not robot):
            with pytest.raises(Conflict):
                messages.receive_message(self.loaded, ReceiveMessage(message, trusted), ctx, house.RULES)
            return
        self._apply(messages.receive_message(self.loaded, ReceiveMessage(message, trusted), ctx, house.RULES))
        expected = state if robot else {**BY_CUSTOMER_MESSAGE, State.CLOSED: State.REOPENED}.get(state, state)
        if expected is State.REOPENED and not trusted:
            expected = state
        assert self.ticket.state is expected
        assert self.ticket.last_message_by == ("system" if robot else "customer")

    @rule(step=STEPS, assignee=st.sampled_from([None, "usr_1", "usr_2"]))
    def assign(self, step: timedelta, assignee: str | None) -> None:
        command = AssignTicket(self.ticket.version, assignee)
        if self.ticket.state in TERMINAL:
            with pytest.raises(Conflict):
                lifecycle.assign_ticket(self.loaded, command, self._context(step), house.RULES)
            return
        before = self._apply(lifecycle.assign_ticket(self.loaded, command, self._context(step), house.RULES))
        assert self.ticket.assignee_id == assignee
        opens = before.state is State.NEW and assignee is not None
        assert self.ticket.state is (State.OPEN if opens else before.state)

    @rule(step=STEPS, distance=st.integers(min_value=1, max_value=5), field=st.sampled_from(["priority", "state"]))
    def write_on_an_old_version(self, step: timedelta, distance: int, field: str) -> None:
        """What nobody touched since goes through; what somebody did is refused, and named."""
        stale = max(1, self.ticket.version - distance)
        since = [event for event in self.history if event.version > stale]
        touched = {_TOUCHES.get(event.type) for event in since} - {None}
        value = Priority.URGENT if field == "priority" else self.ticket.state
        command = UpdateTicket(stale, **{field: value})  # type: ignore[arg-type]
        conflicts = touched & ({"priority"} if field == "priority" else {"state", "status_id"})
        if not conflicts:
            self._apply(self._update(command, step))
            assert getattr(self.ticket, field) is value
            return
        with pytest.raises(StaleVersion) as refusal:
            self._update(command, step)
        assert refusal.value.data == {"current_version": self.ticket.version, "conflicts": sorted(conflicts)}  # type: ignore[type-var]

    @rule(step=STEPS, distance=st.integers(min_value=1, max_value=5))
    def write_on_a_version_that_must_be_this_one(self, step: timedelta, distance: int) -> None:
        stale = PostMessage(MessageKind.NOTE, "Old.", "Maya", expected_version=self.ticket.version - distance)
        with pytest.raises(StaleVersion) as refusal:
            self._post(stale, step)
        assert refusal.value.data == {"current_version": self.ticket.version}

    @invariant()
    def the_ticket_is_what_its_events_say(self) -> None:
        if hasattr(self, "loaded"):
            assert replay(self.history) == present(self.loaded)

    @invariant()
    def a_status_stands_for_the_state(self) -> None:
        if hasattr(self, "loaded") and self.ticket.status_id is not None:
            assert house.RULES.statuses[self.ticket.status_id].state is self.ticket.state

    @invariant()
    def moments_belong_to_states(self) -> None:
        if not hasattr(self, "loaded"):
            return
        ticket = self.ticket
        assert (ticket.closed_at is not None) == (ticket.state is State.CLOSED)
        assert (ticket.closes_at is not None) == (ticket.state is State.RESOLVED)
        if ticket.state not in TERMINAL:
            assert (ticket.resolved_at is not None) == (ticket.state is State.RESOLVED)
        if ticket.closes_at is not None:
            assert ticket.closes_at == self._quiet_since() + timedelta(days=3)

    def _quiet_since(self) -> datetime:
        """When a person last said something in public, or since when it is resolved."""
        loud = [event.at for event in self.history if event.type == "ticket.state_changed"]
        for event in self.history:
            public = event.type == "message.created" and event.data["kind"] != "note"
            if public and event.data.get("mail_class") in (None, "human"):
                loud.append(event.at)
        return max(loud)

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
        words = [self.loaded.details.fields.get(each) for each in ("fld_1", "fld_7")]
        public = (samples.ANNA.name, samples.ANNA.address, self.ticket.subject, *(m.body for m in self.messages))
        for secret in (*public, *(str(each) for each in words if each)):
            assert secret not in told

    @invariant()
    def spam_knows_its_way_back(self) -> None:
        if not hasattr(self, "loaded"):
            return
        moves = [event.data for event in self.history if event.type == "ticket.state_changed"]
        left = {move["reason"] for move in moves if move["before"] in TERMINAL}
        assert left <= {"not_spam", "reopen_window", "unmerged"}
        spam, merged = self.ticket.state is State.SPAM, self.ticket.merged_into is not None
        assert merged or self.ticket.state_before == (moves[-1]["before"] if spam else None)
        for last, move in itertools.pairwise(moves):
            if move["before"] == State.SPAM:
                assert (move["after"], move["reason"]) == (last["before"], "not_spam")


TestLifecycle = Lifecycle.TestCase
TestLifecycle.settings = settings(max_examples=150, stateful_step_count=30)
