"""Buckets of tokens on the table.

`max(horizon, now) + cost` is no update expression, so there are two: one for a bucket that is in use, one for a bucket
at rest. Each is one conditional write; what it finds in the way says which of them would have been right.
"""

from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.commit import Store
from lambdesk.adapters.dynamodb.connection import Action, Path, Refused
from lambdesk.kit.errors import Unavailable
from lambdesk.limits.model import Limit
from lambdesk.limits.ports import Full

_TRIES = 4
# A bucket at rest says nothing: its item may go.
_KEPT_SECONDS = 120
_SECOND = 1_000_000


class DynamoBucketStore(Store):
    """The BucketStore on DynamoDB."""

    def take(self, tenant: str, bucket: str, limit: Limit, now: int, known: int | None) -> int:
        horizon = known
        for _ in range(_TRIES):
            try:
                return self._take(tenant, bucket, limit, now, resting=horizon is None or horizon < now)
            except Refused as refused:
                horizon = int(refused.item["h"]["N"]) if refused.item else None
            if horizon is not None and limit.after(horizon, now) is None:
                raise Full(horizon)
        raise Unavailable

    def _take(self, tenant: str, bucket: str, limit: Limit, now: int, *, resting: bool) -> int:
        horizon, actions = Path("h"), list[Action]()
        gone = Path("ttl").set({"N": str((now + limit.depth) // _SECOND + _KEPT_SECONDS)})
        if resting:
            actions += [horizon.set({"N": str(now + limit.cost)}), gone]
            condition = horizon.does_not_exist() | (horizon < now)
        else:
            actions += [horizon.add({"N": str(limit.cost)}), gone]
            condition = horizon.between(now, now + limit.depth - limit.cost)
        return self._table.connection.advance(keys.bucket_key(tenant, bucket), actions, condition, "h")
