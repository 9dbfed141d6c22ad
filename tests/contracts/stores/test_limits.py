"""Buckets of tokens: the table does what the arithmetic says, and a request costs far less than a write."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambdesk.adapters.dynamodb.limits import DynamoBucketStore
from lambdesk.adapters.memory.limits import MemoryBucketStore
from lambdesk.adapters.memory.state import State
from lambdesk.kit import ids
from lambdesk.limits.model import Limit, microseconds
from lambdesk.limits.ports import BucketStore, Full
from lambdesk.limits.service import Limiter
from tests.contracts.stores.conftest import World

LIMIT = Limit("tenant", 300)


def taken(store: BucketStore, bucket: str, now: int, known: int | None) -> int:
    """The horizon afterwards, whether there was room or not."""
    try:
        return store.take("t", bucket, LIMIT, now, known)
    except Full as full:
        return -full.horizon


@settings(suppress_health_check=list(HealthCheck), max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([0, 1, 700, 1_000, 30_000, 90_000]), st.integers(-5, 5)), max_size=30))
def test_the_table_gives_what_the_arithmetic_gives(on_table: World, steps: list[tuple[int, int]]) -> None:
    assert on_table.table
    table, memory = DynamoBucketStore(on_table.table), MemoryBucketStore(State())
    bucket, now = ids.new_seed(), microseconds(on_table.clock())
    horizon = 0
    for pause, error in steps:
        now += pause * 1_000
        guess = None if error < -3 else (abs(horizon) or now) + error * 1_000_000
        told, horizon = (taken(store, bucket, now, known) for store, known in ((memory, None), (table, guess)))
        assert horizon == told


def test_a_thousand_requests_cost_a_few_writes(on_table: World) -> None:
    assert on_table.table
    assert on_table.counter
    limiter, limit = Limiter(DynamoBucketStore(on_table.table)), Limit("tenant", 12_000)
    limiter.spend(on_table.tenant, "tenant", limit, on_table.clock())
    with on_table.counter.count() as cost:
        for _ in range(1_000):
            on_table.clock.pass_by(milliseconds=10)
            assert limiter.spend(on_table.tenant, "tenant", limit, on_table.clock()).admitted
    assert cost.round_trips <= 6
    assert cost.written <= 6


def test_a_storm_costs_a_write_a_second_and_no_more(on_table: World) -> None:
    assert on_table.table
    assert on_table.counter
    limiter, limit = Limiter(DynamoBucketStore(on_table.table)), Limit("tenant", 300)
    for _ in range(400):
        limiter.spend(on_table.tenant, "tenant", limit, on_table.clock())
    with on_table.counter.count() as cost:
        for _ in range(10_000):
            limiter.spend(on_table.tenant, "tenant", limit, on_table.clock())
    assert cost.round_trips == 0


def test_two_environments_share_a_bucket(on_table: World) -> None:
    assert on_table.table
    store = DynamoBucketStore(on_table.table)
    one, other = Limiter(store), Limiter(store)
    now = on_table.clock()
    admitted = sum(
        limiter.spend(on_table.tenant, "tenant", LIMIT, now).admitted for _ in range(400) for limiter in (one, other)
    )
    assert admitted == 200
    later = now + timedelta(seconds=1)
    assert [each.spend(on_table.tenant, "tenant", LIMIT, later).admitted for each in (one, other)] == [True, False]
