"""The read side: who is a member, asked by every request and therefore remembered for a while."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdesk.identity.model import (
    BUILT_IN,
    Begun,
    Caller,
    Permission,
    Role,
    Tenant,
    TenantState,
    User,
    caller_of,
    no_role,
)
from lambdesk.identity.ports import IdentityStore

# So long may somebody act who was made inactive, and a change of role take: docs/adr/0019-at-once.md.
MEMBER_LIFETIME = timedelta(seconds=3)
# The staff as a whole is read for pushes, which show less and less often than requests do.
STAFF_LIFETIME = timedelta(seconds=15)
TENANT_LIFETIME = timedelta(seconds=60)
_MEMBERS_KEPT = 2_000
_TENANTS_KEPT = 100
PROVIDER, PROVIDER_MFA = "provider", "provider_mfa"
# Whoever has one of these can let others in, take data out, or watch colleagues: a stolen password is not enough.
TWO_STEPS = frozenset(
    {
        Permission.API_KEYS_WRITE,
        Permission.AUDIT_READ,
        Permission.INBOUND_WRITE,
        Permission.ROLES_WRITE,
        Permission.TENANT_WRITE,
        Permission.USERS_VIEW_AS,
        Permission.USERS_WRITE,
    }
)
OWN_ROLE = re.compile(r"rol_[0-9A-Z]{26}", re.ASCII)


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


def role_of(store: IdentityStore, tenant: str, role_id: str) -> Role:
    """The role with this id; one that is not there lets nobody do anything. A tenant's own costs a round trip."""
    own = store.role(tenant, role_id) if OWN_ROLE.fullmatch(role_id) else None
    return BUILT_IN.get(role_id) or own or no_role(role_id)


def manages(role: Role) -> bool:
    """Whether somebody manages people: they keep their password."""
    return Permission.USERS_WRITE in role.permissions


def needs_mfa(home: Tenant, role: Role) -> bool:
    """Whether a member has to sign in in two steps: who may do one of TWO_STEPS does, or all do."""
    return home.mfa_required or not TWO_STEPS.isdisjoint(role.permissions)


def wrong_way(home: Tenant, role: Role, begun: Begun) -> str | None:
    """What is wrong with how a session began: it had to begin at the provider, or there in two steps; None is right."""
    if begun is Begun.PASSWORD and not home.passwords and not manages(role):
        return PROVIDER
    return PROVIDER_MFA if begun is Begun.PROVIDER and needs_mfa(home, role) else None


def must_enrol(home: Tenant, user: User, role: Role) -> bool:
    """Whether a member has to set up a second step before anything else."""
    return needs_mfa(home, role) and not user.mfa


class Directory:
    """Memberships, remembered for MEMBER_LIFETIME. Keyed by tenant."""

    def __init__(self, store: IdentityStore) -> None:
        self._store = store
        self._members: dict[tuple[str, str], tuple[datetime, Member]] = {}
        self._tenants: dict[str, tuple[datetime, Tenant]] = {}
        self._staff: dict[str, tuple[datetime, Mapping[str, Caller]]] = {}

    def member(self, tenant: str, user_id: str, now: datetime) -> Member | None:
        """The active member, or None."""
        kept = self._members.get((tenant, user_id))
        if kept and now - kept[0] < MEMBER_LIFETIME and kept[1].user.serves(now):
            return kept[1]
        user, home = self._store.user(tenant, user_id), self.tenant(tenant, now)
        if user is None or home is None or not user.serves(now):
            self._members.pop((tenant, user_id), None)
            return None
        if len(self._members) >= _MEMBERS_KEPT:
            self._members.clear()
        member = Member(home, user, role_of(self._store, tenant, user.role))
        self._members[tenant, user_id] = now, member
        return member

    def forget(self, tenant: str, user_id: str) -> None:
        """Read this member anew: this environment has just changed them."""
        self._members.pop((tenant, user_id), None)

    def active(self, tenant: str, user_id: str, now: datetime) -> bool:
        """Whether this is an active member."""
        return self.member(tenant, user_id, now) is not None

    def staff(self, tenant: str, now: datetime) -> Mapping[str, Caller]:
        """All active members by id, in two round trips: for what concerns many of them at once."""
        kept = self._staff.get(tenant)
        if kept and now - kept[0] < STAFF_LIFETIME:
            return kept[1]
        users = [each for each in self._store.users(tenant) if each.serves(now)]
        roles = {**{each.id: each for each in self._store.roles(tenant)}, **BUILT_IN}
        found = {each.id: caller_of(each, roles.get(each.role) or no_role(each.role)) for each in users}
        if len(self._staff) >= _TENANTS_KEPT:
            self._staff.clear()
        self._staff[tenant] = now, found
        return found

    def tenant(self, tenant: str, now: datetime) -> Tenant | None:
        """The tenant's record, or None."""
        kept = self._tenants.get(tenant)
        if kept and now - kept[0] < TENANT_LIFETIME:
            return kept[1]
        found = self._store.tenant(tenant)
        if found:
            if len(self._tenants) >= _MEMBERS_KEPT:
                self._tenants.clear()
            self._tenants[tenant] = now, found
        return found

    def is_open(self, tenant: str, now: datetime) -> bool:
        """Whether there is this tenant, and nobody closed it."""
        home = self.tenant(tenant, now)
        return home is not None and home.state is TenantState.ACTIVE

    def forget_tenant(self, tenant: str) -> None:
        """The tenant's record has changed here, and with it what is remembered of its members."""
        self._tenants.pop(tenant, None)
        for known in [each for each in self._members if each[0] == tenant]:
            self._members.pop(known, None)
