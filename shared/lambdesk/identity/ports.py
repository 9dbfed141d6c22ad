"""What identity needs from the world."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lambdesk.identity.federation.model import Provider, ProviderAccount
from lambdesk.identity.model import (
    Begun,
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
from lambdesk.kit.changes import Committer


class IdentityStore(Committer, Protocol):
    """One round trip a call. What is not there is None."""

    def tenant(self, tenant: str) -> Tenant | None:
        """The tenant's own record."""
        ...

    def sign_up(self, tenant: str) -> SignUp | None:
        """What was asked for of a tenant that is not made yet; outlives its end by up to days."""
        ...

    def tenant_of_slug(self, slug: str) -> str | None:
        """The id of the tenant with this slug."""
        ...

    def is_origin(self, origin: str) -> bool:
        """Whether any tenant lets pages of this origin ask the API; may lag behind by a moment."""
        ...

    def mailboxes(self, addresses: Sequence[str]) -> dict[str, Mailbox]:
        """The known ones among these normal addresses."""
        ...

    def tenants(self) -> Sequence[str]:
        """The ids of all tenants."""
        ...

    def leaving(self, until: datetime) -> Sequence[Leaving]:
        """What was to be deleted until this moment, the oldest first; also of tenants that came back."""
        ...

    def user(self, tenant: str, user_id: str) -> User | None:
        """One membership."""
        ...

    def users(self, tenant: str) -> Sequence[User]:
        """The tenant's whole staff."""
        ...

    def headcount(self, tenant: str) -> Headcount | None:
        """How often somebody was added to the staff."""
        ...

    def role(self, tenant: str, role_id: str) -> Role | None:
        """One of the tenant's own roles."""
        ...

    def roles(self, tenant: str) -> Sequence[Role]:
        """All of the tenant's own roles."""
        ...

    def staff_address(self, tenant: str, address: str) -> StaffAddress | None:
        """Which user of this tenant has this normal address."""
        ...

    def memberships(self, address: str) -> Sequence[StaffAddress]:
        """Every tenant in which this normal address is staff."""
        ...

    def session(self, tenant: str, session_id: str) -> Session | None:
        """One sign-in, strongly consistent."""
        ...

    def sessions(self, tenant: str, user_id: str) -> Sequence[Session]:
        """A user's sessions that are not over for long, newest first. Two round trips."""
        ...

    def tries(self, tenant: str, user_id: str) -> Tries | None:
        """An account's tries that did not succeed."""
        ...

    def recovery_codes(self, tenant: str, user_id: str) -> RecoveryCodes | None:
        """What opens an account when its second step is lost."""
        ...

    def provider(self, tenant: str) -> Provider | None:
        """Where the tenant's staff signs in instead of with passwords."""
        ...

    def provider_account(self, tenant: str, subject: str) -> ProviderAccount | None:
        """Which member somebody of the provider is."""
        ...


@dataclass(frozen=True)
class Tokens:
    """What the user pool gives: `refresh_token` only when it is new, `access_token` to change one's own account."""

    id_token: str
    expires_at: datetime
    refresh_token: str | None = None
    access_token: str = ""


@dataclass(frozen=True)
class CodeWanted:
    """The password is right, and the pool wants the code of the second step, given with this `session`."""

    session: str


class UserPool(Protocol):
    """The keeper of passwords. Raises Unauthenticated, ChallengeRequired, TooMany or Unavailable."""

    def sign_in(self, user_id: str, password: str) -> Tokens | CodeWanted: ...

    def answer(self, user_id: str, session: str, code: str) -> Tokens:
        """The second step; Unauthenticated for a wrong code, and for one that was used before."""
        ...

    def refresh(self, user_id: str, refresh_token: str) -> Tokens: ...

    def revoke(self, refresh_token: str) -> None: ...

    def create(self, tenant: str, user: User, password: str) -> None:
        """Make the account under the user's id with a permanent password; an existing one gets the password."""
        ...

    def vouch(self, tenant: str, user: User, begun: Begun) -> Tokens:
        """Tokens without a password, for somebody whom another provider vouched for, in the account of this way."""
        ...

    def enable(self, user_id: str, *, enabled: bool) -> None:
        """Whether this member's accounts, of whichever way, let anybody in; those that do not have no good refresh
        token either. One that is not there is no mistake.
        """
        ...

    def remove(self, user_id: str) -> None:
        """Take all accounts of this member away; one that is not there is no mistake."""
        ...

    def begin_mfa(self, access_token: str) -> str:
        """A new secret for the second step, in base32; nothing changes until `finish_mfa`."""
        ...

    def finish_mfa(self, access_token: str, code: str) -> None:
        """The second step is asked for from now on; Unauthenticated for a code that is not of the new secret."""
        ...

    def ask_mfa(self, user_id: str, *, asked: bool) -> None:
        """Whether the pool asks for the second step; the secret stays."""
        ...
