"""Tickets under any sequence of merges, mails, unmerges and splits: all is where it belongs, nothing is lost."""

from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from lambdesk.adapters.memory.customers import MemoryCustomerStore
from lambdesk.adapters.memory.sla import MemoryPolicyStore
from lambdesk.adapters.memory.state import State as Kept
from lambdesk.adapters.memory.ticket_settings import MemoryTicketSettingsStore
from lambdesk.adapters.memory.tickets import MemoryTicketStore
from lambdesk.conversations.model import MessageKind
from lambdesk.customers.model import CustomerAddress
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.context import Context
from lambdesk.kit.errors import Conflict, StaleVersion
from lambdesk.sla.queries import Policies
from lambdesk.tickets import queries
from lambdesk.tickets.commands import PostMessage, ReceiveMessage, SplitTicket, UpdateTicket
from lambdesk.tickets.decide import lifecycle, messages
from lambdesk.tickets.model import Loaded, State
from lambdesk.tickets.ports import Conversation
from lambdesk.tickets.relations.merges import Merges
from lambdesk.tickets.relations.service import Relations
from lambdesk.tickets.relations.splits import Splits
from lambdesk.tickets.service import Key, Tickets
from lambdesk.tickets.settings.queries import Rules
from tests.unit.tickets import samples

FIRST = 5
NUMBERS = st.integers(1, FIRST)
PEOPLE = [CustomerAddress(f"{name}@example.org", f"cus_{name}", name) for name in ("anna", "ben", "cleo", "dan", "eve")]


