"""Pages of other origins: a tenant names them, and only its own callers' answers are told to them."""

from dataclasses import replace
from typing import Any

import pytest

from functions.http_api import limiting
from lambdesk.identity.model import ADMIN
from lambdesk.kit.changes import ChangeSet, Put
from lambdesk.limits.model import Limit
from tests.support.desk import Desk, MemoryLambdesk, Reply, settle

SHOP = "https://shop.example.com"
ALLOW = "access-control-allow-origin"


def admin_of(product: MemoryLambdesk, slug: str) -> Desk:
    tenant, user = settle(product, slug)
    product.identity_store.commit(tenant.id, ChangeSet((Put(replace(user, role=ADMIN)),)))
    return Desk(product, tenant.id, user.id)


@pytest.fixture
def admin(product: MemoryLambdesk) -> Desk:
    return admin_of(product, "acme")


def name(admin: Desk, *origins: str) -> Reply:
    version = admin.get("/v1/tenant").headers["etag"]
    return admin.send("PATCH", "/v1/tenant", {"origins": list(origins)}, {"If-Match": version})


def asked(desk: Desk, origin: str, method: str = "GET", path: str = "/v1/me") -> dict[str, Any]:
    return desk.send(method, path, headers={"Origin": origin}).headers


def test_no_origin_is_allowed_unless_it_was_named(admin: Desk, product: MemoryLambdesk) -> None:
    assert ALLOW not in asked(admin, SHOP)
    assert ALLOW not in asked(Desk(product), SHOP, "OPTIONS", "/v1/tickets")


def test_a_named_origin_is_told_what_its_tenants_callers_get(admin: Desk, product: MemoryLambdesk) -> None:
    assert name(admin, SHOP + "/").json["origins"] == [SHOP]
    before = Desk(product).send("OPTIONS", "/v1/tickets", headers={"Origin": SHOP})
    assert before.status == 204
    assert before.headers[ALLOW] == SHOP
    assert "authorization" in before.headers["access-control-allow-headers"]
    told = asked(admin, SHOP)
    assert (told[ALLOW], told["vary"]) == (SHOP, "origin")
    assert ALLOW not in asked(admin, "https://evil.example.com")
    assert "access-control-allow-credentials" not in told | before.headers


def test_a_refusal_is_told_as_well(admin: Desk) -> None:
    name(admin, SHOP)
    answer = admin.send("GET", "/v1/tickets/99", headers={"Origin": SHOP})
    assert (answer.status, answer.headers[ALLOW]) == (404, SHOP)


def test_another_tenants_origin_is_told_nothing(admin: Desk, product: MemoryLambdesk) -> None:
    name(admin, SHOP)
    assert ALLOW not in asked(admin_of(product, "other"), SHOP)


def test_an_origin_that_is_given_up_is_told_nothing(admin: Desk, product: MemoryLambdesk) -> None:
    name(admin, SHOP)
    name(admin)
    assert ALLOW not in asked(admin, SHOP)
    assert ALLOW not in asked(Desk(product), SHOP, "OPTIONS", "/v1/tickets")


def test_open_routes_and_the_portal_are_for_our_own_pages(admin: Desk, product: MemoryLambdesk) -> None:
    name(admin, SHOP)
    for method, path in (("GET", "/v1/public/acme/form"), ("DELETE", "/v1/session"), ("GET", "/v1/portal/me")):
        assert ALLOW not in asked(Desk(product), SHOP, method, path)


@pytest.mark.parametrize(
    "origin", ["http://shop.example.com", "https://*", "null-null", "https://a/b", "https://-a.example"]
)
def test_what_is_no_origin_is_refused(admin: Desk, origin: str) -> None:
    assert name(admin, origin).status == 422


def test_a_page_may_read_how_its_caller_stands_with_limits(admin: Desk) -> None:
    name(admin, SHOP)
    told = asked(admin, SHOP)
    exposed = told["access-control-expose-headers"].split(", ")
    assert {"ratelimit", "ratelimit-policy", "retry-after"} <= set(exposed)
    assert {"ratelimit", "ratelimit-policy"} <= set(told)


def test_a_page_is_told_that_its_caller_is_nobody_or_asks_too_often(
    admin: Desk, product: MemoryLambdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    name(admin, SHOP)
    nobody = Desk(product)
    refused = nobody.send("GET", "/v1/tickets", headers={"Origin": SHOP})
    assert (refused.status, refused.headers[ALLOW], refused.headers["vary"]) == (401, SHOP, "origin")
    monkeypatch.setattr(limiting, "ADDRESS", Limit("address", 60))
    many = [nobody.send("GET", "/v1/tickets", headers={"Origin": SHOP}) for _ in range(60)][-1]
    assert (many.status, many.headers[ALLOW]) == (429, SHOP)
    assert "retry-after" in many.headers["access-control-expose-headers"]
    assert ALLOW not in asked(nobody, "https://evil.example.com", path="/v1/tickets")
    assert ALLOW not in asked(nobody, SHOP, "POST", "/v1/session/refresh")
    assert ALLOW not in asked(nobody, SHOP, path="/v1/portal/me")
