"""Commands on tickets from load to commit: repeated, in parallel, interrupted."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier

import pytest

from lambdesk.adapters.memory.calendars import MemoryCalendarStore
from lambdesk.adapters.memory.customers import MemoryCustomerStore
from lambdesk.adapters.memory.sla import MemoryPolicyStore
from lambdesk.adapters.memory.state import State as World
from lambdesk.adapters.memory.ticket_settings import MemoryTicketSettingsStore
from lambdesk.adapters.memory.tickets import MemoryTicketStore
from lambdesk.conversations.model import MessageKind
from lambdesk.customers.model import Customer
from lambdesk.kit.changes import ChangeSet, Claim
from lambdesk.kit.context import Context
from lambdesk.kit.errors import (
    IdempotencyMismatch,
    IllegalTransition,
    Invalid,
    LambdeskError,
    NotFound,
    StaleThread,
    StaleVersion,
    Unavailable,
)
from lambdesk.sla.queries import Policies
from lambdesk.tickets.commands import AssignTicket, PostMessage, UpdateTicket
from lambdesk.tickets.model import Loaded, Priority, State
from lambdesk.tickets.ports import Conversation
from lambdesk.tickets.service import Key, Posted, RequestedTicket, Tickets
from lambdesk.tickets.settings.queries import Rules
from tests.unit.tickets import samples
from tests.unit.tickets.samples import MORNING, TENANT

REQUEST = RequestedTicket("Printer on fire", "It does not print.", "anna@example.org", "Anna Berg")


class Desk:
    """A service on stores in memory, with a clock that tests set."""

    def __init__(self, store: type[MemoryTicketStore] = MemoryTicketStore) -> None:
        self.now: datetime = MORNING
        self.world = World(now=lambda: self.now)
        self.store = store(self.world)
        policies, rules = (
            Policies(MemoryPolicyStore(self.world), MemoryCalendarStore(self.world)),
            Rules(MemoryTicketSettingsStore(self.world)),
        )
        self.tickets = Tickets(self.store, MemoryCustomerStore(self.world), policies, rules)

    def open(self, *, key: str = "open", seconds: float = 0, body: str = "digest") -> Posted:
        return self.tickets.open(samples.context(seconds), REQUEST, Key("maya POST /v1/tickets", key, body))

    def post(self, command: PostMessage, *, key: str, seconds: float = 60, body: str = "digest") -> Posted:
        ctx = samples.context(seconds, seed=f"{key}-{seconds}")
        return self.tickets.post(ctx, 1, command, Key("maya POST /v1/tickets/1/messages", key, body))

    def conversation(self) -> Conversation:
        conversation = self.store.open(TENANT, 1)
        assert conversation is not None
        return conversation


def note(words: str = "Between us.", *, expected_version: int | None = None) -> PostMessage:
    return PostMessage(MessageKind.NOTE, words, "Maya", expected_version=expected_version)


def reply(seen: str, words: str = "Try again.") -> PostMessage:
    return PostMessage(MessageKind.REPLY, words, "Maya", last_seen_message_id=seen)


def in_parallel(count: int, work: Callable[[int], Posted]) -> list[Posted | LambdeskError]:
    """The outcomes of `work` done by so many threads that start together."""
    start = Barrier(count)

    def one(index: int) -> Posted | LambdeskError:
        start.wait()
        try:
            return work(index)
        except LambdeskError as refusal:
            return refusal

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def patient(work: Callable[[], Posted]) -> Posted:
    """What a client does when it is told to try again: the same key once more."""
    for _ in range(100):
        try:
            return work()
        except Unavailable:
            continue
    pytest.fail("still unavailable after 100 tries")


class TestOpening:
    def test_keeps_ticket_person_and_message(self) -> None:
        desk = Desk()
        opened = desk.open()
        conversation = desk.conversation()
        assert conversation.ticket == opened.ticket
        assert conversation.messages == (opened.message,)
        assert [event.type for event in conversation.events] == [
            "ticket.created",
            "message.created",
            "sla.clock_started",
            "ticket.timer_moved",
        ]
        assert [person.name for person in desk.world.all(TENANT, Customer)] == ["Anna Berg"]

    def test_a_second_ticket_has_the_next_number_and_the_same_person(self) -> None:
        desk = Desk()
        first, second = desk.open(key="a"), desk.open(key="b", seconds=1)
        assert (first.ticket.number, second.ticket.number) == (1, 2)
        assert second.ticket.requester_id == first.ticket.requester_id

    def test_a_repeated_key_gives_the_ticket_it_opened(self) -> None:
        desk = Desk()
        first, again = desk.open(), desk.open(seconds=30)
        assert again == replace(first, events=(), replayed=True)
        assert desk.store.open(TENANT, 2) is None

    def test_a_repeated_key_with_another_body_is_refused(self) -> None:
        desk = Desk()
        desk.open()
        with pytest.raises(IdempotencyMismatch):
            desk.open(seconds=30, body="another")

    def test_the_same_key_in_parallel_opens_one_ticket(self) -> None:
        desk = Desk()
        outcomes = in_parallel(20, lambda index: desk.open(seconds=index / 1000))
        assert all(isinstance(each, Posted) for each in outcomes)
        assert len({each.ticket.number for each in outcomes if isinstance(each, Posted)}) == 1
        assert [each.replayed for each in outcomes if isinstance(each, Posted)].count(False) == 1
        assert len(desk.store.queue(TENANT, "open", 100, None).rows) == 1
        assert len(desk.world.all(TENANT, Customer)) == 1

    def test_a_key_is_free_again_after_a_day(self) -> None:
        desk = Desk()
        desk.open()
        desk.now = MORNING + timedelta(hours=24)
        assert not desk.open(seconds=86_400).replayed


class TestPosting:
    def test_a_repeated_key_gives_the_message_it_made(self) -> None:
        desk = Desk()
        seen = desk.open().message.id
        first = desk.post(reply(seen), key="r")
        again = desk.post(reply(seen), key="r", seconds=90)
        assert again.replayed
        assert again.message == first.message
        assert len(desk.conversation().messages) == 2

    def test_a_repeated_key_is_answered_although_the_thread_moved_on(self) -> None:
        """The first answer got lost on its way; the customer's next message must not turn the retry into a refusal."""
        desk = Desk()
        seen = desk.open().message.id
        first = desk.post(reply(seen), key="r")
        desk.post(note(), key="n", seconds=70)
        assert desk.post(reply(seen), key="r", seconds=90).message == first.message

    def test_a_repeated_key_with_another_body_is_refused_and_writes_nothing(self) -> None:
        desk = Desk()
        desk.open()
        desk.post(note(), key="n")
        with pytest.raises(IdempotencyMismatch):
            desk.post(note("Other words."), key="n", body="another")
        assert len(desk.conversation().messages) == 2

    def test_fifty_notes_in_parallel_are_all_there(self) -> None:
        desk = Desk()
        desk.open()
        outcomes = in_parallel(50, lambda index: patient(lambda: desk.post(note(f"Note {index}"), key=f"n{index}")))
        assert [each for each in outcomes if not isinstance(each, Posted)] == []
        conversation = desk.conversation()
        assert {message.body for message in conversation.messages[1:]} == {f"Note {index}" for index in range(50)}
        assert (conversation.ticket.message_count, conversation.ticket.version) == (51, 51)
        assert [event.version for event in conversation.events] == [1, 1, 1, 1, *range(2, 52)]
        times = [message.created_at for message in conversation.messages]
        assert times == sorted(set(times))

    def test_the_same_key_in_parallel_is_one_message(self) -> None:
        desk = Desk()
        desk.open()
        outcomes = in_parallel(30, lambda index: desk.post(note(), key="n", seconds=60 + index))
        assert len({each.message.id for each in outcomes if isinstance(each, Posted)}) == 1
        assert [each for each in outcomes if isinstance(each, LambdeskError)] == []
        assert len(desk.conversation().messages) == 2

    def test_of_two_replies_to_the_same_message_one_is_told_about_the_other(self) -> None:
        desk = Desk()
        seen = desk.open().message.id
        outcomes = in_parallel(8, lambda index: desk.post(reply(seen, f"Answer {index}"), key=f"r{index}"))
        sent = [each for each in outcomes if isinstance(each, Posted)]
        refused = [each for each in outcomes if isinstance(each, StaleThread)]
        assert (len(sent), len(refused)) == (1, 7)
        assert {each.last_message_id for each in refused} == {sent[0].message.id}

    def test_a_named_version_that_passed_is_refused(self) -> None:
        desk = Desk()
        desk.open()
        desk.post(note(), key="n", seconds=60)
        with pytest.raises(StaleVersion) as refusal:
            desk.post(note(expected_version=1), key="m", seconds=90)
        assert refusal.value.current_version == 2

    @pytest.mark.parametrize("command", [note(" "), PostMessage(MessageKind.REPLY, "Words", "Maya")])
    def test_what_is_refused_leaves_the_key_free(self, command: PostMessage) -> None:
        desk = Desk()
        desk.open()
        with pytest.raises(Invalid):
            desk.post(command, key="n")
        assert not desk.post(note(), key="n").replayed

    def test_to_a_ticket_that_is_not_there_is_not_found(self) -> None:
        with pytest.raises(NotFound):
            Desk().post(note(), key="n")