class Merging(RuleBasedStateMachine):
    """`said` is what must stand where: (ticket, message) → the number it was meant for. `written` is where to."""

    @initialize()
    def open(self) -> None:
        self.turn, self.count = 0, FIRST
        self.said: dict[tuple[int, str], int | None] = {}
        self.written: dict[str, int] = {}
        self.kept = Kept(now=lambda: samples.MORNING)
        self.kept.numbers[samples.TENANT] = FIRST
        self.store = MemoryTicketStore(self.kept)
        policies, customers = Policies(MemoryPolicyStore(self.kept)), MemoryCustomerStore(self.kept)
        relations = Relations(self.store, policies)
        rules = Rules(MemoryTicketSettingsStore(self.kept))
        self.merges = Merges(relations, rules)
        self.splits = Splits(relations, customers, policies, Tickets(self.store, customers, policies, rules), rules)
        for number, person in enumerate(PEOPLE, 1):
            command = replace(samples.opening(message=samples.said(customer=person)), number=number)
            self._commit(messages.open_ticket(command, self._context()), number)

    def _context(self) -> Context:
        self.turn += 1
        return samples.context(self.turn)

    def _commit(self, changes: ChangeSet, written_to: int | None = None, meant_for: int | None = None) -> None:
        self.store.commit(samples.TENANT, changes)
        if written_to is not None:
            message = samples.message_of(changes)
            self.said[message.number, message.id] = meant_for
            self.written[message.id] = written_to

    def _loaded(self, number: int) -> Loaded:
        loaded, _ = self.store.load(samples.TENANT, number)
        assert loaded is not None
        return loaded

    def _final(self, number: int) -> int:
        while (above := self._loaded(number).ticket.merged_into) is not None:
            number = above
        return number

    def _whole(self, number: int) -> Conversation:
        seen = queries.whole(self.store, samples.TENANT, number)
        assert seen is not None
        return seen

    def _inside(self, number: int) -> set[int]:
        """The tickets that go on in this one, by what each says of itself."""
        found: set[int] = set()
        for each in range(1, self.count + 1):
            above = self._loaded(each).ticket.merged_into
            while above is not None:
                if above == number:
                    found.add(each)
                above = self._loaded(above).ticket.merged_into
        return found

    @rule(number=NUMBERS, person=st.sampled_from(PEOPLE))
    def mail(self, number: int, person: CustomerAddress) -> None:
        loaded = self._loaded(number)
        final = queries.final(self.store, samples.TENANT, loaded)
        assert final.ticket.number == self._final(number)
        if final.ticket.state is State.CLOSED:
            return
        meant_for = number if final.ticket.number != number else None
        command = ReceiveMessage(samples.said(customer=person), True, meant_for)
        self._commit(messages.receive_message(final, command, self._context()), number, meant_for)

    @rule(number=NUMBERS, kind=st.sampled_from((MessageKind.REPLY, MessageKind.NOTE)))
    def say(self, number: int, kind: MessageKind) -> None:
        loaded = self._loaded(number)
        command = PostMessage(kind, "Look.", "Maya", last_seen_message_id=loaded.ticket.last_message_id)
        if kind is MessageKind.REPLY and loaded.ticket.state in (State.CLOSED, State.SPAM):
            return
        self._commit(messages.post_message(loaded, command, self._context()), number)

    @rule(number=NUMBERS, to=st.sampled_from((State.PENDING, State.RESOLVED, State.SPAM)))
    def move(self, number: int, to: State) -> None:
        loaded = self._loaded(number)
        if to in loaded.ticket.allowed_states:
            command = UpdateTicket(loaded.ticket.version, state=to)
            self._commit(lifecycle.update_ticket(loaded, command, self._context()))

    @rule(source=NUMBERS, into=NUMBERS)
    def merge(self, source: int, into: int) -> None:
        one, other = self._loaded(source).ticket, self._loaded(into).ticket
        done = (State.CLOSED, State.SPAM)
        refused = source == into or one.merged_into is not None or one.state is State.SPAM or other.state in done
        if refused:
            with pytest.raises(Conflict):
                self.merges.merge(self._context(), source, into, one.version)
            assert self._loaded(source).ticket == one
            return
        merged = self.merges.merge(self._context(), source, into, one.version)
        assert merged == self._loaded(into)
        after = self._loaded(source).ticket
        assert (after.state, after.merged_into, after.state_before) == (State.CLOSED, into, one.state)
        people = {each.email for each in merged.details.participants}
        assert people >= {each.email for each in self._loaded(source).details.participants}

    @rule(source=NUMBERS)
    def unmerge(self, source: int) -> None:
        one = self._loaded(source)
        if one.ticket.merged_into is None:
            with pytest.raises(Conflict):
                self.merges.unmerge(self._context(), source, one.ticket.version)
            return
        with pytest.raises(StaleVersion):
            self.merges.unmerge(self._context(), source, one.ticket.version - 1)
        above, number = [], one.ticket.merged_into
        while number is not None:
            above.append(number)
            number = self._loaded(number).ticket.merged_into
        mine = {source, *self._inside(source)}
        for (place, message), meant_for in list(self.said.items()):
            if place in above and meant_for in mine:
                self.said.setdefault((source, message), None if meant_for == source else meant_for)
        leaving = {
            (number, each.email)
            for number in above
            for each in self._loaded(number).details.participants
            if each.came_with and set(each.came_with) <= mine
        }
        back = self.merges.unmerge(self._context(), source, one.ticket.version)
        stays = {(number, each.email) for number in above for each in self._loaded(number).details.participants}
        assert not leaving & stays
        assert back == self._loaded(source)
        assert (back.ticket.state, back.ticket.merged_into) == (one.ticket.state_before, None)
        assert {each.email for each in back.details.participants} >= {each.email for each in one.details.participants}

    @precondition(lambda self: self.count < FIRST + 3)
    @rule(number=NUMBERS, data=st.data())
    def split(self, number: int, data: st.DataObject) -> None:
        ids = [each.id for each in self._whole(number).messages]
        wanted = data.draw(st.lists(st.sampled_from(ids), min_size=1, max_size=3, unique=True))
        said = [each for each in self._whole(number).messages if each.id in wanted]
        if not any(each.kind is MessageKind.CUSTOMER for each in said):
            return
        key = Key("usr POST", str(self.turn), "d")
        command = SplitTicket(0, tuple(wanted), "Ink")
        begun = self.splits.split(self._context(), number, command, key)
        again = self.splits.split(self._context(), number, command, key)
        self.count += 1
        assert (begun.number, again.number, again.seen) == (self.count, self.count, None)
        assert begun.seen == self.store.open(samples.TENANT, begun.number)
        for message in wanted:
            self.said[begun.number, message] = None
        first = next(each for each in said if each.kind is MessageKind.CUSTOMER)
        assert self._loaded(begun.number).ticket.requester_id == first.author.id
        assert self._loaded(begun.number).details.split_from == number

    @invariant()
    def everything_stands_where_it_should(self) -> None:
        for number in range(1, self.count + 1):
            kept = {(number, each.id): each.meant_for for each in self.store.messages(samples.TENANT, number)}
            assert kept == {place: meant for place, meant in self.said.items() if place[0] == number}

    @invariant()
    def what_was_written_to_a_ticket_is_read_where_it_goes_on(self) -> None:
        for message, number in self.written.items():
            assert message in {each.id for each in self._whole(self._final(number)).messages}

    @invariant()
    def a_view_shows_its_own_and_what_went_into_it_each_once(self) -> None:
        for number in range(1, self.count + 1):
            inside = self._inside(number)
            assert set(self._loaded(number).details.merged) == inside
            ids = [each.id for each in self._whole(number).messages]
            assert ids == sorted({message for place, message in self.said if place in {number, *inside}})

    @invariant()
    def a_ticket_counts_what_it_has(self) -> None:
        for number in range(1, self.count + 1):
            own = self.store.messages(samples.TENANT, number)
            ticket = self._loaded(number).ticket
            assert (ticket.message_count, ticket.last_message_id) == (len(own), own[-1].id)

    @invariant()
    def people_who_came_with_a_ticket_leave_with_it(self) -> None:
        for number in range(1, self.count + 1):
            loaded = self._loaded(number)
            for person in loaded.details.participants:
                assert set(person.came_with) <= set(loaded.details.merged)
            assert loaded.details.participants[0].came_with == ()

    @invariant()
    def events_tell_where_a_ticket_stands(self) -> None:
        ids = []
        for number in range(1, self.count + 1):
            seen = self.store.open(samples.TENANT, number)
            assert seen is not None
            ids += [event.id for event in seen.events]
            state, into = "", None
            for event in seen.events:
                if event.type == "ticket.created":
                    state = event.data["state"]
                elif event.type == "ticket.state_changed":
                    assert event.data["before"] == state
                    state = event.data["after"]
                elif event.type in ("ticket.merged", "ticket.unmerged"):
                    into = event.data["into"] if event.type == "ticket.merged" else None
            assert (state, into) == (seen.ticket.state, seen.ticket.merged_into)
        assert len(ids) == len(set(ids))


TestMerging = Merging.TestCase
TestMerging.settings = settings(max_examples=80, stateful_step_count=30, deadline=None)
