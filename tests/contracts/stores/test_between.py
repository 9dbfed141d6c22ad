"""What somebody else does between our look and our commit: every order ends well, and nobody waits for luck."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from lambdesk.adapters.memory.content import MemoryContent
from lambdesk.channels.send import Sender
from lambdesk.conversations.model import MessageKind, SavedDraft, SendState
from lambdesk.conversations.service import Drafts
from lambdesk.identity.model import Tenant
from lambdesk.kit import ids
from lambdesk.kit.changes import ChangeSet, Insert
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.errors import Conflict, LambdeskError, StaleThread, Unavailable
from lambdesk.kit.events import Event
from lambdesk.kit.signing import Keyring
from lambdesk.sla.queries import Policies
from lambdesk.tickets import queries
from lambdesk.tickets.commands import LinkTickets, PostMessage, RecallMessage, ReceiveMessage
from lambdesk.tickets.decide import messages
from lambdesk.tickets.model import LinkKind, Loaded
from lambdesk.tickets.relations.merges import Merges
from lambdesk.tickets.relations.service import Relations
from lambdesk.tickets.service import Key, Posted, RequestedTicket, Tickets
from lambdesk.tickets.settings.queries import Rules
from tests.contracts.stores.conftest import World
from tests.support.post import Outbox
from tests.unit.tickets import samples

MAILBOX = "support@northwind.example"
AGENT = Actor(ActorKind.USER, "usr_1")


class Interrupted:
    """A store on which somebody else acts once, right before our next commit."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.between: Callable[[], Any] | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def commit(self, tenant: str, changes: ChangeSet) -> None:
        act, self.between = self.between, None
        if act:
            act()
        self._store.commit(tenant, changes)


@dataclass
class Room:
    """Two desks on one world: what `ours` does is interrupted, what `theirs` does is not."""

    world: World

    def __post_init__(self) -> None:
        self.store = Interrupted(self.world.tickets)
        self.policies, self.rules = Policies(self.world.policies), Rules(self.world.settings)
        self.ours, self.theirs = self._desk(self.store), self._desk(self.world.tickets)
        self.outbox = Outbox()
        home = Tenant(self.world.tenant, "Northwind", "northwind", (MAILBOX,), self.world.clock())
        self.world.identity.commit(home.id, ChangeSet((Insert(home),)))

    def _desk(self, store: Any) -> Tickets:
        return Tickets(store, self.world.customers, self.policies, self.rules)

    def sender(self, store: Any) -> Sender:
        keys = Keyring("a", {"a": b"k" * 32})
        return Sender(
            store, self.policies, self.world.identity, MemoryContent(), self.outbox, keys, "https://help.example.com"
        )

    def context(self) -> Context:
        self.world.clock.pass_by(seconds=1)
        return Context(self.world.tenant, AGENT, self.world.clock(), ids.new_seed(), correlation_id="c")

    def open(self, times: int = 1) -> None:
        for _ in range(times):
            request = RequestedTicket("Ink", "It does not print.", "anna@example.org", mailbox=MAILBOX)
            self.theirs.open(self.context(), request, Key("s", ids.new_seed(), "d"))

    def loaded(self, number: int) -> Loaded:
        found, _ = self.world.tickets.load(self.world.tenant, number)
        assert found is not None
        return found

    def say(self, desk: Tickets, seen: str, **more: Any) -> Posted:
        command = PostMessage(MessageKind.REPLY, "Try again.", "Maya", last_seen_message_id=seen, **more)
        return desk.post(self.context(), 1, command, Key("s", ids.new_seed(), "d"))

    def sends(self, store: Any, posted: Posted) -> SendState | None:
        """The sender hears of the message when its seconds are over."""
        (event,) = (each for each in posted.events if each.type == "message.created")
        self.world.clock.pass_by(minutes=2)
        return self._handled(store, event)

    def _handled(self, store: Any, event: Event) -> SendState | None:
        for _ in range(3):
            try:
                return self.sender(store).handle(event, self.world.clock(), ids.new_seed())
            except Unavailable:
                continue
        return None


@pytest.fixture
def room(world: World) -> Room:
    return Room(world)


def test_of_two_agents_who_answer_the_same_message_one_is_refused(room: Room) -> None:
    room.open()
    seen = room.loaded(1).ticket.last_message_id
    said: list[Posted] = []
    room.store.between = lambda: said.append(room.say(room.theirs, seen))
    with pytest.raises(StaleThread):
        room.say(room.ours, seen)
    replies = [each for each in room.world.tickets.messages(room.world.tenant, 1) if each.kind is MessageKind.REPLY]
    assert [each.id for each in replies] == [said[0].message.id]
    assert room.sends(room.world.tickets, said[0]) is SendState.SENT
    assert len(room.outbox.sent) == 1


def held(room: Room) -> Posted:
    room.open()
    return room.say(room.theirs, room.loaded(1).ticket.last_message_id, undo_seconds=60)


def test_a_mail_that_goes_out_while_it_is_taken_back_has_gone_out(room: Room) -> None:
    posted = held(room)
    room.store.between = lambda: room.sends(room.world.tickets, posted)
    with pytest.raises(Conflict) as late:
        room.ours.recall(room.context(), 1, RecallMessage(posted.message.id))
    assert late.value.data["send_state"] == SendState.SENT
    assert len(room.outbox.sent) == 1
    assert room.world.tickets.drafts(room.world.tenant, 1) == ()


def test_a_mail_that_is_taken_back_while_it_is_sent_does_not_go_out(room: Room) -> None:
    posted = held(room)
    room.store.between = lambda: room.theirs.recall(room.context(), 1, RecallMessage(posted.message.id))
    assert room.sends(room.store, posted) is SendState.RECALLED
    assert not room.outbox.sent
    (draft,) = room.world.tickets.drafts(room.world.tenant, 1)
    assert draft.body == "Try again."


