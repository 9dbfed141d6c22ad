"""Who comes in by a tenant's provider, and as whom."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lambdesk.identity.model import ADMIN, AGENT, Begun
from lambdesk.kit import clock
from lambdesk.kit.changes import ChangeSet, Put
from tests.support.coming_in import SETTINGS, body, change, cookie_of, facts, refused, sign_in, tenant_id
from tests.support.desk import PASSWORD, Desk, MemoryLambdesk
from tests.support.provider import TestProvider


def test_who_was_made_inactive_stays_out(product: MemoryLambdesk, browser: Desk, provider: TestProvider) -> None:
    assert sign_in(browser, provider).status == 201
    product.user_pool.vouched.clear()
    change(product, "agent@northwind.example", active=False)
    answer = sign_in(browser, provider)
    assert answer.status == 401
    assert facts(product, "sign_in.refused")[0]["reason"] == "inactive"
    assert not product.user_pool.vouched


def test_another_person_with_the_same_address_is_not_the_member(
    product: MemoryLambdesk, browser: Desk, provider: TestProvider
) -> None:
    assert sign_in(browser, provider).status == 201
    provider.person["sub"] = "43"
    assert sign_in(browser, provider).status == 401
    assert facts(product, "sign_in.refused")[0]["reason"] == "other_account"


def test_an_invitation_is_accepted_at_the_provider(
    product: MemoryLambdesk, browser: Desk, admin: Desk, provider: TestProvider
) -> None:
    invited = admin.send("POST", "/v1/users", {"email": "uma@northwind.example", "name": "Uma", "role": AGENT}).json
    provider.person |= {"sub": "7", "email": "Uma@Northwind.example"}
    answer = sign_in(browser, provider)
    assert answer.json["user"]["id"] == invited["id"]
    assert answer.json["user"]["state"] == "active"
    assert {"user_id": invited["id"], "role": AGENT} in facts(product, "user.joined")
    memberships = product.identity_store.memberships("uma@northwind.example")
    assert [each.user_id for each in memberships] == [invited["id"]]


def test_an_invitation_that_is_over_is_not(
    product: MemoryLambdesk, browser: Desk, admin: Desk, provider: TestProvider
) -> None:
    admin.send("POST", "/v1/users", {"email": "uma@northwind.example", "name": "Uma", "role": AGENT})
    change(product, "uma@northwind.example", invited_at=clock.now() - timedelta(days=4))
    provider.person |= {"sub": "7", "email": "uma@northwind.example"}
    assert refused(product, sign_in(browser, provider), "invitation_over")


def test_who_comes_first_gets_the_first_role(
    product: MemoryLambdesk, browser: Desk, admin: Desk, provider: TestProvider
) -> None:
    assert admin.send("PUT", SETTINGS, body(provider, version=1, first_role=AGENT, client_secret=None)).status == 200
    provider.person = {"sub": "9", "email": "new@northwind.example", "email_verified": "true"}
    answer = sign_in(browser, provider)
    assert (answer.status, answer.json["user"]["role"], answer.json["user"]["name"]) == (201, AGENT, "new")
    assert sign_in(browser, provider).json["user"]["id"] == answer.json["user"]["id"]
    assert len(facts(product, "user.joined")) == 1


def test_who_unlinks_their_account_may_come_with_another(
    product: MemoryLambdesk, browser: Desk, provider: TestProvider
) -> None:
    maya = sign_in(browser, provider).json["user"]["id"]
    desk = Desk(product, tenant_id(product), maya)
    assert desk.get("/v1/me/security").json["linked"] is True
    assert desk.send("DELETE", "/v1/me/provider-account").status == 204
    assert desk.get("/v1/me/security").json["linked"] is False
    assert facts(product, "user.unlinked") == [{"user_id": maya}]
    assert desk.send("DELETE", "/v1/me/provider-account").status == 404
    provider.person["sub"] = "43"
    assert sign_in(browser, provider).json["user"]["id"] == maya
    # The one before is nobody's now.
    provider.person["sub"] = "42"
    assert sign_in(browser, provider).status == 401
    assert facts(product, "sign_in.refused")[-1]["reason"] == "other_account"


def test_who_has_no_password_is_made_inactive_like_anybody(
    product: MemoryLambdesk, browser: Desk, admin: Desk, provider: TestProvider
) -> None:
    admin.send("PUT", SETTINGS, body(provider, version=1, first_role=AGENT, client_secret=None))
    provider.person = {"sub": "9", "email": "new@northwind.example", "email_verified": True}
    session = sign_in(browser, provider)
    user = session.json["user"]["id"]
    assert user not in product.user_pool.passwords
    answer = admin.send("PUT", f"/v1/users/{user}/activity", {"active": False})
    assert (answer.status, answer.json["state"]) == (200, "inactive")
    assert admin.get(f"/v1/users/{user}/sessions").json["items"] == []
    assert browser.send("POST", "/v1/session/refresh", headers={"Cookie": cookie_of(session)}).status == 401
    assert product.user_pool.disabled == {f"{user}.idp"}
    assert admin.send("PUT", f"/v1/users/{user}/activity", {"active": True}).status == 200
    assert sign_in(browser, provider).json["user"]["id"] == user


def test_nobody_new_comes_into_a_full_house(
    product: MemoryLambdesk, browser: Desk, admin: Desk, provider: TestProvider
) -> None:
    assert admin.send("PUT", SETTINGS, body(provider, version=1, first_role=AGENT, client_secret=None)).status == 200
    tenant = tenant_id(product)
    home, people = product.identity_store.tenant(tenant), len(product.identity_store.users(tenant))
    assert home
    product.identity_store.commit(tenant, ChangeSet((Put(replace(home, member_limit=people)),)))
    provider.person = {"sub": "9", "email": "new@northwind.example", "email_verified": True}
    assert refused(product, sign_in(browser, provider), "workspace_full")
    assert len(product.identity_store.users(tenant)) == people


@pytest.mark.parametrize(
    ("methods", "trusted", "let_in"),
    [
        (None, False, False),
        (["pwd"], False, False),
        (["pwd", "mfa"], False, True),
        (None, True, True),
        ("mfa", False, False),
    ],
)
def test_who_needs_a_second_step_has_it_at_the_provider(
    product: MemoryLambdesk,
    browser: Desk,
    admin: Desk,
    provider: TestProvider,
    methods: Any,
    trusted: bool,
    let_in: bool,
) -> None:
    admin.send("PUT", SETTINGS, body(provider, version=1, client_secret=None, trusted=trusted))
    provider.person |= {"sub": "1", "email": "admin@northwind.example"}
    provider.claims = {"amr": methods}
    answer = sign_in(browser, provider)
    if not let_in:
        assert refused(product, answer, "second_step_missing")
        return
    assert answer.status == 201
    assert facts(product, "sign_in.accepted")[0]["second_step"] is True
    assert [each[2] for each in product.user_pool.vouched] == [Begun.PROVIDER_MFA]


def test_a_token_of_one_step_is_refused_once_its_member_needs_two(
    product: MemoryLambdesk, browser: Desk, provider: TestProvider
) -> None:
    first = sign_in(browser, provider)
    user = first.json["user"]["id"]
    desk = Desk(product, tenant_id(product), user)
    desk._claims["begun"] = "provider"
    assert desk.get("/v1/me").status == 200
    change(product, "agent@northwind.example", role=ADMIN, mfa=True)
    product.directory.forget(tenant_id(product), user)
    answer = desk.get("/v1/me")
    assert (answer.status, answer.code, answer.json["challenge"]) == (403, "challenge_required", "provider_mfa")
    assert browser.send("POST", "/v1/session/refresh", headers={"Cookie": cookie_of(first)}).status == 401
    desk._claims["begun"] = "provider_mfa"
    assert desk.get("/v1/me").status == 200


def test_without_passwords_only_who_manages_people_has_one(
    product: MemoryLambdesk, browser: Desk, admin: Desk, desk: Desk, provider: TestProvider
) -> None:
    before = browser.send("POST", "/v1/session", {"email": "agent@northwind.example", "password": PASSWORD})
    assert before.status == 201
    admin.send("PUT", SETTINGS, body(provider, version=1, client_secret=None, passwords=False))
    answer = browser.send("POST", "/v1/session", {"email": "agent@northwind.example", "password": PASSWORD})
    assert (answer.status, answer.json["challenge"], answer.json["tenant"]) == (403, "provider", "northwind")
    assert answer.cookies == []
    # A token got from the pool directly is no way around it, and neither is a session of before.
    assert (desk.get("/v1/me").status, desk.get("/v1/me").json["challenge"]) == (403, "provider")
    assert browser.send("POST", "/v1/session/refresh", headers={"Cookie": cookie_of(before)}).status == 401
    # Whoever manages people comes in when the provider is down.
    assert admin.get("/v1/me").status == 200
    wrong = browser.send("POST", "/v1/session", {"email": "agent@northwind.example", "password": "wrong"})
    assert wrong.status == 401
    assert admin.send("DELETE", SETTINGS).status == 204
    again = browser.send("POST", "/v1/session", {"email": "agent@northwind.example", "password": PASSWORD})
    assert again.status == 201
