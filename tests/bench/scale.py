"""Whether inbox and timers care how many tickets are behind them, each with a clock that runs."""

from pathlib import Path

from tests.bench import budget
from tests.bench.meter import Meter
from tests.bench.operations import OPERATIONS
from tests.bench.record import Recorded, record
from tests.bench.report import Section
from tests.bench.runtime import HOME, Runtime, all_settings

FEW, MANY = 100, 10_000
_NAMES = ("list", "open", "late", "timer", "arm")


def measure(meter: Meter, runtime: Runtime) -> Section:
    """The same requests and events with few and with many open tickets in the tenant, whose clocks run."""
    section = Section(
        "Many tickets",
        [
            f"With {MANY:,} open tickets, each with a clock that runs, against {FEW:,}, on DynamoDB in this process.",
            "A million is arithmetic: each reads a page of a sorted key or items by name, and no answer grows.",
        ],
    )
    few, many = (_recorded(tickets) for tickets in (FEW, MANY))
    costs = {recorded.wire: _costs(meter, runtime, recorded.wire) for recorded in (few, many)}
    for name in _NAMES:
        says = OPERATIONS[name].says
        trips = many.spent[name].round_trips / few.spent[name].round_trips
        section.add(f"{says}, round trips", trips, "×", budget.MANY_TICKETS_RATIO)
        if few.spent[name].read:
            units = many.spent[name].read / few.spent[name].read
            section.add(f"{says}, read units", units, "×", budget.MANY_TICKETS_RATIO)
        work = costs[many.wire][name] / costs[few.wire][name]
        section.add(f"{says}, {meter.unit}", work, "×", budget.MANY_TICKETS_RATIO)
    return section


def _recorded(tickets: int) -> Recorded:
    return record(names=_NAMES, wire=HOME / f"wire-{tickets}.json", rows=tickets)


def _costs(meter: Meter, runtime: Runtime, wire: Path) -> dict[str, float]:
    command = runtime.command("-m", "tests.bench.child", str(wire))
    jobs = [f"{name}:request" for name in _NAMES]
    costs = meter.each(command, jobs, runtime.environment(**all_settings()))
    return {name: costs[f"{name}:request"] for name in _NAMES}
