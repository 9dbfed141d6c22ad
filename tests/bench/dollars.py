"""What it costs: counted units and measured work, times the workload, times list prices."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass

from infra.topology import FUNCTIONS, Function, RequestAuthorizer, function
from layers.contents import ROOT
from tests.bench import budget, prices
from tests.bench import workload as load
from tests.bench.operations import OPERATIONS
from tests.bench.record import Recorded
from tests.bench.report import Section
from tests.bench.runtime import HOME
from tests.bench.wire import Recording

# Amounts by the name of their price.
Usage = dict[str, float]


@dataclass(frozen=True)
class Measured:
    """CPU milliseconds on this machine: of each operation when warm, of each Lambda's start."""

    warm: dict[str, float]
    starts: dict[str, float]


def _add(total: Usage, usage: Usage, times: float = 1) -> None:
    for name, amount in usage.items():
        total[name] = total.get(name, 0) + amount * times


def dollars(usage: Usage) -> float:
    """The bill of a usage."""
    return sum(_price(name) * amount for name, amount in usage.items())


def _price(name: str) -> float:
    return float(getattr(prices, name))


def _gb_seconds(lambda_: Function, cpu_ms: float, waited_ms: float = 0) -> float:
    share = min(1.0, lambda_.memory_mb / load.CORE_MB)
    return (cpu_ms * load.SLOWER / share + waited_ms) / 1_000 * lambda_.memory_mb / 1_024


class Bill:
    """Adds up what operations use."""

    def __init__(self, measured: Measured, recorded: Recorded) -> None:
        self._measured = measured
        self._spent = recorded.spent
        self._calls = {
            name: [answer.call for answer in answers]
            for name, answers in Recording.load(recorded.wire).operations.items()
        }
        self._calls["authorize"] = []

    def operation(self, name: str) -> tuple[str, Usage]:
        """One run of an operation, starts and traces apart, and the Lambda it runs on."""
        lambda_ = function(OPERATIONS[name].function)
        calls = self._calls[name]
        waited = sum(next((ms for part, ms in load.WAITS if part in call), 0.0) for call in calls)
        usage = Usage(
            LAMBDA_REQUEST=1,
            LAMBDA_GB_SECOND=_gb_seconds(lambda_, self._measured.warm[name], waited),
            LOG_GB=load.LOG_BYTES / 1e9,
            S3_WRITE=sum(call.startswith("PUT s3") for call in calls),
            S3_READ=sum(call.startswith("GET s3") for call in calls),
            MAIL_OUT=sum("email" in call for call in calls),
        )
        if spent := self._spent.get(name):
            _add(usage, Usage(READ_UNIT=spent.read, WRITE_UNIT=spent.written))
        if lambda_.name == "http_api":
            sent = load.ANSWER_KB.get(name, load.OTHER_ANSWER_KB)
            _add(usage, Usage(HTTP_REQUEST=1, EDGE_REQUEST=1, EDGE_GB=sent / 1e6))
        elif lambda_.name == "mail_in":
            _add(usage, Usage(MAIL_IN=1, S3_WRITE=1))
        elif lambda_.name == "mail_out":
            _add(usage, Usage(QUEUE_REQUEST=3))
        return lambda_.name, usage

    def of(self, runs: dict[str, float]) -> Usage:
        """So many runs of each operation, with the relay behind each change, starts and traces."""
        changes = {name: times for name, times in runs.items() if name in load.FACTS}
        runs = {**runs, "relay": sum(changes.values())}
        total = Usage(BUS_EVENT=sum(load.FACTS[name] * times for name, times in changes.items()))
        invocations: dict[str, float] = {}
        for name, times in runs.items():
            lambda_, usage = self.operation(name)
            _add(invocations, {lambda_: times})
            _add(total, usage, times)
        for lambda_, times in invocations.items():
            _add(total, self._starts_and_traces(lambda_, times))
        return total

    def _starts_and_traces(self, name: str, invocations: float) -> Usage:
        hourly = load.STARTS_AN_HOUR * 24 * load.DAYS
        starts = min(invocations, hourly + invocations * load.START_SHARE)
        cold = starts * _gb_seconds(function(name), self._measured.starts[name])
        first = min(invocations, load.BUSY_SECONDS)
        return Usage(LAMBDA_GB_SECOND=cold, TRACE=first + (invocations - first) * load.TRACED_SHARE)

    def stored(self, tickets: float) -> Usage:
        """What is kept of so many tickets: every item they wrote, and the raw mails."""
        table = sum(self._bytes(name) * times for name, times in load.PER_TICKET.items()) * tickets / prices.GIB
        mails = load.PER_TICKET["mail_new"] + load.PER_TICKET["mail_reply"]
        raw = mails * load.RAW_MAIL_KB * 1_024 * tickets / prices.GIB
        return Usage(TABLE_GB_MONTH=table, TABLE_BACKUP_GB_MONTH=table, S3_GB_MONTH=raw)

    def _bytes(self, name: str) -> int:
        spent = self._spent.get(name)
        parts = [part for call in spent.calls for part in call.parts] if spent else []
        return sum(int(size[1]) for part in parts if (size := re.search(r": (\d+) bytes", part)))


