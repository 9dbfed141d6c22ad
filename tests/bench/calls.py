"""Round trips and capacity units of each operation, counted from the items it touched."""

from tests.bench import budget
from tests.bench.budget import Budget, Calls, exact
from tests.bench.operations import OPERATIONS
from tests.bench.record import Recorded
from tests.bench.report import Section

_READS = {"list": budget.LIST, "open": budget.OPEN}
_WRITES = {
    "create": budget.CREATE,
    "create_new": budget.CREATE_FOR_SOMEBODY_NEW,
    "reply": budget.REPLY,
    "status": budget.STATUS_CHANGE,
}


def measure(recorded: Recorded) -> Section:
    """Exact values: DynamoDB is asked the same each time."""
    section = Section("DynamoDB", ["Counted from item sizes by the published rules; bodies in a thread are 1 KB."])
    for name, spent in recorded.spent.items():
        if not spent.calls:
            continue
        planned: Calls | None = {**_READS, **_WRITES}.get(name)
        says = OPERATIONS[name].says
        section.add(says, spent.round_trips, "round trips", exact(planned.round_trips) if planned else Budget())
        read = exact(planned.units) if planned and name in _READS else Budget()
        if spent.read or read.target:
            section.add(says, spent.read, "RRU", read)
        if spent.written:
            section.add(says, spent.written, "WRU", exact(planned.units) if planned else Budget())
    return section
