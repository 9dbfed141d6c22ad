"""Every store commits all of a change or nothing, and says what stood in the way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from lambdesk.channels.model import ThreadKey
from lambdesk.conversations.model import MessageKind, SavedDraft
from lambdesk.identity.model import Mailbox, Slug, StaffAddress, Tenant
from lambdesk.kit.changes import ChangeSet, Check, Claim, Insert, Put, Remove, Replace
from lambdesk.kit.errors import AlreadyExists, StaleVersion
from lambdesk.tickets.model import TicketDetails
from tests.contracts.stores import examples
from tests.contracts.stores.conftest import World, new_tenant


def claim(world: World, key: str = "k", data: dict[str, str] | None = None, minutes: float | None = 10) -> Claim:
    until = None if minutes is None else world.clock() + timedelta(minutes=minutes)
    return Claim("http", key, data if data is not None else {"who": "first"}, until)


def test_nothing_to_write_is_fine(world: World) -> None:
    world.tickets.commit(world.tenant, ChangeSet(()))


def test_an_insert_finds_its_place_taken(world: World) -> None:
    first, second = examples.ticket(), examples.ticket(subject="another")
    world.tickets.commit(world.tenant, ChangeSet((Insert(first),)))
    with pytest.raises(AlreadyExists) as taken:
        world.tickets.commit(world.tenant, ChangeSet((Insert(second),)))
    assert taken.value.key == second
    assert world.tickets.load(world.tenant, 1)[0].ticket == first  # type: ignore[union-attr]


@pytest.mark.parametrize("expected", [1, 3, 4])
def test_a_stale_replace_is_told_what_stands(world: World, expected: int) -> None:
    ticket = examples.ticket()
    world.tickets.commit(world.tenant, ChangeSet((Insert(replace(ticket, version=2)),)))
    with pytest.raises(StaleVersion) as stale:
        world.tickets.commit(world.tenant, ChangeSet((Replace(replace(ticket, version=9), expected),)))
    assert stale.value.current_version == 2


def test_replacing_what_is_not_there_is_stale(world: World) -> None:
    with pytest.raises(StaleVersion) as stale:
        world.tickets.commit(world.tenant, ChangeSet((Replace(examples.ticket(version=2), 1),)))
    assert stale.value.current_version == 0


def test_a_put_writes_whatever_stood_there(world: World) -> None:
    for follow_up_of in (1, None, 2):
        details = TicketDetails(1, follow_up_of=follow_up_of)
        world.tickets.commit(world.tenant, ChangeSet((Put(examples.ticket()), Put(details))))
        loaded, _ = world.tickets.load(world.tenant, 1)
        assert loaded is not None
        assert loaded.details == details


def test_a_claim_is_taken_once(world: World) -> None:
    first = claim(world, data={"who": "first", "ü": ""})
    assert world.tickets.claimed(world.tenant, first) is None
    world.tickets.commit(world.tenant, ChangeSet((first,)))
    second = claim(world, data={"who": "second"})
    with pytest.raises(AlreadyExists) as taken:
        world.tickets.commit(world.tenant, ChangeSet((second,)))
    assert taken.value.key == second
    assert world.tickets.claimed(world.tenant, second) == {"who": "first", "ü": ""}
    assert world.tickets.load(world.tenant, 1, second) == (None, {"who": "first", "ü": ""})


def test_claims_differ_by_scope_and_key_and_by_where_one_ends(world: World) -> None:
    for scope, key in (("a", "b"), ("a", "c"), ("b", "b"), ("ab", ""), ("", "ab")):
        world.tickets.commit(world.tenant, ChangeSet((Claim(scope, key, {}),)))


def test_a_claim_that_has_run_out_counts_as_absent(world: World) -> None:
    old = claim(world)
    world.tickets.commit(world.tenant, ChangeSet((old,)))
    world.clock.pass_by(minutes=9, seconds=59)
    assert world.tickets.claimed(world.tenant, old) == {"who": "first"}
    world.clock.pass_by(seconds=1)
    assert world.tickets.claimed(world.tenant, old) is None
    assert world.tickets.load(world.tenant, 1, old) == (None, None)
    world.tickets.commit(world.tenant, ChangeSet((claim(world, data={"who": "second"}),)))
    assert world.tickets.claimed(world.tenant, old) == {"who": "second"}


def test_a_claim_without_end_stands(world: World) -> None:
    forever = claim(world, minutes=None)
    world.tickets.commit(world.tenant, ChangeSet((forever,)))
    world.clock.pass_by(days=3650)
    assert world.tickets.claimed(world.tenant, forever) == {"who": "first"}
    with pytest.raises(AlreadyExists):
        world.tickets.commit(world.tenant, ChangeSet((forever,)))


Obstacle = Callable[[World], Insert | Replace | Claim]


def _taken_insert(world: World) -> Insert:
    key = ThreadKey("taken", 1, "msg_1")
    world.mail.commit(world.tenant, ChangeSet((Insert(key),)))
    return Insert(key)


def _taken_claim(world: World) -> Claim:
    world.mail.commit(world.tenant, ChangeSet((claim(world),)))
    return claim(world)


def _stale_replace(world: World) -> Replace:
    world.mail.commit(world.tenant, ChangeSet((Insert(examples.ticket(7, version=5)),)))
    return Replace(examples.ticket(7, version=7), 6)


@pytest.mark.parametrize("obstacle", [_taken_insert, _taken_claim, _stale_replace])
@pytest.mark.parametrize("last", [True, False])
def test_one_refused_write_leaves_nothing(world: World, obstacle: Obstacle, last: bool) -> None:
    tenant, bad = world.tenant, obstacle(world)
    opening = examples.opening(tenant, examples.ticket(), examples.message())
    good = (*opening.writes, Put(TicketDetails(7, follow_up_of=1)), claim(world, "other"))
    writes = (*good, bad) if last else (bad, *good)
    with pytest.raises((AlreadyExists, StaleVersion)):
        world.tickets.commit(tenant, replace(opening, writes=writes))
    assert world.tickets.open(tenant, 1) is None
    assert world.tickets.load(tenant, 1) == (None, None)
    assert world.tickets.claimed(tenant, claim(world, "other")) is None
    assert not any('"number":1,' in row for row in world.tickets.queue(tenant, "open", 10, None).rows)
    seven, _ = world.tickets.load(tenant, 7)
    assert seven is None or seven.details == TicketDetails(7)


@pytest.mark.parametrize("stale", [None, 1, 2])
def test_two_tickets_change_together_or_not_at_all(world: World, stale: int | None) -> None:
    both = [examples.ticket(number) for number in (1, 2)]
    world.tickets.commit(world.tenant, ChangeSet(tuple(map(Insert, both))))
    parts = [
        ChangeSet(
            (Replace(examples.next_version(each, subject="new"), each.version + (each.number == stale)),),
            (examples.event(world.tenant, each.number),),
            each.aggregate,
        )
        for each in both
    ]
    change = parts[0].together(parts[1])
    if stale is None:
        world.tickets.commit(world.tenant, change)
    else:
        with pytest.raises(StaleVersion):
            world.tickets.commit(world.tenant, change)
    for each in both:
        seen = world.tickets.open(world.tenant, each.number)
        assert seen is not None
        assert (seen.ticket.subject == "new", len(seen.events)) == (stale is None, 1 if stale is None else 0)


@pytest.mark.parametrize("kind", [Check, Remove])
def test_what_must_stand_stands_or_nothing_happens(world: World, kind: type[Check] | type[Remove]) -> None:
    draft = SavedDraft(1, "usr_1", MessageKind.REPLY, "Dear", examples.MORNING, "usr_1", 3)
    world.tickets.commit(world.tenant, ChangeSet((Insert(draft),)))
    for expected in (2, 4):
        with pytest.raises(StaleVersion) as stale:
            world.tickets.commit(world.tenant, ChangeSet((Insert(examples.ticket()), kind(draft, expected))))
        assert stale.value.current_version == 3
        assert world.tickets.load(world.tenant, 1) == (None, None)
    missing = kind(replace(draft, owner="usr_2"), 3)
    with pytest.raises(StaleVersion) as stale:
        world.tickets.commit(world.tenant, ChangeSet((Insert(examples.ticket()), missing)))
    assert stale.value.current_version == 0
    world.tickets.commit(world.tenant, ChangeSet((Insert(examples.ticket()), kind(draft, 3))))
    assert world.tickets.drafts(world.tenant, 1) == ((draft,) if kind is Check else ())


def test_what_is_taken_is_told_before_what_is_stale(world: World) -> None:
    writes = (_stale_replace(world), _taken_claim(world), _taken_insert(world))
    with pytest.raises(AlreadyExists) as taken:
        world.tickets.commit(world.tenant, ChangeSet(writes))
    assert isinstance(taken.value.key, Claim)


def test_tenants_see_nothing_of_each_other(world: World) -> None:
    here, there = world.tenant, new_tenant()
    kept = {}
    for tenant, subject in ((here, "ours"), (there, "theirs")):
        kept[tenant] = examples.ticket(subject=subject, assignee_id="usr_a"), examples.message(body=subject)
        opening = examples.opening(tenant, *kept[tenant])
        world.tickets.commit(tenant, opening.also(claim(world, data={"who": tenant})))
    for tenant, (ticket, message) in kept.items():
        loaded, taken = world.tickets.load(tenant, 1, claim(world))
        assert loaded is not None
        assert loaded.ticket == ticket
        assert taken == {"who": tenant}
        conversation = world.tickets.open(tenant, 1)
        assert conversation is not None
        assert conversation.messages == (message,)
        assert {event.tenant for event in conversation.events} == {tenant}
        for rows in (world.tickets.queue(tenant, "open", 9, None), world.tickets.owned(tenant, "usr_a", 9, None)):
            assert len(rows.rows) == 1
            assert f'"subject":"{ticket.subject}"' in rows.rows[0]
        assert world.tickets.of_requester(tenant, ticket.requester_id, 9) == (1,)
    other = kept[there][1]
    assert world.tickets.message(here, 1, other.id) is None


@pytest.mark.parametrize(
    "entity",
    [
        Slug("s", "tnt_x"),
        Mailbox("a@b", "tnt_x"),
        StaffAddress("tnt_x", "a@b", "usr_x"),
        Tenant("tnt_x", "X", "x", (), examples.MORNING),
    ],
)
def test_nothing_is_kept_with_a_tenant_it_does_not_belong_to(world: World, entity: object) -> None:
    with pytest.raises(ValueError, match="another tenant"):
        world.identity.commit(world.tenant, ChangeSet((Insert(entity),)))


def test_no_fact_is_kept_with_another_tenant_or_without_a_timeline(world: World) -> None:
    with pytest.raises(ValueError, match="another tenant"):
        world.tickets.commit(world.tenant, ChangeSet((), (examples.event("tnt_x"),), "ticket:1"))
    with pytest.raises(ValueError, match="no timeline"):
        world.tickets.commit(world.tenant, ChangeSet((), (examples.event(world.tenant),)))


def test_a_fact_is_told_once(world: World) -> None:
    event, ticket = examples.event(world.tenant), examples.ticket()
    world.tickets.commit(world.tenant, ChangeSet((), (event,), "tenant:x"))
    with pytest.raises(AlreadyExists) as taken:
        world.tickets.commit(world.tenant, ChangeSet((Insert(ticket),), (event,), "tenant:x"))
    assert taken.value.key == event
    assert world.tickets.load(world.tenant, 1) == (None, None)
    world.tickets.commit(world.tenant, ChangeSet((Insert(ticket),), (event,), "tenant:y"))
