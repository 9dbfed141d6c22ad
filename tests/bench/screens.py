"""How soon a change is on another screen, on a deployed local cloud: seen by an open socket, in wall time."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench import budget
from tests.bench.budget import Budget
from tests.bench.report import Section
from tests.support.cloud import Person, RunningCloud, write_mail
from tests.support.socket import Frame, Socket

_CHANGES, _MAILS, _BREACHES = 60, 40, 10
_WARM_UP = 3
# Longer than a connection's pace: what waits for an earlier post would measure that wait.
_BETWEEN_SECONDS = 0.6
_PATIENCE_SECONDS = 30.0
_TARGET_SECONDS = 12
_CUSTOMER = "ada@customer.example"


def measure() -> Section:
    """One thing after another, each waited for at the socket of a colleague's desk."""
    section = Section("Other screens")
    section.said.append(
        f"{_CHANGES} changes by the API, {_MAILS} mails and {_BREACHES} breaches on a local cloud, after {_WARM_UP} of "
        "each to warm up; from the request, from SMTP's yes, from the time that ran out, to the frame at a socket."
    )
    with tempfile.TemporaryDirectory() as folder, RunningCloud(Path(folder) / "cloud", seed=True) as cloud:
        _promise(cloud)
        agent = cloud.sign_in()
        with Socket(agent) as socket:
            socket.watch("queue:none", f"user:{agent.user['id']}")
            _add(section, "a change by the API", _each(_CHANGES, _changes(agent, socket)), budget.CHANGE_ON_SCREEN_MS)
            _add(section, "a mail", _each(_MAILS, _mails(cloud, agent, socket)), budget.MAIL_ON_SCREEN_MS)
            _add(section, "a breach", _breaches(agent, socket), budget.BREACH_ON_SCREEN_MS)
    return section


def _add(section: Section, what: str, taken: list[float], judged: Budget) -> None:
    section.add(f"{what} → on another screen, p50", statistics.median(taken) * 1e3, "ms")
    section.add(f"{what} → on another screen, p95", statistics.quantiles(taken, n=20)[-1] * 1e3, "ms", judged)


def _each(times: int, once: Callable[[int], float]) -> list[float]:
    taken = []
    for number in range(_WARM_UP + times):
        time.sleep(_BETWEEN_SECONDS)
        taken.append(once(number))
    return taken[_WARM_UP:]


def _promise(cloud: RunningCloud) -> None:
    """Urgent tickets are due within seconds."""
    command = [sys.executable, "-m", "lambdesk.cli", "sla", "set", "--tenant", cloud.tenant()["slug"]]
    command += ["--priority", "urgent", "--seconds", str(_TARGET_SECONDS)]
    subprocess.run(command, env=os.environ | cloud.environment(), check=True, stdout=subprocess.DEVNULL)


def _open(agent: Person, subject: str, priority: str) -> dict[str, Any]:
    requester = {"email": _CUSTOMER, "name": "Ada"}
    wanted = {"subject": subject, "body": "Where is it?", "requester": requester, "priority": priority}
    answer = agent.api.post("/v1/tickets", json=wanted, headers={"Idempotency-Key": uuid.uuid4().hex})
    answer.raise_for_status()
    ticket: dict[str, Any] = answer.json()["ticket"]
    return ticket


def _seconds(socket: Socket, began: float, wanted: Callable[[Frame], bool]) -> float:
    try:
        socket.hear(wanted, seconds=_PATIENCE_SECONDS)
    except TimeoutError:
        return _PATIENCE_SECONDS
    return time.monotonic() - began


def _changes(agent: Person, socket: Socket) -> Callable[[int], float]:
    number = _open(agent, "Bench of changes", "normal")["number"]

    def once(turn: int) -> float:
        began = time.monotonic()
        said = agent.say(number, f"Looked at it {turn} times.", kind="note")
        said.raise_for_status()
        version = said.json()["ticket"]["version"]
        return _seconds(socket, began, lambda frame: _row(frame, number) and frame["version"] >= version)

    return once


def _mails(cloud: RunningCloud, agent: Person, socket: Socket) -> Callable[[int], float]:
    mailbox = agent.tenant["mailboxes"][0]

    def once(turn: int) -> float:
        subject = f"Bench mail {turn}"
        cloud.send(write_mail(_CUSTOMER, mailbox, subject, "Where is it?"), _CUSTOMER, mailbox)
        accepted = time.monotonic()
        return _seconds(socket, accepted, lambda frame: frame["type"] == "row" and frame["row"]["subject"] == subject)

    return once


def _breaches(agent: Person, socket: Socket) -> list[float]:
    """Seconds from each ticket's due time to the frame that shows its breach."""
    due: dict[int, datetime] = {}
    for turn in range(_WARM_UP + _BREACHES):
        time.sleep(_BETWEEN_SECONDS)
        ticket = _open(agent, f"Bench breach {turn}", "urgent")
        due[ticket["number"]] = datetime.fromisoformat(ticket["sla"]["due_at"])
    taken: dict[int, float] = {}

    def wanted(frame: Frame) -> bool:
        number = frame.get("number")
        return frame["type"] == "row" and number in due.keys() - taken and frame["row"]["sla"]["state"] == "breached"

    while len(taken) < len(due):
        try:
            number = socket.hear(wanted, seconds=_PATIENCE_SECONDS)["number"]
        except TimeoutError:
            taken |= dict.fromkeys(due.keys() - taken, _PATIENCE_SECONDS)
        else:
            taken[number] = (datetime.now(UTC) - due[number]).total_seconds()
    return [taken[number] for number in sorted(taken)][_WARM_UP:]


def _row(frame: Frame, number: int) -> bool:
    return frame["type"] == "row" and bool(frame["number"] == number)
