"""The workspace itself: its names, looks, mailboxes, its data to take along, and its end."""

from fastapi import Request
from starlette.responses import Response

from functions.http_api import exporting, federating, workspace
from functions.http_api.call import current
from functions.http_api.parameters import Id, IfMatch, version_of
from functions.http_api.routing import CHANGE, Group
from lambdesk.identity.federation.schemas import ProviderSettings, SignInProvider
from lambdesk.identity.model import Permission
from lambdesk.kit.errors import Conflict, NotFound, StaleVersion, TooMany
from lambdesk.tenants.exporting.schemas import ExportFile, TenantExport, TenantExports
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


@routes.route(
    "POST", "/v1/tenant/exports", needs=Permission.TENANT_WRITE, answers=TenantExport, status=202, refuses=(TooMany,)
)
async def create_tenant_export(request: Request) -> Response:
    """Begin an export of all data, files included; at most one an hour. While one goes on, it is the answer."""
    return exporting.asked(current(request))


@routes.route("GET", "/v1/tenant/exports", needs=Permission.TENANT_WRITE, answers=TenantExports)
async def list_tenant_exports(request: Request) -> Response:
    """The export that was asked for last. A later one takes its place, and after seven days it is gone."""
    return exporting.listed(current(request))


@routes.route(
    "GET", "/v1/tenant/exports/{id}", needs=Permission.TENANT_WRITE, answers=TenantExport, refuses=(NotFound,)
)
async def get_tenant_export(request: Request, export_id: Id) -> Response:
    """How far an export has come."""
    return exporting.shown(current(request), export_id)


@routes.route(
    "GET",
    "/v1/tenant/exports/{id}/file",
    needs=Permission.TENANT_WRITE,
    answers=ExportFile,
    refuses=(NotFound, Conflict),
)
async def get_tenant_export_file(request: Request, export_id: Id) -> Response:
    """Links to the archives of a finished export, good for five minutes. Each call is in the audit trail."""
    return exporting.fetched(current(request), export_id)
