"""Between routes and domain: what takes more than a line to ask for or to show."""

import json
import re
from datetime import timedelta

from starlette.responses import Response

from functions.http_api.answers import etag, json_answer
from functions.http_api.call import Call
from functions.http_api.parameters import SinceQuery, TicketQuery
from lambdesk.kit import clock, paging
from lambdesk.kit.errors import FieldError, Invalid, NotFound
from lambdesk.tickets import queries, wire
from lambdesk.tickets.model import Loaded
from lambdesk.tickets.queries import Changes, Listing
from lambdesk.tickets.service import Posted
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
    headers = posted_headers(view["ticket"]["version"], posted) | {"location": f"/v1/tickets/{number}"}
    return json_answer(view, 201, headers)


def posted_headers(version: int, posted: Posted) -> dict[str, str]:
    """The headers of an answer to what an idempotency key names."""
    return etag(version) | ({"idempotency-replayed": "true"} if posted.replayed else {})


def assignee(call: Call, number: int, user_id: str | None) -> str | None:
    """The id of somebody who can be given ticket `number`: an active member of the caller's tenant, or None."""
    if user_id is None or call.product.directory.active(call.tenant.id, user_id, call.ctx.now):
        return user_id
    if call.product.ticket_store.load(call.tenant.id, number)[0] is None:
        raise NotFound
    raise Invalid(fields=[FieldError("body.assignee_id", "is not an active member", "unknown_user")])
