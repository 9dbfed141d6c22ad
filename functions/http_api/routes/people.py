"""Who the caller is, and the directory of staff."""

from fastapi import Request
from starlette.responses import Response

from functions.http_api import federating, staffing
from functions.http_api.answers import json_answer
from functions.http_api.call import current
from functions.http_api.parameters import ButSession, Id, OnlySession
from functions.http_api.routes import roles
from functions.http_api.routing import Group
from lambdesk.identity import schemas
from lambdesk.identity.members.schemas import (
    Activity,
    MemberSecurity,
    MemberSecurityList,
    MyWorkspaceList,
    NewMember,
    OpenSessionList,
    SignInRules,
)
from lambdesk.identity.model import Permission
from lambdesk.identity.schemas import Me, User, UserList, UserTeams
from lambdesk.kit.errors import Conflict, LastAdmin, LimitReached, NotFound, StaleVersion

routes = Group("people")
routes.specs += roles.given.specs


@routes.route("GET", "/v1/me", needs=Permission.PROFILE_READ, answers=Me)
async def get_me(request: Request) -> Response:
    """The caller and their tenant."""
    call = current(request)
    return json_answer(schemas.me(call.user, call.tenant, call.caller.role))


@routes.route("GET", "/v1/users", needs=Permission.USERS_READ, answers=UserList)
async def list_users(request: Request) -> Response:
    """The whole staff by name: lists and timelines carry ids only."""
    call = current(request)
    users = call.product.identity_store.users(call.tenant.id)
    return json_answer(UserList(items=[schemas.user(each) for each in sorted(users, key=lambda each: each.name)]))


@routes.route("PUT", "/v1/users/{id}/teams", needs=Permission.USERS_WRITE, answers=User, refuses=(NotFound,))
async def put_user_teams(request: Request, user_id: Id, body: UserTeams) -> Response:
    """Put a member into these teams and out of all others."""
    return json_answer(schemas.user(staffing.join(current(request), user_id, body.team_ids)))


@routes.route("POST", "/v1/users", needs=Permission.USERS_WRITE, answers=User, status=201, refuses=(LimitReached,))
async def create_user(request: Request, body: NewMember) -> Response:
    """Invite somebody: a letter with a link that is good once and for three days."""
    return json_answer(schemas.user(staffing.invite(current(request), body)), 201)


@routes.route("GET", "/v1/users/security", needs=Permission.USERS_WRITE, answers=MemberSecurityList)
async def list_user_security(request: Request) -> Response:
    """Who signs in in two steps, and who has not answered an invitation."""
    return json_answer(staffing.security(current(request)))


@routes.route(
    "POST", "/v1/users/{id}/invitation", needs=Permission.USERS_WRITE, answers=User, refuses=(NotFound, Conflict)
)
async def create_invitation(request: Request, user_id: Id) -> Response:
    """The letter once more; links of earlier ones are void."""
    return json_answer(schemas.user(staffing.resend(current(request), user_id)))


@routes.route(
    "DELETE", "/v1/users/{id}/invitation", needs=Permission.USERS_WRITE, status=204, refuses=(NotFound, Conflict)
)
async def delete_invitation(request: Request, user_id: Id) -> Response:
    """Take an invitation back."""
    staffing.withdraw(current(request), user_id)
    return Response(status_code=204)


@routes.route(
    "PUT",
    "/v1/users/{id}/activity",
    needs=Permission.USERS_WRITE,
    answers=User,
    refuses=(NotFound, Conflict, LastAdmin, LimitReached, StaleVersion),
)
async def put_user_activity(request: Request, user_id: Id, body: Activity) -> Response:
    """Make a member inactive, which signs out everywhere at once, or active again."""
    return json_answer(schemas.user(staffing.activate(current(request), user_id, body.active)))


@routes.route(
    "DELETE", "/v1/users/{id}/mfa", needs=Permission.USERS_WRITE, answers=User, refuses=(NotFound, StaleVersion)
)
async def delete_user_mfa(request: Request, user_id: Id) -> Response:
    """Take a member's second step away, because the authenticator is lost. Not one's own: that takes a code."""
    return json_answer(schemas.user(staffing.reset_mfa(current(request), user_id)))


@routes.route(
    "GET", "/v1/users/{id}/sessions", needs=Permission.USERS_WRITE, answers=OpenSessionList, refuses=(NotFound,)
)
async def list_user_sessions(request: Request, user_id: Id) -> Response:
    """Where a member is signed in."""
    return json_answer(staffing.sessions(current(request), user_id))


@routes.route(
    "DELETE", "/v1/users/{id}/sessions", needs=Permission.USERS_WRITE, status=204, refuses=(NotFound, StaleVersion)
)
async def delete_user_sessions(request: Request, user_id: Id, only: OnlySession = None) -> Response:
    """Sign a member out everywhere, or end one session."""
    staffing.sign_out(current(request), user_id, only=only)
    return Response(status_code=204)


@routes.route("GET", "/v1/me/sessions", needs=Permission.PROFILE_READ, answers=OpenSessionList)
async def list_my_sessions(request: Request) -> Response:
    """Where one is signed in."""
    call = current(request)
    return json_answer(staffing.sessions(call, call.user.id))


@routes.route("DELETE", "/v1/me/sessions", needs=Permission.PROFILE_READ, status=204, refuses=(NotFound, StaleVersion))
async def delete_my_sessions(request: Request, only: OnlySession = None, but: ButSession = None) -> Response:
    """Sign out everywhere; `but` names the session that stays, `only` the one that ends."""
    call = current(request)
    staffing.sign_out(call, call.user.id, only=only, but=but)
    return Response(status_code=204)


@routes.route("GET", "/v1/me/security", needs=Permission.PROFILE_READ, answers=MemberSecurity)
async def get_my_security(request: Request) -> Response:
    """Whether one signs in in two steps, and has to."""
    call = current(request)
    return json_answer(staffing.own_security(call))


@routes.route(
    "DELETE",
    "/v1/me/provider-account",
    needs=Permission.PROFILE_READ,
    status=204,
    refuses=(NotFound, StaleVersion),
)
async def delete_my_provider_account(request: Request) -> Response:
    """Forget whom the sign-in provider knows as the caller, so that another account of theirs may take its place."""
    federating.unlinked(current(request))
    return Response(status_code=204)


@routes.route("GET", "/v1/me/workspaces", needs=Permission.PROFILE_READ, answers=MyWorkspaceList)
async def list_my_workspaces(request: Request) -> Response:
    """Where the same address is a member. Each has a sign-in of its own."""
    return json_answer(staffing.workspaces(current(request)))


@routes.route(
    "PUT", "/v1/users/sign-in-rules", needs=Permission.USERS_WRITE, answers=SignInRules, refuses=(StaleVersion,)
)
async def put_sign_in_rules(request: Request, body: SignInRules) -> Response:
    """Whether everybody signs in in two steps."""
    staffing.require_mfa(current(request), body.mfa_required)
    return json_answer(body)
