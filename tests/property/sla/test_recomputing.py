"""Clocks whose promises change at any time: the events alone still give the same clocks, and verdicts stay."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from lambdesk.sla.model import Metric, Terms
from lambdesk.tickets.commands import RepinPolicy, RestateVerdict
from lambdesk.tickets.decide import repinning, restating
from lambdesk.tickets.draft import clocks_of
from lambdesk.tickets.model import AT_WORK
from tests.property.sla.test_clocks import STEPS, Clocks, terms
from tests.support.clocks import find_clock

COMMAND = RepinPolicy("rcp_1", 1, policy_id="default")


class Recomputed(Clocks):
    """As `Clocks`, by other policies and another calendar every now and then."""

    @rule(step=STEPS, wanted=terms(), version=st.integers(1, 9))
    def repin(self, step: timedelta, wanted: Terms, version: int) -> None:
        if self.ticket.state_category not in AT_WORK:
            return
        wanted = replace(wanted, policy=replace(wanted.policy, version=version))
        before = {each.metric: each for each in clocks_of(self.ticket) if each.decided}
        ctx = self._context(step)
        changes = repinning.repin(self.loaded, COMMAND, wanted, self.events, ctx)
        assert bool(changes.writes) is not repinning.stands(self.loaded, wanted)
        if not changes.writes:
            return
        self.terms = wanted
        self._apply(changes)
        assert repinning.repin(self.loaded, COMMAND, wanted, self.events, ctx).writes == ()
        after = {each.metric: each for each in clocks_of(self.ticket)}
        for metric, clock in before.items():
            # The next response may have been asked for since, where it was not promised.
            if after[metric].started_at == clock.started_at:
                assert after[metric].breached_at == clock.breached_at
                assert after[metric].answered_at == clock.answered_at
        promised = {each for each in after if wanted.policy.target(each, self.ticket.priority)}
        assert all(after[each].decided for each in set(after) - promised)
        assert self._over().isdisjoint(after)

    @rule(step=STEPS, metric=st.sampled_from([Metric.NEXT_RESPONSE, Metric.RESOLUTION]))
    def restate(self, step: timedelta, metric: Metric) -> None:
        clock = find_clock(self.ticket, metric)
        if clock is None or clock.breached_at is None or clock.answered_at is not None:
            return
        command = RestateVerdict(metric, clock.breached_at, "By phone.")
        self._apply(restating.restate(self.loaded, command, self._context(step)))
        assert metric in self._over()

    def _over(self) -> set[Metric]:
        """What a restatement has ended: for good, or until a customer asks again."""
        found: set[Metric] = set()
        for event in self.events:
            if event.type == "sla.clock_cancelled" and event.data["reason"] == restating.RESTATED:
                found.add(Metric(event.data["metric"]))
            elif event.type == "message.created" and event.data["author_kind"] == "customer":
                found.discard(Metric.NEXT_RESPONSE)
        return found


TestRecomputed = Recomputed.TestCase
TestRecomputed.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