def standing() -> Usage:
    """What a month costs in which nothing happens: counted in the stack of stage `small`."""
    target = HOME / "cdk"
    environment = os.environ | {"CDK_OUTDIR": str(target), "CDK_CONTEXT_JSON": '{"stage":"small"}'}
    subprocess.run([sys.executable, "-m", "infra.app"], cwd=ROOT, env=environment, check=True, stdout=sys.stderr)
    template = json.loads((target / "Core.template.json").read_text())
    kinds = Counter(resource["Type"] for resource in template["Resources"].values())
    queues = sum(len(each.queues) for each in FUNCTIONS)
    return Usage(
        ALARM_MONTH=kinds["AWS::CloudWatch::Alarm"],
        KEY_MONTH=kinds["AWS::KMS::Key"],
        SECRET_MONTH=kinds["AWS::SecretsManager::Secret"],
        QUEUE_REQUEST=queues * load.IDLE_POLLS,
    )


def _polls(agents: int) -> dict[str, float]:
    """Requests of desks in view; the authorizer is asked once for each token and lifetime of its answer."""
    seconds = agents * load.HOURS_IN_VIEW * 3_600
    (lifetime,) = [each.trigger.ttl_seconds for each in FUNCTIONS if isinstance(each.trigger, RequestAuthorizer)]
    asked = {name: share * seconds / load.POLL_SECONDS for name, share in load.POLLED.items()}
    return {**asked, "authorize": seconds / lifetime}


def _pushes(month: load.Month) -> Usage:
    """What the WebSocket API asks for live updates."""
    changes = month.tickets * sum(load.PER_TICKET[name] for name in load.FACTS)
    a_second = changes / load.DAYS / load.WORKING_SECONDS / load.QUEUES
    posts = changes * month.agents / load.QUEUES * min(1.0, load.PUSHES_A_SECOND / a_second)
    return Usage(SOCKET_MESSAGE=posts, SOCKET_MINUTE=month.agents * load.MINUTES_CONNECTED)


def measure(measured: Measured, recorded: Recorded) -> Section:
    """Months of the scale table, the idle one, and a thousand tickets."""
    bill = Bill(measured, recorded)
    idle = standing()
    said = [
        "us-east-1 list prices of 2026-11-01 without free tiers; workload and assumptions in tests/bench/workload.py.",
        "Storage is what a year has gathered. Live updates are the WebSocket API's messages and minutes.",
        "A desk without a socket polls instead. What websocket, push, timer and worker compute is not priced yet.",
    ]
    section = Section("Dollars", said)
    section.add("idle month, stage small", dollars(idle), "$", budget.IDLE_MONTH_DOLLARS, _largest(idle))
    for month in load.months():
        work = bill.of({name: times * month.tickets for name, times in load.PER_TICKET.items()})
        _add(work, bill.stored(month.tickets * load.MONTHS_KEPT))
        live, polling = dollars(_pushes(month)), dollars(bill.of(_polls(month.agents)))
        total = dollars(idle) + dollars(work) + live
        note = f"tickets {dollars(work):,.2f} ({_largest(work)}); live updates {live:,.2f}, by polling {polling:,.2f}"
        section.add(f"month, {month.agents:,} agents", total, "$", budget.MONTH_DOLLARS[month.agents], note)
        if month.agents == max(load.TICKETS_A_DAY):
            thousand = total / month.tickets * 1_000
            note = f"without live updates {(total - live) / month.tickets * 1_000:.2f}"
            section.add("1,000 tickets at 1,000 agents", thousand, "$", budget.THOUSAND_TICKETS_DOLLARS, note)
    return section


def _largest(usage: Usage) -> str:
    costs = sorted(((_price(name) * amount, name) for name, amount in usage.items()), reverse=True)
    return ", ".join(f"{name.lower().replace('_', ' ')} {cost:,.2f}" for cost, name in costs[:4])
