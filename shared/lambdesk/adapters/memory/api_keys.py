"""API keys in memory."""

from collections.abc import Sequence
from datetime import datetime

from lambdesk.adapters.memory.state import Store
from lambdesk.api_keys.model import ApiKey, ApiKeyUse, Known
from lambdesk.kit.changes import ChangeSet, Put


class MemoryApiKeyStore(Store):
    """The ApiKeyStore in dicts."""

    def key(self, tenant: str, key_id: str) -> ApiKey | None:
        return self._state.get(tenant, ApiKey, key_id)

    def keys(self, tenant: str) -> Sequence[Known]:
        found = sorted(self._state.all(tenant, ApiKey), key=lambda each: each.id)
        uses = {each.id: each.at for each in self._state.all(tenant, ApiKeyUse)}
        return [Known(each, uses.get(each.id)) for each in found]

    def used(self, tenant: str, key_id: str, at: datetime, unless_after: datetime) -> None:
        with self._state.lock:
            noted = self._state.get(tenant, ApiKeyUse, key_id)
            if noted is None or noted.at <= unless_after:
                self.commit(tenant, ChangeSet((Put(ApiKeyUse(key_id, at)),)))
