"""The authorizer with real keys, real tokens and an issuer that serves its keys over HTTP."""

import base64
import importlib
import json
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm

from lambdesk.adapters.aws.tokens import IdTokens, Vouched
from lambdesk.adapters.memory.api_keys import MemoryApiKeyStore
from lambdesk.adapters.memory.state import State
from lambdesk.api_keys.decide import NewKey
from lambdesk.api_keys.service import ApiKeys
from lambdesk.identity.model import BUILT_IN, Caller
from lambdesk.kit import clock
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.errors import Unauthenticated, Unavailable

ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_abc"
CLIENT = "client-1"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def published(key_id: str, key: rsa.RSAPrivateKey) -> dict[str, Any]:
    return {**RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": key_id, "alg": "RS256", "use": "sig"}


class Issuer:
    """A web server with the keys; counts how often it is asked."""

    def __init__(self) -> None:
        self.keys = [published("k/1+=", KEY)]
        self.status = 200
        self.asked = 0
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.asked += 1
                self.send_response(issuer.status)
                self.end_headers()
                self.wfile.write(json.dumps({"keys": issuer.keys}).encode())

            def log_request(self, code: Any = "-", size: Any = "-") -> None:
                """Not on the test's screen."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/keys.json"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    issuer = Issuer()
    yield issuer
    issuer.stop()


@pytest.fixture
def tokens(issuer: Issuer) -> IdTokens:
    return IdTokens(ISSUER, CLIENT, issuer.url)


def token(key: Any = KEY, *, alg: str = "RS256", kid: str = "k/1+=", without: str = "", **claims: Any) -> str:
    body = {
        "iss": ISSUER,
        "aud": CLIENT,
        "sub": "0f0e0d0c",
        "token_use": "id",
        "exp": int((clock.now() + timedelta(minutes=15)).timestamp()),
        "iat": int(clock.now().timestamp()),
        "custom:tenant": "tnt_1",
        "cognito:username": "usr_1",
    } | claims
    body.pop(without, None)
    return jwt.encode(body, key, algorithm=alg, headers={"kid": kid})


def forged(header: dict[str, str], signature: bytes = b"") -> str:
    parts = [json.dumps(header).encode(), token().split(".")[1].encode(), signature]
    first, _, last = (base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
    return f"{first}.{token().split('.')[1]}.{last}"


def refused(tokens: IdTokens, authorization: str, now: datetime | None = None) -> bool:
    with pytest.raises(Unauthenticated):
        tokens.vouched(authorization, now or clock.now())
    return True


@pytest.mark.parametrize(("ending", "begun"), [("", "password"), (".idp", "provider"), (".idp-mfa", "provider_mfa")])
def test_a_token_says_by_its_account_how_its_session_began(tokens: IdTokens, ending: str, begun: str) -> None:
    found = tokens.vouched(f"Bearer {token(**{'cognito:username': 'usr_1' + ending})}", clock.now())
    assert (found.user, found.begun.value) == ("usr_1", begun)


def test_an_account_of_no_known_kind_is_nobody(tokens: IdTokens) -> None:
    assert refused(tokens, f"Bearer {token(**{'cognito:username': 'usr_1.other'})}")


@pytest.mark.parametrize("scheme", ["Bearer ", "bearer ", "BEARER  "])
def test_a_good_token_names_tenant_and_user(tokens: IdTokens, scheme: str) -> None:
    issued_at = int(clock.now().timestamp()) - 5
    assert tokens.vouched(scheme + token(iat=issued_at), clock.now()) == Vouched("tnt_1", "usr_1", issued_at)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_other"},
        {"aud": "client-2"},
        {"token_use": "access"},
        {"token_use": None},
        {"exp": int(datetime(2020, 1, 1, tzinfo=UTC).timestamp())},
        {"exp": "tomorrow"},
        {"custom:tenant": 7},
        {"custom:tenant": None},
        {"cognito:username": ["usr_1"]},
        {"without": "custom:tenant"},
        {"without": "cognito:username"},
        {"without": "exp"},
        {"without": "aud"},
        {"without": "iss"},
        {"without": "token_use"},
    ],
    ids=str,
)
def test_a_token_with_other_claims_is_nobodys(tokens: IdTokens, claims: dict[str, Any]) -> None:
    assert refused(tokens, f"Bearer {token(**claims)}")


def test_a_token_is_good_until_the_second_it_expires(tokens: IdTokens) -> None:
    now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    good = f"Bearer {token(exp=int(now.timestamp()) + 1)}"
    assert tokens.vouched(good, now)
    assert refused(tokens, good, now + timedelta(seconds=1))


def test_other_algorithms_are_refused_whatever_they_are_signed_with(tokens: IdTokens) -> None:
    public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    assert refused(tokens, f"Bearer {token(OTHER_KEY)}")
    assert refused(tokens, f"Bearer {token(KEY, alg='RS512')}")
    assert refused(tokens, f"Bearer {forged({'alg': 'none', 'kid': 'k/1+='})}")
    assert refused(tokens, f"Bearer {forged({'alg': 'HS256', 'kid': 'k/1+='}, public[:32])}")
    assert refused(tokens, f"Bearer {forged({'alg': 'RS256'}, b'x' * 256)}")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "none",
        "Bearer",
        "Bearer ",
        "Bearer a.b.c",
        "Basic YTpi",
        "Bearer ..",
        "Bearer \x00",
        "é",
        "Bearer " + "a" * 9_000,
    ],
)
def test_what_is_no_token_is_refused_without_asking_for_keys(tokens: IdTokens, issuer: Issuer, header: str) -> None:
    assert refused(tokens, header)
    assert issuer.asked == 0


def test_a_changed_letter_is_refused(tokens: IdTokens) -> None:
    head, body, signature = token().split(".")
    assert refused(tokens, f"Bearer {head}.{body[:-2]}AA.{signature}")


def test_keys_are_read_once_and_again_after_hours(tokens: IdTokens, issuer: Issuer) -> None:
    good, now = f"Bearer {token(exp=int(clock.now().timestamp()) + 90_000)}", clock.now()
    for minutes in (0, 1, 300):
        tokens.vouched(good, now + timedelta(minutes=minutes))
    assert issuer.asked == 1
    tokens.vouched(good, now + timedelta(hours=7))
    assert issuer.asked == 2


def test_a_new_key_is_found_and_made_up_ones_are_not_asked_for_all_the_time(tokens: IdTokens, issuer: Issuer) -> None:
    now = clock.now()
    tokens.vouched(f"Bearer {token()}", now)
    issuer.keys.append(published("k2", OTHER_KEY))
    for index in range(20):
        assert refused(tokens, f"Bearer {token(OTHER_KEY, kid=f'made-up-{index}')}", now)
    assert issuer.asked == 1
    assert tokens.vouched(f"Bearer {token(OTHER_KEY, kid='k2')}", now + timedelta(seconds=31))
    assert issuer.asked == 2


@pytest.mark.parametrize("failure", ["status", "nonsense", "gone"])
def test_without_keys_nobody_is_called_a_stranger(tokens: IdTokens, issuer: Issuer, failure: str) -> None:
    if failure == "status":
        issuer.status = 503
    elif failure == "nonsense":
        issuer.keys = [{"kid": "k/1+=", "kty": "RSA"}]
    else:
        issuer.stop()
    with pytest.raises(Unavailable):
        tokens.vouched(f"Bearer {token()}", clock.now())


def test_known_keys_outlive_their_issuer(tokens: IdTokens, issuer: Issuer) -> None:
    good = f"Bearer {token(exp=int(clock.now().timestamp()) + 90_000)}"
    tokens.vouched(good, clock.now())
    issuer.status = 500
    assert tokens.vouched(good, clock.now() + timedelta(hours=7))


@pytest.fixture
def handler(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, value in {"TOKEN_ISSUER": ISSUER, "USER_POOL_CLIENT_ID": CLIENT, "JWKS_URL": issuer.url}.items():
        monkeypatch.setenv(f"LAMBDESK_{name}", value)
    sys.modules.pop("functions.authorizer.handler", None)
    yield importlib.import_module("functions.authorizer.handler").handler
    sys.modules.pop("functions.authorizer.handler", None)


def asked(authorization: str | None) -> dict[str, Any]:
    """The event of a REQUEST authorizer, payload version 2.0, as recorded."""
    return {
        "version": "2.0",
        "type": "REQUEST",
        "routeArn": "arn:aws:execute-api:us-east-1:000000000000:a1b2c3d4e5/$default/GET/v1/me",
        "identitySource": [authorization] if authorization else None,
        "routeKey": "$default",
        "rawPath": "/v1/me",
        "rawQueryString": "",
        "headers": {"host": "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com"}
        | ({"authorization": authorization} if authorization else {}),
        "requestContext": {"http": {"method": "GET", "path": "/v1/me"}, "requestId": "UkJ2ohKqoAMEPxg="},
    }


def test_the_gateway_is_told_who_calls(handler: Any) -> None:
    issued_at = int(clock.now().timestamp())
    answer = handler(asked(f"Bearer {token(iat=issued_at)}"), None)
    context = {"tenant": "tnt_1", "user": "usr_1", "issued_at": issued_at, "begun": "password"}
    assert answer == {"isAuthorized": True, "context": context}


def test_the_gateway_is_told_which_key_was_shown(handler: Any) -> None:
    module = sys.modules["functions.authorizer.handler"]
    store = MemoryApiKeyStore(State())
    module._product.__dict__["api_key_store"] = store
    ctx = Context("tnt_" + "0" * 26, Actor(ActorKind.USER, "usr_1"), clock.now(), "seed")
    boss = Caller(ActorKind.USER, "usr_1", "Maya", BUILT_IN["admin"])
    keys = ApiKeys(store)
    made = keys.create(ctx, boss, NewKey("Reports", ("tickets.read",), 1))
    told = handler(asked(f"Bearer {made.text}"), None)
    assert told["context"] == {"tenant": ctx.tenant, "api_key": made.key.id, "secret_hash": made.key.secret_hash}
    keys.revoke(replace(ctx, seed="later"), made.key.id)
    for wrong in (f"Bearer {made.text}", f"Basic {made.text}", f"Bearer {made.text[:-1]}a", "Bearer lambdesk_"):
        assert handler(asked(wrong), None) == {"isAuthorized": True, "context": {}}


@pytest.mark.parametrize("authorization", [None, "none", "Bearer a.b.c"])
def test_the_gateway_is_told_that_nobody_calls(handler: Any, authorization: str | None) -> None:
    """The API answers 401 in its own shape; the gateway would answer 403 in another."""
    assert handler(asked(authorization), None) == {"isAuthorized": True, "context": {}}


def test_the_gateway_gets_an_error_when_nobody_can_tell(handler: Any, issuer: Issuer) -> None:
    issuer.status = 500
    with pytest.raises(Unavailable):
        handler(asked(f"Bearer {token()}"), None)
