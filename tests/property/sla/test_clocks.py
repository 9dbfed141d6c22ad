"""A ticket's clocks under any history: verdicts by timestamps, and the events alone give the same clocks."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from lambdesk.conversations.model import MailClass, Message, MessageKind, SendState
from lambdesk.kit import clock as moments
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.context import Context
from lambdesk.kit.events import Event
from lambdesk.sla import decide
from lambdesk.sla.calendar import Window, elapsed
from lambdesk.sla.calendars.model import BusinessCalendar
from lambdesk.sla.clocks import stood_still
from lambdesk.sla.follow import EARLIER, Place, reckons_anew, stands_still
from lambdesk.sla.history import past_of
from lambdesk.sla.model import PAUSABLE, PAUSES, Metric, Reopen, SlaPolicies, SlaPolicy, Terms
from lambdesk.tickets import queries
from lambdesk.tickets.commands import AcknowledgeEscalation, ApplyDue, PostMessage, ReceiveMessage, UpdateTicket
from lambdesk.tickets.decide import lifecycle, messages
from lambdesk.tickets.decide.bounces import Bounce
from lambdesk.tickets.decide.restating import RESTATED
from lambdesk.tickets.draft import clocks_of
from lambdesk.tickets.model import AT_WORK, Loaded, Priority, State, Ticket
from lambdesk.tickets.settings.model import Team, TicketRules
from tests.support.clocks import clock_of, find_clock
from tests.unit.tickets import samples

# From milliseconds to most of a day: breaches, and moments exactly on a deadline.
STEPS = st.one_of(
    st.integers(min_value=-2_000, max_value=60_000_000), st.sampled_from([3_600_000, 2_700_000, 14_400_000, 28_800_000])
).map(lambda ms: timedelta(milliseconds=ms))
TARGETS = {"urgent": 3_600, "high": 14_400, "normal": 28_800, "low": 86_400}
WEEK = (*(((Window(540, 1020),),) * 5), (), ())
ABROAD_WEEK = (*(((Window(480, 720), Window(780, 1440)),) * 6), ())
OFFICE = BusinessCalendar("cal_1", "Office", "Europe/Berlin", WEEK, samples.MORNING, version=3)
ABROAD = BusinessCalendar("cal_2", "Abroad", "America/New_York", ABROAD_WEEK, samples.MORNING, version=1)
CALENDARS = {"cal_1": OFFICE, "cal_2": ABROAD}
TEAMS = {each.id: each for each in (Team("team_1", "Here"), Team("team_2", "Abroad", calendar_id="cal_2"))}
RULES = TicketRules(calendar_id="cal_1", teams=TEAMS)
PLACES = st.lists(st.sampled_from(PAUSABLE), unique=True, max_size=2).map(tuple)


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    policy = SlaPolicy(
        0,
        TARGETS,
        next_response=draw(st.sampled_from([{}, {name: each // 2 for name, each in TARGETS.items()}])),
        resolution=draw(st.sampled_from([{}, {name: each * 2 for name, each in TARGETS.items()}])),
        pauses=draw(st.one_of(st.just(PAUSES), st.dictionaries(st.sampled_from(list(Metric)), PLACES))),
        reopen=draw(st.sampled_from(Reopen)),
        warning_lead_seconds=draw(st.sampled_from([None, 600])),
        hours=draw(st.sampled_from(["around_the_clock", "organisation", "team"])),
    )
    return decide.terms(policy, CALENDARS, None, "cal_1")


def sent(message: Message) -> Message:
    """The reply once its mail has gone out."""
    assert message.delivery is not None
    return replace(message, delivery=replace(message.delivery, state=SendState.SENT))


class Clocks(RuleBasedStateMachine):
    """One ticket with its clocks; timers come at any time or not at all."""

    loaded: Loaded
    now: datetime
    turn: int
    events: list[Event]

    @initialize(terms=terms())
    def open(self, terms: Terms) -> None:
        self.now, self.turn, self.events, self.terms = samples.MORNING, 0, [], terms
        self.replies: list[Message] = []
        promised = SlaPolicies(terms.policy, calendars=CALENDARS)
        changes = messages.open_ticket(samples.opening(), self._context(timedelta()), promised, RULES)
        self.loaded = replace(samples.after(None, changes), terms=terms)
        assert self.ticket.sla is not None
        assert self.ticket.sla.calendar_version == terms.calendar_version
        self.events += changes.events

    @property
    def ticket(self) -> Ticket:
        return self.loaded.ticket

    def _context(self, step: timedelta) -> Context:
        self.now, self.turn = self.now + step, self.turn + 1
        return Context(samples.TENANT, samples.MAYA, self.now, f"seed-{self.turn}", {"door": "test"})

    def _known(self, team_id: str | None = None, *, retimed: bool = False) -> Loaded:
        """The ticket as it is loaded for a decision: with the past only where the service reads it."""
        ticket, terms = self.ticket, self.terms
        known = self.loaded
        if team_id is not None and terms.policy.hours == "team":
            known = replace(known, moved=decide.terms(terms.policy, CALENDARS, RULES.calendar_of(team_id), "cal_1"))
        still = retimed and any(map(stood_still, clocks_of(ticket)))
        if still or reckons_anew(ticket.sla, terms, ticket.priority):
            known = replace(known, past=past_of(self.events))
        return known

    def _apply(self, changes: ChangeSet) -> None:
        before = self.ticket.next_due_at
        assert self.loaded.terms
        both = self.loaded.terms, self.terms
        self.loaded = replace(samples.after(self.loaded, changes), terms=self.terms)
        for event in changes.events:
            if event.type == "sla.target_breached":
                # What came before it says when the time ran out, by the team of then or of now.
                past = past_of(self.events)[Metric(event.data["metric"])]
                assert event.data["due_at"] in [moments.to_text(past.clock(terms).due_at) for terms in both]
            self.events.append(event)
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
        assert self.ticket.next_due_at is None or self.ticket.next_due_at >= ctx.now

    @precondition(lambda self: self.ticket.state_category in AT_WORK or self.ticket.state is State.RESOLVED)
    @rule(step=STEPS, kind=st.sampled_from([MessageKind.REPLY, MessageKind.NOTE]))
    def say(self, step: timedelta, kind: MessageKind) -> None:
        command = PostMessage(kind, "Try again.", "Maya", last_seen_message_id=self.ticket.last_message_id)
        before, ctx = clock_of(self.ticket), self._context(step)
        changes = messages.post_message(self._known(), command, ctx)
        self._apply(changes)
        if kind is MessageKind.REPLY:
            self.replies.append(sent(samples.message_of(changes)))
        first, at = clock_of(self.ticket), self.ticket.updated_at
        if kind is MessageKind.REPLY and not before.decided:
            in_time = at <= before.due_at or before.paused
            assert (first.answered_at, first.breached_at) == (at, None if in_time else before.due_at)
        elif kind is MessageKind.REPLY:
            assert first.answered_at == (before.answered_at or at)
        else:
            assert first.answered_at == before.answered_at
        waits = find_clock(self.ticket, Metric.NEXT_RESPONSE)
        assert kind is MessageKind.NOTE or waits is None or waits.answered_at is not None

    @rule(step=STEPS, trusted=st.booleans(), robot=st.booleans())
    def customer_writes(self, step: timedelta, trusted: bool, robot: bool) -> None:
        facts = samples.mail(mail_class=MailClass.AUTO_REPLY) if robot else None
        command, before = (
            ReceiveMessage(samples.said(facts=facts), trusted),
            find_clock(self.ticket, Metric.NEXT_RESPONSE),
        )
        if self.ticket.state is State.CLOSED:
            return
        self._apply(messages.receive_message(self._known(), command, self._context(step)))
        after = find_clock(self.ticket, Metric.NEXT_RESPONSE)
        first = clock_of(self.ticket)
        begins = before is None or before.answered_at is not None
        if robot or not begins or first.answered_at is None or not self.terms.policy.next_response:
            assert (after.started_at if after else None) == (before.started_at if before else None)
        else:
            assert after is not None
            assert after.started_at == self.ticket.updated_at

    @precondition(lambda self: self.replies and self.ticket.state is not State.CLOSED)
    @rule(step=STEPS, data=st.data())
    def a_reply_comes_back(self, step: timedelta, data: st.DataObject) -> None:
        message = data.draw(st.sampled_from(self.replies))
        answers = queries.answers(self.loaded.details, self.replies, self.events)
        bounce = Bounce(message, (samples.ANNA.address,), "5.1.1", answers, past_of(self.events))
        command = ReceiveMessage(samples.said(facts=samples.mail(mail_class=MailClass.BOUNCE)), trusted=False)
        before = self.ticket
        self._apply(messages.receive_message(self.loaded, command, self._context(step), bounce=bounce))
        self.replies.remove(message)
        for metric in (Metric.FIRST_RESPONSE, Metric.NEXT_RESPONSE):
            clock, after = find_clock(before, metric), find_clock(self.ticket, metric)
            if clock is None or clock.answered_at != message.created_at:
                # The exchange after it goes only when the answered one waits again.
                assert clock is None or after is None or after.started_at <= clock.started_at
                continue
            if after is None:
                assert metric is Metric.NEXT_RESPONSE
                assert clock_of(self.ticket).answered_at is None
                continue
            others = [each for each in answers.values() if each > message.created_at]
            assert after is not None
            assert after.answered_at == min(others, default=None)
            assert clock.breached_at in (None, after.breached_at)

    @rule(step=STEPS, data=st.data())
    def change_state(self, step: timedelta, data: st.DataObject) -> None:
        if self.ticket.allowed_states:
            to = data.draw(st.sampled_from(self.ticket.allowed_states))
            command = UpdateTicket(self.ticket.version, state=to)
            self._apply(lifecycle.update_ticket(self._known(), command, self._context(step)))

    @rule(step=STEPS, priority=st.sampled_from(Priority))
    def change_priority(self, step: timedelta, priority: Priority) -> None:
        command = UpdateTicket(self.ticket.version, priority=priority)
        self._apply(lifecycle.update_ticket(self._known(retimed=True), command, self._context(step)))

    @rule(step=STEPS, team_id=st.sampled_from(sorted(RULES.teams)), priority=st.none() | st.sampled_from(Priority))
    def change_team(self, step: timedelta, team_id: str, priority: Priority | None) -> None:
        known = self._known(team_id, retimed=True)
        moved = known.moved if team_id != self.ticket.team_id else None
        command = UpdateTicket(self.ticket.version, team_id=team_id, priority=priority)
        changes = lifecycle.update_ticket(known, command, self._context(step), RULES)
        self.terms = moved or self.terms
        self._apply(changes)
        assert self.ticket.sla
        assert self.ticket.sla.calendar_id == self.terms.calendar_id

    @precondition(lambda self: self.ticket.escalations)
    @rule(step=STEPS)
    def acknowledge(self, step: timedelta) -> None:
        command = AcknowledgeEscalation(self.ticket.version)
        self._apply(lifecycle.acknowledge_escalation(self.loaded, command, self._context(step)))

    @invariant()
    def no_clock_is_both_met_and_breached(self) -> None:
        """Of one run of a clock, unless the fact was voided."""
        if not hasattr(self, "loaded"):
            return
        standing: dict[str, str | None] = {}
        former: dict[str, str | None] = {}
        for event in self.events:
            metric = event.data.get("metric", "")
            if event.type == "sla.clock_started":
                former[metric], standing[metric] = standing.get(metric), None
            elif event.type == "sla.clock_cancelled" and event.data["reason"] == EARLIER:
                standing[metric] = former[metric]
            elif event.type == "sla.fact_voided" and event.data["reason"] == RESTATED:
                assert (standing[metric], event.data["fact"]) == ("sla.target_breached",) * 2
                standing[metric] = None
            elif event.type == "sla.fact_voided":
                voided, missed = event.data["fact"], standing[metric] == "sla.target_breached"
                assert voided == ("sla.target_missed" if missed else "sla.target_met")
                standing[metric] = standing[metric] if missed else None
            elif event.type in ("sla.target_met", "sla.target_breached"):
                assert standing[metric] is None
                standing[metric] = event.type
            elif event.type == "sla.target_missed":
                assert standing[metric] == "sla.target_breached"

    @invariant()
    def a_replay_of_the_events_gives_the_clocks(self) -> None:
        if not hasattr(self, "loaded"):
            return
        past = past_of(self.events)
        assert {each.metric for each in clocks_of(self.ticket)} == set(past)
        for clock in clocks_of(self.ticket):
            told = past[clock.metric].clock(self.terms)
            if clock.decided:
                told = replace(told, due_at=clock.due_at, warnings=clock.warnings)
            # One that was told on the edge of a run may stand at either end of the pause; nobody asks for it again.
            warnings = (*clock.warnings[: clock.warned], *told.warnings[clock.warned :])
            assert replace(told, warned=clock.warned, warnings=warnings) == clock
            runs = past[clock.metric].runs
            assert clock.used == sum(elapsed(self.terms.calendar, begin, end) for begin, end in runs)
            assert all(a[1] <= b[0] for a, b in pairwise(runs))

    @invariant()
    def a_running_target_is_that_of_the_priority(self) -> None:
        ticket = self.loaded.ticket if hasattr(self, "loaded") else None
        for clock in clocks_of(ticket) if ticket else ():
            if not clock.decided:
                assert clock.target_seconds == self.terms.policy.target(clock.metric, self.ticket.priority)
                working = self.ticket.state_category in AT_WORK
                place = Place(self.ticket.state, self.ticket.state_category, working)
                still = not working or stands_still(self.terms.policy, clock.metric, place)
                assert clock.paused == still

    @invariant()
    def nobody_is_called_for_what_is_done(self) -> None:
        for called in self.loaded.ticket.escalations if hasattr(self, "loaded") else ():
            assert clock_of(self.ticket, Metric(called.metric)).late
            assert self.ticket.state_category in AT_WORK


TestClocks = Clocks.TestCase
TestClocks.settings = settings(max_examples=120, stateful_step_count=30, deadline=None)
