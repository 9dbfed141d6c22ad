"""Between routes and domain: what takes more than a line to ask for or to show."""

import json
from typing import Any

from starlette.responses import Response

from functions.http_api import problems
from functions.http_api.answers import etag, json_answer
from functions.http_api.call import Call
from functions.http_api.parameters import SinceQuery, TicketQuery
from lambdesk.audit.model import Opened
from lambdesk.conversations.model import Channel
from lambdesk.kit import clock, paging
from lambdesk.kit.errors import FieldError, Forbidden, Invalid, NotFound
from lambdesk.tickets import queries, wire
from lambdesk.tickets.commands import Noted, UpdateTicket
from lambdesk.tickets.decide.seeing import may_see_row, sees_all
from lambdesk.tickets.model import Loaded
from lambdesk.tickets.ports import Conversation
from lambdesk.tickets.queries import Changes, Listing
from lambdesk.tickets.relations.splits import Answered, Begun
from lambdesk.tickets.schemas import NewTicket, TicketPatch
from lambdesk.tickets.service import Posted, RequestedTicket
from lambdesk.tickets.settings.model import TicketRules
from lambdesk.tickets.wire import Wire


def listing(call: Call, query: TicketQuery) -> tuple[Listing, str | None]:
    """The rows a query asks for, and the cursor of the next page. A cursor fits its own list only."""
    owner = call.user.id if query.assignee == "me" else query.assignee
    scope = f"tickets queue={query.queue}" if owner is None else f"tickets owner={owner}"
    keys, tenant, store = call.product.keyring, call.tenant, call.product.ticket_store
    position = paging.decode_cursor(keys, tenant.id, scope, query.cursor) if query.cursor else None
    span = (tenant.created_at, call.ctx.now)

    def page(limit: int, place: dict[str, Any] | None) -> Listing:
        if owner is None:
            return queries.list_queue(store, tenant.id, query.queue, limit, place, span)
        return queries.list_owned(store, tenant.id, owner, limit, place)

    found = queries.list_seen(call.caller, page, query.limit, position)
    call.lists(found.rows)
    cursor = paging.encode_cursor(keys, tenant.id, scope, found.position) if found.position else None
    return found, cursor


def changes(call: Call, query: SinceQuery) -> Changes:
    """The rows that changed since the client stopped listening."""
    since = clock.from_text(query.since)
    found = queries.list_changes(call.product.ticket_store, call.tenant.id, since, call.ctx.now)
    seen = queries.changes_seen(call.caller, found)
    call.lists(seen.rows)
    return seen


def whole(call: Call, number: int) -> Wire:
    """A ticket with everything on it, and with what was said on those that went into it."""
    seen = queries.whole(call.product.ticket_store, call.tenant.id, number)
    if seen is None:
        raise NotFound
    call.opens(f"ticket:{number}", Opened.THREAD)
    return _view(call, seen)


def _view(call: Call, seen: Conversation) -> Wire:
    loaded, label = Loaded(seen.ticket, seen.details), call.tenant.ticket_label
    return wire.view(loaded, seen.messages, seen.events, label, rules(call, loaded), complete=seen.complete)


def rules(call: Call, loaded: Loaded) -> TicketRules:
    """The tenant's settings, in which all fields of this ticket have their names."""
    return call.product.ticket_rules.knowing(call.tenant.id, call.ctx.now, loaded.details.fields)


def ticket(call: Call, loaded: Loaded) -> Wire:
    """A ticket as it stands."""
    return wire.ticket(loaded, call.tenant.ticket_label, rules(call, loaded))


def related(call: Call, number: int) -> Wire:
    """The rows of all tickets that one names, in one look."""
    loaded, _ = call.product.ticket_store.load(call.tenant.id, number)
    if loaded is None:
        raise NotFound
    rows = call.product.ticket_store.rows(call.tenant.id, queries.named_by(loaded))
    seen = [each for each in rows if may_see_row(call.caller, each)]
    call.lists(seen)
    return {"items": [json.loads(each) for each in seen]}


