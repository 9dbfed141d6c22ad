"""The trail's queue on the worker: each entry once, in any order, and what fails holds up its own tenant only."""

from typing import Any

import pytest

from functions.worker import handler as worker
from lambdesk.adapters.aws.trail import to_text
from lambdesk.audit.model import Entry
from lambdesk.kit.settings import Settings
from tests.support.desk import Desk, MemoryLambdesk, settle

ARN = "arn:aws:sqs:us-east-1:000000000000:lambdesk-test-audit.fifo"


@pytest.fixture
def product(monkeypatch: pytest.MonkeyPatch) -> MemoryLambdesk:
    product = MemoryLambdesk()
    product.settings = Settings({"ORIGIN": "https://help.example.com", "STAGE": "test"})
    monkeypatch.setattr(worker, "product", product)
    return product


def work(*messages: tuple[str, str]) -> list[str]:
    """Tell the worker of bodies by tenant; the ids of those that have to come again."""
    records = [
        {
            "messageId": f"m{i}",
            "eventSource": "aws:sqs",
            "eventSourceARN": ARN,
            "body": body,
            "attributes": {"MessageGroupId": tenant},
        }
        for i, (tenant, body) in enumerate(messages)
    ]
    answer: dict[str, Any] = worker.handler({"Records": records}, None)
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def history(product: MemoryLambdesk, slug: str) -> list[Entry]:
    tenant, user = settle(product, slug)
    desk = Desk(product, tenant.id, user.id)
    for subject in ("One", "Two", "Three"):
        desk.open_ticket(subject)
    desk.get("/v1/tickets/1")
    looks = [Entry(each.aggregate, (each,)) for each in product.trail_store.noted.values() if each.tenant == tenant.id]
    timelines = product.state.timelines.items()
    return [Entry(parent, tuple(events)) for (home, parent), events in timelines if home == tenant.id] + looks


def kept(product: MemoryLambdesk, entries: list[Entry]) -> list[Entry]:
    tenant, month = entries[0].tenant, f"{entries[0].at:%Y%m}"
    return sorted(product.trail_store.page(tenant, month, None, 100), key=lambda each: each.id)


def test_each_entry_is_kept_once_whatever_the_order(product: MemoryLambdesk) -> None:
    entries = history(product, "northwind")
    told = [(each.tenant, to_text(each)) for each in entries] * 2
    assert work(*told[::-2], *told[::2], *told) == []
    assert [each.id for each in kept(product, entries)] == sorted(each.id for each in entries)


def test_poison_holds_up_its_own_tenant_only(product: MemoryLambdesk) -> None:
    here, there = history(product, "northwind"), history(product, "kitefly")
    one, two = here[0], there[0]
    told = [(one.tenant, "{"), (two.tenant, to_text(two)), (one.tenant, to_text(one))]
    assert work(*told) == ["m0", "m2"]
    assert len(kept(product, there)) == 1
    assert kept(product, here) == []
