"""Wire forms of members as administrators manage them, and of invitations."""

from typing import Annotated

from pydantic import Field

from lambdesk.identity import model
from lambdesk.identity.decide import NAME_LIMIT
from lambdesk.identity.members.service import Invitation as Found
from lambdesk.identity.model import Begun
from lambdesk.identity.schemas import PASSWORD_LIMIT, TEAMS_LIMIT
from lambdesk.kit import clock
from lambdesk.kit.schema import Address, Input, Moment, Output, Words

_Name = Annotated[Words, Field(min_length=1, max_length=NAME_LIMIT)]
_Id = Annotated[str, Field(min_length=1, max_length=64)]


class NewMember(Input):
    """Whom to invite. The name is theirs to change when they join."""

    email: Address
    name: _Name
    role: _Id
    team_ids: Annotated[list[_Id], Field(max_length=TEAMS_LIMIT, default_factory=list)]


class Activity(Input):
    """Whether somebody is a member."""

    active: bool


class SignInRules(Input):
    """`mfa_required`: everybody signs in in two steps, not those alone who administer something."""

    mfa_required: bool


class MemberSecurity(Output):
    """How well an account is kept, and since when an invitation is open. `linked`: somebody of the provider is it."""

    id: str
    mfa: bool
    mfa_needed: bool
    invited_at: Moment | None
    linked: bool


class MemberSecurityList(Output):
    """The whole staff."""

    items: list[MemberSecurity]


class OpenSession(Output):
    """A sign-in that is open; `device` is what its browser called itself, `begun` how it began."""

    id: str
    device: str
    begun: Begun
    created_at: Moment
    last_used_at: Moment
    expires_at: Moment


class OpenSessionList(Output):
    """The newest first."""

    items: list[OpenSession]


class MyWorkspace(Output):
    """A workspace with a member of the same address."""

    slug: str
    name: str


class MyWorkspaceList(Output):
    """By name."""

    items: list[MyWorkspace]


class Invitation(Output):
    """What the holder of a link sees before joining."""

    workspace: str
    slug: str
    locale: str
    name: str
    email: str


class Joining(Input):
    """What makes an invitation an account."""

    name: _Name
    password: Annotated[str, Field(min_length=1, max_length=PASSWORD_LIMIT, json_schema_extra={"format": "password"})]


def invitation(found: Found) -> Invitation:
    """The wire form of an invitation."""
    home, user = found.home, found.user
    return Invitation(workspace=home.name, slug=home.slug, locale=home.locale, name=user.name, email=user.email)


def open_session(session: model.Session) -> OpenSession:
    """The wire form of a session, for its owner and those who manage people."""
    return OpenSession(
        id=session.id,
        device=session.device,
        begun=session.begun,
        created_at=clock.to_text(session.created_at),
        last_used_at=clock.to_text(session.rotated_at),
        expires_at=clock.to_text(session.expires_at),
    )


def security(member: model.User, needed: bool) -> MemberSecurity:
    """The wire form of how an account is kept; `needed`: it has to have a second step."""
    invited_at = clock.to_text(member.invited_at) if member.invited_at else None
    linked = member.subject is not None
    return MemberSecurity(id=member.id, mfa=member.mfa, mfa_needed=needed, invited_at=invited_at, linked=linked)
