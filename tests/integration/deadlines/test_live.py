"""Clocks and escalations on a private local cloud, with real seconds."""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import boto3
import pytest

from infra.local.client import LocalCloud
from infra.local.options import ROOT
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.identity import service as identity
from lambdesk.identity.decide import NewTenant
from lambdesk.kit import clock, ids
from lambdesk.kit.context import SYSTEM, SYSTEM_TENANT, Actor, ActorKind, Context
from lambdesk.kit.events import Event
from lambdesk.sla.executions import execution_name
from lambdesk.tickets.commands import AcknowledgeEscalation, SnoozeTicket, UpdateTicket
from lambdesk.tickets.model import State, Ticket
from lambdesk.tickets.service import Key, RequestedTicket
from tests.support.clocks import call_of, clock_of

pytestmark = pytest.mark.local_cloud
NOTICED_SECONDS = 3
"""One for the whole second that an entry is rounded up to, the rest for calling what it is for."""
logger = logging.getLogger(__name__)


class Product:
    """The product's own code on a running cloud."""

    def __init__(self, cloud: LocalCloud, patch: pytest.MonkeyPatch) -> None:
        self.environment = cloud.environment()
        for name, value in self.environment.items():
            patch.setenv(name, value)
        self.product = Lambdesk()
        self.slug = f"t{ids.new_seed()[:8]}"
        wanted = NewTenant(self.slug, self.slug, (f"support@{self.slug}.example",))
        self.tenant = identity.create_tenant(self.product.identity_store, self.context(SYSTEM_TENANT), wanted).id

    def context(self, tenant: str = "", user: str | None = None, ago: timedelta = timedelta()) -> Context:
        actor = Actor(ActorKind.USER, user) if user else SYSTEM
        return Context(tenant or self.tenant, actor, clock.now() - ago, ids.new_seed(), {"door": "test"})

    def run(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "lambdesk.cli", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, **self.environment}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def promise(self, seconds: int, *steps: int) -> None:
        self.run(
            *("sla", "set", "--tenant", self.slug, "--priority", "normal", "--seconds", str(seconds)),
            *("--warning-percent", "50", "--escalation-seconds", *map(str, steps)),
        )

    def open(self, ago: timedelta = timedelta()) -> int:
        request = RequestedTicket("Lamp", "It is dark.", "ana@customer.example")
        return self.product.tickets.open(self.context(ago=ago), request, Key("t", ids.new_seed(), "b")).ticket.number

    def ticket(self, number: int) -> Ticket:
        loaded, _ = self.product.ticket_store.load(self.tenant, number)
        assert loaded is not None
        return loaded.ticket

    def facts(self, number: int) -> list[Event]:
        seen = self.product.ticket_store.open(self.tenant, number)
        assert seen is not None
        named = [event for event in seen.events if event.type.startswith(("sla.", "escalation."))]
        # This tenant has no staff: each level looks for somebody to call, some time after it is due.
        return [event for event in named if event.type != "escalation.called"]

    def waits(self, number: int, until: Callable[[Ticket], Any], seconds: float) -> Ticket:
        ends = time.monotonic() + seconds
        while not until(ticket := self.ticket(number)):
            assert time.monotonic() < ends, (ticket, [each.type for each in self.facts(number)])
            time.sleep(0.1)
        return ticket


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    with LocalCloud() as running:
        yield running


