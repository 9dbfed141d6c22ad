"""The read side: which policy holds, asked with every new ticket and therefore remembered for a while."""

from datetime import datetime, timedelta

from lambdesk.kit.errors import NotFound
from lambdesk.sla.model import DEFAULT_POLICIES, DEFAULT_TERMS, Sla, SlaPolicies, Terms
from lambdesk.sla.ports import PolicyStore

POLICY_LIFETIME = timedelta(seconds=60)
_KEPT = 2_000


class Policies:
    """Policies by tenant. The newest is remembered for POLICY_LIFETIME, a version by number for good."""

    def __init__(self, store: PolicyStore) -> None:
        self._store = store
        self._newest: dict[str, tuple[datetime, SlaPolicies]] = {}
        self._versions: dict[tuple[str, int], SlaPolicies] = {}

    def newest(self, tenant: str, now: datetime) -> SlaPolicies:
        """Where new tickets get theirs; the built-in policy in a tenant that set none."""
        kept = self._newest.get(tenant)
        if kept and now - kept[0] < POLICY_LIFETIME:
            return kept[1]
        policy = self._store.newest(tenant) or DEFAULT_POLICIES
        if len(self._newest) >= _KEPT:
            self._newest.clear()
        self._newest[tenant] = now, policy
        return policy

    def forget(self, tenant: str) -> None:
        """Somebody changed them."""
        self._newest.pop(tenant, None)

    def terms(self, tenant: str, sla: Sla | None) -> Terms:
        """What a ticket's clocks follow, of the versions that were pinned; raises NotFound."""
        if sla is None:
            return DEFAULT_TERMS
        policy = self.version(tenant, sla.policy_version).called(sla.policy_id)
        if policy is None:
            raise NotFound
        return Terms(policy)

    def version(self, tenant: str, version: int) -> SlaPolicies:
        """The policies that a clock was started by; raises NotFound."""
        if version == DEFAULT_POLICIES.version:
            return DEFAULT_POLICIES
        if (tenant, version) not in self._versions:
            policy = self._store.version(tenant, version)
            if policy is None:
                raise NotFound
            if len(self._versions) >= _KEPT:
                self._versions.clear()
            self._versions[tenant, version] = policy
        return self._versions[tenant, version]
