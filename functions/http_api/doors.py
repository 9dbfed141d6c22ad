"""Between the routes that nobody signs in for and what they open."""

from starlette.responses import Response

from functions.http_api.answers import json_answer
from functions.http_api.call import Visit
from functions.http_api.workspace import logo_url
from lambdesk.channels.acknowledgements import Acknowledgeable
from lambdesk.channels.confirmations import Confirmable
from lambdesk.channels.schemas import NewFormTicket
from lambdesk.channels.webform import DIFFICULTY_BITS, LIFETIME, Filled
from lambdesk.identity.model import Tenant
from lambdesk.kit import clock
from lambdesk.kit.errors import NotFound
from lambdesk.tenants import schemas
from lambdesk.tickets.model import label


def tenant_of(visit: Visit, slug: str) -> Tenant:
    """The tenant with this slug; raises NotFound."""
    tenant_id = visit.product.identity_store.tenant_of_slug(slug)
    found = visit.product.for_tenant(tenant_id).directory.tenant(tenant_id, visit.ctx.now) if tenant_id else None
    if found is None:
        raise NotFound
    found.enter()
    return found


def brand(visit: Visit, slug: str) -> Response:
    """How a workspace looks."""
    tenant = tenant_of(visit, slug)
    logo = logo_url(visit.product.for_tenant(tenant.id), tenant)
    return json_answer(schemas.brand(tenant, logo, sign_up=bool(visit.product.settings.sign_up_domain)))


def form(visit: Visit, slug: str) -> Response:
    """An empty form."""
    tenant = tenant_of(visit, slug)
    web_form = visit.product.for_tenant(tenant.id).web_form
    return json_answer(
        {
            "name": tenant.name,
            "locale": tenant.locale,
            "challenge": web_form.challenge(visit.ctx, tenant),
            "difficulty": DIFFICULTY_BITS,
            "expires_at": clock.to_text(visit.ctx.now + LIFETIME),
        }
    )


def submitted(visit: Visit, slug: str, filled: NewFormTicket) -> Response:
    """The answer to a form; it tells nothing that the sender does not know."""
    tenant = tenant_of(visit, slug)
    visit.product.for_tenant(tenant.id).web_form.submit(visit.ctx, tenant, Filled(**filled.model_dump()))
    return json_answer({"received": True}, 202)


def confirmation(found: Confirmable) -> Response:
    """What a link's holder sees."""
    tenant, ticket = found.tenant, found.loaded.ticket
    return json_answer(
        {
            "name": tenant.name,
            "slug": tenant.slug,
            "locale": tenant.locale,
            "label": label(tenant.ticket_label, ticket.number),
            "subject": ticket.subject,
            "state": found.state.value,
        }
    )


def acknowledgement(found: Acknowledgeable) -> Response:
    """What the holder of a call's link sees."""
    tenant, ticket = found.tenant, found.ticket
    return json_answer(
        {
            "name": tenant.name,
            "slug": tenant.slug,
            "locale": tenant.locale,
            "number": ticket.number,
            "label": label(tenant.ticket_label, ticket.number),
            "subject": ticket.subject,
            "metric": found.metric,
            "state": found.care.value,
            "own": found.own,
        }
    )