def changed(call: Call, loaded: Loaded, status: int = 200) -> Response:
    """The answer to a change: the ticket as it stands."""
    return json_answer(ticket(call, loaded), status, headers=etag(loaded.ticket.version))


def opened(call: Call, posted: Posted) -> Response:
    """The answer to a new ticket. A repeated call shows the ticket as it stands now."""
    number = posted.ticket.number
    if posted.replayed:
        view = whole(call, call.seen(number))
    else:
        loaded = Loaded(posted.ticket, posted.details)
        label = call.tenant.ticket_label
        view = wire.view(loaded, (posted.message,), posted.events, label, rules(call, loaded), complete=True)
    headers = posted_headers(view["ticket"]["version"], posted) | {"location": f"/v1/tickets/{number}"}
    return json_answer(view, 201, headers)


def begun(call: Call, split: Begun) -> Response:
    """The answer to a ticket that was split off. A repeated call shows it as it stands now."""
    view = _view(call, split.seen) if split.seen else whole(call, call.seen(split.number))
    headers = etag(view["ticket"]["version"]) | {"location": f"/v1/tickets/{split.number}"}
    return json_answer(view, 201, headers | ({} if split.seen else {"idempotency-replayed": "true"}))


def answered(children: tuple[Answered, ...]) -> Response:
    """What became of an answer to several tickets."""
    items = [
        {
            "number": each.number,
            "ok": each.error is None,
            "problem": problems.body_of(each.error) if each.error else None,
        }
        for each in children
    ]
    return json_answer({"items": items})


def posted_headers(version: int, posted: Posted) -> dict[str, str]:
    """The headers of an answer to what an idempotency key names."""
    return etag(version) | ({"idempotency-replayed": "true"} if posted.replayed else {})


def merge_target(call: Call, number: int) -> int:
    """The ticket that another one shall go on in; raises Invalid for one that is not there for the caller."""
    if not call.sees(number):
        raise Invalid(fields=[FieldError("body.into", "is no ticket", "unknown_ticket")])
    return number


def merged(call: Call, number: int) -> int:
    """A ticket to be taken out of those it goes on in; raises Forbidden when one of them is out of sight."""
    above, way = number, set[int]()
    while not sees_all(call.caller) and above not in way:
        way.add(above)
        if not call.sees(above):
            raise Forbidden("This ticket goes on in one that you do not see.")
        loaded, _ = call.product.ticket_store.load(call.tenant.id, above)
        above = (loaded.ticket.merged_into if loaded else None) or above
    return number


def assignee(call: Call, number: int | None, user_id: str | None) -> str | None:
    """The id of somebody who can be given ticket `number`, or a new one: an active member of the tenant, or None."""
    if user_id is None or call.product.directory.active(call.tenant.id, user_id, call.ctx.now):
        return user_id
    if number is not None and call.product.ticket_store.load(call.tenant.id, number)[0] is None:
        raise NotFound
    raise Invalid(fields=[FieldError("body.assignee_id", "is not an active member", "unknown_user")])


def requested(call: Call, form: NewTicket) -> RequestedTicket:
    """A new ticket as the caller wants it."""
    return RequestedTicket(
        subject=form.subject,
        body=form.body,
        email=form.requester.email,
        name=form.requester.name,
        priority=form.priority,
        mailbox=next(iter(call.tenant.mailboxes), None),
        channel=Channel(form.channel),
        noted=Noted(form.category_id, form.tags, form.team_id, assignee(call, None, form.assignee_id)),
        fields=form.fields,
    )


def update(call: Call, form: TicketPatch, version: int) -> UpdateTicket:
    """The change that the caller wants; what is not there is not named."""
    named = {name: getattr(form, name) for name in form.model_fields_set}
    return UpdateTicket(version, role=call.caller.role.id, **named)
