"""How often somebody may ask: the headers, the refusal, and whose storm is whose."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from functions.http_api import limiting
from lambdesk.identity.model import Tenant
from lambdesk.kit.changes import ChangeSet, Put
from tests.support.desk import Desk, MemoryLambdesk, Reply


def limit(product: MemoryLambdesk, desk: Desk, per_minute: int) -> None:
    """A tenant that may ask so often."""
    home = product.state.get(desk.get("/v1/me").json["tenant"]["id"], Tenant)
    assert home
    product.identity_store.commit(home.id, ChangeSet((Put(replace(home, requests_per_minute=per_minute)),)))
    product.__dict__.pop("directory")


def storm(ask: Callable[[], Reply], times: int = 400) -> Reply:
    for _ in range(times):
        answer = ask()
        if answer.status == 429:
            return answer
    raise AssertionError("nobody was refused")


def test_every_answer_says_how_often_one_may_ask(desk: Desk) -> None:
    for answer in (desk.get("/v1/me"), desk.get("/v1/tickets/9"), desk.send("POST", "/v1/tickets", "{")):
        assert answer.headers["ratelimit-policy"] == '"tenant";q=12000;w=60'
        assert answer.headers["ratelimit"].startswith('"tenant";r=')
    nobody = Desk(desk.product)
    assert nobody.get("/v1/tickets").headers["ratelimit-policy"] == '"address";q=300;w=60'
    assert nobody.get("/v1/nothing").headers["ratelimit-policy"] == '"address";q=300;w=60'
    signing_in = nobody.send("POST", "/v1/session", {"email": "a@b.example", "password": "x"})
    assert signing_in.headers["ratelimit-policy"] == '"address";q=300;w=60, "sign-in";q=120;w=60'
    assert '"sign-in";r=' in signing_in.headers["ratelimit"]


def test_too_many_are_told_when_to_come_back(product: MemoryLambdesk, desk: Desk, written: Callable[[], Any]) -> None:
    limit(product, desk, 60)
    answer = storm(lambda: desk.get("/v1/me"))
    assert answer.code == "too_many"
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert answer.json["retry_after_seconds"] == int(answer.headers["retry-after"])
    assert answer.headers["ratelimit"].startswith('"tenant";r=0;t=')
    before = written()
    refused = desk.send("POST", "/v1/tickets", {}, {"Idempotency-Key": "k"})
    assert (refused.status, written()) == (429, before)


def test_a_storm_of_one_tenant_is_nothing_to_another(product: MemoryLambdesk, desk: Desk, foreign: Desk) -> None:
    limit(product, desk, 60)
    storm(lambda: desk.get("/v1/me"))
    assert {foreign.get("/v1/me").status for _ in range(100)} == {200}


def test_a_storm_without_a_token_is_nothing_to_those_who_have_one(product: MemoryLambdesk, desk: Desk) -> None:
    nobody = Desk(product)
    storm(lambda: nobody.get("/v1/tickets"))
    assert storm(lambda: nobody.send("POST", "/v1/session/refresh")).headers["ratelimit"].startswith('"address";r=0')
    assert desk.get("/v1/me").status == 200
    elsewhere = Desk(product, address="198.51.100.4")
    assert elsewhere.get("/v1/tickets").status == 401


def test_guessing_passwords_ends_before_other_open_routes_do(product: MemoryLambdesk, desk: Desk) -> None:
    nobody, addresses = Desk(product), (f"agent-{number}@northwind.example" for number in range(121))
    refused = storm(lambda: nobody.send("POST", "/v1/session", {"email": next(addresses), "password": "x"}), 121)
    assert refused.headers["ratelimit"].count("r=0") == 1
    assert nobody.get("/v1/public/northwind/form").status == 200


def test_an_address_is_nowhere_in_the_clear(product: MemoryLambdesk, capsys: pytest.CaptureFixture[str]) -> None:
    storm(lambda: Desk(product).get("/v1/tickets"))
    assert "203.0.113.7" not in repr(product.state.horizons) + capsys.readouterr().out


def event(source: str, **headers: str) -> dict[str, Any]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return {"headers": named, "requestContext": {"http": {"sourceIp": source}}}


def test_behind_our_edge_the_viewer_counts(product: MemoryLambdesk) -> None:
    plain = event("203.0.113.7", x_forwarded_for="198.51.100.1, 203.0.113.7")
    assert limiting.address(product, plain) == "203.0.113.7"
    through = "192.0.2.9, 198.51.100.1, 203.0.113.7"
    edge = event("203.0.113.7", x_forwarded_for=through, x_lambdesk_edge=product.edge_secret)
    assert limiting.address(product, edge) == "198.51.100.1"


@pytest.mark.parametrize("shown", ["", "x", "e" * 63, "é"])
def test_who_makes_addresses_up_counts_as_the_one_they_are(product: MemoryLambdesk, shown: str) -> None:
    addresses = (f"192.0.2.{n}, 203.0.113.7" for n in range(256))
    made_up = [event("203.0.113.7", x_forwarded_for=n, x_amz_cf_id="x", x_lambdesk_edge=shown) for n in addresses]
    standings = [limiting.spend(product, each, public=True) for each in made_up]
    assert not standings[-1][0].admitted


def test_a_caller_with_a_whole_network_of_addresses_is_one() -> None:
    assert limiting._network("2001:db8:1:2::1") == limiting._network("2001:db8:1:2:ffff::9")
    assert limiting._network("2001:db8:1:2::1") != limiting._network("2001:db8:1:3::1")
