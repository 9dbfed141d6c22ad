"""What API keys need from the world."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from lambdesk.api_keys.model import ApiKey, Known
from lambdesk.kit.changes import Committer


class ApiKeyReader(Protocol):
    """Where one key is looked up."""

    def key(self, tenant: str, key_id: str) -> ApiKey | None:
        """One key, strongly consistent: what was revoked a moment ago is."""
        ...


class ApiKeyStore(Committer, ApiKeyReader, Protocol):
    """The keys of a tenant."""

    def keys(self, tenant: str) -> Sequence[Known]:
        """All of them, the oldest first, with their last uses."""
        ...

    def used(self, tenant: str, key_id: str, at: datetime, unless_after: datetime) -> None:
        """Note a use, unless a later one than `unless_after` is noted."""
        ...
