"""A sweep that nothing stops but its time, and that serves everybody in turn."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdesk.adapters.memory.sla import MemoryDueTickets
from lambdesk.deadlines.service import CHAIN_GRACE, Deadlines
from lambdesk.deadlines.sweeping import PORTION, Swept, Watch, in_turn
from lambdesk.kit.errors import Unavailable
from lambdesk.tickets.model import Ticket
from lambdesk.tickets.service import Key
from tests.unit.deadlines.test_service import DUE, REQUEST, Desk
from tests.unit.tickets import samples
from tests.unit.tickets.samples import MORNING, TENANT

LATE = MORNING + timedelta(seconds=DUE + 900)
WARNED = 21_600


def test_a_ticket_that_cannot_be_read_is_told_and_the_next_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    desk.tickets.open(samples.context(1), REQUEST, Key("s", "k2", "b"))
    apply, told = desk.tickets.apply_due, []

    def broken(ctx: object, number: int, command: object) -> Ticket:
        if number == 1:
            raise KeyError("d")
        return apply(ctx, number, command)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.tickets, "apply_due", broken)
    watch = Watch(resisted=lambda tenant, number, error: told.append((tenant, number, type(error))))
    assert desk.deadlines.sweep(LATE, "s", watch=watch) == Swept(found=2, changed=1, failed=1)
    assert told == [(TENANT, 1, KeyError)]


@pytest.mark.parametrize("seed", ["a", "b", "c", "d"])
def test_a_tenant_that_cannot_be_looked_at_is_told_and_the_next_is_done(seed: str) -> None:
    desk, told = Desk(), []

    class Due(MemoryDueTickets):
        def due(self, until: datetime, most: int | None = None, *, newest: bool = False):  # type: ignore[no-untyped-def]
            yield from (("tnt_dark", number) for number in range(3))
            yield from super().due(until, most, newest=newest)

    def is_open(tenant: str, _: datetime) -> bool:
        if tenant == "tnt_dark":
            raise Unavailable
        return True

    watch = Watch(resisted=lambda tenant, number, error: told.append((tenant, number, type(error))))
    swept = Deadlines(desk.tickets, Due(desk.world), is_open).sweep(LATE, seed, watch=watch)
    assert swept == Swept(found=4, changed=1, failed=3)
    assert told == [("tnt_dark", None, Unavailable)]


def test_a_timer_that_is_on_its_way_is_not_lost() -> None:
    desk, grace = Desk(), CHAIN_GRACE.total_seconds()
    assert desk.sweep(WARNED + 0.5) == (0, 0, 0)
    assert desk.sweep(WARNED + grace - 0.001) == (0, 0, 0)
    assert desk.sweep(WARNED + grace) == (1, 1, 0)


def test_a_sweep_stops_when_its_time_is_up_and_says_so() -> None:
    desk = Desk()
    for number in range(PORTION):
        desk.tickets.open(samples.context(1), REQUEST, Key("s", f"more-{number}", "b"))
    asked = count()
    first = desk.deadlines.sweep(LATE, "s", watch=Watch(enough=lambda: next(asked) > 0))
    assert first == Swept(found=PORTION, changed=PORTION, stopped=True)
    assert desk.deadlines.sweep(LATE, "t") == Swept(found=1, changed=1)


TENANTS = st.dictionaries(st.sampled_from(["tnt_a", "tnt_b", "tnt_c", "tnt_d"]), st.integers(1, 70), max_size=4)


@given(TENANTS, st.text(max_size=5))
def test_every_ticket_comes_once_and_no_tenant_has_two_portions_ahead(sizes: dict[str, int], seed: str) -> None:
    portions = list(in_turn({tenant: range(size) for tenant, size in sizes.items()}, seed))
    assert Counter((tenant, number) for tenant, numbers in portions for number in numbers) == Counter(
        (tenant, number) for tenant, size in sizes.items() for number in range(size)
    )
    served = Counter(dict.fromkeys(sizes, 0))
    for tenant, numbers in portions:
        assert len(numbers) <= PORTION
        left = [each for each in sizes if served[each] * PORTION < sizes[each]]
        assert served[tenant] == min(served[each] for each in left)
        served[tenant] += 1


def test_sweeps_that_end_after_one_portion_come_to_every_ticket() -> None:
    """What resists and stands first in one sweep does not in another."""
    waiting = {"tnt_a": range(100), "tnt_b": range(30)}
    firsts = [next(in_turn(waiting, str(seed))) for seed in range(200)]
    seen = {(tenant, number) for tenant, numbers in firsts for number in numbers}
    assert len(seen) == 130
