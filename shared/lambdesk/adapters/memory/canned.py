"""Canned responses in memory."""

from collections.abc import Sequence
from dataclasses import replace

from lambdesk.adapters.memory.state import Store
from lambdesk.canned.model import CannedResponse, CannedUses, Counted
from lambdesk.kit.changes import ChangeSet, Claim, Put


class MemoryCannedStore(Store):
    """The CannedStore in dicts."""

    def all(self, tenant: str) -> tuple[Counted, ...]:
        with self._state.lock:
            found = sorted(self._state.all(tenant, CannedResponse), key=lambda each: each.id)
            return tuple(self._counted(tenant, each) for each in found)

    def one(self, tenant: str, response_id: str) -> Counted | None:
        with self._state.lock:
            found = self._state.get(tenant, CannedResponse, response_id)
            return self._counted(tenant, found) if found else None

    def count(self, tenant: str, response_ids: Sequence[str]) -> None:
        with self._state.lock:
            found = (self._state.get(tenant, CannedUses, each) for each in response_ids)
            more = [Put(replace(each, count=each.count + 1)) for each in found if each]
            self.commit(tenant, ChangeSet(tuple(more)))

    def claimed(self, tenant: str, claim: Claim) -> dict[str, str] | None:
        return self._state.claimed(tenant, claim)

    def _counted(self, tenant: str, response: CannedResponse) -> Counted:
        uses = self._state.get(tenant, CannedUses, response.id)
        return Counted(response, uses.count if uses else 0)
