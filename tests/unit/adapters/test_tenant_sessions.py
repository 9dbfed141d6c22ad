"""One call for credentials an environment and tenant, none for those that are still good, and the least used go."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from functions.http_api import portal
from lambdesk.adapters.aws import tenants
from lambdesk.adapters.aws.tenants import LIFETIME, RENEWED_BEFORE, TenantSessions
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.conversations.uploads.service import PLACE_LIFETIME
from lambdesk.kit.context import SYSTEM, Context
from lambdesk.kit.errors import Unauthenticated, Unavailable
from lambdesk.kit.handles import sealed
from lambdesk.kit.settings import Settings
from lambdesk.kit.signing import Keyring
from lambdesk.tenancy import KEPT, SHARED, STORES, Routed, Scoped

KEYS, OTHER_KEYS = Keyring("a", {"a": b"k" * 64}), Keyring("a", {"a": b"o" * 64})


class Sts:
    """Notes what it is asked for; sessions end after `lifetime`."""

    def __init__(self, lifetime: timedelta = LIFETIME, failure: Exception | None = None) -> None:
        self.asked: list[dict[str, Any]] = []
        self._lifetime = lifetime
        self.failure = failure

    def assume_role(self, **asked: Any) -> Any:
        self.asked.append(asked)
        if self.failure:
            raise self.failure
        keys = {"AccessKeyId": f"key-{len(self.asked)}", "SecretAccessKey": "secret", "SessionToken": "token"}
        return {"Credentials": {**keys, "Expiration": datetime.now(UTC) + self._lifetime}}


@pytest.fixture
def sts() -> Sts:
    return Sts()


@pytest.fixture
def product(sts: Sts, monkeypatch: pytest.MonkeyPatch) -> Scoped:
    for name, value in {"ACCESS_KEY_ID": "own", "SECRET_ACCESS_KEY": "own", "DEFAULT_REGION": "us-east-1"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    made = Scoped(Settings({"TABLE_NAME": "desk", "CONTENT_BUCKET": "files", "TENANT_ROLE_ARN": "arn:role"}))
    made.__dict__["tenant_sessions"] = TenantSessions(sts, "arn:role")
    return made


def signed_as(client: Any) -> str:
    """The key that stands in the signature of a request."""
    signed: list[str] = []

    def note(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        signed.append(str(request.headers["Authorization"]))
        answer = AWSResponse(request.url, 200, {}, None)
        answer._content = b"{}"
        return answer

    client.meta.events.register("before-send", note)
    listing = {"dynamodb": "list_tables", "s3": "list_buckets", "secretsmanager": "list_secrets"}
    with suppress(ResponseParserError, ClientError):
        getattr(client, listing[client.meta.service_model.service_name])()
    return signed[0].partition("Credential=")[2].partition("/")[0]


def test_a_tenant_is_named_once_and_by_the_tag(product: Scoped, sts: Sts) -> None:
    for _ in range(3):
        bound = product.for_tenant("tnt_a")
        assert signed_as(bound.clients.dynamodb) == signed_as(bound.clients.s3) == "key-1"
    (asked,) = sts.asked
    assert asked["Tags"] == [{"Key": "tenant", "Value": "tnt_a"}]
    assert asked["DurationSeconds"] == 3600


def test_each_tenant_has_credentials_of_its_own(product: Scoped, sts: Sts) -> None:
    first, second = product.for_tenant("tnt_a"), product.for_tenant("tnt_b")
    assert signed_as(first.clients.dynamodb) != signed_as(second.clients.dynamodb)
    assert first.for_tenant("tnt_b") is second
    assert len(sts.asked) == 2


def test_what_is_no_tenants_is_asked_with_the_environments_own(product: Scoped) -> None:
    bound = product.for_tenant("tnt_a")
    assert signed_as(bound.clients.secretsmanager) == signed_as(product.clients.dynamodb) == "own"


def test_a_session_that_ends_soon_is_renewed_in_use() -> None:
    sts = Sts(RENEWED_BEFORE - timedelta(seconds=1))
    credentials = TenantSessions(sts, "arn:role").credentials("tnt_a")
    assert credentials.get_frozen_credentials().access_key == "key-2"


def test_a_link_never_outlives_the_session_that_signed_it() -> None:
    assert tenants._MUST_RENEW_BEFORE > PLACE_LIFETIME


def test_without_a_session_the_door_is_out_of_order() -> None:
    refused = Sts(failure=ClientError({"Error": {"Code": "Throttling"}}, "AssumeRole"))
    with pytest.raises(Unavailable):
        TenantSessions(refused, "arn:role").credentials("tnt_a")


def test_the_tenant_that_was_used_longest_ago_goes_first(product: Scoped, sts: Sts) -> None:
    for number in range(KEPT):
        product.for_tenant(f"tnt_{number}")
    product.for_tenant("tnt_0")
    product.for_tenant("tnt_new")
    taken = len(sts.asked)
    product.for_tenant("tnt_0")
    assert len(sts.asked) == taken
    product.for_tenant("tnt_1")
    assert len(sts.asked) == taken + 1


def test_a_store_goes_to_the_tenant_each_call_names(product: Scoped, sts: Sts) -> None:
    routed = product.routed("ticket_store")
    assert routed._pick("tnt_a") is product.for_tenant("tnt_a").ticket_store
    assert routed._pick("_system")._table is product.table
    assert {asked["Tags"][0]["Value"] for asked in sts.asked} == {"tnt_a"}


def test_every_store_is_scoped(product: Scoped) -> None:
    assert "ticket_store" in STORES
    assert "realtime_store" in STORES
    for name in STORES:
        assert isinstance(getattr(product, name), Routed)
    assert set(SHARED) <= set(dir(Lambdesk))


def test_a_link_is_signed_with_the_tenants_credentials(product: Scoped) -> None:
    link = product.for_tenant("tnt_a").clients.s3.generate_presigned_url(
        "get_object", Params={"Bucket": "files", "Key": "files/tnt_a/1"}
    )
    assert "X-Amz-Credential=key-1%2F" in link
    assert "X-Amz-Security-Token=token" in link


HOME, OTHER, SESSION = "tnt_" + "7" * 26, "tnt_" + "8" * 26, "1" * 26
SECRET = "a" * 43
HANDLES = {
    "nothing": "",
    "made up": "a" * 60,
    "without a tag": SECRET,
    "of another session": sealed(KEYS, f"{HOME}/ses_{'2' * 26}", SECRET),
    "of another tenant": sealed(KEYS, f"{OTHER}/ses_{SESSION}", SECRET),
    "made with another key": sealed(OTHER_KEYS, f"{HOME}/ses_{SESSION}", SECRET),
}


@pytest.mark.parametrize("handle", HANDLES.values(), ids=HANDLES)
def test_a_made_up_cookie_costs_no_credentials(product: Scoped, sts: Sts, handle: str) -> None:
    product.__dict__ |= {"keyring": KEYS, "user_pool": None}
    ctx = Context("", SYSTEM, datetime.now(UTC), "0" * 32)
    cookie = f"{HOME}.ses_{SESSION}.{handle}"
    with pytest.raises(Unauthenticated):
        product.sessions.refresh(ctx, cookie)
    product.sessions.end(ctx, cookie)
    of_customer = f"{portal.COOKIE}={HOME}.cus_{'3' * 26}.cse_{SESSION}.{handle}"
    with pytest.raises(Unauthenticated):
        portal.identify(product, {"headers": {}, "cookies": [of_customer]})
    assert sts.asked == []


def test_one_that_we_made_is_looked_up(product: Scoped, sts: Sts) -> None:
    product.__dict__ |= {"keyring": KEYS, "user_pool": None}
    sts.failure = ClientError({"Error": {"Code": "Throttling"}}, "AssumeRole")
    staff = sealed(KEYS, f"{HOME}/ses_{SESSION}", SECRET)
    with pytest.raises(Unavailable):
        product.sessions.refresh(Context("", SYSTEM, datetime.now(UTC), "0" * 32), f"{HOME}.ses_{SESSION}.{staff}")
    customer = f"{HOME}.cus_{'3' * 26}.cse_{SESSION}"
    handle = sealed(KEYS, customer.replace(".", "/"), SECRET)
    with pytest.raises(Unavailable):
        portal.identify(product, {"headers": {}, "cookies": [f"{portal.COOKIE}={customer}.{handle}"]})
    assert [each["Tags"][0]["Value"] for each in sts.asked] == [HOME, HOME]
