"""Drafts on the table."""

from lambdesk.adapters.dynamodb import codec
from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.commit import Store
from lambdesk.conversations.model import SavedDraft


class DynamoDraftStore(Store):
    """The DraftStore on DynamoDB."""

    def draft(self, tenant: str, number: int, owner: str) -> SavedDraft | None:
        item = self._table.connection.item(keys.draft_key(tenant, number, owner))
        return codec.draft(item) if item else None

    def drafts(self, tenant: str, number: int) -> tuple[SavedDraft, ...]:
        return tuple(map(codec.draft, self._table.connection.pages(keys.drafts_partition(tenant, number))))

    def discard(self, tenant: str, number: int, owner: str) -> None:
        self._table.connection.remove_now(keys.draft_key(tenant, number, owner))
