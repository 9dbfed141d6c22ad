"""Between the routes of members and their sessions and what they do."""

from dataclasses import replace

from functions.http_api.call import Call
from lambdesk.identity.decide import NewUser
from lambdesk.identity.members import schemas
from lambdesk.identity.members.schemas import (
    MemberSecurity,
    MemberSecurityList,
    NewMember,
    OpenSessionList,
    Workspace,
    WorkspaceList,
)
from lambdesk.identity.model import STAFF_ROLES, User
from lambdesk.identity.queries import needs_mfa
from lambdesk.kit.errors import FieldError, Invalid, NotFound


def invite(call: Call, body: NewMember) -> User:
    """A member who is not there yet."""
    if body.role not in STAFF_ROLES:
        raise Invalid(fields=[FieldError("body.role", "is no role of this workspace", "unknown_value")])
    teams = call.product.ticket_setup.teams_in_use(call.ctx.tenant, body.team_ids)
    return call.product.members.invite(call.ctx, NewUser(body.email, body.name, body.role), teams)


def activate(call: Call, user_id: str, active: bool) -> User:
    """A member, or a former one; this environment knows at once."""
    user = call.product.members.activate(call.ctx, user_id, active)
    call.product.directory.forget(call.ctx.tenant, user_id)
    return user


def reset_mfa(call: Call, user_id: str) -> User:
    """A member without a second step."""
    user = call.product.members.reset_mfa(call.ctx, user_id)
    call.product.directory.forget(call.ctx.tenant, user_id)
    return user


def sign_out(call: Call, user_id: str, *, only: str | None = None, but: str | None = None) -> None:
    """A member without these sessions."""
    call.product.members.sign_out(call.ctx, user_id, only, but)
    call.product.directory.forget(call.ctx.tenant, user_id)


def sessions(call: Call, user_id: str) -> OpenSessionList:
    """Where somebody is signed in; raises NotFound."""
    if call.product.identity_store.user(call.ctx.tenant, user_id) is None:
        raise NotFound
    found = call.product.sessions.of_user(call.ctx.tenant, user_id, call.ctx.now)
    return OpenSessionList(items=[schemas.open_session(each) for each in found])


def security(call: Call) -> MemberSecurityList:
    """How well the accounts are kept."""
    users = call.product.identity_store.users(call.ctx.tenant)
    return MemberSecurityList(items=[schemas.security(each, needs_mfa(call.tenant, each)) for each in users])


def own_security(call: Call) -> MemberSecurity:
    """How well one's own account is kept."""
    return schemas.security(call.user, needs_mfa(call.tenant, call.user))


def workspaces(call: Call) -> WorkspaceList:
    """Where the caller's address is a member."""
    store = call.product.identity_store
    homes = [store.tenant(place.tenant) for place in store.memberships(call.user.email)]
    found = [Workspace(slug=home.slug, name=home.name) for home in homes if home]
    return WorkspaceList(items=sorted(found, key=lambda each: each.name))


def require_mfa(call: Call, required: bool) -> None:
    """The rule for everybody; environments that remember the tenant hear of it within a minute."""
    home = call.product.identity_store.tenant(call.ctx.tenant)
    if home is None:
        raise NotFound
    call.product.members.require_mfa(call.ctx, replace(home, mfa_required=required))
    call.product.directory.forget_tenant(call.ctx.tenant)
