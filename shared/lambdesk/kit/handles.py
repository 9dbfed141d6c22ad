"""One-time handles of sessions: checked, replaced, and made from the one before.

Only their hashes are kept. A handle ends with a tag that says for which session we made it, and with which key: what
we did not make is known without a look at any session, and an old one ends its session. No I/O, clock, randomness.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, Protocol, TypeVar

from lambdesk.kit.errors import Unauthenticated
from lambdesk.kit.signing import Keyring

# An answer may be lost on its way (a reload drops it, cookie and all) and two tabs may renew at once: for so long the
# handle before the present one renews as well, and is not taken for a thief's.
ROTATION_GRACE = timedelta(seconds=60)
_TAG = "session-handle"
_TAG_CHARS = 16
_FORM = re.compile(r"([\w-]{43})([\w-]{16})([a-z0-9]{1,20})", re.ASCII)


class HandleReused(Unauthenticated):
    """The handle was replaced long ago, so two parties hold this session: end it."""


class Handled(Protocol):
    """What a session keeps of its handles."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def id(self) -> str: ...
    @property
    def handle_hash(self) -> str: ...
    @property
    def previous_hash(self) -> str | None: ...
    @property
    def rotated_at(self) -> datetime: ...
    @property
    def expires_at(self) -> datetime: ...
    @property
    def version(self) -> int: ...


S = TypeVar("S", bound=Handled)


def sealed(keys: Keyring, place: str, secret: str) -> str:
    """The handle of `secret` for the session at `place`, `<tenant>/<session>`."""
    return secret + _tag(keys, place, secret, keys.current) + keys.current


def is_ours(keys: Keyring, place: str, handle: str) -> bool:
    """Whether we once made this handle for the session at `place`; it may have been replaced long ago."""
    form = _FORM.fullmatch(handle)
    if form is None or form[3] not in keys.keys:
        return False
    return hmac.compare_digest(_tag(keys, place, form[1], form[3]), form[2])


def is_newer(keys: Keyring, handle: str) -> bool:
    """Whether this says that it was made with a key that is not in this ring: not yet, or no more."""
    form = _FORM.fullmatch(handle)
    return form is not None and form[3] not in keys.keys


def _tag(keys: Keyring, place: str, secret: str, key_id: str) -> str:
    mac = keys.mac(_TAG, f"{place}/{secret}".encode(), key_id=key_id, bits=_TAG_CHARS * 6)
    return base64.urlsafe_b64encode(mac).decode()


def hash_of(handle: str) -> str:
    """What is kept of a handle: it has 256 random bits, so a plain hash cannot be turned back."""
    return hashlib.sha256(handle.encode()).hexdigest()


def check(session: S | None, handle: str, now: datetime) -> S:
    """The session, when `handle` is its present one, or the one before within ROTATION_GRACE.

    Once the present one was used, the one before it is an older one. Raises HandleReused for any other, Unauthenticated
    when there is no such session or it is over.
    """
    if session is None or session.expires_at <= now:
        raise Unauthenticated
    presented = hash_of(handle)
    if hmac.compare_digest(presented, session.handle_hash):
        return session
    previous = session.previous_hash is not None and hmac.compare_digest(presented, session.previous_hash)
    if previous and now - session.rotated_at <= ROTATION_GRACE:
        return session
    raise HandleReused


def rotated(session: S, used: str, handle: str, now: datetime) -> S:
    """The session under a new `handle` instead of the `used` one, a version later.

    The grace runs from the first use of a handle: using it again does not prolong it.
    """
    previous = hash_of(used)
    return replace(
        session,
        handle_hash=hash_of(handle),
        previous_hash=previous,
        rotated_at=session.rotated_at if previous == session.previous_hash else now,
        version=session.version + 1,
    )


def following(keys: Keyring, purpose: str, place: str, session: Handled, used: str) -> str:
    """The handle after `used`.

    The same answer to the same handle: whichever of two answers a browser keeps, its cookie is the present one.
    """
    mac = keys.mac(purpose, f"{session.id}/{used}".encode())
    return sealed(keys, place, base64.urlsafe_b64encode(mac).decode().rstrip("="))
