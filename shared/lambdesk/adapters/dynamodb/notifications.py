"""Notifications on the table: a partition for each person, in the order in which they were committed."""

from collections.abc import Sequence

from lambdesk.adapters.dynamodb import codec, notices
from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.commit import Store
from lambdesk.kit.changes import Claim
from lambdesk.notifications.model import Inbox, Notification


class DynamoNotificationStore(Store):
    """The NotificationStore on DynamoDB."""

    def inbox(self, tenant: str, user_id: str, claim: Claim | None = None) -> tuple[Inbox, bool]:
        wanted = [keys.inbox_key(tenant, user_id)]
        if claim is not None:
            wanted.append(keys.claim_key(tenant, claim.scope, claim.key))
        found = self._table.connection.items(wanted)
        kept = found.get(wanted[0])
        taken = claim is not None and codec.claim_data(found.get(wanted[1]), self._table.now()) is not None
        return notices.INBOX.unpack(kept) if kept else Inbox(user_id), taken

    def newest(self, tenant: str, user_id: str, limit: int, before: str | None) -> Sequence[Notification]:
        after = keys.notification_key(tenant, user_id, before).item() if before else None
        partition = keys.inbox_key(tenant, user_id).pk
        items, _ = self._table.connection.page(
            partition, prefix=keys.NOTIFICATION, after=after, limit=limit, forward=False
        )
        return [notices.notification(item) for item in items]

    def some(self, tenant: str, user_id: str, ids: Sequence[str]) -> Sequence[Notification]:
        items = self._table.connection.items([keys.notification_key(tenant, user_id, each) for each in ids])
        return sorted(map(notices.notification, items.values()), key=lambda each: each.id)

    def later(self, tenant: str, user_id: str, than: str | None) -> Sequence[Notification]:
        after = keys.notification_key(tenant, user_id, than).item() if than else None
        partition = keys.inbox_key(tenant, user_id).pk
        items = self._table.connection.pages(partition, keys.NOTIFICATION, after=after)
        return [notices.notification(item) for item in items]
