"""OpenID Connect issuers of tenants: what they say of themselves, tokens for codes, and whether a token is theirs."""

import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import jwt

from lambdesk.adapters.outside import Outside, Unreachable
from lambdesk.identity.federation.model import Reason, Refused, Told
from lambdesk.identity.federation.ports import Client, Endpoints
from lambdesk.kit.errors import Unavailable

# Signatures by a key that only the issuer has. Never one by the client's secret, which two sides know.
_ALGORITHMS = ("RS256", "ES256")
_CLAIMS = ("iss", "aud", "exp", "iat", "sub")
_LIFETIME = timedelta(hours=1)
_KEYS_LIFETIME = timedelta(hours=6)
# A key nobody knows makes us look again; tokens that somebody made up must not make us look all the time.
_LOOK_AGAIN = timedelta(seconds=30)
_KEPT = 200
_TOKEN_LIMIT = 16_384
# Clocks of others.
_LEEWAY_SECONDS = 60
_NOT_OURS: tuple[tuple[type[jwt.PyJWTError], Reason], ...] = (
    (jwt.InvalidIssuerError, Reason.ISSUER),
    (jwt.InvalidAudienceError, Reason.AUDIENCE),
    (jwt.InvalidAlgorithmError, Reason.ALGORITHM),
    (jwt.InvalidSignatureError, Reason.SIGNATURE),
)


class OidcIssuers:
    """The Issuers on the internet. What an issuer says of itself is kept for an hour, its keys for six."""

    def __init__(self, outside: Outside, *, local: bool = False) -> None:
        self._outside = outside
        self._schemes = ("https", "http") if local else ("https",)
        self._found: dict[str, tuple[datetime, Endpoints]] = {}
        self._keys: dict[str, tuple[datetime, dict[str, jwt.PyJWK]]] = {}

    def endpoints(self, issuer: str, now: datetime) -> Endpoints:
        known = self._found.get(issuer)
        if known and now - known[0] < _LIFETIME:
            return known[1]
        said = self._read(issuer.rstrip("/") + "/.well-known/openid-configuration")
        names = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
        # An issuer that calls itself otherwise speaks for somebody else.
        if not all(isinstance(said.get(each), str) for each in names) or said["issuer"] != issuer:
            raise Unavailable("The sign-in provider does not describe itself as it should.")
        if not all(urlsplit(said[each]).scheme in self._schemes for each in names[1:]):
            raise Unavailable("The sign-in provider does not describe itself as it should.")
        ways = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        authorize, token, keys = (str(said[each]) for each in names[1:])
        found = Endpoints(issuer, authorize, token, keys, secret_in_body="client_secret_basic" not in ways)
        _keep(self._found, issuer, (now, found))
        return found

    def exchange(self, at: Endpoints, client: Client, code: str, verifier: str, redirect_url: str) -> str:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_url}
        form |= {"code_verifier": verifier, "client_id": client.id}
        basic = None
        if at.secret_in_body:
            form["client_secret"] = client.secret
        else:
            # RFC 6749, 2.3.1: both are encoded as in a form.
            basic = quote(client.id, safe=""), quote(client.secret, safe="")
        try:
            reply = self._outside.post_form(at.token, form, basic)
        except Unreachable:
            raise Unavailable("The sign-in provider does not answer.") from None
        token = reply.json.get("id_token")
        if reply.status >= 500:
            raise Unavailable("The sign-in provider does not answer.")
        if reply.status != 200 or not isinstance(token, str):
            raise Refused(Reason.CODE)
        return token

    def told(self, at: Endpoints, client_id: str, token: str, now: datetime) -> Told:
        claims = self._claims(at, client_id, token, now)
        expires, made = claims["exp"], claims["iat"]
        if not all(isinstance(each, int | float) for each in (expires, made)):
            raise Refused(Reason.TOKEN)
        if expires + _LEEWAY_SECONDS <= now.timestamp() or made - _LEEWAY_SECONDS > now.timestamp():
            raise Refused(Reason.EXPIRED)
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if several else client_id) != client_id:
            raise Refused(Reason.AUDIENCE)
        methods = claims.get("amr", [])
        return Told(
            subject=_text(claims["sub"]),
            nonce=_text(claims.get("nonce")),
            email=_text(claims.get("email")),
            # Cognito says so in words.
            verified=claims.get("email_verified") in (True, "true"),
            name=_text(claims.get("name")),
            methods=tuple(each for each in methods if isinstance(each, str)) if isinstance(methods, list) else (),
        )

    def _claims(self, at: Endpoints, client_id: str, token: str, now: datetime) -> dict[str, Any]:
        if len(token) > _TOKEN_LIMIT:
            raise Refused(Reason.TOKEN)
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") not in _ALGORITHMS:
                raise Refused(Reason.ALGORITHM)
            key = self._key(at, str(header.get("kid")), now)
            # A key signs in one way: the one it says, not the one that the token says.
            claims: dict[str, Any] = jwt.decode(
                token,
                key.key,
                algorithms=[key.algorithm_name],
                issuer=at.issuer,
                audience=client_id,
                # Time is an argument: the moments are compared by whoever asks.
                options={"require": list(_CLAIMS), "verify_exp": False, "verify_nbf": False, "verify_iat": False},
            )
        except jwt.PyJWTError as error:
            reasons = [reason for kind, reason in _NOT_OURS if isinstance(error, kind)]
            raise Refused(reasons[0] if reasons else Reason.TOKEN) from error
        return claims

    def _key(self, at: Endpoints, key_id: str, now: datetime) -> jwt.PyJWK:
        read_at, keys = self._keys.get(at.keys, (None, {}))
        age = now - read_at if read_at else None
        if age is None or age > _KEYS_LIFETIME or (key_id not in keys and age > _LOOK_AGAIN):
            keys = _parsed(self._read(at.keys).get("keys"))
            _keep(self._keys, at.keys, (now, keys))
        if key_id not in keys:
            raise Refused(Reason.KEY)
        return keys[key_id]

    def _read(self, url: str) -> dict[str, Any]:
        try:
            reply = self._outside.get(url)
        except Unreachable:
            raise Unavailable("The sign-in provider does not answer.") from None
        if reply.status != 200:
            raise Unavailable("The sign-in provider does not answer.")
        return dict(reply.json)


def _parsed(entries: object) -> dict[str, jwt.PyJWK]:
    """The keys that sign as we take it, by their ids; others are passed over."""
    found = {}
    for entry in entries if isinstance(entries, list) else []:
        try:
            key = jwt.PyJWK.from_json(json.dumps(entry))
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError):
            continue
        if key.key_id and key.algorithm_name in _ALGORITHMS and key.public_key_use in (None, "sig"):
            found[key.key_id] = key
    return found


def _keep(kept: dict[str, Any], name: str, value: Any) -> None:
    if len(kept) >= _KEPT:
        kept.clear()
    kept[name] = value


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
