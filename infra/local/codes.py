"""What an authenticator shows: time-based codes (RFC 6238), six digits every 30 seconds."""

import base64
import hmac
import time


def code_of(secret: str, moment: float | None = None) -> str:
    """The code of a base32 secret, now or at `moment` (seconds since 1970). Raises ValueError for what is none."""
    counter = int(time.time() if moment is None else moment) // 30
    plain = "".join(secret.split()).upper()
    mac = hmac.digest(base64.b32decode(plain + "=" * (-len(plain) % 8)), counter.to_bytes(8, "big"), "sha1")
    offset = mac[-1] & 0x0F
    return f"{(int.from_bytes(mac[offset : offset + 4], 'big') & 0x7FFF_FFFF) % 1_000_000:06}"
