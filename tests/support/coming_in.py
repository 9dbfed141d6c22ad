"""Steps of a sign-in at a tenant's provider, through the door."""

from dataclasses import replace
from typing import Any

from lambdesk.identity import service
from lambdesk.identity.decide import NewUser
from lambdesk.identity.federation.service import REFUSED
from lambdesk.identity.model import User
from lambdesk.kit.changes import ChangeSet, Put
from tests.support.desk import PASSWORD, Desk, MemoryLambdesk, Reply, context
from tests.support.provider import CLIENT, SECRET, TestProvider

SETTINGS = "/v1/tenant/sign-in-provider"


def tenant_id(product: MemoryLambdesk, slug: str = "northwind") -> str:
    found = product.identity_store.tenant_of_slug(slug)
    assert found
    return found


def member(product: MemoryLambdesk, email: str, role: str) -> Desk:
    """Somebody of the tenant, at the desk."""
    tenant = tenant_id(product)
    user = service.create_user(
        product.identity_store, product.user_pool, context(tenant), NewUser(email, "Jo", role), PASSWORD
    )
    return Desk(product, tenant, user.id)


def body(provider: TestProvider, **other: Any) -> dict[str, Any]:
    return {
        "version": None,
        "name": "Northwind ID",
        "issuer": provider.issuer,
        "client_id": CLIENT,
        "client_secret": SECRET,
        "domains": ["northwind.example"],
        "first_role": None,
        "trusted": False,
        "passwords": True,
    } | other


def cookie_of(answer: Reply) -> str:
    return answer.cookies[0].partition(";")[0]


def leave(browser: Desk) -> tuple[str, str]:
    """Where the browser goes, and its cookie."""
    answer = browser.send("POST", "/v1/session/provider", {"tenant": "northwind"})
    assert answer.status == 201, answer.text
    return answer.json["url"], cookie_of(answer)


def come_back(browser: Desk, cookie: str, brought: dict[str, str]) -> Reply:
    brought = {name: brought[name] for name in ("state", "code") if name in brought}
    return browser.send("POST", "/v1/session/provider/answer", brought, {"Cookie": cookie})


def sign_in(browser: Desk, provider: TestProvider) -> Reply:
    url, cookie = leave(browser)
    return come_back(browser, cookie, provider.sign_in(url))


def facts(product: MemoryLambdesk, kind: str) -> list[dict[str, Any]]:
    kept = [each for (tenant, _), events in product.state.timelines.items() for each in events]
    return [each.data for each in kept if each.type == kind]


def refused(product: MemoryLambdesk, answer: Reply, reason: str) -> bool:
    """With the one message, no session, and the reason in the trail."""
    assert (answer.status, answer.code, answer.json["detail"]) == (401, "unauthenticated", REFUSED)
    assert answer.cookies == []
    assert [each["reason"] for each in facts(product, "sign_in.refused")] == [reason]
    assert not facts(product, "sign_in.accepted")
    assert not product.user_pool.vouched
    return True


def change(product: MemoryLambdesk, email: str, **other: Any) -> User:
    store, tenant = product.identity_store, tenant_id(product)
    place = store.staff_address(tenant, email)
    user = store.user(tenant, place.user_id) if place else None
    assert user
    changed = replace(user, version=user.version + 1, **other)
    store.commit(tenant, ChangeSet((Put(changed),)))
    return changed
