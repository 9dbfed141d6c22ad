"""The queue of figures on the worker: a verdict is counted once, however its facts come; an operator counts anew."""

import argparse
import json
from datetime import date
from typing import Any

import pytest

from functions.worker import handler as worker
from infra.topology import function
from lambdesk.cli import sla
from lambdesk.kit import clock
from lambdesk.kit.events import Event, to_wire
from lambdesk.kit.settings import Settings
from lambdesk.reports.model import Counts, Family, Verdict
from tests.support.desk import Desk, MemoryLambdesk, settle

ARN = "arn:aws:sqs:us-east-1:000000000000:lambdesk-test-figures"
(CONSUMED,) = [each.consumes for each in function("worker").queues if each.queue == "figures"]


@pytest.fixture
def product(monkeypatch: pytest.MonkeyPatch) -> MemoryLambdesk:
    product = MemoryLambdesk()
    product.settings = Settings({"ORIGIN": "https://help.example.com", "STAGE": "test"})
    monkeypatch.setattr(worker, "product", product)
    return product


def work(*events: Event) -> None:
    bodies = [json.dumps({"detail": to_wire(each)}) for each in events]
    records = [
        {"messageId": f"m{i}", "eventSource": "aws:sqs", "eventSourceARN": ARN, "body": body}
        for i, body in enumerate(bodies)
    ]
    answer: dict[str, Any] = worker.handler({"Records": records}, None)
    assert answer["batchItemFailures"] == []


def counted(product: MemoryLambdesk, tenant: str) -> Counts:
    today = clock.now().date()
    months = {f"{today:%Y%m}", f"{date(today.year + today.month // 12, today.month % 12 + 1, 1):%Y%m}"}
    found = [product.figure_store.counts(tenant, each, Family.PEOPLE) for each in sorted(months)]
    full = {group: {cell: n for cell, n in cells.items() if n} for each in found for group, cells in each.items()}
    return {group: cells for group, cells in full.items() if cells}


def test_a_verdict_is_counted_once_and_a_rebuild_finds_nothing_wrong(
    product: MemoryLambdesk, capsys: pytest.CaptureFixture[str]
) -> None:
    tenant, user = settle(product, "northwind")
    agent = Desk(product, tenant.id, user.id)
    agent.open_ticket()
    last = agent.get("/v1/tickets/1").json["messages"][-1]["id"]
    reply = {"kind": "reply", "body": "Done.", "last_seen_message_id": last}
    assert agent.send("POST", "/v1/tickets/1/messages", reply, {"Idempotency-Key": "reply"}).status == 201
    events = [each for each in product.state.timelines[tenant.id, "ticket:1"] if each.type in CONSUMED]
    work(*reversed(events), *events)
    ((group, cells),) = counted(product, tenant.id).items()
    assert (group.agent, [cell[2] for cell in cells], list(cells.values())) == (user.id, [Verdict.MET], [1])
    parser = argparse.ArgumentParser()
    sla.register(parser.add_subparsers(required=True))
    options = parser.parse_args(["sla", "rebuild-figures", "--tenant", "northwind"])
    for cell in cells:
        product.figure_store.correct(tenant.id, group, {cell: 3})
    told = []
    for _ in range(2):
        assert options.run(product, options) == 0
        told.append(capsys.readouterr().out.strip())
    assert told == [f"tickets 1, changed 0, counters corrected {n}" for n in (1, 0)]
    assert counted(product, tenant.id) == {group: cells}
