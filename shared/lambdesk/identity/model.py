"""Tenants, staff users and their sessions."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    ADMIN = "admin"
    MANAGER = "manager"
    AGENT = "agent"


class Permission(StrEnum):
    """What a route may demand."""

    ESCALATIONS_ACKNOWLEDGE = "escalations.acknowledge"
    NOTIFICATIONS_READ = "notifications.read"
    NOTIFICATIONS_WRITE = "notifications.write"
    PROFILE_READ = "profile.read"
    SETTINGS_WRITE = "settings.write"
    TICKETS_READ = "tickets.read"
    TICKETS_WRITE = "tickets.write"
    USERS_READ = "users.read"
    USERS_WRITE = "users.write"


GRANTS: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(Permission),
    Role.MANAGER: frozenset(Permission) - {Permission.USERS_WRITE},
    Role.AGENT: frozenset(
        {
            Permission.ESCALATIONS_ACKNOWLEDGE,
            Permission.NOTIFICATIONS_READ,
            Permission.NOTIFICATIONS_WRITE,
            Permission.PROFILE_READ,
            Permission.TICKETS_READ,
            Permission.TICKETS_WRITE,
            Permission.USERS_READ,
        }
    ),
}


# A thousand people who are at work ask about 200 times a second.
DEFAULT_REQUESTS = 12_000


@dataclass(frozen=True)
class Tenant:
    """One brand or customer of the deployment. `mailboxes` are its addresses, the first one its sender.

    `connection_limit` is how many sockets its people may have open together, `requests_per_minute` how often its people
    and API keys may call, an API key a tenth of it.
    """

    id: str
    name: str
    slug: str
    mailboxes: tuple[str, ...]
    created_at: datetime
    ticket_label: str = "TKT-"
    zone: str = "UTC"
    locale: str = "en"
    connection_limit: int = 2_000
    requests_per_minute: int = DEFAULT_REQUESTS


@dataclass(frozen=True)
class Slug:
    """Which tenant a slug belongs to; kept with the system tenant."""

    slug: str
    tenant: str


@dataclass(frozen=True)
class Mailbox:
    """Which tenant an address receives for; kept with the system tenant."""

    address: str
    tenant: str


@dataclass(frozen=True)
class User:
    """A staff member's membership in one tenant. `id` is also the user name in the user pool."""

    id: str
    email: str
    name: str
    role: Role
    created_at: datetime
    teams: tuple[str, ...] = ()
    active: bool = True

    def may(self, permission: Permission) -> bool:
        """Deny by default: an inactive user may nothing."""
        return self.active and permission in GRANTS[self.role]


@dataclass(frozen=True)
class StaffAddress:
    """Which user of a tenant signs in with an address."""

    tenant: str
    address: str
    user_id: str


@dataclass(frozen=True)
class Session:
    """One sign-in on one device. Only hashes of handles are kept; `refresh_token` is encrypted."""

    id: str
    user_id: str
    refresh_token: str
    handle_hash: str
    created_at: datetime
    rotated_at: datetime
    expires_at: datetime
    previous_hash: str | None = None
    version: int = 1
