"""A tenant's sign-in provider as its administrators set it up."""

from typing import Any

import pytest

from lambdesk.identity.model import ADMIN, OF_STAFF, Permission
from tests.support.coming_in import SETTINGS, body, tenant_id
from tests.support.desk import Desk, MemoryLambdesk, settle
from tests.support.provider import SECRET, TestProvider


def test_the_secret_is_never_told_and_goes_to_no_other_issuer(
    product: MemoryLambdesk, browser: Desk, admin: Desk, provider: TestProvider
) -> None:
    shown = admin.get(SETTINGS)
    assert SECRET not in shown.text
    assert "client_secret" not in shown.json["provider"]
    assert shown.json["redirect_url"] == "https://help.example.com/sign-in"
    kept = product.identity_store.provider(tenant_id(product))
    assert kept
    assert SECRET not in kept.secret
    elsewhere = body(provider, version=1, issuer="https://evil.example", client_secret=None)
    answer = admin.send("PUT", SETTINGS, elsewhere)
    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "body.client_secret")
    assert admin.send("PUT", SETTINGS, body(provider, version=9)).status == 412


def test_only_who_may_everything_sets_up_a_provider(product: MemoryLambdesk, provider: TestProvider, join: Any) -> None:
    """Who runs the provider can come in as anybody."""
    less = join(permissions=OF_STAFF - {Permission.API_KEYS_WRITE})
    assert less.send("PUT", SETTINGS, body(provider)).status == 403
    assert join(permissions=OF_STAFF).send("PUT", SETTINGS, body(provider)).status == 200
    assert less.send("DELETE", SETTINGS).status == 403


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"issuer": "http://id.northwind.example"}, "body.issuer"),
        ({"issuer": "https://id.northwind.example/?x"}, "body.issuer"),
        ({"domains": []}, "body.domains"),
        ({"domains": ["northwind"]}, "body.domains"),
        ({"first_role": "rol_none"}, "body.first_role"),
        ({"first_role": ADMIN}, "body.first_role"),
        ({"client_secret": None}, "body.client_secret"),
    ],
)
def test_a_provider_that_cannot_be_is_refused(
    admin: Desk, provider: TestProvider, other: dict[str, Any], field: str
) -> None:
    answer = admin.send("PUT", SETTINGS, body(provider, **other))
    assert (answer.status, [each["field"] for each in answer.json["errors"]]) == (422, [field])
    assert admin.get(SETTINGS).json["provider"] is None


def test_a_workspace_without_a_provider_sends_nobody_anywhere(product: MemoryLambdesk, desk: Desk) -> None:
    settle(product, "kitefly")
    browser = Desk(product)
    assert browser.get("/v1/public/kitefly/staff-sign-in").json["provider"] is None
    for slug in ("kitefly", "nobody"):
        assert browser.send("POST", "/v1/session/provider", {"tenant": slug}).status == 404
