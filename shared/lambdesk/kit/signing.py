"""Keyed hashes with key ids, so that keys can be rotated. Each purpose has a key of its own."""

import base64
import hashlib
import hmac
import json
import re
from dataclasses import dataclass

# Key ids stand in reply addresses, which mail systems fold to small letters, and before a separator in other texts.
_KEY_ID = re.compile(r"[a-z0-9]{1,20}")


@dataclass(frozen=True)
class Keyring:
    """`keys` by id; `current` signs, all verify."""

    current: str
    keys: dict[str, bytes]

    def derive(self, purpose: str, key_id: str) -> bytes:
        """The 32-byte key of one purpose; KeyError for an unknown key id."""
        return hmac.new(self.keys[key_id], purpose.encode(), hashlib.sha256).digest()

    def mac(self, purpose: str, message: bytes, *, key_id: str | None = None, bits: int = 256) -> bytes:
        """The first `bits` of the HMAC-SHA-256 of `message`."""
        return hmac.new(self.derive(purpose, key_id or self.current), message, hashlib.sha256).digest()[: bits // 8]

    def verify(self, purpose: str, message: bytes, mac: bytes, *, key_id: str, bits: int = 256) -> bool:
        """Whether `mac` is ours; an unknown key id is a plain no."""
        if key_id not in self.keys:
            return False
        return hmac.compare_digest(self.mac(purpose, message, key_id=key_id, bits=bits), mac)


def parse_keyring(secret: str) -> Keyring:
    """Read `{"current": "a", "a": "…"}`; raises ValueError for a wrong key id or without the current key."""
    values = json.loads(secret)
    current = values.pop("current", None)
    if current not in values:
        message = "the signing secret lacks its current key"
        raise ValueError(message)
    if not all(is_key_id(key_id) for key_id in values):
        message = "key ids of the signing secret are 1 to 20 small letters and digits"
        raise ValueError(message)
    return Keyring(current, {key_id: value.encode() for key_id, value in values.items()})


def is_key_id(text: str) -> bool:
    """Whether a key can have this id."""
    return _KEY_ID.fullmatch(text) is not None


def base32_encode(data: bytes) -> str:
    """Lower-case base32 without padding: survives mail systems that fold case."""
    return base64.b32encode(data).decode().rstrip("=").lower()


def base32_decode(text: str) -> bytes:
    """The inverse of `base32_encode`, in any case; raises ValueError for anything else."""
    data = base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    # Padding of its own, stray last bits and letters that fold into ASCII decode as well, but none of them is ours.
    if base32_encode(data) != text.lower():
        message = "not the base32 text of any bytes"
        raise ValueError(message)
    return data
