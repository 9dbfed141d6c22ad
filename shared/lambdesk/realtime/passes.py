"""Socket tickets: what a browser shows instead of a header when it opens a socket. Signed, short-lived, good once."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdesk.kit import clock
from lambdesk.kit.context import Context
from lambdesk.kit.errors import Unauthenticated
from lambdesk.kit.signing import Keyring
from lambdesk.realtime.model import PASS_LIFETIME

_PURPOSE = "socket"
_MAC_BYTES = 16
_LENGTH_LIMIT = 1_000


@dataclass(frozen=True)
class Pass:
    """For whom a socket may be opened; `id` is what can be used once only."""

    id: str
    tenant: str
    user: str
    expires_at: datetime

    @property
    def given_at(self) -> datetime:
        """When it was asked for."""
        return self.expires_at - PASS_LIFETIME


def issue(keys: Keyring, ctx: Context) -> tuple[str, datetime]:
    """A ticket for the acting user, and until when it is good."""
    expires_at = ctx.now + PASS_LIFETIME
    said = [ctx.derive_id("pas", ctx.now), ctx.tenant, ctx.actor.id, clock.to_text(expires_at)]
    payload = json.dumps(said, separators=(",", ":")).encode()
    return f"{keys.current}.{_wrap(keys.mac(_PURPOSE, payload, bits=_MAC_BYTES * 8) + payload)}", expires_at


def read(keys: Keyring, ticket: str, now: datetime) -> Pass:
    """Whom a ticket is for; raises Unauthenticated for one that is not ours or no longer good."""
    key_id, _, text = ticket[:_LENGTH_LIMIT].partition(".")
    data = _unwrap(text)
    mac, payload = data[:_MAC_BYTES], data[_MAC_BYTES:]
    if not keys.verify(_PURPOSE, payload, mac, key_id=key_id, bits=_MAC_BYTES * 8):
        raise Unauthenticated
    pass_id, tenant, user, expires_at = json.loads(payload)
    found = Pass(pass_id, tenant, user, clock.from_text(expires_at))
    if not now < found.expires_at <= now + PASS_LIFETIME + timedelta(seconds=5):
        raise Unauthenticated
    return found


def _wrap(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _unwrap(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return b""
