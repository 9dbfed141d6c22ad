"""Who the caller is, and the directory of staff."""

from fastapi import Request
from starlette.responses import Response

from functions.http_api.answers import json_answer
from functions.http_api.call import current
from functions.http_api.parameters import Id
from functions.http_api.routing import Group
from lambdesk.identity import schemas
from lambdesk.identity.model import Permission
from lambdesk.identity.schemas import Me, User, UserList, UserTeams
from lambdesk.kit.errors import NotFound

routes = Group("people")


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
    call = current(request)
    return json_answer(schemas.user(call.product.ticket_setup.join(call.ctx, user_id, body.team_ids)))
