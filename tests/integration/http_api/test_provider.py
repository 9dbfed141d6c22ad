"""Sign-in at a tenant's provider, through the door, against a provider with real keys."""

from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import jwt
import pytest

from lambdesk.identity.model import Begun
from lambdesk.kit import clock
from tests.support.coming_in import SETTINGS, body, come_back, cookie_of, facts, leave, refused, sign_in, tenant_id
from tests.support.desk import Desk, MemoryLambdesk
from tests.support.provider import CLIENT, KEY, OTHER_KEY, TestProvider


def test_a_member_comes_in_by_the_provider(product: MemoryLambdesk, browser: Desk, provider: TestProvider) -> None:
    shown = browser.get("/v1/public/northwind/staff-sign-in")
    assert shown.json == {"name": "Northwind", "provider": "Northwind ID", "passwords": True}
    answer = sign_in(browser, provider)
    assert answer.status == 201, answer.text
    user = answer.json["user"]
    assert user["email"] == "agent@northwind.example"
    assert product.user_pool.vouched == [(tenant_id(product), user["id"], Begun.PROVIDER)]
    assert facts(product, "user.linked") == [{"user_id": user["id"]}]
    assert facts(product, "sign_in.accepted") == [{"user_id": user["id"], "second_step": False}]
    # The same session as any other: renewed by its cookie, listed with how it began, and shorter.
    renewed = browser.send("POST", "/v1/session/refresh", headers={"Cookie": cookie_of(answer)})
    assert renewed.status == 200
    desk = Desk(product, tenant_id(product), user["id"])
    (session,) = desk.get("/v1/me/sessions").json["items"]
    assert session["begun"] == "provider"
    lasts = clock.from_text(session["expires_at"]) - clock.from_text(session["created_at"])
    assert lasts == timedelta(hours=12)
    # Once more, with another address at the provider: known by what the provider calls them.
    provider.person["email"] = "maya.lind@northwind.example"
    assert sign_in(browser, provider).json["user"]["id"] == user["id"]
    assert len(facts(product, "user.linked")) == 1


def test_what_the_browser_keeps_between_is_read_by_no_script(browser: Desk) -> None:
    answer = browser.send("POST", "/v1/session/provider", {"tenant": "northwind"})
    morsel = SimpleCookie(answer.cookies[0])["lambdesk_provider"]
    assert morsel["httponly"] is True
    assert (morsel["secure"], morsel["samesite"].lower(), morsel["path"]) == (
        True,
        "strict",
        "/api/v1/session/provider",
    )
    assert morsel["max-age"] == "600"
    state = dict(each.split("=", 1) for each in answer.json["url"].partition("?")[2].split("&"))["state"]
    assert state not in answer.cookies[0]


WRONG_TOKENS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "wrong_algorithm": ({"algorithm": "HS256", "key": "k" * 64}, {}),
    "unknown_key": ({"key_id": "another"}, {}),
    "wrong_signature": ({"key": OTHER_KEY}, {}),
    "foreign_issuer": ({}, {"iss": "https://other.example"}),
    "other_audience": ({}, {"aud": "another-client"}),
    "expired": ({}, {"exp": 1_700_000_000}),
    "wrong_nonce": ({}, {"nonce": "that-of-another-sign-in"}),
    "email_not_verified": ({}, {"email_verified": False}),
    "foreign_domain": ({}, {"email": "agent@kitefly.example"}),
    "not_invited": ({}, {"email": "stranger@northwind.example"}),
    "not_a_token": ({}, {"sub": None}),
}


@pytest.mark.parametrize("reason", WRONG_TOKENS)
def test_a_token_that_is_not_good_here_is_refused(
    product: MemoryLambdesk, browser: Desk, provider: TestProvider, reason: str
) -> None:
    made, provider.claims = WRONG_TOKENS[reason]
    for name, value in made.items():
        setattr(provider, name, value)
    assert refused(product, sign_in(browser, provider), reason)


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"nonce": None}, "wrong_nonce"),
        ({"email": None}, "email_not_verified"),
        ({"email_verified": None}, "email_not_verified"),
        ({"aud": [CLIENT, "another"]}, "other_audience"),
        ({"azp": "another"}, "other_audience"),
        ({"iat": 4_000_000_000, "exp": 4_000_000_100}, "expired"),
        ({"email": "agent@northwind.example.evil.example"}, "foreign_domain"),
    ],
)
def test_what_a_token_lacks_or_says_besides(
    product: MemoryLambdesk, browser: Desk, provider: TestProvider, claims: dict[str, Any], reason: str
) -> None:
    provider.claims = claims
    assert refused(product, sign_in(browser, provider), reason)