class Busy(MemoryTicketStore):
    """Somebody else's change comes between each load and its commit, so many times."""

    rivals = 0

    def load(self, tenant: str, number: int, claim: Claim | None = None) -> tuple[Loaded | None, dict[str, str] | None]:
        loaded, taken = super().load(tenant, number, claim)
        if claim is not None and loaded is not None and self.rivals:
            self.rivals -= 1
            super().commit(tenant, samples.receive(loaded, samples.said("I was first.")))
        return loaded, taken


def busy_desk(rivals: int) -> Desk:
    desk = Desk(Busy)
    desk.open()
    assert isinstance(desk.store, Busy)
    desk.store.rivals = rivals
    return desk


class TestContention:
    def test_a_note_goes_in_behind_a_few_others(self) -> None:
        desk = busy_desk(5)
        posted = desk.post(note(), key="n")
        assert posted.ticket.version == 7
        assert desk.conversation().messages[-1].body == "Between us."

    def test_after_too_many_others_the_caller_is_asked_to_try_again_and_nothing_is_written(self) -> None:
        desk = busy_desk(6)
        with pytest.raises(Unavailable):
            desk.post(note(), key="n")
        assert all(message.body != "Between us." for message in desk.conversation().messages)

    def test_a_reply_overtaken_between_load_and_commit_is_refused(self) -> None:
        desk = busy_desk(1)
        seen = desk.conversation().messages[0].id
        with pytest.raises(StaleThread):
            desk.post(reply(seen), key="r")


