"""Drafts in memory."""

from lambdesk.adapters.memory.state import Store
from lambdesk.conversations.model import SavedDraft
from lambdesk.kit.changes import ChangeSet, Remove


class MemoryDraftStore(Store):
    """The DraftStore in dicts."""

    def draft(self, tenant: str, number: int, owner: str) -> SavedDraft | None:
        return self._state.get(tenant, SavedDraft, number, owner)

    def drafts(self, tenant: str, number: int) -> tuple[SavedDraft, ...]:
        found = (each for each in self._state.all(tenant, SavedDraft) if each.number == number)
        return tuple(sorted(found, key=lambda each: each.owner))

    def discard(self, tenant: str, number: int, owner: str) -> None:
        found = self.draft(tenant, number, owner)
        if found is not None:
            self.commit(tenant, ChangeSet((Remove(found),)))
