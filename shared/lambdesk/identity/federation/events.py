"""What happened to a tenant's sign-in provider, and to those who come from it. Addresses are in the records."""

from dataclasses import dataclass
from typing import ClassVar

from lambdesk.kit.events import event_type


@event_type("provider.configured")
@dataclass(frozen=True)
class ProviderConfigured:
    """Where the staff signs in; `fields` are the names of what is another now."""

    EVENT_TYPE: ClassVar[str]

    issuer: str
    fields: list[str]
    trusted: bool
    passwords: bool
    first_role: str | None = None


@event_type("provider.removed")
@dataclass(frozen=True)
class ProviderRemoved:
    """The staff signs in with passwords alone."""

    EVENT_TYPE: ClassVar[str]

    issuer: str


@event_type("user.linked")
@dataclass(frozen=True)
class UserLinked:
    """Somebody of the sign-in provider is this member from now on."""

    EVENT_TYPE: ClassVar[str]

    user_id: str


@event_type("user.unlinked")
@dataclass(frozen=True)
class UserUnlinked:
    """Nobody of the sign-in provider is this member, until somebody comes with their address again."""

    EVENT_TYPE: ClassVar[str]

    user_id: str


@event_type("sign_in.accepted")
@dataclass(frozen=True)
class SignInAccepted:
    """A member came from the provider; `second_step` says whether there was one."""

    EVENT_TYPE: ClassVar[str]

    user_id: str
    second_step: bool


@event_type("sign_in.refused")
@dataclass(frozen=True)
class SignInRefused:
    """Somebody came back from the provider and was not let in."""

    EVENT_TYPE: ClassVar[str]

    reason: str
    user_id: str | None = None
