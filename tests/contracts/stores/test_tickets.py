"""Every ticket store keeps tickets, messages and facts as they were given, and finds them in the right lists."""

import json
from dataclasses import replace

import pytest

from lambdesk.conversations.model import Channel
from lambdesk.kit.changes import ChangeSet, Insert, Put
from lambdesk.kit.context import Actor, ActorKind
from lambdesk.tickets.model import Loaded, Priority, State, TicketDetails
from lambdesk.tickets.wire import row_text
from tests.contracts.stores import examples
from tests.contracts.stores.conftest import World, new_tenant


@pytest.mark.parametrize("ticket", [examples.ticket(), examples.FULL_TICKET, examples.ticket(subject="")])
def test_a_ticket_comes_back_as_it_was_given(world: World, ticket: examples.Ticket) -> None:
    details = replace(examples.FULL_DETAILS, number=ticket.number)
    world.tickets.commit(world.tenant, ChangeSet((Insert(ticket), Put(details))))
    assert world.tickets.load(world.tenant, ticket.number) == (Loaded(ticket, details), None)


def test_a_ticket_without_details_has_empty_ones(world: World) -> None:
    world.tickets.commit(world.tenant, ChangeSet((Insert(examples.ticket()),)))
    assert world.tickets.load(world.tenant, 1)[0] == Loaded(examples.ticket(), TicketDetails(1))


def test_what_is_not_there_is_none(world: World) -> None:
    assert world.tickets.load(world.tenant, 1) == (None, None)
    assert world.tickets.open(world.tenant, 1) is None
    for strange in ("", "msg_", "msg_01HQ0000000000000000000009", "A", "x" * 3000, "msg_" + "é" * 26):
        assert world.tickets.message(world.tenant, 1, strange) is None
    assert world.tickets.queue(world.tenant, "open", 10, None).rows == ()
    assert world.tickets.of_requester(world.tenant, "cus_nobody", 10) == ()


def test_messages_come_back_as_they_were_given_and_in_order(world: World) -> None:
    said = examples.messages(1)
    world.tickets.commit(world.tenant, examples.opening(world.tenant, examples.ticket(), *reversed(said)))
    conversation = world.tickets.open(world.tenant, 1)
    assert conversation is not None
    assert conversation.messages == said
    assert conversation.complete
    for message in said:
        assert world.tickets.message(world.tenant, 1, message.id) == message


def test_facts_come_back_as_they_were_given_and_in_order(world: World) -> None:
    tenant, ticket = world.tenant, examples.ticket()
    first = examples.event(tenant)
    others = (
        examples.event(tenant, type="message.created", data={"message_id": "msg_1", "n": 1, "deep": [{"x": None}]}),
        examples.event(tenant, aggregate="message:msg_1", version=3, schema=2, moment=examples.at(1)),
        examples.event(tenant, actor=Actor(ActorKind.SYSTEM), cause={}, correlation_id="", causation_id=first.id),
        examples.event(tenant, type="ticket.subject_changed", data={}, words={"before": "Fire", "after": "Smoke"}),
    )
    world.tickets.commit(tenant, ChangeSet((Insert(ticket),), (first, *others), ticket.aggregate))
    bare = examples.event(
        tenant, 1, examples.at(5), cause={}, correlation_id="", actor=Actor(ActorKind.SYSTEM), data={}
    )
    world.tickets.commit(tenant, ChangeSet((), (bare,), ticket.aggregate))
    conversation = world.tickets.open(tenant, 1)
    assert conversation is not None
    assert conversation.events == (first, *others, bare)


def test_a_conversation_holds_only_its_own(world: World) -> None:
    for number in (1, 11, 111):
        said = examples.message(number)
        world.tickets.commit(world.tenant, examples.opening(world.tenant, examples.ticket(number), said))
    conversation = world.tickets.open(world.tenant, 11)
    assert conversation is not None
    assert [message.number for message in conversation.messages] == [11]
    assert [event.aggregate for event in conversation.events] == ["ticket:11"]


