"""What warm requests and events cost above the wire: whole, and for requests also in the data layer alone."""

from tests.bench import budget
from tests.bench.budget import Budget
from tests.bench.dollars import Measured
from tests.bench.meter import Cpu, Meter
from tests.bench.operations import OPERATIONS
from tests.bench.record import Recorded
from tests.bench.report import Section
from tests.bench.runtime import Runtime, all_settings

# CPU milliseconds of the best peer's own processes, measured with 10,000 tickets on another two-core machine, and the
# share of them that we may take.
_PEERS = {"list": (256, 0.1), "open": (61, 0.2), "create": (39, 0.5), "reply": (31, 0.5)}
_DATA = tuple(name for name, operation in OPERATIONS.items() if operation.data and operation.function == "http_api")
_POST = "push"
_WORK = tuple(name for name, operation in OPERATIONS.items() if operation.function != "http_api")
_JOBS = (
    "floor:request",
    "due:data",
    *(f"{name}:request" for name in OPERATIONS),
    *(f"{name}:data" for name in (*_DATA, _POST)),
)


def measure(meter: Meter, runtime: Runtime, recorded: Recorded) -> tuple[Section, dict[str, float]]:
    """The section, and CPU milliseconds of each job on this machine, for the dollars."""
    arguments, settings = ("-m", "tests.bench.child", str(recorded.wire)), all_settings()
    runtime.compile_by_running(*arguments, *(f"{job}:0" for job in _JOBS), **settings)
    command, environment = runtime.command(*arguments), runtime.environment(**settings)
    costs = meter.each(command, _JOBS, environment)
    section = Section("Warm requests and events", [f"Counted: {meter.says}. AWS answers out of a recording."])
    _add_requests(section, meter, costs)
    for name in _WORK:
        section.add(OPERATIONS[name].says, costs[f"{name}:request"], meter.unit)
    judged = budget.DUE if meter.counts else Budget()
    section.add("a due time, ten years of holidays", costs["due:data"], meter.unit, judged)
    section.add("one more post to a socket", costs[f"{_POST}:data"], meter.unit)
    spent = costs if isinstance(meter, Cpu) else Cpu().each(command, _JOBS, environment)
    for name, (peer, share) in _PEERS.items():
        note = f"best peer: {peer} CPU ms, on another machine"
        section.add(f"{OPERATIONS[name].says}, CPU", spent[f"{name}:request"], "CPU ms", Budget(peer * share), note)
    return section, spent


def measured(spent: dict[str, float], starts: dict[str, float]) -> Measured:
    """CPU milliseconds by what they are for."""
    return Measured({name: spent[f"{name}:request"] for name in OPERATIONS}, spent[f"{_POST}:data"], starts)


def _add_requests(section: Section, meter: Meter, costs: dict[str, float]) -> None:
    unit, floor, framework = meter.unit, costs["floor:request"], costs["me:request"]
    section.add("floor of a request", floor, unit, note="FastAPI and Mangum, one route")
    if meter.counts:
        section.add("framework of a request", framework, unit, budget.FRAMEWORK)
    else:
        section.add("framework of a request", framework, unit)
        section.add("framework ÷ floor", framework / floor, "×", budget.FRAMEWORK.scaled(1 / budget.FRAMEWORK_FLOOR))
    for name in _DATA:
        judged = budget.LIST_DATA if meter.counts and name == "list" else Budget()
        section.add(f"{OPERATIONS[name].says}, data layer", costs[f"{name}:data"], unit, judged)
        section.add(f"{OPERATIONS[name].says}, whole request", costs[f"{name}:request"], unit)
