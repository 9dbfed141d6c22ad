"""Between routes and organisations."""

from pydantic import BaseModel
from starlette.responses import Response

from functions.http_api.answers import etag, json_answer
from functions.http_api.call import Call
from lambdesk.customers.organisations import wire
from lambdesk.customers.organisations.domains import list_name
from lambdesk.customers.organisations.model import Organisation
from lambdesk.customers.organisations.schemas import NewOrganisation, OrganisationPatch
from lambdesk.kit import paging


def answer(organisation: Organisation, status: int = 200) -> Response:
    """An organisation with its version."""
    return json_answer(wire.organisation(organisation), status, etag(organisation.version))


def page(call: Call, wanted: str, limit: int, cursor: str | None) -> Response:
    """A page of them. A cursor fits its own search only."""
    keys, tenant, scope = call.product.keyring, call.tenant.id, f"organisations {list_name(wanted)}"
    position = paging.decode_cursor(keys, tenant, scope, cursor) if cursor else None
    found = call.product.organisations.page(tenant, wanted, position["after"] if position else None, limit)
    following = paging.encode_cursor(keys, tenant, scope, {"after": found.after}) if found.after else None
    return json_answer({"items": list(map(wire.organisation, found.items)), "next_cursor": following})


def create(call: Call, form: NewOrganisation) -> Organisation:
    """Make what the form says."""
    wanted = Organisation(id="", updated_at=call.ctx.now, **wire.fields(form.model_dump()))
    return call.product.organisations.create(call.ctx, wanted)


def change(call: Call, organisation_id: str, version: int, form: OrganisationPatch) -> Organisation:
    """Change what the form names."""
    return call.product.organisations.change(call.ctx, organisation_id, version, wire.fields(_said(form)))


def _said(form: BaseModel) -> dict[str, object]:
    return {name: value for name, value in form.model_dump().items() if name in form.model_fields_set}
