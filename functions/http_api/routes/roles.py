"""Roles: what there is, and a workspace's own."""

from fastapi import Request
from starlette.responses import Response

from functions.http_api.answers import etag, json_answer
from functions.http_api.call import current
from functions.http_api.parameters import Id, IfMatch, Replacement, version_of
from functions.http_api.routing import CHANGE, Group
from lambdesk.identity.model import Permission, Role
from lambdesk.identity.roles import schemas
from lambdesk.identity.schemas import User, user
from lambdesk.kit.errors import Conflict, LastAdmin, NotFound, RoleNamed

routes = Group("roles")
# Part of the group of people, below whose prefix it is.
given = Group("people")


@routes.route("GET", "/v1/permissions", needs=Permission.USERS_READ, answers=schemas.PermissionList)
async def list_permissions(request: Request) -> Response:
    """Everything that a role can be made of, under headings."""
    return json_answer(schemas.catalogue())


@routes.route("GET", "/v1/roles", needs=Permission.USERS_READ, answers=schemas.RoleList)
async def list_roles(request: Request) -> Response:
    """The matrix: every role with its permissions, and how many members have it."""
    call = current(request)
    found = call.product.roles.all(call.tenant.id)
    return json_answer(schemas.RoleList(items=[schemas.role(each) for each in found]))


@routes.route(
    "POST",
    "/v1/roles",
    needs=Permission.ROLES_WRITE,
    answers=schemas.RoleView,
    status=201,
    refuses=(Conflict,),
    sends=("ETag",),
)
async def create_role(request: Request, body: schemas.NewRole) -> Response:
    """A role of your own, made of permissions that you have yourself."""
    call = current(request)
    made = call.product.roles.create(call.ctx, call.caller, Role("", body.name, body.permissions, body.reach))
    return json_answer(schemas.role(made), 201, etag(made.role.version))


@routes.route(
    "PATCH", "/v1/roles/{id}", needs=Permission.ROLES_WRITE, answers=schemas.RoleView, refuses=CHANGE, sends=("ETag",)
)
async def patch_role(request: Request, role_id: Id, if_match: IfMatch, body: schemas.RolePatch) -> Response:
    """Change a role; it holds for its members at once."""
    call = current(request)
    fields = {name: getattr(body, name) for name in body.model_fields_set}
    changed = call.product.roles.change(call.ctx, call.caller, role_id, version_of(if_match), fields)
    return json_answer(schemas.role(changed), headers=etag(changed.role.version))


@routes.route("DELETE", "/v1/roles/{id}", needs=Permission.ROLES_WRITE, status=204, refuses=(*CHANGE, RoleNamed))
async def delete_role(request: Request, role_id: Id, if_match: IfMatch, replacement: Replacement = None) -> Response:
    """Delete a role of your own that no status names; those who have it get the replacement."""
    call = current(request)
    call.product.roles.delete(call.ctx, call.caller, role_id, version_of(if_match), replacement)
    return Response(status_code=204)


@given.route("PUT", "/v1/users/{id}/role", needs=Permission.USERS_WRITE, answers=User, refuses=(NotFound, LastAdmin))
async def put_user_role(request: Request, user_id: Id, body: schemas.UserRole) -> Response:
    """Give a member another role, of those that can do no more than you; it holds at once."""
    call = current(request)
    return json_answer(user(call.product.roles.assign(call.ctx, call.caller, user_id, body.role)))
