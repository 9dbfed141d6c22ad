"""Staff sign-in. The browser keeps an HttpOnly cookie with a one-time handle; scripts see only the short ID token."""

from fastapi import Request
from starlette.responses import Response

from functions.http_api import federating, signing
from functions.http_api.answers import json_answer
from functions.http_api.call import visiting
from functions.http_api.routing import Group
from lambdesk.identity.federation.schemas import ProviderAnswer, ProviderStart, ProviderStarted
from lambdesk.identity.schemas import Session, SignIn
from lambdesk.identity.sign_in.schemas import MfaBegun, MfaCode, MfaEnrolled, NewRecoveryCodes
from lambdesk.kit.errors import (
    ChallengeRequired,
    ChooseTenant,
    NotFound,
    SessionRotated,
    TenantClosed,
    TooMany,
    Unauthenticated,
)

_PROVING = (Unauthenticated, ChallengeRequired, ChooseTenant, TooMany)
_STARTING = (NotFound, TenantClosed, TooMany)
_ANSWERED = (Unauthenticated, TenantClosed, TooMany)
routes = Group("session", public=True)


@routes.route("POST", "/v1/session", answers=Session, status=201, refuses=_PROVING, sends=("Set-Cookie",))
async def create_session(request: Request, body: SignIn) -> Response:
    """Sign in with address and password, and with a code where the account asks for a second step."""
    visit = visiting(request)
    who, device, cookie = signing.given(body), signing.device(request), signing.cookie(request)
    return signing.signed_in(request, visit.product.sessions.sign_in(visit.ctx, who, device, cookie), 201)


@routes.route(
    "POST",
    "/v1/session/refresh",
    answers=Session,
    refuses=(Unauthenticated, SessionRotated, TooMany),
    sends=("Set-Cookie",),
)
async def refresh_session(request: Request) -> Response:
    """A new ID token for the cookie's handle, and a new handle. A handle works once."""
    visit = visiting(request)
    return signing.signed_in(request, visit.product.sessions.refresh(visit.ctx, signing.cookie(request)), 200)


@routes.route("DELETE", "/v1/session", status=204, sends=("Set-Cookie",))
async def delete_session(request: Request) -> Response:
    """Sign out. Without a session there is nothing to do, and that is fine."""
    visit = visiting(request)
    visit.product.sessions.end(visit.ctx, signing.cookie(request))
    return signing.signed_out(request)


@routes.route("POST", "/v1/session/mfa", answers=MfaBegun, status=201, refuses=_PROVING)
async def create_mfa(request: Request, body: SignIn) -> Response:
    """Begin a second step, or another one: a secret for an authenticator. It counts when its first code was given."""
    visit = visiting(request)
    begun = visit.product.enrolment.begin(visit.ctx, signing.given(body))
    return json_answer(MfaBegun(secret=begun.secret, uri=begun.uri, ticket=begun.ticket), 201)


@routes.route(
    "POST",
    "/v1/session/mfa/verification",
    answers=MfaEnrolled,
    status=201,
    refuses=(Unauthenticated, TooMany),
    sends=("Set-Cookie",),
)
async def create_mfa_verification(request: Request, body: MfaCode) -> Response:
    """The second step counts from now on, and its owner is signed in."""
    return signing.enrolled(request, body.ticket, body.code)


@routes.route("POST", "/v1/session/mfa/removal", status=204, refuses=_PROVING)
async def create_mfa_removal(request: Request, body: SignIn) -> Response:
    """Take one's own second step away, with a code of it or a recovery code."""
    visit = visiting(request)
    visit.product.enrolment.remove(visit.ctx, signing.given(body))
    return Response(status_code=204)


@routes.route("POST", "/v1/session/recovery-codes", answers=NewRecoveryCodes, status=201, refuses=_PROVING)
async def create_recovery_codes(request: Request, body: SignIn) -> Response:
    """Ten other recovery codes; the old ones are void."""
    visit = visiting(request)
    codes = visit.product.enrolment.new_codes(visit.ctx, signing.given(body))
    return json_answer(NewRecoveryCodes(recovery_codes=list(codes)), 201)


@routes.route(
    "POST", "/v1/session/provider", answers=ProviderStarted, status=201, refuses=_STARTING, sends=("Set-Cookie",)
)
async def create_provider_start(request: Request, body: ProviderStart) -> Response:
    """Begin to sign in at the workspace's provider: where the browser goes. A cookie knows it when it comes back."""
    return federating.begun(request, body.tenant)


@routes.route(
    "POST", "/v1/session/provider/answer", answers=Session, status=201, refuses=_ANSWERED, sends=("Set-Cookie",)
)
async def create_provider_session(request: Request, body: ProviderAnswer) -> Response:
    """Sign in with what the provider sent back. Each beginning is good for one answer, in its own browser."""
    return federating.finished(request, body)
