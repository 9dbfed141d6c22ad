"""Tenants, staff and sessions in memory."""

from collections.abc import Sequence
from datetime import datetime

from lambdesk.adapters.memory.state import Store
from lambdesk.identity.federation.model import Provider, ProviderAccount
from lambdesk.identity.model import (
    AllowedOrigin,
    Headcount,
    Leaving,
    Mailbox,
    RecoveryCodes,
    Role,
    Session,
    SignUp,
    Slug,
    StaffAddress,
    Tenant,
    Tries,
    User,
    UserSession,
)
from lambdesk.kit.context import SYSTEM_TENANT


class MemoryIdentityStore(Store):
    """The IdentityStore in dicts."""

    def tenant(self, tenant: str) -> Tenant | None:
        return self._state.get(tenant, Tenant)

    def sign_up(self, tenant: str) -> SignUp | None:
        return self._state.get(tenant, SignUp)

    def tenant_of_slug(self, slug: str) -> str | None:
        found = self._state.get(SYSTEM_TENANT, Slug, slug)
        return found.tenant if found else None

    def is_origin(self, origin: str) -> bool:
        return any(each.origin == origin for each in self._state.all(SYSTEM_TENANT, AllowedOrigin))

    def mailboxes(self, addresses: Sequence[str]) -> dict[str, Mailbox]:
        wanted = frozenset(addresses)
        return {each.address: each for each in self._state.all(SYSTEM_TENANT, Mailbox) if each.address in wanted}

    def tenants(self) -> Sequence[str]:
        slugs = sorted(self._state.all(SYSTEM_TENANT, Slug), key=lambda slug: slug.slug)
        return list(dict.fromkeys(slug.tenant for slug in slugs))

    def leaving(self, until: datetime) -> Sequence[Leaving]:
        found = [each for each in self._state.all(SYSTEM_TENANT, Leaving) if each.delete_at <= until]
        return sorted(found, key=lambda each: (each.delete_at, each.tenant))

    def user(self, tenant: str, user_id: str) -> User | None:
        return self._state.get(tenant, User, user_id)

    def users(self, tenant: str) -> Sequence[User]:
        return sorted(self._state.all(tenant, User), key=lambda user: user.id)

    def headcount(self, tenant: str) -> Headcount | None:
        return self._state.get(tenant, Headcount)

    def role(self, tenant: str, role_id: str) -> Role | None:
        return self._state.get(tenant, Role, role_id)

    def roles(self, tenant: str) -> Sequence[Role]:
        return sorted(self._state.all(tenant, Role), key=lambda role: role.id)

    def staff_address(self, tenant: str, address: str) -> StaffAddress | None:
        return self._state.get(tenant, StaffAddress, address, tenant)

    def memberships(self, address: str) -> Sequence[StaffAddress]:
        entries = self._state.all(SYSTEM_TENANT, StaffAddress)
        return sorted((entry for entry in entries if entry.address == address), key=lambda entry: entry.tenant)

    def session(self, tenant: str, session_id: str) -> Session | None:
        return self._state.get(tenant, Session, session_id)

    def sessions(self, tenant: str, user_id: str) -> Sequence[Session]:
        entries = [each for each in self._state.all(tenant, UserSession) if each.user_id == user_id]
        found = [self.session(tenant, each.session_id) for each in entries]
        return sorted((each for each in found if each), key=lambda each: each.id, reverse=True)

    def tries(self, tenant: str, user_id: str) -> Tries | None:
        return self._state.get(tenant, Tries, user_id)

    def recovery_codes(self, tenant: str, user_id: str) -> RecoveryCodes | None:
        return self._state.get(tenant, RecoveryCodes, user_id)

    def provider(self, tenant: str) -> Provider | None:
        return self._state.get(tenant, Provider)

    def provider_account(self, tenant: str, subject: str) -> ProviderAccount | None:
        return self._state.get(tenant, ProviderAccount, subject)
