"""Notifications in memory."""

from collections.abc import Sequence

from lambdesk.adapters.memory.state import Store
from lambdesk.kit.changes import Claim
from lambdesk.notifications.model import Inbox, Notification


class MemoryNotificationStore(Store):
    """The NotificationStore in dicts."""

    def inbox(self, tenant: str, user_id: str, claim: Claim | None = None) -> tuple[Inbox, bool]:
        with self._state.lock:
            taken = claim is not None and self._state.claimed(tenant, claim) is not None
            return self._state.get(tenant, Inbox, user_id) or Inbox(user_id), taken

    def newest(self, tenant: str, user_id: str, limit: int, before: str | None) -> Sequence[Notification]:
        older = [each for each in self._of(tenant, user_id) if before is None or each.id < before]
        return older[::-1][:limit]

    def some(self, tenant: str, user_id: str, ids: Sequence[str]) -> Sequence[Notification]:
        return [each for each in self._of(tenant, user_id) if each.id in ids]

    def later(self, tenant: str, user_id: str, than: str | None) -> Sequence[Notification]:
        return [each for each in self._of(tenant, user_id) if than is None or each.id > than]

    def _of(self, tenant: str, user_id: str) -> list[Notification]:
        found = [each for each in self._state.all(tenant, Notification) if each.user_id == user_id]
        return sorted(found, key=lambda each: each.id)
