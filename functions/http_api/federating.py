"""Between the routes of signing in at a provider and what they do: the cookie between leaving and coming back."""

from fastapi import Request
from starlette.responses import Response

from functions.http_api import doors, signing
from functions.http_api.answers import json_answer
from functions.http_api.call import Call, Visit, visiting
from lambdesk.identity.federation import schemas
from lambdesk.identity.federation.schemas import ProviderAnswer, SignInProvider
from lambdesk.identity.federation.service import LIFETIME, Answer, Settled

COOKIE = "lambdesk_provider"
# The path the browser sees: the edge serves the API below /api.
COOKIE_PATH = "/api/v1/session/provider"


def shown(visit: Visit, slug: str) -> Response:
    """How the staff of a workspace signs in."""
    tenant = doors.tenant_of(visit, slug)
    found = visit.product.for_tenant(tenant.id).providers.of(tenant.id)
    provider = found.provider.name if found.provider else None
    return json_answer({"name": tenant.name, "provider": provider, "passwords": found.passwords})


def begun(request: Request, slug: str) -> Response:
    """Where to go, with the cookie to come back with."""
    visit = visiting(request)
    tenant = doors.tenant_of(visit, slug)
    start = visit.product.federation.begin(visit.ctx, tenant)
    answer = json_answer({"url": start.url}, 201)
    age, secure = int(LIFETIME.total_seconds()), visit.secure
    # Strict: the page we come back to asks for the session itself, from our own origin.
    answer.set_cookie(
        COOKIE, start.cookie, max_age=age, path=COOKIE_PATH, secure=secure, httponly=True, samesite="strict"
    )
    return answer


def finished(request: Request, body: ProviderAnswer) -> Response:
    """A session; the cookie between is good for nothing any more."""
    visit = visiting(request)
    kept = request.cookies.get(COOKIE, "")
    proven = visit.product.federation.finish(visit.ctx, kept, Answer(body.state, body.code))
    session = visit.product.sessions.open(visit.ctx, proven, signing.device(request), signing.cookie(request))
    answer = signing.signed_in(request, session, 201)
    answer.delete_cookie(COOKIE, path=COOKIE_PATH, secure=visit.secure, httponly=True, samesite="strict")
    return answer


def settings(call: Call) -> Response:
    """What stands."""
    return _answer(call, call.product.providers.of(call.tenant.id))


def configured(call: Call, body: SignInProvider) -> Response:
    """What stands after a change; this environment knows at once."""
    found = call.product.providers.configure(call.ctx, call.caller, body.version, schemas.wanted(body))
    call.product.directory.forget_tenant(call.tenant.id)
    return _answer(call, found)


def removed(call: Call) -> None:
    """No provider any more."""
    call.product.providers.remove(call.ctx, call.caller)
    call.product.directory.forget_tenant(call.tenant.id)


def unlinked(call: Call) -> None:
    """Nobody of the provider is the caller any more; this environment knows at once."""
    call.product.providers.unlink(call.ctx, call.user.id)
    call.product.directory.forget(call.tenant.id, call.user.id)


def _answer(call: Call, found: Settled) -> Response:
    return json_answer(schemas.settings(found, call.product.redirect_url))
