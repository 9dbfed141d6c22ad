"""What tickets are to each other after any linking and unlinking: both sides agree, no family is a circle."""

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from lambdesk.adapters.memory.sla import MemoryPolicyStore
from lambdesk.adapters.memory.state import State as Kept
from lambdesk.adapters.memory.tickets import MemoryTicketStore
from lambdesk.kit.context import Context
from lambdesk.kit.errors import Conflict
from lambdesk.sla.queries import Policies
from lambdesk.tickets.commands import LinkTickets
from lambdesk.tickets.decide import messages
from lambdesk.tickets.model import INVERSE, Link, LinkKind, Loaded
from lambdesk.tickets.relations.service import Relations
from tests.unit.tickets import samples

NUMBERS = st.integers(1, 5)


class Links(RuleBasedStateMachine):
    """Five tickets."""

    @initialize()
    def open(self) -> None:
        self.turn = 0
        self.kept = Kept(now=lambda: samples.MORNING)
        self.store = MemoryTicketStore(self.kept)
        self.relations = Relations(self.store, Policies(MemoryPolicyStore(self.kept)))
        for number in range(1, 6):
            opened = messages.open_ticket(replace(samples.opening(), number=number), self._context())
            self.store.commit(samples.TENANT, opened)

    def _context(self) -> Context:
        self.turn += 1
        return samples.context(self.turn)

    def _loaded(self, number: int) -> Loaded:
        return self.relations.load(samples.TENANT, number)

    def _parent(self, number: int) -> int | None:
        above = [each.number for each in self._loaded(number).details.links if each.kind is LinkKind.CHILD_OF]
        assert len(above) <= 1
        return above[0] if above else None

    @rule(one=NUMBERS, other=NUMBERS, kind=st.sampled_from(LinkKind))
    def link(self, one: int, other: int, kind: LinkKind) -> None:
        before = self._loaded(one).details.links
        parent, child = (one, other) if kind is LinkKind.PARENT_OF else (other, one)
        refused = one == other
        if kind in (LinkKind.PARENT_OF, LinkKind.CHILD_OF):
            above: int | None = parent
            while (above := self._parent(above)) is not None:
                refused |= above == child and self._parent(parent) != child
            refused |= self._parent(child) not in (None, parent)
        command = LinkTickets(self._loaded(one).ticket.version, kind)
        try:
            self.relations.link(self._context(), one, other, command)
        except Conflict:
            assert refused
            assert self._loaded(one).details.links == before
            return
        assert not refused
        assert Link(kind, other) in self._loaded(one).details.links

    @rule(one=NUMBERS, other=NUMBERS)
    def unlink(self, one: int, other: int) -> None:
        self.relations.unlink(self._context(), one, other, self._loaded(one).ticket.version)
        assert other not in {each.number for each in self._loaded(one).details.links}

    @invariant()
    def both_sides_agree(self) -> None:
        for number in range(1, 6):
            links = self._loaded(number).details.links
            assert len({each.number for each in links}) == len(links)
            for each in links:
                assert Link(INVERSE[each.kind], number) in self._loaded(each.number).details.links

    @invariant()
    def nobody_is_above_themselves(self) -> None:
        for number in range(1, 6):
            seen, above = set[int](), self._parent(number)
            while above is not None:
                assert above not in seen | {number}
                seen.add(above)
                above = self._parent(above)

    @invariant()
    def every_fact_has_an_id_of_its_own(self) -> None:
        ids = [event.id for timeline in self.kept.timelines.values() for event in timeline]
        assert len(ids) == len(set(ids))

    @invariant()
    def events_tell_the_links(self) -> None:
        for number in range(1, 6):
            seen = self.store.open(samples.TENANT, number)
            assert seen is not None
            told = set[Link]()
            for event in seen.events:
                if event.type == "ticket.linked":
                    told.add(Link(LinkKind(event.data["kind"]), event.data["number"]))
                elif event.type == "ticket.unlinked":
                    told.remove(Link(LinkKind(event.data["kind"]), event.data["number"]))
            assert told == set(seen.details.links)


TestLinks = Links.TestCase
TestLinks.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)