def test_numbers_count_from_one_per_tenant(world: World) -> None:
    assert [world.tickets.next_number(world.tenant) for _ in range(3)] == [1, 2, 3]
    assert world.tickets.next_number(new_tenant()) == 1


PLACES = {
    State.NEW: "open",
    State.OPEN: "open",
    State.REOPENED: "open",
    State.PENDING: "paused",
    State.ON_HOLD: "paused",
    State.RESOLVED: "resolved",
    State.CLOSED: "closed#202611",
    State.SPAM: "spam#202611",
}


@pytest.mark.parametrize("state", State)
def test_a_ticket_is_in_the_one_queue_of_its_state(world: World, state: State) -> None:
    ticket = examples.ticket(state=state)
    world.tickets.commit(world.tenant, ChangeSet((Insert(ticket),)))
    found = {queue for queue in set(PLACES.values()) if world.tickets.queue(world.tenant, queue, 10, None).rows}
    assert found == {PLACES[state]}
    assert world.tickets.queue(world.tenant, PLACES[state], 10, None).rows == (row_text(ticket),)
    open_work = world.tickets.owned(world.tenant, "none", 10, None).rows
    assert bool(open_work) == (PLACES[state] == "open")


def test_all_messages_of_one_ticket_are_found(world: World) -> None:
    said = examples.messages(1)
    world.tickets.commit(world.tenant, examples.opening(world.tenant, examples.ticket(), *reversed(said)))
    world.tickets.commit(world.tenant, ChangeSet((Insert(replace(said[0], number=2, meant_for=1)),)))
    assert world.tickets.messages(world.tenant, 1) == said
    assert world.tickets.messages(world.tenant, 2) == (replace(said[0], number=2, meant_for=1),)
    assert world.tickets.messages(world.tenant, 3) == ()
    assert world.tickets.messages(new_tenant(), 1) == ()


def test_messages_beyond_a_page_are_found_too(world: World) -> None:
    said = [examples.message(1, examples.at(index), body="x" * 300_000) for index in range(5)]
    for each in said:
        world.tickets.commit(world.tenant, ChangeSet((Insert(each),)))
    assert list(world.tickets.messages(world.tenant, 1)) == said


def test_rows_are_found_by_their_numbers(world: World) -> None:
    for number in (3, 1, 2):
        world.tickets.commit(world.tenant, ChangeSet((Insert(examples.ticket(number)),)))
    found = world.tickets.rows(world.tenant, (2, 9, 3, 2))
    assert found == tuple(row_text(examples.ticket(number)) for number in (2, 3))
    assert world.tickets.rows(world.tenant, ()) == ()
    assert world.tickets.rows(new_tenant(), (1,)) == ()


@pytest.mark.parametrize("asleep", [{"snoozed_until": examples.at(60)}, {"snoozed_until_reply": True}])
def test_a_snoozed_ticket_is_in_no_other_list(world: World, asleep: dict[str, object]) -> None:
    ticket = examples.ticket(1, assignee_id="usr_a")
    world.tickets.commit(world.tenant, ChangeSet((Insert(ticket),)))
    world.tickets.commit(world.tenant, examples.change(ticket, **asleep))
    found = world.tickets.queue(world.tenant, "snoozed", 5, None).rows
    assert found == (row_text(examples.next_version(ticket, **asleep)),)
    assert world.tickets.queue(world.tenant, "open", 5, None).rows == ()
    assert world.tickets.owned(world.tenant, "usr_a", 5, None).rows == ()


def test_a_ticket_moves_between_lists(world: World) -> None:
    tenant, ticket = world.tenant, examples.ticket()
    world.tickets.commit(tenant, ChangeSet((Insert(ticket),)))
    world.tickets.commit(tenant, examples.change(ticket, assignee_id="usr_a", team_id="team_b"))
    assert world.tickets.owned(tenant, "none", 10, None).rows == ()
    assert world.tickets.owned(tenant, "team_b", 10, None).rows == ()
    assert len(world.tickets.owned(tenant, "usr_a", 10, None).rows) == 1
    ticket = examples.next_version(ticket, assignee_id="usr_a", team_id="team_b")
    world.tickets.commit(tenant, examples.change(ticket, assignee_id=None))
    assert len(world.tickets.owned(tenant, "team_b", 10, None).rows) == 1
    ticket = examples.next_version(ticket, assignee_id=None)
    world.tickets.commit(tenant, examples.change(ticket, state=State.RESOLVED))
    assert world.tickets.queue(tenant, "open", 10, None).rows == ()
    assert world.tickets.owned(tenant, "team_b", 10, None).rows == ()
    assert json.loads(world.tickets.queue(tenant, "resolved", 10, None).rows[0])["version"] == 4


