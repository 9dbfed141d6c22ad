"""Encryption at rest of small secrets: AES-256-GCM with a key of its own per purpose, bound to where it is kept."""

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lambdesk.kit.signing import Keyring, is_key_id

_NONCE_BYTES = 12


class Unreadable(Exception):
    """Not sealed by us, or for another place."""


class UnknownKey(Unreadable):
    """Sealed with a key that is not in this ring: newer than the ring, or taken away."""


def seal(keys: Keyring, purpose: str, secret: str, place: str) -> str:
    """`<key id>.<base64url of nonce and ciphertext>`; only the same `purpose` and `place` open it again."""
    nonce = os.urandom(_NONCE_BYTES)
    box = AESGCM(keys.derive(purpose, keys.current)).encrypt(nonce, secret.encode(), place.encode())
    return keys.current + "." + base64.urlsafe_b64encode(nonce + box).decode()


def unseal(keys: Keyring, purpose: str, sealed: str, place: str) -> str:
    """The secret; raises Unreadable, or UnknownKey when another ring might read it."""
    key_id, _, text = sealed.partition(".")
    if is_key_id(key_id) and key_id not in keys.keys:
        raise UnknownKey
    try:
        data = base64.urlsafe_b64decode(text)
        key = AESGCM(keys.derive(purpose, key_id))
        return key.decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], place.encode()).decode()
    except (KeyError, ValueError, binascii.Error, InvalidTag) as error:
        raise Unreadable from error
