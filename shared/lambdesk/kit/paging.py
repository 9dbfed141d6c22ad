"""Opaque list cursors: signed over key, tenant and filter, so that none can be forged or used elsewhere."""

import base64
import json
from typing import Any

from lambdesk.kit.errors import FieldError, Invalid
from lambdesk.kit.signing import Keyring

_PURPOSE = "cursor"
_MAC_BYTES = 16


def _message(tenant: str, scope: str, payload: bytes) -> bytes:
    return b"\x00".join((tenant.encode(), scope.encode(), payload))


def _wrap(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _unwrap(text: str) -> bytes:
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return b""
    # One cursor has one text: stray last bits and the other base64 alphabet would decode as well.
    return data if _wrap(data) == text else b""


def encode_cursor(keys: Keyring, tenant: str, scope: str, position: dict[str, Any]) -> str:
    """A cursor for the rows after `position`. `scope` is the list with its filter in canonical text."""
    payload = json.dumps(position, separators=(",", ":"), sort_keys=True).encode()
    mac = keys.mac(_PURPOSE, _message(tenant, scope, payload), bits=_MAC_BYTES * 8)
    return keys.current + "." + _wrap(mac + payload)


def decode_cursor(keys: Keyring, tenant: str, scope: str, cursor: str) -> dict[str, Any]:
    """The position behind a cursor; raises Invalid for one that is not ours, of another tenant or another filter."""
    key_id, _, text = cursor.partition(".")
    data = _unwrap(text)
    mac, payload = data[:_MAC_BYTES], data[_MAC_BYTES:]
    if not keys.verify(_PURPOSE, _message(tenant, scope, payload), mac, key_id=key_id, bits=_MAC_BYTES * 8):
        raise Invalid(fields=[FieldError("query.cursor", "this cursor does not belong to this list", "invalid_cursor")])
    position: dict[str, Any] = json.loads(payload)
    return position
