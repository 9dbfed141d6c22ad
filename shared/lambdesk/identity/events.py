"""What happened to the staff of a tenant. Ids and states only: names and addresses are in the records."""

from dataclasses import dataclass
from typing import ClassVar

from lambdesk.kit.events import event_type


@event_type("role.created")
@dataclass(frozen=True)
class RoleCreated:
    """A role of the tenant's own; `permissions` in the order of the alphabet."""

    EVENT_TYPE: ClassVar[str]

    role_id: str
    reach: str
    permissions: list[str]


@event_type("role.changed")
@dataclass(frozen=True)
class RoleChanged:
    """Its name, reach or permissions are others; `given` and `taken` say which permissions."""

    EVENT_TYPE: ClassVar[str]

    role_id: str
    reach: str
    given: list[str]
    taken: list[str]
    renamed: bool


@event_type("role.deleted")
@dataclass(frozen=True)
class RoleDeleted:
    """It is no more; its `members` have the replacement."""

    EVENT_TYPE: ClassVar[str]

    role_id: str
    members: int
    replacement: str | None = None


@event_type("user.viewed_as")
@dataclass(frozen=True)
class UserViewedAs:
    """The actor looks at the desk as this member; told once an hour."""

    EVENT_TYPE: ClassVar[str]

    user_id: str


@event_type("user.invited")
@dataclass(frozen=True)
class UserInvited:
    """Somebody was invited, or once more; `role` is what they will be, `until` when the invitation ends."""

    EVENT_TYPE: ClassVar[str]

    user_id: str
    role: str
    until: str


@event_type("user.invitation_withdrawn")
@dataclass(frozen=True)
class UserInvitationWithdrawn:
    """An invitation was taken back before it was used."""

    EVENT_TYPE: ClassVar[str]

    user_id: str


@event_type("user.joined")
@dataclass(frozen=True)
class UserJoined:
    """Whoever was invited made the account."""

    EVENT_TYPE: ClassVar[str]

    user_id: str
    role: str


@event_type("user.role_changed")
@dataclass(frozen=True)
class UserRoleChanged:
    """A member may do other things now."""

    EVENT_TYPE: ClassVar[str]

    user_id: str
    role: str
    was: str


@event_type("user.deactivated")
@dataclass(frozen=True)
class UserDeactivated:
    """A member may do nothing any more, and is signed out everywhere."""

    EVENT_TYPE: ClassVar[str]

    user_id: str


@event_type("user.activated")
@dataclass(frozen=True)
class UserActivated:
    """A former member is one again."""

    EVENT_TYPE: ClassVar[str]

    user_id: str


@event_type("user.signed_out")
@dataclass(frozen=True)
class UserSignedOut:
    """Sessions of a member were ended on purpose: one, or all of them."""

    EVENT_TYPE: ClassVar[str]

    user_id: str
    sessions: int


@event_type("session.opened")
@dataclass(frozen=True)
class SessionOpened:
    """A member signed in; `begun` says which way."""

    EVENT_TYPE: ClassVar[str]

    user_id: str
    session_id: str
    begun: str


@event_type("session.ended")
@dataclass(frozen=True)
class SessionEnded:
    """A session is over before its time; `reason` is one of `lambdesk.identity.model.Ended`."""

    EVENT_TYPE: ClassVar[str]

    user_id: str
    session_id: str
    reason: str


@event_type("session.reused")
@dataclass(frozen=True)
class SessionReused:
    """An old handle of a session came back: two parties held it, and it is over for both."""

    EVENT_TYPE: ClassVar[str]

    user_id: str
    session_id: str


@event_type("user.locked")
@dataclass(frozen=True)
class UserLocked:
    """Too many wrong tries: nobody signs in to this account until then."""

    EVENT_TYPE: ClassVar[str]

    user_id: str
    until: str


@event_type("user.mfa_enrolled")
@dataclass(frozen=True)
class UserMfaEnrolled:
    """A member signs in in two steps from now on."""

    EVENT_TYPE: ClassVar[str]

    user_id: str


@event_type("user.mfa_reset")
@dataclass(frozen=True)
class UserMfaReset:
    """The second step was taken away, by an administrator or by its owner."""

    EVENT_TYPE: ClassVar[str]

    user_id: str


@event_type("user.recovery_code_used")
@dataclass(frozen=True)
class UserRecoveryCodeUsed:
    """A member signed in with a recovery code instead of the second step; `left` are unused."""

    EVENT_TYPE: ClassVar[str]

    user_id: str
    left: int


@event_type("user.recovery_codes_made")
@dataclass(frozen=True)
class UserRecoveryCodesMade:
    """New recovery codes; older ones open nothing any more."""

    EVENT_TYPE: ClassVar[str]

    user_id: str


@event_type("user.break_glass_granted")
@dataclass(frozen=True)
class UserBreakGlassGranted:
    """An operator made themselves an administrator until then."""

    EVENT_TYPE: ClassVar[str]

    user_id: str
    until: str


@event_type("tenant.sign_in_changed")
@dataclass(frozen=True)
class TenantSignInChanged:
    """Whether all members have to sign in in two steps."""

    EVENT_TYPE: ClassVar[str]
    mfa_required: bool


@event_type("tenant.sign_up_asked")
@dataclass(frozen=True)
class TenantSignUpAsked:
    """Somebody nobody knows asked for a tenant, which is not made yet; a letter goes to their address."""

    EVENT_TYPE: ClassVar[str]
    until: str


@event_type("tenant.created")
@dataclass(frozen=True)
class TenantCreated:
    """A tenant began."""

    EVENT_TYPE: ClassVar[str]
    tenant_id: str


@event_type("user.created")
@dataclass(frozen=True)
class UserCreated:
    """Somebody is staff from now on, made by an operator."""

    EVENT_TYPE: ClassVar[str]
    user_id: str
    role: str