def merges(room: Room, store: Any) -> Merges:
    return Merges(Relations(store, room.policies), room.rules)


def test_words_that_are_saved_while_a_ticket_is_merged_go_along(room: Room) -> None:
    room.open(2)
    drafts = Drafts(room.world.tickets)
    written = SavedDraft(1, "usr_1", MessageKind.REPLY, "De", room.world.clock(), "usr_1", 0)
    first = drafts.save(room.context(), written, None, None)

    def goes_on() -> None:
        drafts.save(room.context(), replace(written, body="Dear Anna"), first, 1)

    room.store.between = goes_on
    merges(room, room.store).merge(room.context(), 1, 2, room.loaded(1).ticket.version)
    assert drafts.of(room.world.tenant, 1) == ()
    assert [each.body for each in drafts.of(room.world.tenant, 2)] == ["Dear Anna"]


def test_a_scheduled_reply_is_merged_away_or_sent_and_never_both(room: Room) -> None:
    room.open(2)
    at = room.world.clock() + timedelta(days=1)
    posted = room.say(room.theirs, room.loaded(1).ticket.last_message_id, send_at=at)
    merges(room, room.store).merge(room.context(), 1, 2, room.loaded(1).ticket.version)
    assert room.loaded(1).ticket.next_due_at is None
    assert room.sends(room.world.tickets, posted) is SendState.RECALLED
    assert not room.outbox.sent
    assert [each.body for each in room.world.tickets.drafts(room.world.tenant, 2)] == ["Try again."]


def test_mail_that_comes_between_two_unmerges_is_seen_by_both(room: Room) -> None:
    room.open(3)
    service = merges(room, room.world.tickets)
    for source, into in ((1, 2), (2, 3)):
        service.merge(room.context(), source, into, room.loaded(source).ticket.version)
    ours = merges(room, room.store)
    room.store.between = lambda: service.unmerge(room.context(), 2, room.loaded(2).ticket.version)
    ours.unmerge(room.context(), 1, room.loaded(1).ticket.version)
    for number in (1, 2, 3):
        assert (room.loaded(number).ticket.merged_into, room.loaded(number).details.merged) == (None, ())
        seen = queries.whole(room.world.tickets, room.world.tenant, number)
        assert seen is not None
        assert len(seen.messages) == 1


@pytest.mark.parametrize("size", [2, 3, 4, 6])
def test_links_made_at_the_same_moment_close_no_circle_of_parents(room: Room, size: int) -> None:
    """All but two links of a circle are there; the two that would close it are made at once, each seeing none."""
    room.open(size)
    calm, ours = Relations(room.world.tickets, room.policies), Relations(room.store, room.policies)  # type: ignore[arg-type]
    circle = [(number, number % size + 1) for number in range(1, size + 1)]
    last, other = circle[0], circle[size // 2]

    def link(relations: Relations, parent: int, child: int) -> None:
        command = LinkTickets(room.loaded(parent).ticket.version, LinkKind.PARENT_OF)
        relations.link(room.context(), parent, child, command)

    for pair in circle:
        if pair not in (last, other):
            link(calm, *pair)
    room.store.between = lambda: link(calm, *other)
    with pytest.raises(LambdeskError):
        link(ours, *last)
    assert [each.kind for each in room.loaded(last[0]).details.links if each.number == last[1]] in (
        [],
        [LinkKind.CHILD_OF],
    )


def mail(room: Room, number: int, body: str) -> int:
    """A customer's mail to a ticket, kept where that one goes on; the number it is kept on."""
    store = room.world.tickets
    final = queries.final(store, room.world.tenant, room.loaded(number))
    where = final.ticket.number
    command = ReceiveMessage(samples.said(body), trusted=True, meant_for=number if where != number else None)
    store.commit(room.world.tenant, messages.receive_message(final, command, room.context()))
    return where


def words(room: Room, number: int) -> list[str]:
    seen = queries.whole(room.world.tickets, room.world.tenant, number)
    assert seen is not None
    assert seen.ticket.message_count == len(room.world.tickets.messages(room.world.tenant, number))
    return [each.body for each in seen.messages if each.body != "It does not print."]


def test_merges_in_a_circle_lose_nothing(room: Room) -> None:
    """1 into 2, 2 into 3, 1 out again, 3 into 1, and all out: with a mail to 1 and to 2 at every step."""
    room.open(3)
    service = merges(room, room.world.tickets)

    def merge(source: int, into: int) -> None:
        service.merge(room.context(), source, into, room.loaded(source).ticket.version)

    def unmerge(source: int) -> None:
        service.unmerge(room.context(), source, room.loaded(source).ticket.version)

    steps = [
        (lambda: merge(1, 2), (2, 2)),
        (lambda: merge(2, 3), (3, 3)),
        (lambda: unmerge(1), (1, 3)),
        (lambda: merge(3, 1), (1, 1)),
        (lambda: unmerge(2), (1, 2)),
        (lambda: unmerge(3), (1, 2)),
    ]
    for index, (step, goes_to) in enumerate(steps):
        step()
        assert (mail(room, 1, f"one {index}"), mail(room, 2, f"two {index}")) == goes_to
    assert [room.loaded(number).ticket.merged_into for number in (1, 2, 3)] == [None] * 3
    for number, name in ((1, "one"), (2, "two")):
        found = words(room, number)
        assert [each for each in found if each.startswith(name)] == [f"{name} {index}" for index in range(len(steps))]
    # Ticket 3 keeps what came while others went on in it, and is told of nothing that came after.
    assert [each for each in words(room, 3) if each.startswith("two")] == [f"two {index}" for index in (1, 2)]
