"""What happened to an API key."""

from dataclasses import dataclass
from typing import ClassVar

from lambdesk.kit.events import event_type


@event_type("api_key.created")
@dataclass(frozen=True)
class ApiKeyCreated:
    """`scopes` are names of permissions; `expires_at` is a moment."""

    EVENT_TYPE: ClassVar[str]
    scopes: list[str]
    expires_at: str


@event_type("api_key.rotated")
@dataclass(frozen=True)
class ApiKeyRotated:
    """There is a new secret; the one before goes on until `previous_until`."""

    EVENT_TYPE: ClassVar[str]
    previous_until: str
    expires_at: str


@event_type("api_key.revoked")
@dataclass(frozen=True)
class ApiKeyRevoked:
    """No secret of it opens anything any more."""

    EVENT_TYPE: ClassVar[str]
