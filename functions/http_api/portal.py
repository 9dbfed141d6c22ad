"""Between routes and the portal: who a cookie is, and what customers see."""

import json
from dataclasses import dataclass, replace

from fastapi import Request
from starlette.responses import Response

from functions.http_api import call as calls
from functions.http_api import doors, said
from functions.http_api.answers import json_answer
from functions.http_api.call import Call, Event, Visit
from functions.http_api.said import LINK_LIFETIME
from lambdesk.audit.model import Opened
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.channels.portal import service, wire
from lambdesk.channels.portal.decide import REMEMBERED
from lambdesk.channels.portal.schemas import NewPortalMessage, NewSignIn
from lambdesk.channels.portal.service import Visitor
from lambdesk.conversations.model import Channel, Message
from lambdesk.conversations.schemas import AttachmentLink, NewUpload
from lambdesk.customers.model import CustomerAddress
from lambdesk.identity.model import BUILT_IN, CUSTOMER, Caller
from lambdesk.kit import clock
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.errors import NotFound, Unauthenticated
from lambdesk.tickets import queries
from lambdesk.tickets.commands import CustomerMessage
from lambdesk.tickets.decide.following import answer_to
from lambdesk.tickets.model import Loaded, State, Ticket, parse_number
from lambdesk.tickets.ports import Conversation
from lambdesk.tickets.service import Key
from lambdesk.tickets.settings.model import TicketRules

COOKIE = "lambdesk_portal"
# The path the browser sees: the edge serves the API below /api.
COOKIE_PATH = "/api/v1/portal"
LIST_LIMIT = 50


@dataclass(frozen=True)
class PortalCall(Call):
    """A request by a customer who signed in by a link."""

    visitor: Visitor | None = None

    @property
    def customer_id(self) -> str:
        return self.caller.id

    def number(self, text: str) -> int:
        """The ticket number in a path. Whose the ticket is, each route asks: a customer's reach is their own."""
        number = parse_number(self.tenant.ticket_label, text)
        if number is None:
            raise NotFound
        return number


def identify(product: Lambdesk, event: Event) -> PortalCall:
    """The call of a customer: tenant and person come from the cookie's session alone. Raises Unauthenticated."""
    told = service.parse(product.keyring, _cookie(event))
    visit = calls.visit(product, event)
    product = product.for_tenant(told.tenant)
    ctx = replace(visit.ctx, tenant=told.tenant, actor=Actor(ActorKind.CUSTOMER, told.customer_id))
    tenant = product.directory.tenant(told.tenant, ctx.now)
    if tenant is None:
        raise Unauthenticated
    tenant.enter()
    visitor = product.portal.visitor(ctx, told)
    caller = Caller(ActorKind.CUSTOMER, visitor.customer.id, visitor.customer.name, BUILT_IN[CUSTOMER])
    return PortalCall(product, ctx, tenant, caller, None, visitor)


def _cookie(event: Event) -> str:
    """What the browser keeps for the portal. The gateway takes cookies out of the headers, other servers do not."""
    kept = [*event.get("cookies", []), *event.get("headers", {}).get("cookie", "").split(";")]
    pairs = (each.strip().partition("=") for each in kept)
    return next((value for name, _, value in pairs if name == COOKIE), "")


def visiting(request: Request) -> PortalCall:
    """The call behind a request of the portal."""
    call = request.scope[calls.STATE]
    assert isinstance(call, PortalCall)  # noqa: S101 - the door puts it there or answers itself
    return call


def seen(call: PortalCall, answer: Response) -> Response:
    """The answer, with another handle for the device when it is time."""
    assert call.visitor is not None  # noqa: S101 - `identify` has seen to it
    return remembered(call, answer, call.visitor.cookie) if call.visitor.cookie else answer


