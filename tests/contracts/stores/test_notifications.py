"""Every notification store keeps each person's notifications in order, and an inbox that agrees with them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from lambdesk.identity.model import AGENT, User
from lambdesk.kit.changes import ChangeSet, Claim, Insert, Put, Replace
from lambdesk.kit.context import Actor, ActorKind
from lambdesk.kit.errors import AlreadyExists, StaleVersion, Unavailable
from lambdesk.notifications.model import Inbox, Kind, Notification
from lambdesk.notifications.service import Notices
from tests.contracts.stores import examples
from tests.contracts.stores.conftest import World, new_tenant

CUSTOMER = Actor(ActorKind.CUSTOMER, "cus_1")
MAYA, JON = "usr_01HQ0000000000000000000003", "usr_01HQ0000000000000000000004"


def notification(second: int, user: str = MAYA, **fields: object) -> Notification:
    moment = examples.at(second)
    plain = Notification(
        id=examples.an_id("ntf", moment),
        user_id=user,
        kind=Kind.ASSIGNED,
        number=12,
        subject=examples.ODD,
        at=moment,
        actor=Actor(ActorKind.SYSTEM),
        unread=second,
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


def test_an_inbox_is_there_before_anything_is_kept(world: World) -> None:
    assert world.notifications.inbox(world.tenant, MAYA) == (Inbox(MAYA), False)
    kept = Inbox(MAYA, 3, examples.at(9), "ntf_x", (Kind.MENTIONED, Kind.BREACH), 1, examples.at(2))
    world.notifications.commit(world.tenant, ChangeSet((Insert(kept),)))
    assert world.notifications.inbox(world.tenant, MAYA) == (kept, False)
    assert world.notifications.inbox(world.tenant, JON) == (Inbox(JON), False)
    assert world.notifications.inbox(new_tenant(), MAYA) == (Inbox(MAYA), False)
    with pytest.raises(AlreadyExists):
        world.notifications.commit(world.tenant, ChangeSet((Insert(kept),)))
    with pytest.raises(StaleVersion):
        world.notifications.commit(world.tenant, ChangeSet((Replace(replace(kept, version=3), 2),)))


def test_a_claim_is_read_with_the_inbox_until_it_runs_out(world: World) -> None:
    claim = Claim("notice", "evt_1", {}, world.clock.moment.replace(year=2090))
    assert world.notifications.inbox(world.tenant, MAYA, claim)[1] is False
    world.notifications.commit(world.tenant, ChangeSet((claim,)))
    assert world.notifications.inbox(world.tenant, MAYA, claim)[1] is True
    world.clock.moment = world.clock.moment.replace(year=2091)
    assert world.notifications.inbox(world.tenant, MAYA, claim)[1] is False


def test_notifications_come_back_as_they_were_given_newest_first(world: World) -> None:
    full = notification(
        3,
        kind=Kind.ESCALATION,
        actor=examples.AGENT,
        message_id="msg_1",
        level=2,
        read_at=examples.at(7),
        read_up_to="x",
    )
    told = [notification(1), notification(2), full, notification(4)]
    other = notification(2, JON)
    world.notifications.commit(world.tenant, ChangeSet((Put(Inbox(MAYA, version=1)), *map(Insert, (*told, other)))))
    store = world.notifications
    assert list(store.newest(world.tenant, MAYA, 9, None)) == told[::-1]
    assert list(store.newest(world.tenant, MAYA, 2, None)) == [told[3], full]
    assert list(store.newest(world.tenant, MAYA, 2, full.id)) == [told[1], told[0]]
    assert list(store.newest(new_tenant(), MAYA, 9, None)) == []
    assert list(store.later(world.tenant, MAYA, told[1].id)) == [full, told[3]]
    assert list(store.later(world.tenant, MAYA, told[3].id)) == []
    assert list(store.later(world.tenant, MAYA, None)) == told
    assert list(store.some(world.tenant, MAYA, [full.id, other.id, told[0].id, full.id])) == [told[0], full]
    assert list(store.some(world.tenant, JON, [other.id])) == [other]


def test_events_at_once_are_each_told_once_and_counted(honest: World) -> None:
    """Five events, each handed over three times by as many workers at once."""
    tenant, store = honest.tenant, honest.notifications
    honest.tickets.commit(tenant, examples.opening(tenant, examples.ticket(1, assignee_id=MAYA)))
    maya = User(MAYA, "maya@b.example", "Maya", AGENT, examples.MORNING)
    honest.identity.commit(tenant, ChangeSet((Insert(maya),)))
    said = {"message_id": "msg_1", "kind": "customer", "channel": "mail", "author_kind": "customer"}
    events = [
        examples.event(tenant, 1, examples.at(-n), type="message.created", version=2, actor=CUSTOMER, data=said)
        for n in range(5)
    ]
    notices = Notices(store, honest.tickets, honest.identity)

    def handle(index: int) -> int:
        for _ in range(9):
            try:
                return len(notices.handle(events[index % 5], honest.clock(), f"seed{index}"))
            except Unavailable:  # as the queue does: once more
                continue
        raise AssertionError

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(handle, range(15))) == 5
    inbox, _ = store.inbox(tenant, MAYA)
    told = store.newest(tenant, MAYA, 9, None)
    assert (inbox.unread, len(told)) == (5, 5)
    assert sorted(each.unread for each in told) == [1, 2, 3, 4, 5]
    assert [each.unread for each in told] == [5, 4, 3, 2, 1]
