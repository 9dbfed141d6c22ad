"""Staff sign-in. The browser keeps an HttpOnly cookie with a one-time handle; scripts see only the short ID token."""

from fastapi import Request
from starlette.responses import Response

from functions.http_api.answers import json_answer
from functions.http_api.call import visiting
from functions.http_api.routing import Group
from lambdesk.identity import schemas
from lambdesk.identity.schemas import Session, SignIn
from lambdesk.identity.service import SignedIn
from lambdesk.kit import clock
from lambdesk.kit.errors import ChallengeRequired, ChooseTenant, SessionRotated, TooMany, Unauthenticated

COOKIE = "lambdesk_session"
# The path the browser sees: the edge serves the API below /api.
COOKIE_PATH = "/api/v1/session"

routes = Group("session", public=True)


@routes.route(
    "POST",
    "/v1/session",
    answers=Session,
    status=201,
    refuses=(Unauthenticated, ChallengeRequired, ChooseTenant, TooMany),
    sends=("Set-Cookie",),
)
async def create_session(request: Request, body: SignIn) -> Response:
    """Sign in with address and password."""
    visit = visiting(request)
    return _signed_in(request, visit.product.sessions.sign_in(visit.ctx, body.email, body.password, body.tenant), 201)


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
    return _signed_in(request, visit.product.sessions.refresh(visit.ctx, request.cookies.get(COOKIE, "")), 200)


@routes.route("DELETE", "/v1/session", status=204, sends=("Set-Cookie",))
async def delete_session(request: Request) -> Response:
    """Sign out. Without a session there is nothing to do, and that is fine."""
    visit = visiting(request)
    visit.product.sessions.end(visit.ctx, request.cookies.get(COOKIE, ""))
    answer = Response(status_code=204)
    answer.delete_cookie(COOKIE, path=COOKIE_PATH, secure=_secure(request), httponly=True, samesite="strict")
    return answer


def _signed_in(request: Request, signed_in: SignedIn, status: int) -> Response:
    session = Session(
        id_token=signed_in.id_token,
        expires_at=clock.to_text(signed_in.expires_at),
        user=schemas.user(signed_in.user),
        tenant=schemas.tenant(signed_in.tenant),
        grants=schemas.grants(signed_in.role),
    )
    answer = json_answer(session, status)
    lifetime = signed_in.session_expires_at - visiting(request).ctx.now
    answer.set_cookie(
        COOKIE,
        signed_in.cookie,
        max_age=int(lifetime.total_seconds()),
        path=COOKIE_PATH,
        secure=_secure(request),
        httponly=True,
        samesite="strict",
    )
    return answer


def _secure(request: Request) -> bool:
    return visiting(request).product.settings.origin.startswith("https://")
