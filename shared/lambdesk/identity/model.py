"""Tenants, staff users with what they may do, and their sessions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lambdesk.kit.context import ActorKind
from lambdesk.kit.errors import TenantClosed


class MemberState(StrEnum):
    INVITED = "invited"
    ACTIVE = "active"
    INACTIVE = "inactive"


class Begun(StrEnum):
    """How a session began: with a password, or at the tenant's sign-in provider, there in one step or in two."""

    PASSWORD = "password"  # noqa: S105 - no password, the name of a way
    PROVIDER = "provider"
    PROVIDER_MFA = "provider_mfa"


class Ended(StrEnum):
    """Why a session is over: its browser signed out or signed in anew, somebody ended it from elsewhere, or its member
    may not come in this way any more.
    """

    SIGNED_OUT = "signed_out"
    REPLACED = "replaced"
    ELSEWHERE = "elsewhere"
    REFUSED = "refused"


# Whoever comes from a provider has accounts of their own in the user pool, beside that of the password: a token says
# by its account how its session began. User ids hold no dot.
ACCOUNT_ENDINGS: Mapping[Begun, str] = {Begun.PASSWORD: "", Begun.PROVIDER: ".idp", Begun.PROVIDER_MFA: ".idp-mfa"}


class Permission(StrEnum):
    """What a route, a socket action or a key's scope may demand. PORTAL_… is what customers have, and staff never."""

    API_KEYS_WRITE = "api_keys.write"
    AUDIT_READ = "audit.read"
    ESCALATIONS_ACKNOWLEDGE = "escalations.acknowledge"
    INBOUND_WRITE = "inbound.write"
    NOTIFICATIONS_READ = "notifications.read"
    NOTIFICATIONS_WRITE = "notifications.write"
    PORTAL_READ = "portal.read"
    PORTAL_WRITE = "portal.write"
    PROFILE_READ = "profile.read"
    REPORTS_READ = "reports.read"
    ROLES_WRITE = "roles.write"
    SETTINGS_WRITE = "settings.write"
    TENANT_WRITE = "tenant.write"
    TICKETS_READ = "tickets.read"
    TICKETS_WRITE = "tickets.write"
    USERS_READ = "users.read"
    USERS_VIEW_AS = "users.view_as"
    USERS_WRITE = "users.write"


OF_CUSTOMERS = frozenset({Permission.PORTAL_READ, Permission.PORTAL_WRITE})
OF_STAFF = frozenset(Permission) - OF_CUSTOMERS
# What only a person can do, and nobody is the mightier for: an API key has neither inbox nor profile.
OF_PEOPLE = frozenset({Permission.NOTIFICATIONS_READ, Permission.NOTIFICATIONS_WRITE, Permission.PROFILE_READ})
_AGENT = frozenset(
    {
        Permission.ESCALATIONS_ACKNOWLEDGE,
        Permission.NOTIFICATIONS_READ,
        Permission.NOTIFICATIONS_WRITE,
        Permission.PROFILE_READ,
        Permission.TICKETS_READ,
        Permission.TICKETS_WRITE,
        Permission.USERS_READ,
    }
)
_MANAGER = _AGENT | frozenset({Permission.REPORTS_READ, Permission.SETTINGS_WRITE})


class Reach(StrEnum):
    """Which tickets somebody sees: all, those of their teams and their own, or their own alone."""

    ALL = "all"
    TEAMS = "teams"
    ASSIGNED = "assigned"


@dataclass(frozen=True)
class Role:
    """What its members may do, and to which tickets. `id` is one of BUILT_IN, or `rol_…` for a tenant's own."""

    id: str
    name: str
    permissions: frozenset[Permission]
    reach: Reach = Reach.ALL
    version: int = 1


ADMIN, MANAGER, AGENT, CUSTOMER = "admin", "manager", "agent", "customer"
BUILT_IN: Mapping[str, Role] = {
    ADMIN: Role(ADMIN, "Admin", OF_STAFF),
    MANAGER: Role(MANAGER, "Manager", _MANAGER),
    AGENT: Role(AGENT, "Agent", _AGENT),
    CUSTOMER: Role(CUSTOMER, "Customer", OF_CUSTOMERS, Reach.ASSIGNED),
}
STAFF_ROLES = (ADMIN, MANAGER, AGENT)


def no_role(role_id: str) -> Role:
    """What stands for a role that is not there: deny by default."""
    return Role(role_id, "", frozenset(), Reach.ASSIGNED)


@dataclass(frozen=True)
class Caller:
    """Whoever a request speaks for: a member of staff, or an API key."""

    kind: ActorKind
    id: str
    name: str
    role: Role
    teams: tuple[str, ...] = ()

    def may(self, permission: Permission) -> bool:
        """Deny by default."""
        return permission in self.role.permissions


# A thousand people who are at work ask about 200 times a second.
DEFAULT_REQUESTS = 12_000


