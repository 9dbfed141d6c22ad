"""The link in an invitation: it names one invitation of one member and ends by itself, so nothing is kept of it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lambdesk.identity.model import User
from lambdesk.kit.signed import read, sign
from lambdesk.kit.signing import Keyring

LIFETIME = timedelta(days=3)
PAGE = "join"
_PURPOSE = "invitation"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Named:
    """The invitation that a link names: whose, and which of theirs by the moment it was made."""

    tenant: str
    user_id: str
    invited_at: datetime


def invitation_url(keys: Keyring, origin: str, tenant: str, member: User) -> str:
    """Where an invited member makes the account. Behind `#`, so that no log of requests holds it."""
    assert member.invited_at is not None  # noqa: S101 - only who is invited gets one
    moment = (member.invited_at - _EPOCH) // timedelta(milliseconds=1)
    return f"{origin.rstrip('/')}/{PAGE}#{sign(keys, _PURPOSE, f'{tenant}.{member.id}.{moment}')}"


def read_token(keys: Keyring, token: str) -> Named | None:
    """What a link names; None for what is not ours."""
    tenant, _, rest = (read(keys, _PURPOSE, token) or "").partition(".")
    user_id, _, moment = rest.partition(".")
    return Named(tenant, user_id, _EPOCH + timedelta(milliseconds=int(moment))) if moment else None
