"""Between routes and domain: what takes more than a line to ask for or to show."""

import json
import re
from datetime import timedelta

from starlette.responses import Response

from functions.http_api.answers import etag, json_answer
from functions.http_api.call import Call
from functions.http_api.parameters import SinceQuery, TicketQuery
from lambdesk.conversations.model import Message, MessageKind
from lambdesk.kit import clock, paging
from lambdesk.kit.errors import FieldError, Invalid, NotFound, StaleThread
from lambdesk.notifications import decide as notices
from lambdesk.tickets import queries, wire
from lambdesk.tickets.commands import PostMessage
from lambdesk.tickets.model import Loaded
from lambdesk.tickets.queries import Changes, Listing
from lambdesk.tickets.schemas import AttachmentLink
from lambdesk.tickets.service import Key, Posted
from lambdesk.tickets.wire import Wire

# Lambda answers with 6 MB at most, counted after quotes and line ends were escaped.
BODY_ANSWER_BYTES = 4_000_000
_CUT = b"\n\n[The text goes on; it is too long to be shown here.]\n"
LINK_LIFETIME = timedelta(minutes=5)
_MESSAGE_ID = re.compile(r"msg_[0-9A-Z]{26}")


def listing(call: Call, query: TicketQuery) -> tuple[Listing, str | None]:
    """The rows a query asks for, and the cursor of the next page. A cursor fits its own list only."""
    owner = call.user.id if query.assignee == "me" else query.assignee
    scope = f"tickets queue={query.queue}" if owner is None else f"tickets owner={owner}"
    keys, tenant, store = call.product.keyring, call.tenant, call.product.ticket_store
    position = paging.decode_cursor(keys, tenant.id, scope, query.cursor) if query.cursor else None
    if owner is None:
        span = (tenant.created_at, call.ctx.now)
        found = queries.list_queue(store, tenant.id, query.queue, query.limit, position, span)
    else:
        found = queries.list_owned(store, tenant.id, owner, query.limit, position)
    cursor = paging.encode_cursor(keys, tenant.id, scope, found.position) if found.position else None
    return found, cursor


def changes(call: Call, query: SinceQuery) -> Changes:
    """The rows that changed since the client stopped listening."""
    since = clock.from_text(query.since)
    return queries.list_changes(call.product.ticket_store, call.tenant.id, since, call.ctx.now)


def whole(call: Call, number: int) -> Wire:
    """A ticket with everything on it, in one read."""
    seen = call.product.ticket_store.open(call.tenant.id, number)
    if seen is None:
        raise NotFound
    loaded = Loaded(seen.ticket, seen.details)
    return wire.view(loaded, seen.messages, seen.events, call.tenant.ticket_label, complete=seen.complete)


def related(call: Call, number: int) -> Wire:
    """The rows of all tickets that one names, in one look."""
    loaded, _ = call.product.ticket_store.load(call.tenant.id, number)
    if loaded is None:
        raise NotFound
    rows = call.product.ticket_store.rows(call.tenant.id, queries.named_by(loaded))
    return {"items": [json.loads(each) for each in rows]}


def changed(call: Call, loaded: Loaded) -> Response:
    """The answer to a change: the ticket as it stands."""
    return json_answer(wire.ticket(loaded, call.tenant.ticket_label), headers=etag(loaded.ticket.version))


def opened(call: Call, posted: Posted) -> Response:
    """The answer to a new ticket. A repeated call shows the ticket as it stands now."""
    number = posted.ticket.number
    if posted.replayed:
        view = whole(call, number)
    else:
        loaded = Loaded(posted.ticket, posted.details)
        view = wire.view(loaded, (posted.message,), posted.events, call.tenant.ticket_label, complete=True)
    headers = _posted(view["ticket"]["version"], posted) | {"location": f"/v1/tickets/{number}"}
    return json_answer(view, 201, headers)


def said(call: Call, posted: Posted) -> Response:
    """The answer to a new message."""
    ticket = wire.ticket(Loaded(posted.ticket, posted.details), call.tenant.ticket_label)
    answer = {"message": wire.message(posted.message), "ticket": ticket}
    return json_answer(answer, 201, _posted(posted.ticket.version, posted))


def _posted(version: int, posted: Posted) -> dict[str, str]:
    return etag(version) | ({"idempotency-replayed": "true"} if posted.replayed else {})


def post(call: Call, number: int, command: PostMessage, key: Key) -> Posted:
    """Say something. Who has not seen the last messages gets them with the refusal."""
    try:
        return call.product.tickets.post(call.ctx, number, command, key)
    except StaleThread as stale:
        seen = call.product.ticket_store.open(call.tenant.id, number)
        news = queries.after(seen.messages, stale.last_seen_message_id) if seen else ()
        stale.data["new_messages"] = [wire.message(each) for each in news]
        raise


def mentioned(call: Call, kind: MessageKind, text: str) -> tuple[str, ...]:
    """The colleagues that a note names; only a note with an @ costs the look at the staff."""
    if kind != MessageKind.NOTE or "@" not in text:
        return ()
    return notices.mentioned(text, call.product.identity_store.users(call.tenant.id))


def assignee(call: Call, number: int, user_id: str | None) -> str | None:
    """The id of somebody who can be given ticket `number`: an active member of the caller's tenant, or None."""
    if user_id is None or call.product.directory.active(call.tenant.id, user_id, call.ctx.now):
        return user_id
    if call.product.ticket_store.load(call.tenant.id, number)[0] is None:
        raise NotFound
    raise Invalid(fields=[FieldError("body.assignee_id", "is not an active member", "unknown_user")])


def message(call: Call, number: int, message_id: str) -> Message:
    """One message of one ticket of the caller's tenant."""
    found = None
    if _MESSAGE_ID.fullmatch(message_id):
        found = call.product.ticket_store.message(call.tenant.id, number, message_id)
    if found is None:
        raise NotFound
    return found


def body(call: Call, said: Message) -> Response:
    """The whole text of a message, wherever it is kept; of a huge one as much as one answer holds."""
    text = call.product.content.read(said.body_key) if said.body_key else said.body.encode()
    if len(text) > BODY_ANSWER_BYTES:
        text = text[:BODY_ANSWER_BYTES].decode(errors="ignore").encode() + _CUT
    return Response(text, media_type="text/plain")


def link(call: Call, said: Message, index: int) -> AttachmentLink:
    """A short-lived way to an attachment's bytes."""
    if index >= len(said.attachments):
        raise NotFound
    found = said.attachments[index]
    seconds = int(LINK_LIFETIME.total_seconds())
    url = call.product.content.link(found.key, found.name, found.media_type, seconds)
    return AttachmentLink(url=url, expires_at=clock.to_text(call.ctx.now + LINK_LIFETIME))
