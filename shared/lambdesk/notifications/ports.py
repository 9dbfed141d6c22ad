"""What notifications need from a store."""

from collections.abc import Sequence
from typing import Protocol

from lambdesk.kit.changes import Claim, Committer
from lambdesk.notifications.model import Inbox, Notification


class NotificationStore(Committer, Protocol):
    """One round trip a call, strongly consistent. A person has an inbox before anything is kept in it."""

    def inbox(self, tenant: str, user_id: str, claim: Claim | None = None) -> tuple[Inbox, bool]:
        """A person's inbox, and whether `claim` is taken."""
        ...

    def newest(self, tenant: str, user_id: str, limit: int, before: str | None) -> Sequence[Notification]:
        """At most `limit`, the newest first, from those older than the id `before`."""
        ...

    def some(self, tenant: str, user_id: str, ids: Sequence[str]) -> Sequence[Notification]:
        """Those of these ids that are this person's."""
        ...

    def later(self, tenant: str, user_id: str, than: str | None) -> Sequence[Notification]:
        """All that came after the one with this id; all there are for None."""
        ...
