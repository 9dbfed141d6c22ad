"""Between routes and conversations: messages, their bodies and files, recalls."""

import re
from contextlib import suppress
from datetime import timedelta
from html import unescape

from starlette.responses import Response

from functions.http_api import views
from functions.http_api.answers import etag, json_answer
from functions.http_api.call import Call
from lambdesk.audit.model import Opened
from lambdesk.conversations.model import SHARED, Message, MessageKind
from lambdesk.conversations.schemas import BODY_LIMIT_BYTES, AttachmentLink, NewUpload
from lambdesk.conversations.wire import draft_wire
from lambdesk.kit import clock
from lambdesk.kit.errors import FieldError, Invalid, NotFound, StaleThread, Unavailable
from lambdesk.kit.htmltext import to_text
from lambdesk.notifications import decide as notices
from lambdesk.tickets import queries, wire
from lambdesk.tickets.commands import PostMessage, RescheduleMessage
from lambdesk.tickets.model import Loaded
from lambdesk.tickets.schemas import NewChildMessage, NewMessage
from lambdesk.tickets.service import Key, Posted, Recalled

# Lambda answers with 6 MB at most, counted after quotes and line ends were escaped.
BODY_ANSWER_BYTES = 4_000_000
_CUT = b"\n\n[The text goes on; it is too long to be shown here.]\n"
LINK_LIFETIME = timedelta(minutes=5)
_MESSAGE_ID = re.compile(r"msg_[0-9A-Z]{26}")
_VARIABLE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
# Should an answer ever be opened as a page, nothing in it runs or loads.
_HTML_HEADERS = {"content-security-policy": "default-src 'none'; sandbox"}


def command_of(call: Call, body: NewMessage, expected_version: int | None) -> PostMessage:
    """What the body asks for. Its files are claimed, its HTML is clean from here on."""
    kind = MessageKind(body.kind)
    html, files = None, call.product.uploads.claim(call.tenant.id, body.attachments) if body.html is None else ()
    if body.html is not None:
        html, files = call.product.uploads.written(call.tenant.id, body.html, body.attachments)
    text = _text(body.body, html, needed=not body.attachments)
    _check_variables(body, text, html or "")
    return PostMessage(
        kind=kind,
        body=text,
        author_name=call.caller.name,
        last_seen_message_id=body.last_seen_message_id,
        state_after=body.state_after,
        status_after=body.status_after,
        role=call.caller.role.id,
        expected_version=expected_version,
        mentioned=_mentioned(call, kind, text),
        html=html,
        attachments=files,
        to=_addresses(body.to),
        cc=_addresses(body.cc),
        bcc=_addresses(body.bcc),
        undo_seconds=body.undo_seconds,
        send_at=clock.from_text(body.send_at) if body.send_at else None,
    )


def command_to_children(call: Call, body: NewChildMessage) -> PostMessage:
    """One reply for several tickets; its HTML is made clean once for all of them."""
    html = None if body.html is None else call.product.uploads.written(call.tenant.id, body.html, ())[0]
    return PostMessage(
        kind=MessageKind.REPLY,
        body=_text(body.body, html, needed=True),
        author_name=call.caller.name,
        state_after=body.state_after,
        status_after=body.status_after,
        role=call.caller.role.id,
        html=html,
    )


def _addresses(given: list[str] | None) -> tuple[str, ...] | None:
    return None if given is None else tuple(given)


def _text(body: str | None, html: str | None, *, needed: bool) -> str:
    text = body if html is None else to_text(html)
    assert text is not None  # noqa: S101 - the schema has seen to it that there is one of the two
    field = "body.body" if html is None else "body.html"
    if html is not None and not text and needed:
        raise Invalid(fields=[FieldError(field, "needs words", "blank")])
    if len(text.encode()) > BODY_LIMIT_BYTES:
        raise Invalid(fields=[FieldError(field, f"has more than {BODY_LIMIT_BYTES} bytes of text", "too_long")])
    return text


def _check_variables(body: NewMessage, text: str, html: str) -> None:
    if body.canned_response_ids and (found := _VARIABLE.search(text) or _VARIABLE.search(unescape(html))):
        field = "body.body" if body.html is None else "body.html"
        message = f"nothing was put in for {found[0][:80]}; write what it stands for, or take it out"
        raise Invalid(fields=[FieldError(field, message, "unresolved_variable")])


