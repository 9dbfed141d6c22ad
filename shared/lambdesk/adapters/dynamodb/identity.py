"""Tenants, staff and sessions on the table."""

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile

from lambdesk.adapters.dynamodb import access, codec
from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.commit import Store
from lambdesk.adapters.dynamodb.shapes import Shape, T
from lambdesk.adapters.dynamodb.table import Key
from lambdesk.identity.federation.model import Provider, ProviderAccount
from lambdesk.identity.model import (
    Headcount,
    Leaving,
    Mailbox,
    RecoveryCodes,
    Role,
    Session,
    SignUp,
    StaffAddress,
    Tenant,
    Tries,
    User,
)
from lambdesk.kit.context import SYSTEM_TENANT


class DynamoIdentityStore(Store):
    """The IdentityStore on DynamoDB."""

    def _one(self, key: Key, shape: Shape[T]) -> T | None:
        item = self._table.connection.item(key)
        return shape.unpack(item) if item else None

    def tenant(self, tenant: str) -> Tenant | None:
        return self._one(keys.tenant_key(tenant), codec.TENANT)

    def sign_up(self, tenant: str) -> SignUp | None:
        return self._one(keys.sign_up_key(tenant), access.SIGN_UP)

    def tenant_of_slug(self, slug: str) -> str | None:
        found = self._one(keys.slug_key(slug), codec.SLUG)
        return found.tenant if found else None

    def is_origin(self, origin: str) -> bool:
        items, _ = self._table.connection.page(keys.origins_partition(origin), limit=1, consistent=False)
        return bool(items)

    def mailboxes(self, addresses: Sequence[str]) -> dict[str, Mailbox]:
        items = self._table.connection.items([keys.mailbox_key(address) for address in addresses])
        found = [codec.MAILBOX.unpack(item) for item in items.values()]
        return {mailbox.address: mailbox for mailbox in found}

    def tenants(self) -> Sequence[str]:
        items = self._table.connection.pages(keys.settings_partition(SYSTEM_TENANT), keys.SLUG)
        return list(dict.fromkeys(codec.SLUG.unpack(item).tenant for item in items))

    def leaving(self, until: datetime) -> Sequence[Leaving]:
        found = map(access.LEAVING.unpack, self._table.connection.pages(keys.LEAVING))
        return list(takewhile(lambda each: each.delete_at <= until, found))

    def user(self, tenant: str, user_id: str) -> User | None:
        return self._one(keys.user_key(tenant, user_id), codec.USER)

    def users(self, tenant: str) -> Sequence[User]:
        items = self._table.connection.pages(keys.settings_partition(tenant), keys.USER)
        return [codec.USER.unpack(item) for item in items]

    def headcount(self, tenant: str) -> Headcount | None:
        return self._one(keys.headcount_key(tenant), access.HEADCOUNT)

    def role(self, tenant: str, role_id: str) -> Role | None:
        return self._one(keys.role_key(tenant, role_id), codec.ROLE)

    def roles(self, tenant: str) -> Sequence[Role]:
        items = self._table.connection.pages(keys.settings_partition(tenant), keys.ROLE)
        return [codec.ROLE.unpack(item) for item in items]

    def staff_address(self, tenant: str, address: str) -> StaffAddress | None:
        return self._one(keys.staff_key(tenant, tenant, address), codec.STAFF_ADDRESS)

    def memberships(self, address: str) -> Sequence[StaffAddress]:
        items = self._table.connection.pages(keys.staff_key(SYSTEM_TENANT, "", address).pk)
        return [codec.STAFF_ADDRESS.unpack(item) for item in items]

    def session(self, tenant: str, session_id: str) -> Session | None:
        return self._one(keys.session_key(tenant, session_id), codec.SESSION)

    def sessions(self, tenant: str, user_id: str) -> Sequence[Session]:
        entries = self._table.connection.pages(keys.user_sessions_partition(tenant, user_id))
        names = [keys.session_key(tenant, codec.USER_SESSION.unpack(item).session_id) for item in entries]
        found = [codec.SESSION.unpack(item) for item in self._table.connection.items(names).values()]
        return sorted(found, key=lambda each: each.id, reverse=True)

    def tries(self, tenant: str, user_id: str) -> Tries | None:
        return self._one(keys.tries_key(tenant, user_id), codec.TRIES)

    def recovery_codes(self, tenant: str, user_id: str) -> RecoveryCodes | None:
        return self._one(keys.recovery_key(tenant, user_id), codec.RECOVERY_CODES)

    def provider(self, tenant: str) -> Provider | None:
        return self._one(keys.provider_key(tenant), access.PROVIDER)

    def provider_account(self, tenant: str, subject: str) -> ProviderAccount | None:
        return self._one(keys.provider_account_key(tenant, subject), access.PROVIDER_ACCOUNT)
