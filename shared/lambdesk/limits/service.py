"""Admitting requests: tokens come from a lease in memory, and one write gets a block of them."""

from dataclasses import dataclass
from datetime import datetime

from lambdesk.limits.model import LEASE_SECONDS, Limit, Standing, microseconds, seconds_until
from lambdesk.limits.ports import BucketStore, Full

_LEASES_KEPT = 10_000


@dataclass
class Lease:
    """Tokens in hand, good until `until`. With none in hand, `closed_until` is from when to ask for more."""

    limit: Limit
    horizon: int
    left: int = 0
    until: int = 0
    closed_until: int = 0


class Limiter:
    """The leases of one environment. What it loses with its memory is tokens nobody spends."""

    def __init__(self, store: BucketStore) -> None:
        self._store = store
        self._leases: dict[tuple[str, str], Lease] = {}

    def spend(self, tenant: str, bucket: str, limit: Limit, at: datetime) -> Standing:
        """One token, if there is one. While a bucket is known to be empty nobody is asked: a storm costs no writes."""
        now = microseconds(at)
        lease = self._leases.get((tenant, bucket))
        if lease is None or lease.limit != limit:
            lease = self._keep(tenant, bucket, Lease(limit, 0), now)
        if lease.left == 0 or lease.until <= now:
            lease.left = 0
            if now >= lease.closed_until:
                self._renew(tenant, bucket, lease, now)
        if lease.left == 0:
            return Standing(limit, False, 0, max(1, seconds_until(lease.closed_until, now)))
        lease.left -= 1
        remaining = lease.left + limit.left(lease.horizon, now)
        return Standing(limit, True, remaining, seconds_until(lease.horizon, now))

    def give_back(self, tenant: str, bucket: str) -> None:
        """The token that was spent last need not have been. What the lease has lost by then stays spent."""
        lease = self._leases.get((tenant, bucket))
        if lease is not None:
            lease.left = min(lease.left + 1, lease.limit.block)

    def _renew(self, tenant: str, bucket: str, lease: Lease, now: int) -> None:
        try:
            lease.horizon = self._store.take(tenant, bucket, lease.limit, now, lease.horizon or None)
        except Full as full:
            lease.horizon = full.horizon
            lease.closed_until = lease.limit.room_at(full.horizon)
            return
        lease.left, lease.until = lease.limit.block, now + LEASE_SECONDS * 1_000_000

    def _keep(self, tenant: str, bucket: str, lease: Lease, now: int) -> Lease:
        if len(self._leases) >= _LEASES_KEPT:
            useful = {name: each for name, each in self._leases.items() if max(each.until, each.closed_until) > now}
            self._leases = useful if len(useful) < _LEASES_KEPT else {}
        self._leases[tenant, bucket] = lease
        return lease
