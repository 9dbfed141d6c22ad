"""Between the routes of signing in and what they do: the cookie, the device, what is answered."""

from collections.abc import Sequence

from fastapi import Request
from starlette.responses import Response

from functions.http_api.answers import json_answer
from functions.http_api.call import visiting
from lambdesk.identity import schemas
from lambdesk.identity.schemas import Session, SignIn
from lambdesk.identity.service import SignedIn
from lambdesk.identity.sign_in.accounts import Credentials
from lambdesk.identity.sign_in.devices import device_of
from lambdesk.identity.sign_in.schemas import MfaEnrolled
from lambdesk.kit import clock

COOKIE = "lambdesk_session"
# The path the browser sees: the edge serves the API below /api.
COOKIE_PATH = "/api/v1/session"


def given(body: SignIn) -> Credentials:
    """What somebody signs in with."""
    return Credentials(body.email, body.password, body.tenant, body.code, body.recovery_code)


def device(request: Request) -> str:
    """What the browser calls itself."""
    return device_of(request.headers.get("user-agent", ""))


def cookie(request: Request) -> str:
    """The handle of the session that the browser has."""
    return request.cookies.get(COOKIE, "")


def signed_in(request: Request, session: SignedIn, status: int) -> Response:
    """A session, with its cookie."""
    return _with_cookie(request, session, json_answer(_wire(session), status))


def enrolled(request: Request, ticket: str, code: str) -> Response:
    """A session whose member has a second step now, with its cookie."""
    visit = visiting(request)
    done = visit.product.enrolment.finish(visit.ctx, ticket, code)
    home = done.proven.home.id
    visit.product.for_tenant(home).directory.forget(home, done.proven.user.id)
    session = visit.product.sessions.open(visit.ctx, done.proven, device(request), cookie(request))
    answer = MfaEnrolled(session=_wire(session), recovery_codes=_list(done.recovery_codes))
    return _with_cookie(request, session, json_answer(answer, 201))


def signed_out(request: Request) -> Response:
    """No session, and no cookie."""
    answer = Response(status_code=204)
    answer.delete_cookie(COOKIE, path=COOKIE_PATH, secure=visiting(request).secure, httponly=True, samesite="strict")
    return answer


def _list(codes: Sequence[str]) -> list[str]:
    return list(codes)


def _wire(session: SignedIn) -> Session:
    return Session(
        id=session.session_id,
        id_token=session.id_token,
        expires_at=clock.to_text(session.expires_at),
        user=schemas.user(session.user),
        tenant=schemas.tenant(session.tenant),
        grants=schemas.grants(session.role),
    )


def _with_cookie(request: Request, session: SignedIn, answer: Response) -> Response:
    lifetime = session.session_expires_at - visiting(request).ctx.now
    answer.set_cookie(
        COOKIE,
        session.cookie,
        max_age=int(lifetime.total_seconds()),
        path=COOKIE_PATH,
        secure=visiting(request).secure,
        httponly=True,
        samesite="strict",
    )
    return answer