def remembered(visit: Visit, answer: Response, cookie: str) -> Response:
    """The answer, after which the device has this handle."""
    age = int(REMEMBERED.total_seconds())
    answer.set_cookie(COOKIE, cookie, max_age=age, path=COOKIE_PATH, secure=visit.secure, httponly=True, samesite="lax")
    return answer


def forgotten(visit: Visit, answer: Response) -> Response:
    """The answer, after which the device has none."""
    answer.delete_cookie(COOKIE, path=COOKIE_PATH, secure=visit.secure, httponly=True, samesite="lax")
    return answer


def ask(visit: Visit, slug: str, wanted: NewSignIn) -> Response:
    """Have a link sent; the answer tells nothing."""
    tenant = doors.tenant_of(visit, slug)
    product = visit.product.for_tenant(tenant.id)
    product.web_form.check(visit.ctx.now, tenant, wanted.challenge, wanted.solution)
    product.portal.ask(_portal_context(visit, tenant.id), wanted.email, wanted.challenge)
    return json_answer({"received": True}, 202)


def look(visit: Visit, slug: str, token: str) -> Response:
    """Whom a link signs in. Looking does nothing."""
    tenant = doors.tenant_of(visit, slug)
    _, person = visit.product.for_tenant(tenant.id).portal.look(_portal_context(visit, tenant.id), token)
    return json_answer({"name": tenant.name, "slug": tenant.slug, "person": person.name, "email": person.emails[0]})


def use(visit: Visit, slug: str, token: str, device: str) -> Response:
    """Sign in."""
    tenant = doors.tenant_of(visit, slug)
    found = visit.product.for_tenant(tenant.id).portal.use(_portal_context(visit, tenant.id), token, device)
    answer = {
        "name": tenant.name,
        "slug": tenant.slug,
        "person": found.customer.name,
        "email": found.customer.emails[0],
    }
    return remembered(visit, json_answer(answer, 201), found.cookie or "")


def _portal_context(visit: Visit, tenant: str) -> Context:
    return replace(visit.ctx, tenant=tenant, cause={"door": "portal"})


def me(call: PortalCall) -> Response:
    """Who is signed in."""
    assert call.visitor is not None  # noqa: S101 - as above
    person, tenant = call.visitor.customer, call.tenant
    told = {"name": person.name, "email": person.emails[0], "workspace": tenant.name, "slug": tenant.slug}
    return json_answer({**told, "device_id": call.visitor.session.id})


def devices(call: PortalCall) -> Response:
    """The devices that are remembered."""
    found = call.product.portal.devices(call.ctx, call.customer_id)
    items = [
        {
            "id": each.id,
            "device": each.device,
            "created_at": clock.to_text(each.created_at),
            "used_at": clock.to_text(each.rotated_at),
            "expires_at": clock.to_text(each.expires_at),
        }
        for each in found
    ]
    return json_answer({"items": items})


def sign_out(call: PortalCall) -> None:
    """Forget the device that asks."""
    assert call.visitor is not None  # noqa: S101 - as above
    call.product.portal.forget(call.ctx, call.customer_id, call.visitor.session.id)


def tickets(call: PortalCall) -> Response:
    """The customer's own requests, the newest first."""
    store, tenant = call.product.ticket_store, call.tenant
    rules = call.product.ticket_rules.of(tenant.id, call.ctx.now)
    numbers = store.of_requester(tenant.id, call.customer_id, LIST_LIMIT)
    rows = map(json.loads, reversed(store.rows(tenant.id, numbers)))
    # The index lags behind by a moment: whose a ticket is says the row.
    own = [each for each in rows if each["requester"]["id"] == call.customer_id and each["state"] != State.SPAM]
    call.product.accesses.listed(call.ctx, (each["number"] for each in own))
    items = [
        wire.row(each, [each["sla"]] if each["sla"] else [], tenant.ticket_label, rules, call.ctx.now) for each in own
    ]
    return json_answer({"items": items})


