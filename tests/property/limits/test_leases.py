"""However many environments lease tokens, and whenever: in no stretch of time is more spent than is allowed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdesk.adapters.memory.limits import MemoryBucketStore
from lambdesk.adapters.memory.state import State
from lambdesk.limits.model import LEASE_SECONDS, Limit, Standing
from lambdesk.limits.service import Limiter

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
RATES = st.sampled_from([6, 8, 60, 90, 300, 1_000])
# Which environment asks, how often at once, and milliseconds until somebody asks again.
STEPS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 400), st.sampled_from([0, 1, 999, 5_000, 19_999, 20_000, 61_000])),
    min_size=1,
    max_size=25,
)


@given(RATES, STEPS)
def test_no_stretch_of_time_sees_more_than_rate_times_time_plus_burst(
    rate: int, steps: list[tuple[int, int, int]]
) -> None:
    store, limit = MemoryBucketStore(State()), Limit("tenant", rate)
    environments = [Limiter(store) for _ in range(4)]
    at, spent = START, []
    for who, times, pause in steps:
        admitted = sum(environments[who].spend("tnt_1", "b", limit, at).admitted for _ in range(times))
        spent.append((at, admitted))
        at += timedelta(milliseconds=pause)
    for first, (begin, _) in enumerate(spent):
        total = 0
        for end, admitted in spent[first:]:
            total += admitted
            assert total <= rate * (end - begin) / timedelta(minutes=1) + rate


@given(RATES, STEPS)
def test_who_was_refused_gets_in_when_it_was_told(rate: int, steps: list[tuple[int, int, int]]) -> None:
    store, limit = MemoryBucketStore(State()), Limit("tenant", rate)
    environments = [Limiter(store) for _ in range(4)]
    at = START
    for who, times, pause in steps:
        standings = [environments[who].spend("tnt_1", "b", limit, at) for _ in range(times)]
        if not standings[-1].admitted:
            at += timedelta(seconds=standings[-1].seconds)
            assert environments[who].spend("tnt_1", "b", limit, at).admitted
        at += timedelta(milliseconds=pause)


@pytest.mark.parametrize("rate", [6, 8, 60, 12_000])
def test_a_bucket_at_rest_gives_two_thirds_of_the_burst_at_once_and_the_rate_for_ever(rate: int) -> None:
    limiter, limit = Limiter(MemoryBucketStore(State())), Limit("tenant", rate)
    at_once = sum(limiter.spend("tnt_1", "b", limit, START).admitted for _ in range(rate * 2))
    assert rate * 2 / 3 - limit.block <= at_once <= rate * 2 / 3
    seconds = 600
    later = sum(
        limiter.spend("tnt_1", "b", limit, START + timedelta(seconds=second)).admitted
        for second in range(1, seconds)
        for _ in range(max(2, rate // 30))
    )
    assert later >= rate * seconds / 60 * 0.8
    assert LEASE_SECONDS * 3 == 60


def test_what_is_left_counts_down_and_flows_in_again() -> None:
    limiter, limit = Limiter(MemoryBucketStore(State())), Limit("tenant", 300)
    standings = [limiter.spend("tnt_1", "b", limit, START) for _ in range(200)]
    assert [each.remaining for each in standings] == list(range(199, -1, -1))
    assert limiter.spend("tnt_1", "b", limit, START) == Standing(limit, admitted=False, remaining=0, seconds=1)
    assert limiter.spend("tnt_1", "b", limit, START + timedelta(seconds=10)).remaining == 49


def test_what_is_given_back_was_not_spent_and_no_more_than_was_taken() -> None:
    limiter, limit = Limiter(MemoryBucketStore(State())), Limit("tenant", 60)
    for _ in range(1_000):
        assert limiter.spend("tnt_1", "b", limit, START).admitted
        limiter.give_back("tnt_1", "b")
    for _ in range(10):
        limiter.give_back("tnt_1", "b")
    assert sum(limiter.spend("tnt_1", "b", limit, START).admitted for _ in range(100)) == 40
