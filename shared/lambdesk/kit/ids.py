"""Prefixed, time-ordered ids (ULID), random where the world needs it and derived where a decision must be pure."""

import base64
import hashlib
import secrets
from datetime import UTC, datetime, timedelta

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def _encode(value: int, length: int) -> str:
    digits = []
    for _ in range(length):
        value, digit = divmod(value, 32)
        digits.append(_CROCKFORD[digit])
    return "".join(reversed(digits))


def _ulid(at: datetime, randomness: int) -> str:
    return _encode((at - _EPOCH) // _MILLISECOND, 10) + _encode(randomness, 16)


def derived_id(prefix: str, at: datetime, seed: str, ordinal: int) -> str:
    """The id, such as `usr_01J…`, that `seed` and `ordinal` (0 to 65535) give at `at`.

    The same inputs give the same id, and within one millisecond ids of one seed sort by ordinal.
    """
    digest = hashlib.sha256(f"{seed}/{prefix}/{ordinal}".encode()).digest()
    return f"{prefix}_{_ulid(at, ordinal << 64 | int.from_bytes(digest[:8]))}"


def first_id(prefix: str, at: datetime) -> str:
    """The lowest id that anything of this moment can have."""
    return f"{prefix}_{_ulid(at, 0)}"


def new_seed() -> str:
    """128 random bits as hex: the only randomness a decision sees, given to it in its context."""
    return secrets.token_hex(16)


def new_key() -> str:
    """256 random bits as 52 small letters and digits: one word to every screen and shell."""
    return base64.b32encode(secrets.token_bytes(32)).decode().rstrip("=").lower()


def new_secret(size: int = 32) -> str:
    """`size` random bytes in URL-safe text, for handles that grant something."""
    return secrets.token_urlsafe(size)


def new_bytes(size: int) -> bytes:
    """`size` random bytes."""
    return secrets.token_bytes(size)
