"""A queue as a sheet."""

import csv
import io
from dataclasses import replace

import pytest

from lambdesk.exports import service
from lambdesk.identity.model import ADMIN
from lambdesk.kit.changes import ChangeSet, Put
from tests.support.desk import Desk, MemoryLambdesk, Reply, settle


@pytest.fixture
def admin(product: MemoryLambdesk) -> Desk:
    tenant, user = settle(product, "acme")
    store = product.identity_store
    store.commit(tenant.id, ChangeSet((Put(replace(user, role=ADMIN)), Put(replace(tenant, zone="Europe/Berlin")))))
    return Desk(product, tenant.id, user.id)


def lines(answer: Reply) -> list[dict[str, str]]:
    assert answer.status == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_a_sheet_names_everything_as_people_do(admin: Desk) -> None:
    admin.send("POST", "/v1/teams", {"name": "=Billing"})
    admin.send("POST", "/v1/fields", {"key": "size", "label": "Size", "type": "number"})
    team = admin.get("/v1/settings/tickets").json["teams"][0]["id"]
    user = admin.get("/v1/me").json["user"]["id"]
    more = {"fields": {"size": -3}, "team_id": team, "assignee_id": user, "tags": ["b", "a"], "channel": "phone"}
    admin.open_ticket("=1+1", **more)
    (row,) = lines(admin.get("/v1/tickets/export"))
    assert row["number"] == "1"
    assert row["label"] == "TKT-0001"
    assert row["subject"] == "'=1+1"
    assert row["team"] == "'=Billing"
    assert row["assignee"] == "Maya Lindqvist"
    assert row["requester_email"] == "ana@customer.example"
    assert row["channel"] == "phone"
    assert row["Size (size)"] == "-3"
    assert "created_at (Europe/Berlin)" in row
    assert not [name for name in row if "body" in name]


def test_a_sheet_is_of_one_queue_and_says_its_name(desk: Desk) -> None:
    desk.open_ticket()
    answer = desk.get("/v1/tickets/export", "queue=closed")
    assert lines(answer) == []
    assert answer.headers["content-type"].startswith("text/csv")
    assert 'filename="tickets-closed-' in answer.headers["content-disposition"]
    assert answer.headers["export-complete"] == "true"
    assert desk.get("/v1/tickets/export", "queue=other").status == 422


def test_a_sheet_ends_and_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "ROWS_LIMIT", 3)
    monkeypatch.setattr(service, "_PAGE", 2)
    for _ in range(3):
        desk.open_ticket()
    assert desk.get("/v1/tickets/export").headers["export-complete"] == "true"
    desk.open_ticket()
    answer = desk.get("/v1/tickets/export")
    assert len(lines(answer)) == 3
    assert answer.headers["export-complete"] == "false"


def test_a_second_tenants_tickets_are_not_in_it(desk: Desk, foreign: Desk) -> None:
    desk.open_ticket("Ours")
    assert lines(foreign.get("/v1/tickets/export")) == []
