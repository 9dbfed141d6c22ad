"""Between the routes of members and their sessions and what they do."""

from dataclasses import replace

from functions.http_api.call import Call
from lambdesk.audit.model import Opened
from lambdesk.identity.decide import NewUser
from lambdesk.identity.members import schemas
from lambdesk.identity.members.schemas import (
    MemberSecurity,
    MemberSecurityList,
    MyWorkspace,
    MyWorkspaceList,
    NewMember,
    OpenSessionList,
)
from lambdesk.identity.model import BUILT_IN, STAFF_ROLES, Role, User, no_role
from lambdesk.identity.queries import needs_mfa, role_of
from lambdesk.identity.roles.decide import check_giving, check_over, check_teams
from lambdesk.kit.errors import FieldError, Invalid, NotFound


def invite(call: Call, body: NewMember) -> User:
    """A member who is not there yet."""
    check_giving(call.caller, _role(call, body.role))
    teams = call.product.ticket_setup.teams_in_use(call.ctx.tenant, body.team_ids)
    check_teams(call.caller, (), teams)
    return call.product.members.invite(call.ctx, NewUser(body.email, body.name, body.role), teams)


def _check_over(call: Call, user_id: str) -> User:
    """The member. Whoever may manage people does not thereby manage those who may do more than they."""
    store, tenant = call.product.identity_store, call.ctx.tenant
    user = store.user(tenant, user_id)
    if user is None:
        raise NotFound
    check_over(call.caller, role_of(store, tenant, user.role))
    return user


def join(call: Call, user_id: str, team_ids: list[str]) -> User:
    """A member in these teams and no others."""
    user = _check_over(call, user_id)
    check_teams(call.caller, user.teams, team_ids)
    return call.product.ticket_setup.join(call.ctx, user_id, team_ids)


def resend(call: Call, user_id: str) -> User:
    """A member whose invitation goes out once more."""
    _check_over(call, user_id)
    return call.product.members.resend(call.ctx, user_id)


def withdraw(call: Call, user_id: str) -> None:
    """Nobody whose invitation it was."""
    _check_over(call, user_id)
    call.product.members.withdraw(call.ctx, user_id)


def activate(call: Call, user_id: str, active: bool) -> User:
    """A member, or a former one; this environment knows at once."""
    _check_over(call, user_id)
    user = call.product.members.activate(call.ctx, user_id, active)
    call.product.directory.forget(call.ctx.tenant, user_id)
    return user


def reset_mfa(call: Call, user_id: str) -> User:
    """A member without a second step."""
    _check_over(call, user_id)
    user = call.product.members.reset_mfa(call.ctx, user_id)
    call.product.directory.forget(call.ctx.tenant, user_id)
    return user


def sign_out(call: Call, user_id: str, *, only: str | None = None, but: str | None = None) -> None:
    """A member without these sessions."""
    _check_over(call, user_id)
    call.product.members.sign_out(call.ctx, user_id, only, but)
    call.product.directory.forget(call.ctx.tenant, user_id)


def sessions(call: Call, user_id: str) -> OpenSessionList:
    """Where somebody is signed in; raises NotFound."""
    if call.product.identity_store.user(call.ctx.tenant, user_id) is None:
        raise NotFound
    call.opens(f"user:{user_id}", Opened.SESSIONS)
    found = call.product.sessions.of_user(call.ctx.tenant, user_id, call.ctx.now)
    return OpenSessionList(items=[schemas.open_session(each) for each in found])


def _role(call: Call, role_id: str) -> Role:
    own = {each.id: each for each in call.product.identity_store.roles(call.ctx.tenant)}
    found = own.get(role_id) or (BUILT_IN[role_id] if role_id in STAFF_ROLES else None)
    if found is None:
        raise Invalid(fields=[FieldError("body.role", "is no role of this workspace", "unknown_value")])
    return found


def security(call: Call) -> MemberSecurityList:
    """How well the accounts are kept."""
    store, tenant = call.product.identity_store, call.ctx.tenant
    roles = {**{each.id: each for each in store.roles(tenant)}, **BUILT_IN}
    found = [(each, roles.get(each.role) or no_role(each.role)) for each in store.users(tenant)]
    return MemberSecurityList(items=[schemas.security(each, needs_mfa(call.tenant, role)) for each, role in found])


def own_security(call: Call) -> MemberSecurity:
    """How well one's own account is kept."""
    return schemas.security(call.user, needs_mfa(call.tenant, call.caller.role))


def workspaces(call: Call) -> MyWorkspaceList:
    """Where the caller's address is a member."""
    store = call.product.identity_store
    places = [place.tenant for place in store.memberships(call.user.email)]
    homes = [call.product.for_tenant(each).identity_store.tenant(each) for each in places]
    found = [MyWorkspace(slug=home.slug, name=home.name) for home in homes if home]
    return MyWorkspaceList(items=sorted(found, key=lambda each: each.name))


def require_mfa(call: Call, required: bool) -> None:
    """The rule for everybody; environments that remember the tenant hear of it within a minute."""
    home = call.product.identity_store.tenant(call.ctx.tenant)
    if home is None:
        raise NotFound
    call.product.members.require_mfa(call.ctx, replace(home, mfa_required=required, version=home.version + 1))
    call.product.directory.forget_tenant(call.ctx.tenant)
