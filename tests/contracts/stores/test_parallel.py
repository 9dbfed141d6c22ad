"""What holds when many act at once. moto is no judge of that."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from lambdesk.channels.model import ThreadKey
from lambdesk.kit.changes import ChangeSet, Claim, Insert
from lambdesk.kit.errors import AlreadyExists, StaleVersion
from lambdesk.tickets.ports import TicketStore
from tests.contracts.stores import examples
from tests.contracts.stores.conftest import World

T = TypeVar("T")


def at_once(times: int, act: Callable[[int], T]) -> list[T]:
    with ThreadPoolExecutor(32) as pool:
        return list(pool.map(act, range(times)))


def test_numbers_are_given_once(honest: World) -> None:
    given = at_once(100, lambda _: honest.tickets.next_number(honest.tenant))
    assert sorted(given) == list(range(1, 101))


def test_of_a_hundred_changes_of_one_version_one_wins(honest: World) -> None:
    tenant, ticket = honest.tenant, examples.ticket()
    honest.tickets.commit(tenant, ChangeSet((Insert(ticket),)))

    def change(index: int) -> int:
        said = examples.message(1, examples.at(index))
        change = examples.change(ticket, subject=f"{index}").also(Insert(said))
        try:
            honest.tickets.commit(tenant, change)
        except StaleVersion as stale:
            return stale.current_version
        return -index

    told = at_once(100, change)
    winners = [-each for each in told if each <= 0]
    assert len(winners) == 1
    assert set(told) - {-winners[0]} == {2}
    conversation = honest.tickets.open(tenant, 1)
    assert conversation is not None
    assert conversation.ticket.subject == f"{winners[0]}"
    assert [message.created_at for message in conversation.messages] == [examples.at(winners[0])]


def test_changes_that_load_again_all_land(honest: World) -> None:
    honest.tickets.commit(honest.tenant, ChangeSet((Insert(examples.ticket(message_count=0)),)))
    at_once(16, lambda _: _add_one(honest.tickets, honest.tenant))
    loaded, _ = honest.tickets.load(honest.tenant, 1)
    assert loaded is not None
    assert (loaded.ticket.message_count, loaded.ticket.version) == (16, 17)


def _add_one(store: TicketStore, tenant: str) -> None:
    while True:
        loaded, _ = store.load(tenant, 1)
        assert loaded is not None
        try:
            store.commit(tenant, examples.change(loaded.ticket, message_count=loaded.ticket.message_count + 1))
        except StaleVersion:
            continue
        return


def test_a_claim_and_a_key_are_taken_by_one_of_many(honest: World) -> None:
    for first in (Claim("mail_out", "evt_1", {"by": "x"}), Insert(ThreadKey("k", 1, "msg_1"))):

        def take(index: int, write: Claim | Insert = first) -> bool:
            other = Insert(ThreadKey(f"{type(write).__name__}-{index}", index, "msg_1"))
            try:
                honest.mail.commit(honest.tenant, ChangeSet((other, write)))
            except AlreadyExists:
                return False
            return True

        won = at_once(50, take)
        assert sum(won) == 1
        keys = [f"{type(first).__name__}-{index}" for index in range(50)]
        left = honest.mail.known(honest.tenant, "20261122", "raw", keys).threads
        assert [thread.number for thread in left.values()] == [won.index(True)]
