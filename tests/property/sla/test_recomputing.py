"""Clocks whose promises change at any time: the events alone still give the same clocks, and verdicts stay."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from lambdesk.sla.model import Terms
from lambdesk.tickets.commands import RepinPolicy
from lambdesk.tickets.decide import repinning
from lambdesk.tickets.draft import clocks_of
from lambdesk.tickets.model import AT_WORK
from tests.property.sla.test_clocks import STEPS, Clocks, terms

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


TestRecomputed = Recomputed.TestCase
TestRecomputed.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