class TestChanging:
    def test_update_and_assign_give_back_what_was_kept(self) -> None:
        desk = Desk()
        desk.open()
        urgent = desk.tickets.update(samples.context(60), 1, UpdateTicket(1, priority=Priority.URGENT))
        assert urgent.ticket == desk.conversation().ticket
        given = desk.tickets.assign(samples.context(70), 1, AssignTicket(2, "usr_1"))
        assert given.ticket == desk.conversation().ticket
        assert (given.ticket.state, given.ticket.version) == (State.OPEN, 3)

    def test_what_is_so_already_writes_nothing(self) -> None:
        desk = Desk()
        opened = desk.open()
        same = desk.tickets.update(samples.context(60), 1, UpdateTicket(1, state=State.NEW))
        assert same.ticket == opened.ticket
        assert desk.conversation().events == opened.events

    @pytest.mark.parametrize("number", [0, 2, -1, 10**12])
    def test_what_is_not_there_is_not_found(self, number: int) -> None:
        desk = Desk()
        desk.open()
        with pytest.raises(NotFound):
            desk.tickets.update(samples.context(60), number, UpdateTicket(1))
        with pytest.raises(NotFound):
            desk.tickets.assign(samples.context(60), number, AssignTicket(1, None))

    def test_of_two_who_saw_the_same_version_one_wins(self) -> None:
        desk = Desk()
        desk.open()
        desk.tickets.assign(samples.context(60), 1, AssignTicket(1, "usr_1"))
        with pytest.raises(StaleVersion) as refusal:
            desk.tickets.assign(samples.context(61), 1, AssignTicket(1, "usr_2"))
        assert refusal.value.current_version == 2
        assert desk.conversation().ticket.assignee_id == "usr_1"

    def test_an_illegal_transition_writes_nothing(self) -> None:
        desk = Desk()
        before = desk.open().ticket
        with pytest.raises(IllegalTransition):
            desk.tickets.update(samples.context(60), 1, UpdateTicket(1, state=State.CLOSED, priority=Priority.LOW))
        assert desk.conversation().ticket == before


def test_another_tenant_sees_nothing() -> None:
    desk = Desk()
    desk.open()
    ours = samples.context(60)
    theirs = Context("tnt_other", ours.actor, ours.now, ours.seed)
    with pytest.raises(NotFound):
        desk.tickets.update(theirs, 1, UpdateTicket(1, priority=Priority.LOW))
    with pytest.raises(NotFound):
        desk.tickets.post(theirs, 1, note(), Key("s", "k", "b"))


def test_an_empty_change_is_no_commit() -> None:
    """A store may refuse a transaction without writes; the service must not send one."""

    class Strict(MemoryTicketStore):
        def commit(self, tenant: str, changes: ChangeSet) -> None:
            assert changes.writes
            super().commit(tenant, changes)

    desk = Desk(Strict)
    desk.open()
    desk.tickets.assign(samples.context(60), 1, AssignTicket(1, None))
