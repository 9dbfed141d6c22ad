"""What is counted while a ticket lives is what a replay of its log gives, however often and late its facts come."""

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from infra.topology import function
from lambdesk.adapters.memory.figures import MemoryFigureStore
from lambdesk.adapters.memory.state import State as Kept
from lambdesk.kit.clock import zone_called
from lambdesk.kit.events import Event
from lambdesk.reports.counting import difference
from lambdesk.reports.fold import fold
from lambdesk.reports.model import Counts, Family, Verdict
from lambdesk.reports.service import Figures
from lambdesk.sla.model import Clock, ClockState
from lambdesk.tickets.commands import UNSET, AssignTicket
from lambdesk.tickets.decide import lifecycle
from lambdesk.tickets.model import AGENT_TRANSITIONS, State
from tests.property.sla.test_clocks import STEPS
from tests.property.sla.test_recomputing import Recomputed
from tests.unit.tickets import house, samples

ZONE = "Pacific/Auckland"
(CONSUMED,) = [queue.consumes for queue in function("worker").queues if queue.queue == "figures"]
_VERDICTS = {ClockState.MET: Verdict.MET, ClockState.BREACHED: Verdict.BREACHED}
MONTHS = [f"{year}{month:02}" for year in (2026, 2027) for month in range(1, 13)]


class Counted(Recomputed):
    """The ticket of Recomputed with changing hands; the facts of its clocks come late, twice, unordered, or not yet."""

    waiting: list[Event]

    @initialize()
    def begin_to_count(self) -> None:
        self.store = MemoryFigureStore(Kept())
        self.figures = Figures(self.store, self._log, lambda _: ZONE)

    def _log(self, _tenant: str, _number: int) -> Sequence[Event]:
        return tuple(self.events)

    @rule(step=STEPS, assignee=st.sampled_from([None, "usr_1", "usr_2"]), team=st.sampled_from([UNSET, "team_1", None]))
    def hand_over(self, step: timedelta, assignee: str | None, team: object) -> None:
        if AGENT_TRANSITIONS[self.ticket.state]:
            command = AssignTicket(self.ticket.version, assignee, team)  # type: ignore[arg-type]
            self._apply(lifecycle.assign_ticket(self.loaded, command, self._context(step), house.RULES))

    @rule(data=st.data())
    def facts_come(self, data: st.DataObject) -> None:
        told = [each for each in self.events if each.type in CONSUMED]
        if told:
            for each in data.draw(st.lists(st.sampled_from(told), max_size=3)):
                self.figures.follow(each)

    @invariant()
    def the_log_says_what_the_clocks_say(self) -> None:
        if not hasattr(self, "loaded") or self.ticket.sla is None:
            return
        rows = {each.name: each for each in fold(self.events, zone_called(ZONE))}
        if self.ticket.state is State.SPAM:
            assert rows == {}
            return
        for clock in self.ticket.sla.clocks:
            row = rows[clock.metric, clock.started_at]
            assert (row.verdict, row.due_at) == (_verdict(clock), clock.due_at)
            assert (row.answered_at, row.target_seconds) == (clock.answered_at, clock.target_seconds)
        for row in rows.values():
            if row.verdict is Verdict.OPEN:
                assert (row.team_id, row.agent_id) == (self.ticket.team_id, self.ticket.assignee_id)
                assert row.priority == self.ticket.priority

    def teardown(self) -> None:
        """In the end every fact came, the last one first."""
        if not hasattr(self, "store") or not hasattr(self, "loaded"):
            return
        for each in reversed(self.events):
            if each.type in CONSUMED:
                self.figures.follow(each)
        replayed = MemoryFigureStore(Kept())
        Figures(replayed, self._log, lambda _: ZONE).reckon(samples.TENANT, self.ticket.number)
        assert _shown(self.store, self.ticket.number) == _shown(replayed, self.ticket.number)
        found = self.store.of_ticket(samples.TENANT, self.ticket.number)
        assert _counts(self.store) == difference((), found.rows if found else ())


def _verdict(clock: Clock) -> Verdict:
    return _VERDICTS.get(clock.state, Verdict.OPEN)


def _counts(store: MemoryFigureStore) -> Counts:
    found = [store.counts(samples.TENANT, month, family) for month in MONTHS for family in Family]
    counted = {group: {cell: n for cell, n in cells.items() if n} for each in found for group, cells in each.items()}
    return {group: cells for group, cells in counted.items() if cells}


def _shown(store: MemoryFigureStore, number: int) -> object:
    first, last = date(2026, 1, 1), date(2028, 1, 1)
    listed = [store.entries(samples.TENANT, month, first, last, None, 1_000) for month in MONTHS]
    found = store.of_ticket(samples.TENANT, number)
    return set(found.rows) if found else set(), _counts(store), listed


TestCounted = Counted.TestCase
TestCounted.settings = settings(max_examples=120, stateful_step_count=30, deadline=None)
