"""Texts that we hand to people nobody signs in and know again: whoever has one did not make it up.

`<key id>.<base64url of MAC and payload>`. A scope, such as a tenant, is in the MAC and not in the text.
"""

import base64

from lambdesk.kit.signing import Keyring

_MAC_BYTES = 16


def _message(scope: str, payload: bytes) -> bytes:
    return scope.encode() + b"\x00" + payload


def sign(keys: Keyring, purpose: str, payload: str, scope: str = "") -> str:
    """The text that `read` with the same purpose and scope makes the payload of."""
    data = payload.encode()
    mac = keys.mac(purpose, _message(scope, data), bits=_MAC_BYTES * 8)
    return keys.current + "." + base64.urlsafe_b64encode(mac + data).decode().rstrip("=")


def read(keys: Keyring, purpose: str, text: str, scope: str = "") -> str | None:
    """The payload, or None for a text that is not ours."""
    key_id, _, wrapped = text.partition(".")
    try:
        data = base64.b64decode(wrapped + "=" * (-len(wrapped) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return None
    mac, payload = data[:_MAC_BYTES], data[_MAC_BYTES:]
    known = keys.verify(purpose, _message(scope, payload), mac, key_id=key_id, bits=_MAC_BYTES * 8)
    return payload.decode() if known else None
