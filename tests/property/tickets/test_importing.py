"""A ticket that comes with its past has the clocks of one that was here all the time."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lambdesk.conversations.model import MessageKind
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.context import Context
from lambdesk.kit.events import Event
from lambdesk.reports.fold import fold
from lambdesk.sla.history import past_of
from lambdesk.sla.model import Clock, Metric, SlaPolicies, Terms
from lambdesk.tickets.commands import ApplyDue, PostMessage, ReceiveMessage, UpdateTicket
from lambdesk.tickets.decide import lifecycle, messages
from lambdesk.tickets.draft import clocks_of
from lambdesk.tickets.importing.commands import Author, ImportTicket, PastChange, PastMessage, People
from lambdesk.tickets.importing.decide import replay
from lambdesk.tickets.model import Loaded, Priority, State, Ticket
from tests.property.sla.test_clocks import CALENDARS, RULES, terms
from tests.unit.tickets import samples

THERE = replace(RULES, close_after_days=None, reopen_days=36_500)
PEOPLE = People({samples.ANNA.address: samples.ANNA}, {"maya@northwind.example": samples.MAYA.id or ""})
MAYA = Author("maya@northwind.example", "Maya")
# From milliseconds to most of a day: breaches, and moments exactly on a deadline.
STEPS = st.one_of(
    st.integers(min_value=5, max_value=60_000_000), st.sampled_from([3_600_000, 2_700_000, 14_400_000, 28_800_000])
).map(lambda ms: timedelta(milliseconds=ms))


class Deed(StrEnum):
    ASKED = "asked"
    REPLIED = "replied"
    NOTED = "noted"
    REPLIED_AND_WENT = "replied and went"
    WENT = "went"
    PRIORITISED = "prioritised"
    CONFIRMED = "confirmed"


@dataclass(frozen=True)
class Turn:
    """Something that happens so long after the one before; in between a timer may go off, that late."""

    step: timedelta
    deed: Deed
    to: State
    priority: Priority
    timer: float | None


TURNS = st.builds(
    Turn,
    step=STEPS,
    deed=st.sampled_from(Deed),
    to=st.sampled_from([State.OPEN, State.PENDING, State.ON_HOLD, State.RESOLVED]),
    priority=st.sampled_from(Priority),
    timer=st.none() | st.floats(min_value=0.1, max_value=0.9),
)


@dataclass
class Here:
    """A ticket that lived here; what was done with it is noted as another system would tell it."""

    loaded: Loaded
    events: list[Event]
    now: datetime
    said: list[PastMessage] = field(default_factory=list)
    changed: list[PastChange] = field(default_factory=list)

    @property
    def ticket(self) -> Ticket:
        return self.loaded.ticket

    def context(self) -> Context:
        return Context(samples.TENANT, samples.MAYA, self.now, f"here-{self.now.timestamp()}", {"door": "test"})

    def apply(self, changes: ChangeSet) -> None:
        if changes.writes:
            self.loaded = replace(samples.after(self.loaded, changes), terms=self.loaded.terms)
            self.events += changes.events

    def known(self) -> Loaded:
        return replace(self.loaded, past=past_of(self.events))

    def goes_on(self, turn: Turn) -> None:
        begun = self.now
        if turn.timer is not None:
            self.now = begun + timedelta(milliseconds=turn.step / timedelta(milliseconds=1) * turn.timer // 1)
            self.time_passes()
        self.now = begun + turn.step
        getattr(self, f"_{turn.deed.name.lower()}")(turn)

    def time_passes(self) -> None:
        self.apply(lifecycle.apply_due(self.loaded, ApplyDue(), self.context(), THERE))

    def _asked(self, _: Turn) -> None:
        heard = ReceiveMessage(samples.said(), trusted=True)
        self.apply(messages.receive_message(self.known(), heard, self.context(), THERE))
        self.said.append(PastMessage(self.now, MessageKind.CUSTOMER, "It does not print."))

    def _post(self, kind: MessageKind, to: State | None = None) -> None:
        seen = self.ticket.last_message_id
        command = PostMessage(kind, "Look.", "Maya", last_seen_message_id=seen, state_after=to)
        self.apply(messages.post_message(self.known(), command, self.context(), THERE))
        self.said.append(PastMessage(self.now, kind, "Look.", MAYA))

    def _replied(self, _: Turn) -> None:
        if self.ticket.state is not State.CLOSED:
            self._post(MessageKind.REPLY)

    def _noted(self, _: Turn) -> None:
        self._post(MessageKind.NOTE)

    def _goal(self, to: State) -> State | None:
        """Where an agent of ours gets with what the other system calls so."""
        goal = State.REOPENED if to is State.OPEN and self.ticket.state is State.RESOLVED else to
        return goal if goal in self.ticket.allowed_states else None

    def _replied_and_went(self, turn: Turn) -> None:
        goal = self._goal(turn.to)
        if goal is not None:
            self._post(MessageKind.REPLY, goal)
            self.changed.append(PastChange(self.now, MAYA.email, state=turn.to))

    def _went(self, turn: Turn) -> None:
        goal = self._goal(turn.to)
        if goal is not None:
            command = UpdateTicket(self.ticket.version, state=goal)
            self.apply(lifecycle.update_ticket(self.known(), command, self.context(), THERE))
            self.changed.append(PastChange(self.now, MAYA.email, state=turn.to))

    def _prioritised(self, turn: Turn) -> None:
        command = UpdateTicket(self.ticket.version, priority=turn.priority)
        self.apply(lifecycle.update_ticket(self.known(), command, self.context(), THERE))
        self.changed.append(PastChange(self.now, MAYA.email, priority=turn.priority))

    def _confirmed(self, _: Turn) -> None:
        if self.ticket.state is State.RESOLVED:
            self.apply(lifecycle.confirm_resolution(self.known(), self.context(), THERE))
            self.changed.append(PastChange(self.now, state=State.CLOSED))


def opened(terms: Terms) -> Here:
    opening = replace(samples.opening(mailbox=None), message=samples.said("It does not print."))
    context = Context(samples.TENANT, samples.MAYA, samples.MORNING, "here", {"door": "test"})
    changes = messages.open_ticket(opening, context, terms, THERE)
    return Here(replace(samples.after(None, changes), terms=terms), list(changes.events), samples.MORNING)


def seen(clock: Clock) -> Clock:
    """Without warnings where the breach came first: they are told to nobody, and asked of its history if it goes on."""
    return replace(clock, warned=0, warnings=()) if clock.breached_at else clock


def verdicts(events: list[Event]) -> list[Mapping[str, Any]]:
    judged = fold(events, RULES.zone)
    return [{"metric": each.metric, "due": each.due_at, "was": each.verdict, "took": each.seconds} for each in judged]


@settings(max_examples=250, deadline=None)
@given(terms=terms(), turns=st.lists(TURNS, max_size=14), rest=STEPS, hasty=st.booleans())
def test_an_imported_past_gives_the_clocks_of_a_life_here(
    terms: Terms, turns: list[Turn], rest: timedelta, hasty: bool
) -> None:
    here = opened(terms)
    for turn in turns:
        here.goes_on(turn)
    here.now += rest
    here.time_passes()
    command = ImportTicket(
        source="zendesk",
        source_id="4711",
        subject="Printer on fire",
        body="It does not print.",
        requester=Author(samples.ANNA.address),
        created_at=samples.MORNING,
        messages=tuple(here.said),
        changes=tuple(here.changed),
    )
    promised: SlaPolicies | Terms = terms if hasty else SlaPolicies(terms.policy, calendars=CALENDARS)
    there = replay(command, PEOPLE, 7, replace(here.context(), seed="now"), promised, RULES)
    told = [event for step in there.steps for event in step.events]
    assert there.loaded.ticket.state is here.ticket.state
    assert list(map(seen, clocks_of(there.loaded.ticket))) == list(map(seen, clocks_of(here.ticket)))
    assert past_of(told) == past_of(here.events)
    half = len(told) // 2
    assert past_of(told[half:], past_of(told[:half])) == past_of(told)
    assert verdicts(told) == verdicts(here.events)
    for clock in clocks_of(there.loaded.ticket):
        again = past_of(told)[Metric(clock.metric)].clock(terms)
        assert clock.decided or replace(again, warned=clock.warned).due_at == clock.due_at
    assert len({event.id for event in told}) == len(told)
    # History is read in the order of its items, and nobody was called.
    assert [event.at for event in told] == sorted(event.at for event in told)
    assert not [event for event in there.events if event.type.startswith("escalation.")]
    assert there.loaded.ticket.escalations == ()
