"""What a cold start of each Lambda costs until its handler is ready."""

import subprocess

from infra.topology import FUNCTIONS, Function
from infra.triggers import Http
from tests.bench import budget
from tests.bench.budget import Budget
from tests.bench.meter import Cpu, MeasurementFailed, Meter
from tests.bench.operations import OPERATIONS
from tests.bench.record import Recorded
from tests.bench.report import Section
from tests.bench.runtime import Runtime, settings_of

_LOGGER = "from aws_lambda_powertools.logging import Logger; Logger(service='bench')\n"
_CLIENT = "import botocore.session; botocore.session.get_session().create_client('dynamodb')\n"
# The least a Lambda of each sort imports, without a line of ours.
FLOORS = {"worker": _LOGGER + _CLIENT, "API": "import fastapi, mangum\n" + _LOGGER + _CLIENT}


def measure(meter: Meter, runtime: Runtime, recorded: Recorded) -> Section:
    """The floors first, then each Lambda of the topology against its floor."""
    section = Section("Init", [runtime.says, f"Counted: {meter.says}."])
    section.said.append(
        "Interpreters and counters differ from machine to machine, the ratio to the floor hardly does: judge by it."
    )
    floors = {name: _start(meter, runtime, code) for name, code in FLOORS.items()}
    section.add("floor of a worker", floors["worker"], meter.unit, note="Logger, DynamoDB client")
    section.add("floor of the API", floors["API"], meter.unit, note="FastAPI, Mangum, Logger, DynamoDB client")
    for function in FUNCTIONS:
        try:
            cost = _start(meter, runtime, f"import functions.{function.name}.handler", **settings_of(function.name))
        except (MeasurementFailed, subprocess.CalledProcessError) as failed:
            section.said.append(f"{function.name} does not start: {_last_line(failed)}")
            continue
        _judge(section, meter, function, cost, floors)
    _add_first_events(section, meter, runtime, recorded)
    return section


def _judge(section: Section, meter: Meter, function: Function, cost: float, floors: dict[str, float]) -> None:
    api = isinstance(function.trigger, Http)
    target = budget.API_INIT.target if api else budget.WORKER_INIT_TARGET
    absolute = Budget(target, function.init_budget_mi)
    section.add(function.name, cost, meter.unit, absolute if meter.counts else Budget())
    planned = budget.API_INIT_FLOOR if api else budget.WORKER_INIT_FLOOR
    floor = floors["API" if api else "worker"]
    # Python's collector is on in the floor and off while the API starts, so the API may be below.
    section.add(f"{function.name} ÷ floor", cost / floor, "×", absolute.scaled(1 / planned))


def _add_first_events(section: Section, meter: Meter, runtime: Runtime, recorded: Recorded) -> None:
    """What is put off from the start is paid by the first caller."""
    for name in ("list", "authorize", "mail_new", "relay", "mail_out", "subscribe", "push", "timer", "arm", "notice"):
        operation = OPERATIONS[name]
        settings = settings_of(operation.function)
        arguments = ("-m", "tests.bench.child", str(recorded.wire), "--once", f"{name}:request")
        runtime.compile_by_running(*arguments, **settings)
        cost = meter.cost(runtime.command(*arguments), runtime.environment(**settings))
        section.add(f"{operation.function} with its first event", cost, meter.unit, note=operation.says)


def milliseconds(runtime: Runtime) -> dict[str, float]:
    """CPU milliseconds of the start of each Lambda whose work is priced, on this machine."""
    cpu, priced = Cpu(runs=3), sorted({operation.function for operation in OPERATIONS.values()})
    return {name: _start(cpu, runtime, f"import functions.{name}.handler", **settings_of(name)) for name in priced}


def _start(meter: Meter, runtime: Runtime, code: str, **settings: str) -> float:
    runtime.compile_by_running("-c", code, **settings)
    return meter.cost(runtime.command("-c", code), runtime.environment(**settings))


def _last_line(failed: Exception) -> str:
    said = getattr(failed, "stderr", None) or str(failed)
    return str(said).strip().splitlines()[-1]
