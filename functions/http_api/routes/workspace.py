"""The workspace itself: its names, looks, mailboxes, and its end."""

from fastapi import Request
from starlette.responses import Response

from functions.http_api import federating, workspace
from functions.http_api.call import current
from functions.http_api.parameters import IfMatch, version_of
from functions.http_api.routing import CHANGE, Group
from lambdesk.identity.federation.schemas import ProviderSettings, SignInProvider
from lambdesk.identity.model import Permission
from lambdesk.kit.errors import Conflict, NotFound, StaleVersion
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


@routes.route("GET", "/v1/tenant/sign-in-provider", needs=Permission.TENANT_WRITE, answers=ProviderSettings)
async def get_sign_in_provider(request: Request) -> Response:
    """Where the staff signs in besides with passwords. The client's secret is never told."""
    return federating.settings(current(request))


@routes.route(
    "PUT",
    "/v1/tenant/sign-in-provider",
    needs=Permission.TENANT_WRITE,
    answers=ProviderSettings,
    refuses=(StaleVersion,),
)
async def put_sign_in_provider(request: Request, body: SignInProvider) -> Response:
    """Set up sign-in at an OpenID Connect provider. It takes all permissions: who runs it can come in as anybody."""
    return federating.configured(current(request), body)


@routes.route(
    "DELETE",
    "/v1/tenant/sign-in-provider",
    needs=Permission.TENANT_WRITE,
    status=204,
    refuses=(NotFound, StaleVersion),
)
async def delete_sign_in_provider(request: Request) -> Response:
    """Sign in with passwords alone. Sessions that began at the provider end within 12 hours."""
    federating.removed(current(request))
    return Response(status_code=204)
