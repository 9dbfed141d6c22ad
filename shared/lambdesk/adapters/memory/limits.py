"""Buckets of tokens in memory."""

from lambdesk.adapters.memory.state import Store
from lambdesk.limits.model import Limit
from lambdesk.limits.ports import Full


class MemoryBucketStore(Store):
    """The BucketStore in a dict."""

    def take(self, tenant: str, bucket: str, limit: Limit, now: int, known: int | None) -> int:
        with self._state.lock:
            horizon = self._state.horizons.get((tenant, bucket))
            moved = limit.after(horizon, now)
            if moved is None:
                raise Full(horizon or now)
            self._state.horizons[tenant, bucket] = moved
            return moved
