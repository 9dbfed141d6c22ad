"""Wire forms of tenants, staff and sessions."""

from typing import Annotated

from pydantic import Field

from lambdesk.identity import model
from lambdesk.identity.model import MemberState, Permission, Reach, Welcome
from lambdesk.kit import clock
from lambdesk.kit.schema import ADDRESS_LIMIT, Input, Moment, Output

PASSWORD_LIMIT = 256
TEAMS_LIMIT = 50
CODE_LIMIT = 40
TICKET_LIMIT = 16_000


class SignIn(Input):
    """`tenant` is a slug; without it the address says where to go. A code, where a second step is asked for."""

    email: Annotated[str, Field(min_length=1, max_length=ADDRESS_LIMIT, examples=["maya@northwind.example"])]
    password: Annotated[str, Field(min_length=1, max_length=PASSWORD_LIMIT, json_schema_extra={"format": "password"})]
    tenant: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    code: Annotated[str, Field(min_length=1, max_length=CODE_LIMIT, examples=["123456"])] | None = None
    recovery_code: Annotated[str, Field(min_length=1, max_length=CODE_LIMIT, examples=["7KQ2-M4WX-9RTE"])] | None = None


class User(Output):
    """A staff member as colleagues see one."""

    id: str
    name: str
    email: str
    role: str
    teams: list[str]
    active: bool
    state: MemberState
    until: Moment | None


class Tenant(Output):
    """`ticket_label` stands before the number, which has at least four digits: `TKT-0001`.

    `welcome`: whether administrators are shown the first steps, have put them off, or have them behind them.
    """

    id: str
    name: str
    slug: str
    ticket_label: str
    zone: str
    locale: str
    mailboxes: list[str]
    mfa_required: bool
    welcome: Welcome


class Grants(Output):
    """What somebody may do, and to which tickets: all, those of their teams and their own, or their own alone."""

    role_name: str
    permissions: list[Permission]
    reach: Reach


class Session(Output):
    """`id_token` is the bearer token of all other routes until `expires_at`; `id` names the session among one's own."""

    id: str
    id_token: str
    expires_at: Moment
    user: User
    tenant: Tenant
    grants: Grants


class UserTeams(Input):
    """All teams of a member, by their ids; no other."""

    team_ids: Annotated[list[Annotated[str, Field(min_length=1, max_length=64)]], Field(max_length=TEAMS_LIMIT)]


class Me(Output):
    """Who the token belongs to."""

    user: User
    tenant: Tenant
    grants: Grants


class UserList(Output):
    """The whole staff, former members too: their names stand on old tickets."""

    items: list[User]


def user(member: model.User) -> User:
    """The wire form of a member."""
    return User(
        id=member.id,
        name=member.name,
        email=member.email,
        role=member.role,
        teams=list(member.teams),
        active=member.active,
        state=member.state,
        until=clock.to_text(member.until) if member.until else None,
    )


def grants(role: model.Role) -> Grants:
    """The wire form of what a role lets its members do."""
    return Grants(role_name=role.name, permissions=sorted(role.permissions), reach=role.reach)


def me(member: model.User, home: model.Tenant, role: model.Role) -> Me:
    """The wire form of who calls."""
    return Me(user=user(member), tenant=tenant(home), grants=grants(role))


def tenant(home: model.Tenant) -> Tenant:
    """The wire form of a tenant."""
    return Tenant(
        id=home.id,
        name=home.name,
        slug=home.slug,
        ticket_label=home.ticket_label,
        zone=home.zone,
        locale=home.locale,
        mailboxes=list(home.mailboxes),
        mfa_required=home.mfa_required,
        welcome=home.welcome,
    )