def thread(call: PortalCall, number: int) -> Response:
    """One request with what was said in public."""
    conversation, rules = _own(call, number), call.product.ticket_rules.of(call.tenant.id, call.ctx.now)
    call.opens(f"ticket:{number}", Opened.THREAD)
    around = _around(call, conversation, rules)
    told = wire.thread(conversation, call.customer_id, call.tenant.ticket_label, rules, around, call.ctx.now)
    return json_answer(told)


def _around(call: PortalCall, conversation: Conversation, rules: TicketRules) -> wire.Around:
    """What an answer does, and which other requests of the customer's belong to this one."""
    number, before = conversation.ticket.number, conversation.details.follow_up_of
    earlier = call.product.ticket_store.load(call.tenant.id, before)[0] if before is not None else None
    there, passed_on = _elsewhere(call, conversation)
    return wire.Around(
        answer_to(there, rules, call.ctx.now),
        there.number if there.number != number and _is_own(call, there) else None,
        before if earlier is not None and _is_own(call, earlier.ticket) else None,
        passed_on,
    )


def _elsewhere(call: PortalCall, conversation: Conversation) -> tuple[Ticket, tuple[Message, ...]]:
    """The ticket in which a request goes on, and what the customer wrote to the request and stands there; itself and
    nothing for one that was not merged.
    """
    store, tenant, ticket = call.product.ticket_store, call.tenant.id, conversation.ticket
    there = queries.final(store, tenant, Loaded(ticket, conversation.details)).ticket
    if there.number == ticket.number:
        return there, ()
    written = (each for each in store.messages(tenant, there.number) if each.meant_for == ticket.number)
    return there, tuple(each for each in written if each.author.id == call.customer_id)


def upload(call: PortalCall, wanted: NewUpload) -> Response:
    """A place for a file of the customer's."""
    return said.upload(call, wanted)


def link(call: PortalCall, number: int, message_id: str, index: int) -> Response:
    """A way to a file of a public message."""
    found = [each for each in _public(call, _own(call, number)) if each.id == message_id]
    if not found or index >= len(found[0].attachments):
        raise NotFound
    file = found[0].attachments[index]
    call.opens(f"message:{message_id}", Opened.ATTACHMENT)
    seconds = int(LINK_LIFETIME.total_seconds())
    url = call.product.content.link(file.key, file.name, file.media_type, seconds)
    return json_answer(AttachmentLink(url=url, expires_at=clock.to_text(call.ctx.now + LINK_LIFETIME)))


def answer(call: PortalCall, number: int, body: NewPortalMessage, key: Key) -> Response:
    """The customer says more on their request; what goes on elsewhere is theirs to see only when that is theirs."""
    _own(call, number)
    assert call.visitor is not None  # noqa: S101 - as above
    person = call.visitor.customer
    files = call.product.uploads.claim(call.tenant.id, body.attachments)
    sender = CustomerAddress(person.emails[0], person.id, person.name)
    message = CustomerMessage(sender, body.body.strip(), Channel.WEB, attachments=files)
    ctx = replace(call.ctx, cause={"door": "portal"})
    posted = call.product.tickets.hear(ctx, number, message, key)
    shown = posted.ticket.number if _is_own(call, posted.ticket) else number
    return json_answer({"id": posted.message.id, "number": shown}, 201)


def _is_own(call: PortalCall, ticket: Ticket) -> bool:
    return ticket.requester_id == call.customer_id and ticket.state is not State.SPAM


def _own(call: PortalCall, number: int) -> Conversation:
    """A ticket of the customer's own; somebody else's is not there for them."""
    found = call.product.ticket_store.open(call.tenant.id, number)
    if found is None or not _is_own(call, found.ticket):
        raise NotFound
    return found


def _public(call: PortalCall, conversation: Conversation) -> list[Message]:
    messages = (*conversation.messages, *_elsewhere(call, conversation)[1])
    return [each for each in messages if wire.is_public(each, call.customer_id)]