def test_a_token_without_a_signature_is_refused(
    product: MemoryLambdesk, browser: Desk, provider: TestProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jwt, "encode", _unsigned(jwt.encode))
    assert refused(product, sign_in(browser, provider), "wrong_algorithm")


def _unsigned(encode: Any) -> Any:
    return lambda said, key, algorithm, headers: encode(said, None, algorithm="none", headers=headers)


def test_a_state_counts_once(product: MemoryLambdesk, browser: Desk, provider: TestProvider) -> None:
    url, cookie = leave(browser)
    brought = provider.sign_in(url)
    assert come_back(browser, cookie, brought).status == 201
    replayed = come_back(browser, cookie, brought)
    assert (replayed.status, replayed.cookies) == (401, [])
    # A fresh code does not help.
    assert come_back(browser, cookie, provider.sign_in(url)).status == 401
    assert [each["reason"] for each in facts(product, "sign_in.refused")] == ["state_replayed"] * 2
    assert len(product.user_pool.vouched) == 1


def test_a_state_belongs_to_the_browser_that_began(
    product: MemoryLambdesk, browser: Desk, provider: TestProvider
) -> None:
    url, _ = leave(browser)
    _, other = leave(browser)
    assert refused(product, come_back(browser, other, provider.sign_in(url)), "wrong_state")
    for cookie in ("", "lambdesk_provider=made.up"):
        answer = come_back(browser, cookie, provider.sign_in(url))
        assert (answer.status, answer.cookies) == (401, [])


def test_a_code_is_good_with_its_own_verifier_alone(
    product: MemoryLambdesk, browser: Desk, provider: TestProvider
) -> None:
    stolen = provider.sign_in(leave(browser)[0])["code"]
    url, cookie = leave(browser)
    state = provider.sign_in(url)["state"]
    assert refused(product, come_back(browser, cookie, {"state": state, "code": stolen}), "code_refused")


def test_a_provider_that_says_no_is_heard(product: MemoryLambdesk, browser: Desk, provider: TestProvider) -> None:
    provider.declines = True
    assert refused(product, sign_in(browser, provider), "provider_declined")


def test_a_provider_that_was_changed_meanwhile_answers_for_nobody(
    product: MemoryLambdesk, browser: Desk, admin: Desk, provider: TestProvider
) -> None:
    url, cookie = leave(browser)
    changed = body(provider, version=1, client_id="another", client_secret="another")
    assert admin.send("PUT", SETTINGS, changed).status == 200
    assert refused(product, come_back(browser, cookie, provider.sign_in(url)), "provider_changed")


@pytest.mark.parametrize(
    "says", [{"issuer": "https://other.example"}, {"token_endpoint": None}, {"jwks_uri": "file:///x"}]
)
def test_a_provider_that_describes_itself_wrongly_is_not_asked(
    browser: Desk, provider: TestProvider, says: dict[str, Any]
) -> None:
    provider.says = says
    answer = browser.send("POST", "/v1/session/provider", {"tenant": "northwind"})
    assert (answer.status, answer.cookies) == (503, [])


def test_the_provider_is_asked_once_for_what_lasts(browser: Desk, provider: TestProvider) -> None:
    for _ in range(3):
        assert sign_in(browser, provider).status == 201
    assert provider.asked.count("/.well-known/openid-configuration") == 1
    assert provider.asked.count("/keys") == 1


def test_keys_that_nobody_knows_do_not_make_us_ask_all_the_time(
    product: MemoryLambdesk, browser: Desk, provider: TestProvider
) -> None:
    assert sign_in(browser, provider).status == 201
    provider.key_id, provider.key = "unknown", KEY
    for _ in range(3):
        assert sign_in(browser, provider).status == 401
    assert provider.asked.count("/keys") == 1