def post(call: Call, number: int, body: NewMessage, key: Key, expected_version: int | None) -> Posted:
    """Say something. Who has not seen the last messages gets them with the refusal; a draft that was sent is gone."""
    command = command_of(call, body, expected_version)
    try:
        posted = call.product.tickets.post(call.ctx, number, command, key)
    except StaleThread as stale:
        seen = call.product.ticket_store.open(call.tenant.id, number)
        news = queries.after(seen.messages, stale.last_seen_message_id) if seen else ()
        stale.data["new_messages"] = [wire.message(each) for each in news]
        raise
    if posted.replayed:
        return posted
    if body.canned_response_ids:
        # It is said already: a count that fails does not take it back.
        with suppress(Unavailable):
            call.product.canned_responses.sent(call.tenant.id, body.canned_response_ids)
    if body.draft is not None:
        call.product.drafts.discard(call.tenant.id, number, call.caller.id if body.draft == "mine" else SHARED)
    return posted


def said(call: Call, posted: Posted) -> Response:
    """The answer to a new message."""
    return json_answer(_with_ticket(call, posted), 201, views.posted_headers(posted.ticket.version, posted))


def moved(call: Call, posted: Posted) -> Response:
    """The answer to a change of a message."""
    return json_answer(_with_ticket(call, posted), headers=etag(posted.ticket.version))


def _with_ticket(call: Call, posted: Posted | Recalled) -> wire.Wire:
    loaded = Loaded(posted.ticket, posted.details)
    return {"message": wire.message(posted.message), "ticket": views.ticket(call, loaded)}


def recalled(call: Call, taken: Recalled) -> Response:
    """The answer to a recall."""
    draft = draft_wire(taken.draft, call.product.keyring, call.tenant.id)
    return json_answer({**_with_ticket(call, taken), "draft": draft}, headers=etag(taken.ticket.version))


def reschedule(message_id: str, send_at: str | None) -> RescheduleMessage:
    """The command behind another moment."""
    return RescheduleMessage(message_id, clock.from_text(send_at) if send_at else None)


def _mentioned(call: Call, kind: MessageKind, text: str) -> tuple[str, ...]:
    """The colleagues that a note names; only a note with an @ costs the look at the staff."""
    if kind != MessageKind.NOTE or "@" not in text:
        return ()
    return notices.mentioned(text, call.product.identity_store.users(call.tenant.id))


def message(call: Call, number: int, message_id: str) -> Message:
    """One message of one ticket of the caller's tenant."""
    found = None
    if _MESSAGE_ID.fullmatch(message_id):
        found = call.product.ticket_store.message(call.tenant.id, number, message_id)
    if found is None:
        raise NotFound
    call.opens(f"ticket:{number}", Opened.THREAD)
    return found


def body(call: Call, said: Message) -> Response:
    """The whole text of a message, wherever it is kept; of a huge one as much as one answer holds."""
    text = call.product.content.read(said.body_key) if said.body_key else said.body.encode()
    if len(text) > BODY_ANSWER_BYTES:
        text = text[:BODY_ANSWER_BYTES].decode(errors="ignore").encode() + _CUT
    return Response(text, media_type="text/plain")


def html(call: Call, said: Message) -> Response:
    """The clean HTML of a message, wherever it is kept."""
    if said.html is None and said.html_key is None:
        raise NotFound
    text = call.product.content.read(said.html_key) if said.html_key else (said.html or "").encode()
    return Response(text, media_type="text/html", headers=_HTML_HEADERS)


def link(call: Call, said: Message, index: int) -> AttachmentLink:
    """A short-lived way to an attachment's bytes."""
    if index >= len(said.attachments):
        raise NotFound
    found = said.attachments[index]
    call.opens(f"message:{said.id}", Opened.ATTACHMENT)
    seconds = int(LINK_LIFETIME.total_seconds())
    url = call.product.content.link(found.key, found.name, found.media_type, seconds)
    return AttachmentLink(url=url, expires_at=clock.to_text(call.ctx.now + LINK_LIFETIME))


def upload(call: Call, wanted: NewUpload) -> Response:
    """The answer to an announced file."""
    place = call.product.uploads.begin(call.ctx, wanted.name, wanted.media_type, wanted.size, wanted.sha256)
    answer = {
        "upload_id": place.upload_id,
        "url": place.url,
        "method": "PUT",
        "headers": dict(place.headers),
        "expires_at": clock.to_text(place.expires_at),
    }
    return json_answer(answer, 201)
