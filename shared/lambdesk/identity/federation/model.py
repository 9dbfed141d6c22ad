"""A tenant's sign-in provider, what it says of people, and why somebody is not let in."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Provider:
    """An OpenID Connect issuer at which a tenant's staff signs in; a tenant has one at most.

    `secret` is the client's, sealed. Only addresses of `domains` come in. `first_role` is what somebody becomes who was
    not invited; without one only members and invited people come in. `trusted`: it always asks for a second step.
    """

    name: str
    issuer: str
    client_id: str
    secret: str
    domains: tuple[str, ...]
    first_role: str | None = None
    trusted: bool = False
    version: int = 1


@dataclass(frozen=True)
class ProviderAccount:
    """Which member somebody of the provider is; `subject` is a digest of the issuer and its name for them."""

    subject: str
    user_id: str


@dataclass(frozen=True)
class Told:
    """What a verified ID token says. `methods` are those of RFC 8176, by which the provider knew the person."""

    subject: str
    nonce: str
    email: str
    verified: bool
    name: str
    methods: tuple[str, ...] = ()


class Reason(StrEnum):
    """Why a sign-in was refused: for those who run the workspace, never for whoever tries."""

    STATE = "wrong_state"
    STATE_REPLAYED = "state_replayed"
    CHANGED = "provider_changed"
    SECRET = "secret_unreadable"  # noqa: S105 - no password, a reason
    DECLINED = "provider_declined"
    CODE = "code_refused"
    TOKEN = "not_a_token"  # noqa: S105 - no password, a reason
    ALGORITHM = "wrong_algorithm"
    KEY = "unknown_key"
    SIGNATURE = "wrong_signature"
    ISSUER = "foreign_issuer"
    AUDIENCE = "other_audience"
    EXPIRED = "expired"
    NONCE = "wrong_nonce"
    UNVERIFIED = "email_not_verified"
    DOMAIN = "foreign_domain"
    NOT_INVITED = "not_invited"
    INVITATION_OVER = "invitation_over"
    FULL = "workspace_full"
    INACTIVE = "inactive"
    OTHER_ACCOUNT = "other_account"
    SECOND_STEP = "second_step_missing"


class Refused(Exception):
    """This sign-in is not let in, for a reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
