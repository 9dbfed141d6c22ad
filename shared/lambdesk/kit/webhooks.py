"""Signatures of webhooks by the Standard Webhooks specification: HMAC-SHA-256 over `<id>.<timestamp>.<body>`.

Any of several signatures may be right, under any of several secrets; the moment is at most five minutes away.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lambdesk.kit.errors import Unauthenticated
from lambdesk.kit.signing import base32_decode

WINDOW = timedelta(minutes=5)
MARK = "whsec_"
_VERSION = "v1"
_ID = re.compile(r"[!-~]{1,255}")
_SIGNATURES = 20


@dataclass(frozen=True)
class Signed:
    """The headers `webhook-id`, `webhook-timestamp` and `webhook-signature`."""

    id: str
    timestamp: str
    signature: str


def secret_of(key: str) -> str:
    """A secret in the form in which it is told, out of 52 characters of base32."""
    return MARK + base64.b64encode(base32_decode(key)).decode()


def check(signed: Signed, body: bytes, secrets: Iterable[str], now: datetime) -> None:
    """Raises Unauthenticated unless somebody who has one of the secrets signed this body, and lately."""
    if not (_ID.fullmatch(signed.id) and re.fullmatch(r"[0-9]{1,11}", signed.timestamp)):
        raise Unauthenticated
    if abs(datetime.fromtimestamp(int(signed.timestamp), UTC) - now) > WINDOW:
        raise Unauthenticated
    told = [each.partition(",")[2] for each in signed.signature.split(" ") if each.startswith(f"{_VERSION},")]
    ours = [_signature(signed, body, secret) for secret in secrets]
    matches = [hmac.compare_digest(a.encode(), b.encode()) for a in told[:_SIGNATURES] for b in ours]
    if not any(matches):
        raise Unauthenticated


def sign(signed_id: str, at: datetime, body: bytes, secret: str) -> Signed:
    """The headers under which a body is sent."""
    signed = Signed(signed_id, str(int(at.timestamp())), "")
    return Signed(signed_id, signed.timestamp, f"{_VERSION},{_signature(signed, body, secret)}")


def _signature(signed: Signed, body: bytes, secret: str) -> str:
    key = base64.b64decode(secret.removeprefix(MARK))
    message = f"{signed.id}.{signed.timestamp}.".encode() + body
    return base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()
