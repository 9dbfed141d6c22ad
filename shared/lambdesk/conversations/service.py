"""Drafts: kept and handed back."""

from dataclasses import replace

from lambdesk.conversations import decide
from lambdesk.conversations.model import SavedDraft
from lambdesk.conversations.ports import DraftStore
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.context import Context
from lambdesk.kit.errors import AlreadyExists, StaleVersion


class Drafts:
    """What people are writing, one draft of each and one of all, per ticket."""

    def __init__(self, store: DraftStore) -> None:
        self._store = store

    def of(self, tenant: str, number: int) -> tuple[SavedDraft, ...]:
        """All of a ticket."""
        return self._store.drafts(tenant, number)

    def stored(self, tenant: str, number: int, owner: str) -> SavedDraft | None:
        """One of a ticket."""
        return self._store.draft(tenant, number, owner)

    def save(self, ctx: Context, draft: SavedDraft, stored: SavedDraft | None, expected: int | None) -> SavedDraft:
        """Keep a draft; `expected` is the version its writer saw, None for none. Raises StaleVersion."""
        saved = replace(decide.save(draft, stored, expected), updated_at=ctx.now)
        try:
            self._store.commit(ctx.tenant, ChangeSet((decide.kept(saved, stored),)))
        except AlreadyExists:
            raise StaleVersion(1) from None
        return saved

    def discard(self, tenant: str, number: int, owner: str) -> None:
        """Forget a draft, if there is one."""
        self._store.discard(tenant, number, owner)