def test_queues_show_the_last_update_first(world: World) -> None:
    for number, second in ((1, 50), (2, 10), (3, 90), (10, 30)):
        world.tickets.commit(
            world.tenant, ChangeSet((Insert(examples.ticket(number, updated_at=examples.at(second))),))
        )
    assert _numbers(world.tickets.queue(world.tenant, "open", 10, None).rows) == [3, 1, 10, 2]


def test_own_work_is_most_urgent_first_then_oldest(world: World) -> None:
    order = [Priority.LOW, Priority.URGENT, Priority.NORMAL, Priority.HIGH, Priority.URGENT]
    for number, priority in zip((9, 10, 3, 4, 2), order, strict=True):
        ticket = examples.ticket(number, priority=priority, assignee_id="usr_a")
        world.tickets.commit(world.tenant, ChangeSet((Insert(ticket),)))
    assert _numbers(world.tickets.owned(world.tenant, "usr_a", 10, None).rows) == [2, 10, 4, 3, 9]


def test_a_persons_tickets_newest_first(world: World) -> None:
    for number in (2, 10, 1, 33):
        person = "cus_b" if number == 33 else "cus_a"
        ticket = examples.ticket(number, requester_id=person, channel=Channel.MAIL)
        world.tickets.commit(world.tenant, ChangeSet((Insert(ticket),)))
    assert world.tickets.of_requester(world.tenant, "cus_a", 10) == (10, 2, 1)
    assert world.tickets.of_requester(world.tenant, "cus_a", 2) == (10, 2)


@pytest.mark.parametrize("limit", [1, 3, 7])
def test_pages_give_every_row_once_and_then_end(world: World, limit: int) -> None:
    for number in range(1, 8):
        # Pairs share a moment: a page may end between equals.
        ticket = examples.ticket(number, updated_at=examples.at(number // 2))
        world.tickets.commit(world.tenant, ChangeSet((Insert(ticket),)))
    for read in (world.tickets.queue, world.tickets.owned):
        seen: list[int] = []
        sizes: list[int] = []
        position = None
        while True:
            page = read(world.tenant, "open" if read == world.tickets.queue else "none", limit, position)
            seen += _numbers(page.rows)
            sizes.append(len(page.rows))
            position = page.position
            if position is None:
                break
            assert world.tenant not in json.dumps(position)
            assert json.loads(json.dumps(position)) == position
        assert sorted(seen) == list(range(1, 8))
        assert all(sizes)


def test_pages_lose_nothing_while_tickets_come_and_move(world: World) -> None:
    for number in range(1, 9):
        ticket = examples.ticket(number, updated_at=examples.at(number))
        world.tickets.commit(world.tenant, ChangeSet((Insert(ticket),)))
    page = world.tickets.queue(world.tenant, "open", 3, None)
    assert _numbers(page.rows) == [8, 7, 6]
    # A new one, and the very row where the page ended moves to the top.
    world.tickets.commit(world.tenant, ChangeSet((Insert(examples.ticket(9, updated_at=examples.at(60))),)))
    moved = examples.ticket(6, updated_at=examples.at(6))
    world.tickets.commit(world.tenant, examples.change(moved, updated_at=examples.at(61)))
    seen: list[int] = []
    while page.position:
        page = world.tickets.queue(world.tenant, "open", 3, page.position)
        seen += _numbers(page.rows)
    assert seen == [5, 4, 3, 2, 1]


def _numbers(rows: tuple[str, ...]) -> list[int]:
    return [json.loads(row)["number"] for row in rows]
