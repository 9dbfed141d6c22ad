"""Recovery codes: ten of them, each good for one sign-in when the second step is lost. Only hashes are kept."""

import hashlib
import hmac
from dataclasses import replace

from lambdesk.identity.model import RecoveryCodes

COUNT = 10
# Crockford's letters without those that look like others; 12 of them are 60 bits.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 12


def codes_of(seed: bytes) -> tuple[str, ...]:
    """The codes that these random bytes give, at least 120 of them; `XXXX-XXXX-XXXX` each."""
    letters = [_LETTERS[byte % 32] for byte in seed[: COUNT * _LENGTH]]
    whole = ["".join(letters[start : start + _LENGTH]) for start in range(0, COUNT * _LENGTH, _LENGTH)]
    return tuple(f"{each[:4]}-{each[4:8]}-{each[8:]}" for each in whole)


def hash_of(user_id: str, code: str) -> str:
    """What is kept of a code, however it is written."""
    plain = "".join(char for char in code.upper() if char.isalnum()).translate(str.maketrans("OIL", "011"))
    # 60 random bits and at most ten tries in a quarter of an hour: no slow hash would add to that.
    return hashlib.sha256(f"{user_id}/{plain}".encode()).hexdigest()


def kept(user_id: str, codes: tuple[str, ...], known: RecoveryCodes | None) -> RecoveryCodes:
    """The record of new codes; those of `known` are void."""
    return RecoveryCodes(user_id, tuple(hash_of(user_id, each) for each in codes), known.version + 1 if known else 1)


def use(known: RecoveryCodes | None, code: str) -> RecoveryCodes | None:
    """The record without this code; None when it is no unused one."""
    if known is None:
        return None
    presented = hash_of(known.user_id, code)
    left = tuple(each for each in known.hashes if not hmac.compare_digest(each, presented))
    return replace(known, hashes=left, version=known.version + 1) if len(left) < len(known.hashes) else None