class TenantState(StrEnum):
    """Open; closed by the operator; or closed and to be deleted at `delete_at`."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    LEAVING = "leaving"


class Welcome(StrEnum):
    """The first steps of a new tenant: shown to its administrators, put off, or behind them."""

    OPEN = "open"
    SKIPPED = "skipped"
    DONE = "done"


@dataclass(frozen=True)
class Tenant:
    """One brand or customer of the deployment. `mailboxes` are its addresses, the first one its sender.

    `accent` is the colour of its brand as `#rrggbb`, `logo_key` where the picture is kept. `plan` names the limits that
    it began with. `member_limit` is how many people may be at work or invited, `connection_limit` how many sockets they
    may have open together, `requests_per_minute` how often they and API keys may call, an API key a tenth of it.
    `mfa_required`: all of them sign in in two steps; administrators do so anyway. `origins` are those whose pages may
    ask the API in a reader's browser. `passwords`: everybody may sign in with one; else only who manages people may,
    and the others come from the sign-in provider.
    """

    id: str
    name: str
    slug: str
    mailboxes: tuple[str, ...]
    created_at: datetime
    ticket_label: str = "TKT-"
    zone: str = "UTC"
    locale: str = "en"
    member_limit: int = 1_000
    connection_limit: int = 2_000
    requests_per_minute: int = DEFAULT_REQUESTS
    mfa_required: bool = False
    accent: str | None = None
    logo_key: str | None = None
    plan: str = "standard"
    state: TenantState = TenantState.ACTIVE
    delete_at: datetime | None = None
    origins: tuple[str, ...] = ()
    passwords: bool = True
    welcome: Welcome = Welcome.DONE
    version: int = 1

    def enter(self) -> None:
        """What every door does first; raises TenantClosed."""
        if self.state is not TenantState.ACTIVE:
            raise TenantClosed


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
class Headcount:
    """That a tenant's people were counted: whoever adds one moves `version` on, so nobody adds one at the same time."""

    version: int = 1


@dataclass(frozen=True)
class Leaving:
    """That a tenant is to be deleted then; kept with the system tenant. Whether it still is, its record says."""

    tenant: str
    delete_at: datetime


@dataclass(frozen=True)
class SignUp:
    """Somebody asked for a tenant of their own, which is not made yet; kept where it will be, until `expires_at`."""

    email: str
    workspace: str
    slug: str
    locale: str
    asked_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class User:
    """A staff member's membership in one tenant. `id` is also the user name in the user pool, `role` a role's id.

    `invited_at` is the moment of an invitation that is still open, `until` the end of a membership given for a while,
    `signed_out_at` the moment before which no token counts. `mfa`: the pool asks this account for a second step.
    `subject` is a digest of whom the sign-in provider knows as this member.
    """

    id: str
    email: str
    name: str
    role: str
    created_at: datetime
    teams: tuple[str, ...] = ()
    active: bool = True
    invited_at: datetime | None = None
    mfa: bool = False
    until: datetime | None = None
    signed_out_at: datetime | None = None
    subject: str | None = None
    version: int = 1

    @property
    def state(self) -> MemberState:
        """Active, invited and not there yet, or inactive."""
        if self.active:
            return MemberState.ACTIVE
        return MemberState.INVITED if self.invited_at else MemberState.INACTIVE

    def serves(self, now: datetime) -> bool:
        """Whether this is a member at that moment."""
        return self.active and (self.until is None or now < self.until)


def caller_of(user: User, role: Role) -> Caller:
    """A member at work; one who is not active may nothing."""
    return Caller(ActorKind.USER, user.id, user.name, role if user.active else no_role(role.id), user.teams)


@dataclass(frozen=True)
class AllowedOrigin:
    """That a tenant lets pages of an origin ask the API; kept with the system tenant."""

    origin: str
    tenant: str


@dataclass(frozen=True)
class StaffAddress:
    """Which user of a tenant signs in with an address."""

    tenant: str
    address: str
    user_id: str


@dataclass(frozen=True)
class Session:
    """One sign-in on one device. Only hashes of handles are kept; `refresh_token` is encrypted.

    `device` is what its browser called itself, in few words.
    """

    id: str
    user_id: str
    refresh_token: str
    handle_hash: str
    created_at: datetime
    rotated_at: datetime
    expires_at: datetime
    previous_hash: str | None = None
    version: int = 1
    device: str = ""
    begun: Begun = Begun.PASSWORD


@dataclass(frozen=True)
class UserSession:
    """That a session is one of a user's."""

    user_id: str
    session_id: str
    expires_at: datetime


@dataclass(frozen=True)
class Tries:
    """Sign-ins of one account that did not succeed, `count` of them since `since`; an account may be nobody's."""

    user_id: str
    count: int
    since: datetime
    expires_at: datetime
    locked_until: datetime | None = None
    version: int = 1


@dataclass(frozen=True)
class RecoveryCodes:
    """What opens an account once each when its second step is lost; only hashes are kept."""

    user_id: str
    hashes: tuple[str, ...]
    version: int = 1
