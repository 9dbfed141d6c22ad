"""The text of a key: `lambdesk_<tenant>_<key>_<secret and checksum>`.

The beginning is what scanners of source code look for. The checksum tells a mistyped or made-up key from a real one
without a look at the table; it is no protection. Tenant and key say where the hash of the secret is.
"""

import hashlib
import re
import zlib
from dataclasses import dataclass

from lambdesk.api_keys.model import PREFIX
from lambdesk.kit.signing import base32_encode

MARK = "lambdesk_"
_FORM = re.compile(rf"({MARK}([0-9A-Z]{{26}})_([0-9A-Z]{{26}})_([a-z2-7]{{52}}))([a-z2-7]{{7}})", re.ASCII)


@dataclass(frozen=True)
class Shown:
    """What a key's text says."""

    tenant: str
    key_id: str
    secret_hash: str


def text_of(tenant: str, key_id: str, secret: str) -> str:
    """The text to give away; `secret` is 52 characters of base32."""
    head = f"{MARK}{tenant.removeprefix('tnt_')}_{key_id.removeprefix(PREFIX + '_')}_{secret}"
    return head + _checksum(head)


def read(text: str) -> Shown | None:
    """What a text says, None when it is no key."""
    form = _FORM.fullmatch(text)
    if form is None or _checksum(form[1]) != form[5]:
        return None
    return Shown(f"tnt_{form[2]}", f"{PREFIX}_{form[3]}", hash_of(form[4]))


def hash_of(secret: str) -> str:
    """What is kept of a secret: it has 256 random bits, so a plain hash cannot be turned back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _checksum(head: str) -> str:
    return base32_encode(zlib.crc32(head.encode()).to_bytes(4))
