"""Doors for everybody: the form that opens a ticket, the link that closes one, the one that makes a member."""

from fastapi import Request
from starlette.responses import Response

from functions.http_api import doors, federating, portal, signing, signing_up
from functions.http_api.answers import json_answer
from functions.http_api.call import visiting
from functions.http_api.parameters import Slug, Token
from functions.http_api.routing import Group
from lambdesk.channels.portal.schemas import NewSignIn, SignInAsked, SignInLink
from lambdesk.channels.schemas import Acknowledgement, Confirmation, Form, FormReceived, NewFormTicket
from lambdesk.identity.federation.schemas import StaffSignIn
from lambdesk.identity.members.schemas import Invitation, Joining, invitation
from lambdesk.kit.errors import IllegalTransition, NotFound, SlugTaken, TenantClosed
from lambdesk.tenants.schemas import Brand
from lambdesk.tenants.sign_up.schemas import NewSignUp, SignUpAsked, SignUpChoice, SignUpConfirmation, SignUpForm

routes = Group("public", public=True)


@routes.route("GET", "/v1/public/{slug}/form", answers=Form, refuses=(NotFound,))
async def get_form(request: Request, slug: Slug) -> Response:
    """What a form begins with; its challenge is good for an hour and for one ticket."""
    return doors.form(visiting(request), slug)


@routes.route("GET", "/v1/public/{slug}/brand", answers=Brand, refuses=(NotFound,))
async def get_brand(request: Request, slug: Slug) -> Response:
    """Name, colour and logo of a workspace, for pages that nobody has signed in to yet."""
    return doors.brand(visiting(request), slug)


@routes.route("POST", "/v1/public/{slug}/tickets", answers=FormReceived, status=202, refuses=(NotFound,))
async def create_form_ticket(request: Request, slug: Slug, body: NewFormTicket) -> Response:
    """Write to a workspace without an account. Sent again with the same challenge, it is answered again."""
    return doors.submitted(visiting(request), slug, body)


@routes.route("GET", "/v1/public/confirmations/{token}", answers=Confirmation, refuses=(NotFound,))
async def get_confirmation(request: Request, token: Token) -> Response:
    """The ticket behind a link. Looking does nothing."""
    return doors.confirmation(visiting(request).product.confirmations.look(token))


@routes.route("POST", "/v1/public/confirmations/{token}", answers=Confirmation, refuses=(NotFound, IllegalTransition))
async def create_confirmation(request: Request, token: Token) -> Response:
    """The requester says that it is done: a resolved ticket closes, a closed one stays so."""
    visit = visiting(request)
    return doors.confirmation(visit.product.confirmations.confirm(visit.ctx, token))


@routes.route("GET", "/v1/public/escalations/{token}", answers=Acknowledgement, refuses=(NotFound,))
async def get_acknowledgement(request: Request, token: Token) -> Response:
    """The breach behind the link of somebody who was called. Looking does nothing: scanners of mail open links too."""
    visit = visiting(request)
    return doors.acknowledgement(visit.product.acknowledgements.look(token, visit.ctx.now))


@routes.route("POST", "/v1/public/escalations/{token}", answers=Acknowledgement, refuses=(NotFound,))
async def create_acknowledgement(request: Request, token: Token) -> Response:
    """Whoever the link is for takes care of the breach: nobody else is called for it. A second time changes nothing."""
    visit = visiting(request)
    return doors.acknowledgement(visit.product.acknowledgements.take(visit.ctx, token))


@routes.route("GET", "/v1/public/invitations/{token}", answers=Invitation, refuses=(NotFound,))
async def get_invitation(request: Request, token: Token) -> Response:
    """What an invitation is about. Looking does nothing: scanners of mail open links too."""
    visit = visiting(request)
    return json_answer(invitation(visit.product.members.look(visit.ctx, token)))


@routes.route("POST", "/v1/public/invitations/{token}", answers=Invitation, status=201, refuses=(NotFound,))
async def create_membership(request: Request, token: Token, body: Joining) -> Response:
    """Join: the account is made, and the link is used up."""
    visit = visiting(request)
    return json_answer(invitation(visit.product.members.accept(visit.ctx, token, body.name, body.password)), 201)


@routes.route("GET", "/v1/public/sign-up", answers=SignUpForm, refuses=(NotFound,))
async def get_sign_up_form(request: Request) -> Response:
    """What asking for a workspace begins with. Where the operator lets nobody make one, it is not there."""
    return signing_up.form(visiting(request))


@routes.route("POST", "/v1/public/sign-up", answers=SignUpAsked, status=202, refuses=(NotFound,))
async def create_sign_up(request: Request, body: NewSignUp) -> Response:
    """Ask for a workspace of one's own: a link goes to the address. Three letters within an hour go to one."""
    return signing_up.ask(visiting(request), body)


@routes.route("GET", "/v1/public/sign-up/confirmations/{token}", answers=SignUpConfirmation, refuses=(NotFound,))
async def get_sign_up(request: Request, token: Token) -> Response:
    """What a link makes. Looking does nothing: scanners of mail open links too."""
    return signing_up.look(visiting(request), token)


@routes.route(
    "POST",
    "/v1/public/sign-up/confirmations/{token}",
    answers=SignUpConfirmation,
    status=201,
    refuses=(NotFound, SlugTaken),
)
async def create_workspace(request: Request, token: Token, body: SignUpChoice) -> Response:
    """Make the workspace with its first administrator, and use the link up. A slug that is taken leaves it good."""
    return signing_up.confirm(visiting(request), token, body)


@routes.route("GET", "/v1/public/{slug}/staff-sign-in", answers=StaffSignIn, refuses=(NotFound, TenantClosed))
async def get_staff_sign_in(request: Request, slug: Slug) -> Response:
    """How the staff of a workspace signs in: what its sign-in page shows."""
    return federating.shown(visiting(request), slug)


@routes.route("POST", "/v1/public/{slug}/sign-in", answers=SignInAsked, status=202, refuses=(NotFound,))
async def create_sign_in_link(request: Request, slug: Slug, body: NewSignIn) -> Response:
    """Ask for a link to the portal by mail. Three letters within 15 minutes go to one address."""
    return portal.ask(visiting(request), slug, body)


@routes.route("GET", "/v1/public/{slug}/sign-in/{token}", answers=SignInLink, refuses=(NotFound,))
async def get_sign_in_link(request: Request, slug: Slug, token: Token) -> Response:
    """Whom a link signs in. Looking does nothing."""
    return portal.look(visiting(request), slug, token)


@routes.route(
    "POST",
    "/v1/public/{slug}/sign-in/{token}",
    answers=SignInLink,
    status=201,
    refuses=(NotFound,),
    sends=("Set-Cookie",),
)
async def create_portal_session(request: Request, slug: Slug, token: Token) -> Response:
    """Sign in with a link, which works once. The browser is remembered for 90 days."""
    return portal.use(visiting(request), slug, token, signing.device(request))
