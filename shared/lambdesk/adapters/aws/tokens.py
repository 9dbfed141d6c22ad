"""Whether an ID token is one of ours: RS256 under a key of the user pool, for our client, not expired."""

import json
import re
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt
from jwt.algorithms import RSAAlgorithm

from lambdesk.identity.model import ACCOUNT_ENDINGS, Begun
from lambdesk.kit.errors import Unauthenticated, Unavailable

_ALGORITHM = "RS256"
_CLAIMS = ("iss", "aud", "exp", "iat", "token_use", "custom:tenant", "cognito:username")
_USES = ("id",)
_KEYS_LIFETIME = timedelta(hours=6)
# A key id nobody knows makes us look again, but tokens made up by a stranger must not make us look all the time.
_LOOK_AGAIN = timedelta(seconds=30)
_PATIENCE_SECONDS = 3
_TOKEN_LIMIT = 8_192
_BEGUN = {ending: begun for begun, ending in ACCOUNT_ENDINGS.items()}
_BEARER = re.compile(r"bearer +([\w.-]+)", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Vouched:
    """Whom a token names: a tenant and its user; when it was given, in seconds since 1970; how its session began."""

    tenant: str
    user: str
    issued_at: int
    begun: Begun = Begun.PASSWORD


class IdTokens:
    """Verifies tokens of one issuer for one client; keeps the issuer's keys between calls."""

    def __init__(self, issuer: str, client_id: str, keys_url: str) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._keys_url = keys_url
        self._keys: dict[str, Any] = {}
        self._read_at: datetime | None = None

    def vouched(self, authorization: str, now: datetime) -> Vouched:
        """Who an `Authorization` header speaks for.

        Raises Unauthenticated for any token that is not ours or no longer good, Unavailable when the keys to tell
        cannot be read.
        """
        bearer = _BEARER.fullmatch(authorization.strip())
        if bearer is None or len(bearer[1]) > _TOKEN_LIMIT:
            raise Unauthenticated
        claims = self._claims(bearer[1], now)
        tenant, user = claims["custom:tenant"], claims["cognito:username"]
        if not (isinstance(tenant, str) and isinstance(user, str)):
            raise Unauthenticated
        user_id, dot, ending = user.partition(".")
        if dot + ending not in _BEGUN:
            raise Unauthenticated
        return Vouched(tenant, user_id, int(claims["iat"]), _BEGUN[dot + ending])

    def _claims(self, token: str, now: datetime) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") != _ALGORITHM:
                raise Unauthenticated
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key(str(header.get("kid")), now),
                algorithms=[_ALGORITHM],
                issuer=self._issuer,
                audience=self._client_id,
                # Time is an argument: the expiry is compared below.
                options={"require": list(_CLAIMS), "verify_exp": False, "verify_nbf": False, "verify_iat": False},
            )
        except jwt.PyJWTError as error:
            raise Unauthenticated from error
        # An access token is signed by the same key, and for the same client.
        if claims["token_use"] not in _USES or not _moments(claims) or claims["exp"] <= now.timestamp():
            raise Unauthenticated
        return claims

    def _key(self, key_id: str, now: datetime) -> Any:
        age = now - self._read_at if self._read_at else None
        if age is None or age > _KEYS_LIFETIME or (key_id not in self._keys and age > _LOOK_AGAIN):
            self._read(key_id, now)
        if key_id not in self._keys:
            raise Unauthenticated
        return self._keys[key_id]

    def _read(self, wanted: str, now: datetime) -> None:
        try:
            with urllib.request.urlopen(self._keys_url, timeout=_PATIENCE_SECONDS) as answer:  # noqa: S310 - our own setting
                entries = json.load(answer)["keys"]
            keys = {
                entry["kid"]: RSAAlgorithm.from_jwk(entry)
                for entry in entries
                if entry.get("kty") == "RSA" and entry.get("alg") in (None, _ALGORITHM)
            }
        except (OSError, ValueError, KeyError, TypeError, jwt.PyJWTError) as error:
            # Keys live for months: those we have go on telling good tokens from bad ones.
            if wanted not in self._keys:
                raise Unavailable from error
            return
        self._keys, self._read_at = keys, now


def _moments(claims: dict[str, Any]) -> bool:
    return all(isinstance(claims[name], int) for name in ("exp", "iat"))
