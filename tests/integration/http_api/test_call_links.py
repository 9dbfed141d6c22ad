"""The link in the mail of somebody who was called: looking does nothing, a post takes care, once and for its person."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lambdesk.channels.acknowledgements import Called, acknowledgement_url
from lambdesk.identity.model import User
from lambdesk.kit import clock, signed
from lambdesk.kit.changes import ChangeSet, Put
from tests.integration.http_api.test_escalation import time_passes
from tests.support.desk import Desk, MemoryLambdesk, settle


@pytest.fixture
def door(product: MemoryLambdesk, desk: Desk) -> Desk:
    """Somebody whom nobody knows."""
    return Desk(product)


@pytest.fixture
def called(product: MemoryLambdesk, desk: Desk) -> Called:
    """Ticket 1 of northwind is late, and its agent is called."""
    desk.open_ticket()
    (tenant,) = product.identity_store.tenants()
    time_passes(product, tenant, hours=9)
    loaded, _ = product.ticket_store.load(tenant, 1)
    assert loaded
    (one,), (user,) = loaded.ticket.escalations, product.identity_store.users(tenant)
    return Called(tenant, 1, one.metric, one.breach, user.id, clock.now() + timedelta(hours=24))


def path(product: MemoryLambdesk, called: Called, **other: Any) -> str:
    url = acknowledgement_url(product.keyring, "https://help.example.com/", replace(called, **other))
    assert url.startswith("https://help.example.com/portal/acknowledge/")
    return "/v1/public/escalations/" + url.rpartition("/")[2]


def test_looking_does_nothing_and_posting_takes_care_in_the_persons_name(
    product: MemoryLambdesk, door: Desk, desk: Desk, called: Called, written: Callable[[], Any]
) -> None:
    link, before = path(product, called), written()
    assert door.get(link).json == {
        "name": "Northwind",
        "slug": "northwind",
        "locale": "en",
        "number": 1,
        "label": "TKT-0001",
        "subject": "Broken lamp",
        "metric": "first_response",
        "state": "waiting",
        "own": False,
    }
    assert written() == before
    taken = [door.send("POST", link).json for _ in range(2)]
    assert [(each["state"], each["own"]) for each in taken] == [("taken", True)] * 2
    view = desk.get("/v1/tickets/1").json
    (fact,) = [each for each in view["events"] if each["type"] == "escalation.acknowledged"]
    assert (fact["actor"]["id"], fact["cause"]) == (called.user_id, {"door": "mail_link"})
    assert view["ticket"]["escalations"][0]["acknowledged_by"] == called.user_id


def test_what_a_colleague_takes_care_of_is_said_without_a_name(
    product: MemoryLambdesk, door: Desk, called: Called
) -> None:
    (user,) = product.identity_store.users(called.tenant)
    other = replace(user, id="usr_01HQ0000000000000000000009", email="ines@northwind.example", name="Ines Roth")
    product.identity_store.commit(called.tenant, ChangeSet((Put(other),)))
    assert door.send("POST", path(product, called, user_id=other.id)).json["own"] is True
    answer = door.send("POST", path(product, called))
    assert (answer.json["state"], answer.json["own"]) == ("taken", False)
    assert "Ines" not in answer.text


def test_a_link_is_for_one_breach_and_is_over_with_it(product: MemoryLambdesk, door: Desk, called: Called) -> None:
    for other in ({"breach": called.breach + timedelta(seconds=1)}, {"metric": "resolution"}):
        assert door.send("POST", path(product, called, **other)).json["state"] == "over"
    assert door.get(path(product, called)).json["state"] == "waiting"


def test_a_link_ends_with_its_day_its_person_and_its_tenant(
    product: MemoryLambdesk, door: Desk, called: Called
) -> None:
    stranger = settle(product, "kitefly")[0].id
    others: tuple[dict[str, Any], ...] = (
        {"until": clock.now()},
        {"tenant": stranger},
        {"tenant": "tnt_nobody"},
        {"number": 2},
        {"user_id": "usr_nobody"},
    )
    links = [path(product, called, **other) for other in others]
    good = path(product, called)
    strange = replace(product.keyring, keys={"a": b"x" * 64})
    base, _, token = good.rpartition("/")
    bent = (token[:-1], token + "A", "x", "a.", "ü", signed.sign(product.keyring, "confirmation", f"{called.tenant}.1"))
    links += [f"{base}/{each}" for each in bent]
    links.append(f"{base}/{acknowledgement_url(strange, '', called).rpartition('/')[2]}")
    for each in links:
        for method in ("GET", "POST"):
            assert door.send(method, each).status == 404, each
    (user,) = product.identity_store.users(called.tenant)
    for gone in (replace(user, active=False), replace(user, role="rol_gone")):
        product.identity_store.commit(called.tenant, ChangeSet((Put(gone),)))
        assert door.send("POST", good).status == 404
    kept = product.state.get(called.tenant, User, called.user_id)
    assert kept is not None
    product.identity_store.commit(called.tenant, ChangeSet((Put(user),)))
    assert door.get(good).json["state"] == "waiting"
