"""Who the caller is, and the directory of staff."""

from fastapi import Request
from starlette.responses import Response

from functions.http_api.answers import json_answer
from functions.http_api.call import current
from functions.http_api.routing import Group
from lambdesk.identity import schemas
from lambdesk.identity.model import Permission
from lambdesk.identity.schemas import Me, UserList

routes = Group("people")


@routes.route("GET", "/v1/me", needs=Permission.PROFILE_READ, answers=Me)
async def get_me(request: Request) -> Response:
    """The caller and their tenant."""
    call = current(request)
    return json_answer(Me(user=schemas.user(call.user), tenant=schemas.tenant(call.tenant)))


@routes.route("GET", "/v1/users", needs=Permission.USERS_READ, answers=UserList)
async def list_users(request: Request) -> Response:
    """The whole staff by name: lists and timelines carry ids only."""
    call = current(request)
    users = call.product.identity_store.users(call.tenant.id)
    return json_answer(UserList(items=[schemas.user(each) for each in sorted(users, key=lambda each: each.name)]))