@pytest.fixture
def product(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> Product:
    return Product(cloud, monkeypatch)


def noticed_late(facts: list[Event], kind: str) -> float:
    """Seconds between a breach and the moment at which it was told."""
    (told,) = [each for each in facts if each.type == kind]
    return (told.at - clock.from_text(told.data["due_at"])).total_seconds()


def test_a_breach_is_seen_within_seconds_and_its_chain_goes_up_to_the_last_level(product: Product) -> None:
    product.promise(14, 3, 6)
    number = product.open()
    ticket = product.waits(number, lambda t: call_of(t) and call_of(t).level == 3, 50)
    assert clock_of(ticket).breached_at == clock_of(ticket).due_at
    facts = product.facts(number)
    assert [each.type for each in facts] == [
        "sla.clock_started", "sla.target_warned", "sla.target_breached",
        "escalation.raised", "escalation.raised", "escalation.raised",
    ]  # fmt: skip
    late = noticed_late(facts, "sla.target_breached")
    steps = [each.at for each in facts if each.type == "escalation.raised"]
    waited = [(b - a).total_seconds() for a, b in pairwise(steps)]
    logger.info("breach told %.2f s after its time; levels %.2f s and %.2f s apart", late, *waited)
    assert 0 < late <= NOTICED_SECONDS
    assert all(3 <= each <= 3 + NOTICED_SECONDS for each in waited)


def test_a_resolved_ticket_closes_by_itself_when_its_quiet_days_are_over(product: Product) -> None:
    """Resolved a day ago, but for some seconds: only those have to be waited for."""
    product.product.ticket_setup.set(product.context(), 1, {"close_after_days": 1})
    ago = timedelta(days=1) - timedelta(seconds=8)
    number = product.open(ago=ago)
    command = UpdateTicket(1, state=State.RESOLVED)
    resolved = product.product.tickets.update(product.context(user="usr_1", ago=ago), number, command).ticket
    assert resolved.closes_at is not None
    assert resolved.closes_at > clock.now()
    ticket = product.waits(number, lambda t: t.state is State.CLOSED, 30)
    assert ticket.closed_at is not None
    late = (ticket.closed_at - resolved.closes_at).total_seconds()
    logger.info("closed %.2f s after its time", late)
    assert 0 <= late <= NOTICED_SECONDS
    assert ticket.next_due_at is None


def test_a_snoozed_ticket_comes_back_at_its_moment(product: Product) -> None:
    number = product.open()
    until = clock.now() + timedelta(seconds=6)
    asleep = product.product.relations.snooze(product.context(user="usr_1"), number, SnoozeTicket(1, until))
    assert asleep.ticket.asleep
    ticket = product.waits(number, lambda t: not t.asleep, 30)
    assert 0 <= (ticket.updated_at - until).total_seconds() <= NOTICED_SECONDS


def test_acknowledging_stops_the_chain(product: Product) -> None:
    product.promise(2, 6, 12)
    number = product.open()
    ticket = product.waits(number, lambda t: call_of(t) and call_of(t).called, 30)
    version = ticket.version
    taken = product.product.tickets.acknowledge(product.context(user="usr_1"), number, AcknowledgeEscalation(version))
    assert call_of(taken.ticket) is not None
    time.sleep(9)
    after = product.ticket(number)
    assert call_of(after) == call_of(taken.ticket)
    assert call_of(after) is not None
    assert (call_of(after).level, call_of(after).acknowledged_by) == (1, "usr_1")


def test_a_dead_chain_is_taken_up_at_its_level_by_the_sweep(product: Product) -> None:
    product.promise(2, 6, 9)
    number = product.open()
    ticket = product.waits(number, lambda t: call_of(t) and call_of(t).called, 30)
    breach = f"first_response@{clock.to_text(clock_of(ticket).due_at)}"
    states = boto3.client("stepfunctions")
    machine = product.product.settings.escalation_arn.replace(":stateMachine:", ":execution:")
    name = f"{machine}:{execution_name(product.tenant, number, breach, 2)}"
    ends = time.monotonic() + 6
    while True:
        try:
            states.stop_execution(executionArn=name)
            break
        except states.exceptions.ExecutionDoesNotExist:
            assert time.monotonic() < ends, "no chain was started"
            time.sleep(0.05)
    time.sleep(7)
    assert call_of(product.ticket(number)) == call_of(ticket)
    assert "failed 0" in product.run("timers", "sweep", "--grace", "0")
    product.waits(number, lambda t: call_of(t) and call_of(t).level == 2, 10)
    product.waits(number, lambda t: call_of(t) and call_of(t).level == 3, 30)


@pytest.mark.long
def test_a_breach_while_the_cloud_was_off_is_found_at_start_and_dated_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LocalCloud(tmp_path, persist=True) as first:
        product = Product(first, monkeypatch)
        product.promise(15)
        number = product.open()
        due = clock_of(product.ticket(number)).due_at
        time.sleep(2)
        settings = first.environment()
    while datetime.now(UTC) < due:
        time.sleep(0.2)
    with LocalCloud(tmp_path, persist=True) as again:
        for setting, value in {**settings, **again.environment()}.items():
            monkeypatch.setenv(setting, value)
        product.product = Lambdesk()
        ticket = product.waits(number, lambda t: t.sla and clock_of(t).breached_at, 30)
        assert clock_of(ticket).breached_at == due
        (told,) = [each for each in product.facts(number) if each.type == "sla.target_breached"]
        assert told.data["due_at"] == clock.to_text(due)
