"""Between the routes of sign-up and what they do. Where it is off, none of them is there."""

from starlette.responses import Response

from functions.http_api.answers import json_answer
from functions.http_api.call import Visit
from lambdesk.channels.webform import DIFFICULTY_BITS, LIFETIME, challenge_for, check_work
from lambdesk.identity.model import SignUp
from lambdesk.kit import clock
from lambdesk.tenants.sign_up.decide import Wanted
from lambdesk.tenants.sign_up.schemas import NewSignUp, SignUpChoice, SignUpConfirmation
from lambdesk.tenants.sign_up.service import Chosen

# What its challenges are for: no tenant has such an id.
_SCOPE = "sign-up"


def form(visit: Visit) -> Response:
    """An empty form."""
    visit.product.sign_ups.enter()
    until = clock.to_text(visit.ctx.now + LIFETIME)
    challenge = challenge_for(visit.product.keyring, visit.ctx, _SCOPE)
    return json_answer({"challenge": challenge, "difficulty": DIFFICULTY_BITS, "expires_at": until})


def ask(visit: Visit, body: NewSignUp) -> Response:
    """Have a link sent; the answer tells nothing."""
    visit.product.sign_ups.enter()
    check_work(visit.product.keyring, visit.ctx.now, _SCOPE, body.challenge, body.solution)
    wanted = Wanted(body.email, body.workspace, body.slug, body.locale)
    visit.product.sign_ups.ask(visit.ctx, wanted, body.challenge)
    return json_answer({"received": True}, 202)


def look(visit: Visit, token: str) -> Response:
    """What a link is about."""
    _, asked = visit.product.sign_ups.look(visit.ctx, token)
    return json_answer(_shown(asked, asked.slug))


def confirm(visit: Visit, token: str, body: SignUpChoice) -> Response:
    """Make the workspace."""
    _, asked = visit.product.sign_ups.look(visit.ctx, token)
    made = visit.product.sign_ups.confirm(visit.ctx, token, Chosen(body.slug, body.name, body.password))
    return json_answer(_shown(asked, made.slug), 201)


def _shown(asked: SignUp, slug: str) -> SignUpConfirmation:
    return SignUpConfirmation(workspace=asked.workspace, slug=slug, locale=asked.locale, email=asked.email)
