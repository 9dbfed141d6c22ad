"""The workspace itself: its names, looks, mailboxes, and its end."""

from fastapi import Request
from starlette.responses import Response

from functions.http_api import workspace
from functions.http_api.call import current
from functions.http_api.parameters import IfMatch, version_of
from functions.http_api.routing import CHANGE, Group
from lambdesk.identity.model import Permission
from lambdesk.kit.errors import Conflict
from lambdesk.tenants.schemas import TenantDeletion, TenantPatch, TenantSettings

routes = Group("workspace")


@routes.route("GET", "/v1/tenant", needs=Permission.TENANT_WRITE, answers=TenantSettings, sends=("ETag",))
async def get_tenant(request: Request) -> Response:
    """The workspace as it stands now."""
    call = current(request)
    return workspace.shown(call, call.product.tenants.one(call.tenant.id))


@routes.route(
    "PATCH", "/v1/tenant", needs=Permission.TENANT_WRITE, answers=TenantSettings, refuses=CHANGE, sends=("ETag",)
)
async def patch_tenant(request: Request, if_match: IfMatch, body: TenantPatch) -> Response:
    """Change the workspace. A slug or mailbox of another one is refused; an old slug stays yours."""
    return workspace.changed(current(request), version_of(if_match), body)


@routes.route(
    "POST",
    "/v1/tenant/deletion",
    needs=Permission.TENANT_WRITE,
    answers=TenantSettings,
    status=200,
    refuses=(Conflict,),
    sends=("ETag",),
)
async def create_tenant_deletion(request: Request, body: TenantDeletion) -> Response:
    """Close the workspace and delete all of it in 30 days. Until then the operator can bring it back."""
    return workspace.left(current(request), body.slug)
