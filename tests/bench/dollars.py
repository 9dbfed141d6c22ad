"""What it costs: counted units and measured work, times the workload, times list prices."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass

from infra.topology import FUNCTIONS, Function, function
from infra.triggers import Work
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
    """CPU milliseconds on this machine: of each operation when warm, of one more post, of each Lambda's start."""

    warm: dict[str, float]
    post: float
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
        elif name == "keep":
            _add(usage, Usage(FIFO_REQUEST=3))
        elif lambda_.name in {"mail_out", "worker"}:
            _add(usage, Usage(QUEUE_REQUEST=3, WORKFLOW_STEP=load.CHAIN_STEPS if name == "escalate" else 0))
        elif lambda_.name == "timer":
            _add(usage, Usage(SCHEDULE=1))
        asked = name in {"subscribe", "presence", "ping"}
        _add(usage, Usage(SOCKET_MESSAGE=asked + sum("execute-api" in call for call in calls)))
        return lambda_.name, usage

    def of(self, runs: dict[str, float]) -> Usage:
        """So many runs of each operation, with relay, trail and one push behind each change, starts and traces.

        An opened ticket is a look: an item written, relayed and kept. Nobody is taken to look twice within an hour.
        """
        changes = {name: times for name, times in runs.items() if name in load.FACTS}
        rows = sum(times for name, times in changes.items() if name in load.ROWS)
        told = {"push": rows + runs.get("notice", 0), "push_ticket": sum(changes.values()) - rows}
        looks = runs.get("open", 0)
        entries = sum(changes.values()) + looks
        runs = {**runs, **told, "relay": entries, "keep": entries}
        facts = sum(load.FACTS[name] * times for name, times in changes.items())
        total = Usage(BUS_EVENT=facts, WRITE_UNIT=looks)
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
        traced = invocations if function(name).traced else 0
        first = min(traced, load.BUSY_SECONDS)
        return Usage(LAMBDA_GB_SECOND=cold, TRACE=first + (traced - first) * load.TRACED_SHARE)

    def sockets(self, agents: float) -> Usage:
        """What the desks of so many agents say by themselves in a month, and the minutes they are connected."""
        minutes = agents * load.MINUTES_CONNECTED
        opened = minutes / load.SOCKET_MINUTES
        on_tickets = minutes * load.IN_VIEW * load.ON_A_TICKET
        runs = dict.fromkeys(("pass", "connect", "subscribe", "disconnect"), opened)
        runs |= {"ping": minutes / load.PING_MINUTES, "presence": on_tickets * 60 / load.PRESENCE_SECONDS}
        total = self.of(runs)
        _add(total, Usage(SOCKET_MINUTE=minutes))
        return total

    def crowd(self, month: load.Month, watchers: float) -> Usage:
        """Posts of rows to all desks that follow a queue, beyond the first one of each change.

        A queue is told of one batch after another: what comes meanwhile goes with the next one.
        """
        lambda_ = function("push")
        further = max(watchers - 1, 0)
        changes = month.tickets * sum(load.PER_TICKET[name] for name in load.ROWS)
        waited = further / load.POSTS_AT_ONCE * dict(load.WAITS)["execute-api"]
        gb_seconds = _gb_seconds(lambda_, further * self._measured.post, waited)
        round_seconds = gb_seconds / (lambda_.memory_mb / 1_024)
        a_second = changes / load.DAYS / load.WORKING_SECONDS / (month.agents * load.ON_DUTY / watchers)
        most = min(load.PUSHES_A_SECOND, 1 / round_seconds) if round_seconds else load.PUSHES_A_SECOND
        rounds = changes * min(1.0, most / a_second)
        return Usage(SOCKET_MESSAGE=rounds * further, LAMBDA_GB_SECOND=rounds * gb_seconds)

    def swept(self) -> Usage:
        """The looks for what timers missed, when nothing is found."""
        name, usage = self.operation("timer")
        total = self._starts_and_traces(name, load.SWEEPS)
        _add(total, usage | Usage(WRITE_UNIT=0), load.SWEEPS)
        return total

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
    ordered = sum(len(each.trigger.ordered) for each in FUNCTIONS if isinstance(each.trigger, Work))
    return Usage(
        ALARM_MONTH=kinds["AWS::CloudWatch::Alarm"],
        KEY_MONTH=kinds["AWS::KMS::Key"],
        SECRET_MONTH=kinds["AWS::SecretsManager::Secret"],
        QUEUE_REQUEST=queues * load.IDLE_POLLS,
        FIFO_REQUEST=ordered * load.IDLE_POLLS,
    )


def _month(bill: Bill, month: load.Month, watchers: float) -> tuple[Usage, Usage]:
    """What tickets and what open desks use in a month, when so many desks follow a queue."""
    work = bill.of({name: times * month.tickets for name, times in load.PER_TICKET.items()})
    _add(work, bill.stored(month.tickets * load.MONTHS_KEPT))
    # The authorizer's answer holds for a minute; agents seldom ask twice in one.
    asked = month.tickets * sum(load.PER_TICKET[name] for name in ("open", "list", "reply", "status"))
    _add(work, bill.of({"authorize": min(asked, month.agents * load.MINUTES_CONNECTED * load.IN_VIEW)}))
    live = bill.sockets(month.agents)
    _add(live, bill.crowd(month, watchers))
    return work, live


def measure(measured: Measured, recorded: Recorded) -> Section:
    """Months of the scale table, the idle one, and a thousand tickets."""
    bill = Bill(measured, recorded)
    idle = standing()
    _add(idle, bill.swept())
    said = [
        "us-east-1 list prices of 2026-11-01 without free tiers; workload and assumptions in tests/bench/workload.py.",
        "Storage is what a year has gathered. As long as tickets come to no team, every desk on duty is told of every",
        f"change; the last rows say what a month costs when a desk follows the queue of its team of {load.TEAM}.",
    ]
    section = Section("Dollars", said)
    section.add("idle month, stage small", dollars(idle), "$", budget.IDLE_MONTH_DOLLARS, _largest(idle))
    for teams in (False, True):
        for month in load.months():
            everybody = month.agents * load.ON_DUTY
            watchers = min(everybody, load.TEAM * load.ON_DUTY) if teams else everybody
            if not teams or watchers < everybody:
                _add_month(section, month, dollars(idle), _month(bill, month, watchers), in_teams=teams)
    return section


def _add_month(section: Section, month: load.Month, idle: float, used: tuple[Usage, Usage], *, in_teams: bool) -> None:
    work, live = used
    how = ", in teams" if in_teams else ""
    total = idle + dollars(work) + dollars(live)
    note = f"tickets {dollars(work):,.2f} ({_largest(work)}); live updates {dollars(live):,.2f} ({_largest(live)})"
    section.add(f"month, {month.agents:,} agents{how}", total, "$", budget.MONTH_DOLLARS[month.agents], note)
    if month.agents == max(load.TICKETS_A_DAY):
        note = f"without live updates {(total - dollars(live)) / month.tickets * 1_000:.2f}"
        thousand = total / month.tickets * 1_000
        what = f"1,000 tickets at {month.agents:,} agents{how}"
        section.add(what, thousand, "$", budget.THOUSAND_TICKETS_DOLLARS, note)


def _largest(usage: Usage) -> str:
    costs = sorted(((_price(name) * amount, name) for name, amount in usage.items()), reverse=True)
    return ", ".join(f"{name.lower().replace('_', ' ')} {cost:,.2f}" for cost, name in costs[:4])
