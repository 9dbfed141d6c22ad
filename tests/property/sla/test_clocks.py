"""A ticket's clock under any history: one verdict by timestamps, and the events alone give the same clock."""

from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from lambdesk.conversations.model import MessageKind
from lambdesk.kit import clock as moments
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.context import Context
from lambdesk.kit.events import Event
from lambdesk.sla.calendar import AROUND_THE_CLOCK, elapsed
from lambdesk.sla.model import DEFAULT_POLICIES, DEFAULT_POLICY, Clock
from lambdesk.tickets.commands import AcknowledgeEscalation, ApplyDue, PostMessage, ReceiveMessage, UpdateTicket
from lambdesk.tickets.decide import lifecycle, messages
from lambdesk.tickets.model import AT_WORK, Loaded, Priority, State, Ticket
from tests.support.clocks import clock_of
from tests.unit.tickets import samples

# From milliseconds to most of a day: breaches, and moments exactly on a deadline.
STEPS = st.one_of(
    st.integers(min_value=-2_000, max_value=60_000_000), st.sampled_from([3_600_000, 2_700_000, 14_400_000, 28_800_000])
).map(lambda ms: timedelta(milliseconds=ms))


class Clocks(RuleBasedStateMachine):
    """One ticket with a first-response clock; timers come at any time or not at all."""

    loaded: Loaded
    now: datetime
    turn: int
    events: list[Event]
    verdict: tuple[datetime | None, datetime | None]

    @initialize()
    def open(self) -> None:
        self.now, self.turn, self.events, self.verdict = samples.MORNING, 0, [], (None, None)
        changes = messages.open_ticket(samples.opening(), self._context(timedelta()), DEFAULT_POLICIES)
        self.loaded = samples.after(None, changes)
        self.events += changes.events

    @property
    def ticket(self) -> Ticket:
        return self.loaded.ticket

    @property
    def sla(self) -> Clock:
        return clock_of(self.ticket)

    def _context(self, step: timedelta) -> Context:
        self.now, self.turn = self.now + step, self.turn + 1
        return Context(samples.TENANT, samples.MAYA, self.now, f"seed-{self.turn}", {"door": "test"})

    def _apply(self, changes: ChangeSet) -> None:
        before = self.ticket.next_due_at
        self.loaded = samples.after(self.loaded, changes)
        self.events += changes.events
        told = [event.data for event in changes.events if "timer" in event.data]
        after = self.ticket.next_due_at
        if before == after:
            assert told == []
        else:
            (only,) = told
            assert only.get("next_due_at") == (moments.to_text(after) if after else None)
            assert only["timer"] == ("arm" if before is None else "disarm" if after is None else "move")

    @rule(step=STEPS)
    def time_passes(self, step: timedelta) -> None:
        ctx = self._context(step)
        self._apply(lifecycle.apply_due(self.loaded, ApplyDue(), ctx))
        assert lifecycle.apply_due(self.loaded, ApplyDue(), ctx).writes == ()
        if self.ticket.next_due_at is not None:
            assert self.ticket.next_due_at >= ctx.now or self.ticket.next_due_at == self.sla.due_at >= ctx.now

    @precondition(lambda self: self.ticket.state_category in AT_WORK or self.ticket.state is State.RESOLVED)
    @rule(step=STEPS, kind=st.sampled_from([MessageKind.REPLY, MessageKind.NOTE]))
    def say(self, step: timedelta, kind: MessageKind) -> None:
        command = PostMessage(kind, "Try again.", "Maya", last_seen_message_id=self.ticket.last_message_id)
        before, ctx = self.sla, self._context(step)
        self._apply(messages.post_message(self.loaded, command, ctx))
        if kind is MessageKind.REPLY and not before.decided:
            at = self.ticket.updated_at
            in_time = at <= before.due_at or before.paused_at is not None
            assert (self.sla.answered_at, self.sla.breached_at) == (at, None if in_time else before.due_at)
        elif kind is MessageKind.REPLY:
            assert self.sla.answered_at == (before.answered_at or self.ticket.updated_at)

    @rule(step=STEPS, trusted=st.booleans())
    def customer_writes(self, step: timedelta, trusted: bool) -> None:
        self._apply(messages.receive_message(self.loaded, ReceiveMessage(samples.said(), trusted), self._context(step)))

    @rule(step=STEPS, data=st.data())
    def change_state(self, step: timedelta, data: st.DataObject) -> None:
        if self.ticket.allowed_states:
            to = data.draw(st.sampled_from(self.ticket.allowed_states))
            command = UpdateTicket(self.ticket.version, state=to)
            self._apply(lifecycle.update_ticket(self.loaded, command, self._context(step)))

    @rule(step=STEPS, priority=st.sampled_from(Priority))
    def change_priority(self, step: timedelta, priority: Priority) -> None:
        command = UpdateTicket(self.ticket.version, priority=priority)
        self._apply(lifecycle.update_ticket(self.loaded, command, self._context(step)))

    @precondition(lambda self: self.ticket.escalations)
    @rule(step=STEPS)
    def acknowledge(self, step: timedelta) -> None:
        command = AcknowledgeEscalation(self.ticket.version)
        self._apply(lifecycle.acknowledge_escalation(self.loaded, command, self._context(step)))

    @invariant()
    def there_is_at_most_one_verdict_and_it_stays(self) -> None:
        if not hasattr(self, "loaded"):
            return
        in_time = None if self.sla.breached_at else self.sla.answered_at
        verdict = (in_time, self.sla.breached_at)
        if self.verdict != (None, None):
            assert verdict == self.verdict
        self.verdict = verdict
        told = [e.type for e in self.events if e.type in ("sla.target_met", "sla.target_breached")]
        assert len(told) == sum(each is not None for each in verdict)

    @invariant()
    def a_replay_of_the_events_gives_the_clock(self) -> None:
        if not hasattr(self, "loaded"):
            return
        used, since, still = 0, samples.MORNING, False
        target, level, due = 0, 0, None
        for event in self.events:
            kind = event.type
            if kind in ("sla.clock_started", "sla.clock_recomputed"):
                target = event.data["target_seconds"]
            elif kind == "sla.clock_paused":
                used, since, still = used + elapsed(AROUND_THE_CLOCK, since, event.at), event.at, True
            elif kind == "sla.clock_resumed":
                since, still = event.at, False
            elif kind == "escalation.raised":
                assert event.data["level"] == level + 1
                level = event.data["level"]
            elif kind == "escalation.ended":
                level = 0
            due = event.data.get("due_at", due) if kind.startswith("sla.") else due
        assert (self.sla.target_seconds, self.sla.used, self.sla.since, self.sla.paused) == (target, used, since, still)
        assert moments.to_text(self.sla.due_at) == due
        assert level == self.ticket.escalation_level

    @invariant()
    def a_running_target_is_that_of_the_priority(self) -> None:
        if hasattr(self, "loaded") and not self.sla.decided:
            assert self.sla.target_seconds == DEFAULT_POLICY.first_response[self.ticket.priority]
            assert (self.sla.paused_at is None) == (self.ticket.state_category in AT_WORK)

    @invariant()
    def nobody_is_called_for_what_is_done(self) -> None:
        if hasattr(self, "loaded") and self.ticket.escalations:
            assert self.sla.breached_at is not None
            assert self.ticket.state_category in AT_WORK


TestClocks = Clocks.TestCase
TestClocks.settings = settings(max_examples=120, stateful_step_count=30, deadline=None)
