"""API keys: what a program shows instead of a sign-in."""

from dataclasses import dataclass
from datetime import datetime

PREFIX = "key"


@dataclass(frozen=True)
class ApiKey:
    """A key as it is kept: its secret only as a hash. `scopes` are names of permissions.

    After a rotation the secret before, `previous_hash`, goes on until `previous_until`.
    """

    id: str
    name: str
    scopes: tuple[str, ...]
    secret_hash: str
    created_by: str
    created_at: datetime
    expires_at: datetime
    lifetime_days: int
    previous_hash: str | None = None
    previous_until: datetime | None = None
    revoked_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True)
class ApiKeyUse:
    """When a key was used, to the hour. Kept apart from it, so that using a key changes nothing of it."""

    id: str
    at: datetime


@dataclass(frozen=True)
class Known:
    """A key and its last use."""

    key: ApiKey
    used_at: datetime | None
