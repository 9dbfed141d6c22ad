"""The read side: who is a member, asked by every request and therefore remembered for a while."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdesk.identity.model import BUILT_IN, Caller, Role, Tenant, User, caller_of, no_role
from lambdesk.identity.ports import IdentityStore

MEMBER_LIFETIME = timedelta(seconds=60)
_MEMBERS_KEPT = 2_000


@dataclass(frozen=True)
class Member:
    """An active user with their tenant and their role."""

    tenant: Tenant
    user: User
    role: Role

    @property
    def caller(self) -> Caller:
        """The user at work."""
        return caller_of(self.user, self.role)


def role_of(role_id: str) -> Role:
    """The role that a member has; one that is not there lets them do nothing."""
    return BUILT_IN.get(role_id) or no_role(role_id)


class Directory:
    """Memberships, remembered for MEMBER_LIFETIME: so long may a user act who was made inactive. Keyed by tenant."""

    def __init__(self, store: IdentityStore) -> None:
        self._store = store
        self._members: dict[tuple[str, str], tuple[datetime, Member]] = {}
        self._tenants: dict[str, tuple[datetime, Tenant]] = {}

    def member(self, tenant: str, user_id: str, now: datetime) -> Member | None:
        """The active member, or None."""
        kept = self._members.get((tenant, user_id))
        if kept and now - kept[0] < MEMBER_LIFETIME:
            return kept[1]
        user, home = self._store.user(tenant, user_id), self.tenant(tenant, now)
        if user is None or home is None or not user.active:
            self._members.pop((tenant, user_id), None)
            return None
        if len(self._members) >= _MEMBERS_KEPT:
            self._members.clear()
        member = Member(home, user, role_of(user.role))
        self._members[tenant, user_id] = now, member
        return member

    def active(self, tenant: str, user_id: str, now: datetime) -> bool:
        """Whether this is an active member."""
        return self.member(tenant, user_id, now) is not None

    def tenant(self, tenant: str, now: datetime) -> Tenant | None:
        """The tenant's record, or None."""
        kept = self._tenants.get(tenant)
        if kept and now - kept[0] < MEMBER_LIFETIME:
            return kept[1]
        found = self._store.tenant(tenant)
        if found:
            if len(self._tenants) >= _MEMBERS_KEPT:
                self._tenants.clear()
            self._tenants[tenant] = now, found
        return found
