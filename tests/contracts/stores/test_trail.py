"""The trail: each entry once, in any order; found again newest first; and what it costs."""

from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambdesk.adapters.dynamodb.entries import entry_of
from lambdesk.adapters.memory.state import State
from lambdesk.adapters.memory.trail import MemoryTrailStore
from lambdesk.audit import queries
from lambdesk.audit.model import Entry, Filter, Opened
from lambdesk.audit.service import Accesses, Trail
from lambdesk.kit import ids
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.events import Event, record
from lambdesk.tickets.settings.events import TeamCreated
from tests.contracts.stores.conftest import World

START = datetime.fromisoformat("2026-01-30T22:00:00+00:00")
HOUR = timedelta(hours=1)


def context(tenant: str, at: datetime, actor: str = "usr_1") -> Context:
    return Context(tenant, Actor(ActorKind.USER, actor), at, ids.new_seed(), {"door": "http"}, "req-1")


def entry(tenant: str, at: datetime, actor: str = "usr_1", team: str = "team_1", facts: int = 1) -> Entry:
    ctx, parent = context(tenant, at, actor), f"team:{team}"
    payload = TeamCreated(team, {"active": True})
    made = (record(ctx, payload, aggregate=parent, version=1, at=at, ordinal=i) for i in range(facts))
    return Entry(parent, tuple(made))


def asked(**more: str) -> Filter:
    return Filter(START - HOUR, START + 1_000 * HOUR, **more)


def read(world: World, tenant: str, wanted: Filter, limit: int = 3) -> list[Event]:
    """All of it, page by page."""
    found = queries.find(world.trail, tenant, wanted, limit)
    events = list(found.events)
    while found.position:
        found = queries.find(world.trail, tenant, wanted, limit, found.position)
        events += found.events
    return events


def test_an_entry_comes_back_as_it_was_and_once(world: World) -> None:
    kept = entry(world.tenant, START, facts=3)
    assert world.trail.append(kept)
    assert not world.trail.append(kept)
    assert read(world, world.tenant, asked()) == list(reversed(kept.events))


def test_months_follow_each_other_whatever_the_order_of_delivery(world: World) -> None:
    kept = [entry(world.tenant, START + hours * HOUR) for hours in range(0, 240, 24)]
    for each in (kept[3], kept[9], *kept[:3], *kept[4:9]):
        world.trail.append(each)
    assert {f"{each.at:%Y%m}" for each in kept} == {"202601", "202602"}
    assert read(world, world.tenant, asked()) == [each.events[0] for each in reversed(kept)]


def test_a_filter_asks_for_an_actor_a_kind_a_thing_or_a_span(world: World) -> None:
    kept = [entry(world.tenant, START + i * HOUR, f"usr_{i % 2}", f"team_{i % 3}") for i in range(6)]
    for each in kept:
        world.trail.append(each)
    facts = [each.events[0] for each in reversed(kept)]
    assert read(world, world.tenant, asked(actor="usr_1")) == facts[::2]
    assert read(world, world.tenant, asked(actor="user")) == facts
    assert read(world, world.tenant, asked(thing="team:team_0")) == [facts[2], facts[5]]
    assert read(world, world.tenant, asked(kind="team.created")) == facts
    assert read(world, world.tenant, asked(kind="team")) == facts
    assert read(world, world.tenant, asked(kind="te")) == []
    assert read(world, world.tenant, Filter(START + HOUR, START + 3 * HOUR)) == facts[3:5]


def test_a_tenants_trail_is_its_own(world: World) -> None:
    world.trail.append(entry(world.tenant, START))
    assert read(world, "tnt_other", asked()) == []


def test_a_look_that_finds_little_ends_and_says_so(world: World) -> None:
    for i in range(5):
        world.trail.append(entry(world.tenant, START + i * HOUR))
    found = queries.find(world.trail, world.tenant, asked(kind="none"), 3, pages=1)
    assert found.partial is True
    assert found.events == ()
    seen = []
    while found.position:
        found = queries.find(world.trail, world.tenant, asked(kind="team"), 9, found.position, pages=1)
        seen += found.events
    assert len(seen) == 5


def test_an_entry_costs_one_unit_and_a_look_as_much(on_table: World) -> None:
    assert on_table.counter is not None
    change = entry(on_table.tenant, START, facts=4)
    with on_table.counter.count() as kept:
        Trail(on_table.trail).append(change.parent, change.events)
    assert (kept.round_trips, kept.written) == (1, 1)
    accesses, ctx = Accesses(on_table.trail), context(on_table.tenant, START)
    with on_table.counter.count() as looked:
        accesses.opened(ctx, "ticket:1", Opened.THREAD)
    assert (looked.round_trips, looked.written, looked.read) == (1, 1, 0)
    with on_table.counter.count() as again:
        accesses.opened(ctx, "ticket:1", Opened.THREAD)
    assert again.round_trips == 0
    for i in range(60):
        on_table.trail.append(entry(on_table.tenant, START + i * timedelta(minutes=1)))
    with on_table.counter.count() as page:
        queries.find(on_table.trail, on_table.tenant, asked(), 50)
    assert page.read <= 4


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 600)), max_size=40))
def test_there_is_one_look_for_each_person_thing_and_hour(looks: list[tuple[int, int, int]]) -> None:
    store = MemoryTrailStore(State())
    processes = [Accesses(store), Accesses(store)]
    for index, (who, what, minute) in enumerate(looks):
        ctx = context("tnt_1", START + timedelta(minutes=minute), f"usr_{who}")
        processes[index % 2].opened(ctx, f"ticket:{what}", Opened.THREAD)
    told = {(who, what, minute // 60) for who, what, minute in looks}
    assert len(store.noted) == len(told)


def test_looks_stand_among_facts_in_the_order_in_which_it_happened() -> None:
    store = MemoryTrailStore(State())
    accesses = Accesses(store)
    moments = [START + timedelta(minutes=10 * n) for n in range(9)]
    for n, at in enumerate(moments):
        if n % 2:
            accesses.opened(context("tnt_1", at), f"ticket:{n}", Opened.THREAD)
        else:
            store.append(entry("tnt_1", at))
    for look in store.noted.values():
        store.append(Entry(look.aggregate, (look,)))
    found = queries.find(store, "tnt_1", asked(), 100).events
    assert [each.at for each in found] == moments[::-1]


def test_of_a_look_that_two_environments_notice_the_first_stands(world: World) -> None:
    notes: list[Event] = []
    for minute in (5, 20):
        ctx = context(world.tenant, START + timedelta(minutes=minute))
        Accesses(world.trail).opened(ctx, "ticket:1", Opened.THREAD)
    if isinstance(world.trail, MemoryTrailStore):
        notes = list(world.trail.noted.values())
    elif world.table:
        items = world.table.connection.pages(f"T#{world.tenant}#OP#usr_1")
        notes = [event for item in items for event in entry_of(item).events]
    assert [each.at for each in notes] == [START + timedelta(minutes=5)]


def test_each_export_is_told() -> None:
    store = MemoryTrailStore(State())
    for _ in range(2):
        Accesses(store).took(context("tnt_1", START), "tenant:tnt_1", Opened.EXPORT)
    assert len(store.noted) == 2
