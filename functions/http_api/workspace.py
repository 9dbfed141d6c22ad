"""Between the routes of the workspace and its record."""

from starlette.responses import Response

from functions.http_api.answers import etag, json_answer
from functions.http_api.call import Call
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.identity.model import Tenant
from lambdesk.kit.errors import FieldError, Invalid
from lambdesk.tenants import schemas

LOGO_LIMIT_BYTES = 500_000
_PICTURES = frozenset({"image/png", "image/jpeg", "image/webp"})
_LINK_SECONDS = 300


def shown(call: Call, home: Tenant) -> Response:
    """The record with its version."""
    return json_answer(schemas.workspace(home, logo_url(call.product, home)), headers=etag(home.version))


def logo_url(product: Lambdesk, home: Tenant) -> str | None:
    """Where its picture is for a few minutes."""
    return product.content.link(home.logo_key, "logo", "image/png", _LINK_SECONDS) if home.logo_key else None


def changed(call: Call, version: int, patch: schemas.TenantPatch) -> Response:
    """The record after a change."""
    fields = schemas.told(patch)
    if "logo_id" in fields:
        fields["logo_key"] = _logo(call, fields.pop("logo_id"))
    after = call.product.tenants.change(call.ctx, version, fields)
    call.product.directory.forget_tenant(call.tenant.id)
    return shown(call, after)


def _logo(call: Call, upload_id: str | None) -> str | None:
    if upload_id is None:
        return None
    (file,) = call.product.uploads.claim(call.tenant.id, [upload_id])
    if file.media_type not in _PICTURES or file.size > LOGO_LIMIT_BYTES:
        raise Invalid(fields=[FieldError("body.logo_id", "is no PNG, JPEG or WebP below 500 kB", "type_refused")])
    return file.key


def left(call: Call, slug: str) -> Response:
    """The record of a workspace that is about to go."""
    after = call.product.tenants.leave(call.ctx, slug)
    call.product.directory.forget_tenant(call.tenant.id)
    return shown(call, after)
