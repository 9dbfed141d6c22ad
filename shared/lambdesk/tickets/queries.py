"""The read side: which list has a ticket, and what changed meanwhile."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from lambdesk.conversations.decide import Held
from lambdesk.conversations.events import MessageSendDue
from lambdesk.conversations.model import MailClass, Message, MessageKind, SendState
from lambdesk.customers.ports import CustomerStore
from lambdesk.identity.model import Caller
from lambdesk.kit.context import ActorKind
from lambdesk.kit.errors import Unavailable
from lambdesk.kit.events import Event
from lambdesk.sla.follow import reckons_anew
from lambdesk.sla.history import past_of
from lambdesk.sla.model import SlaPolicies
from lambdesk.sla.queries import Policies
from lambdesk.tickets.decide.outgoing import reaches
from lambdesk.tickets.decide.seeing import may_see_row, sees_all
from lambdesk.tickets.filtering import promises
from lambdesk.tickets.model import Loaded, Ticket, TicketDetails
from lambdesk.tickets.ports import Conversation, RowPage, TicketStore

QUEUES = ("open", "paused", "resolved", "snoozed", "closed", "spam")
_BY_MONTH = ("closed", "spam")
# Not where a ticket stands but what presses: across queues, the first due first.
PRESSING = ("at_risk", "breached")
# A list reads at most so many pages for one answer; then the answer is partial and its cursor goes on from there.
PAGE_READS = 10
# More changes than these are cheaper fetched anew.
CHANGES_LIMIT = 200
LONGEST_ABSENCE = timedelta(days=1)
# Commits are seen a moment after the time they bear; what is said twice does no harm.
OVERLAP = timedelta(seconds=5)
_NEVER_THERE = (SendState.RECALLED, SendState.FAILED, SendState.BOUNCED)


@dataclass(frozen=True)
class Listing:
    """`rows` as stored. `position` goes on after the last one, None at the end; `partial` when reads ran out."""

    rows: tuple[str, ...]
    position: dict[str, Any] | None
    partial: bool = False


def list_queue(
    store: TicketStore,
    tenant: str,
    queue: str,
    limit: int,
    position: dict[str, Any] | None,
    span: tuple[datetime, datetime],
) -> Listing:
    """Rows of one of QUEUES, last updated first, or of PRESSING.

    Closed tickets and spam are kept by month; `span` is when the first could have come there and the present moment.
    """
    if queue in PRESSING:
        page = store.pressing(tenant, span[1], limit, position, late=queue == "breached")
        return Listing(page.rows, page.position)
    if queue not in _BY_MONTH:
        page = store.queue(tenant, queue, limit, position)
        return Listing(page.rows, page.position)
    return _list_by_month(store, tenant, queue, limit, position, list(_months_back(*span)))


def list_owned(store: TicketStore, tenant: str, owner: str, limit: int, position: dict[str, Any] | None) -> Listing:
    """Open rows of a user, or of nobody (`none`), most urgent first."""
    page = store.owned(tenant, owner, limit, position)
    return Listing(page.rows, page.position)


def list_seen(
    caller: Caller,
    page: Callable[[int, dict[str, Any] | None], Listing],
    limit: int,
    position: dict[str, Any] | None,
) -> Listing:
    """What of a list (`page(limit, position)`) the caller may see; partial when reads ran out before it was full."""
    found = page(limit, position)
    if sees_all(caller):
        return found
    rows = _seen(caller, found.rows)
    for _ in range(PAGE_READS - 1):
        if found.position is None or found.partial or len(rows) == limit:
            break
        found = page(limit - len(rows), found.position)
        rows += _seen(caller, found.rows)
    partial = found.partial or (found.position is not None and len(rows) < limit)
    return Listing(rows, found.position, partial)


def _seen(caller: Caller, rows: Iterable[str]) -> tuple[str, ...]:
    return tuple(each for each in rows if may_see_row(caller, each))


@dataclass(frozen=True)
class Changes:
    """`rows` as stored; with `refetch` there are too many to list."""

    rows: tuple[str, ...]
    refetch: bool = False


def list_changes(store: TicketStore, tenant: str, since: datetime, now: datetime) -> Changes:
    """Rows of all lists updated since, a little overlapping. A ticket that left a list is found in another one."""
    since -= OVERLAP
    if now - since > LONGEST_ABSENCE:
        return Changes((), refetch=True)
    months = list(_months_back(since, now))
    ended = [f"{kind}#{month}" for kind in ("closed", "spam") for month in months]
    rows: list[str] = []
    for queue in ("open", "paused", "resolved", "snoozed", *ended):
        rows += store.updated(tenant, queue, since, CHANGES_LIMIT + 1 - len(rows))
        if len(rows) > CHANGES_LIMIT:
            return Changes((), refetch=True)
    return Changes(tuple(rows))


def changes_seen(caller: Caller, changes: Changes) -> Changes:
    """What of them the caller may see. A row that is out of sight may be one that has just left it: fetch anew."""
    rows = _seen(caller, changes.rows)
    return changes if len(rows) == len(changes.rows) else Changes((), refetch=True)


def named_by(loaded: Loaded) -> tuple[int, ...]:
    """The numbers of all tickets that one names, in order, each once."""
    ticket, details = loaded.ticket, loaded.details
    found = {*(link.number for link in details.links), *details.merged}
    found |= {each for each in (ticket.merged_into, details.follow_up_of, details.split_from) if each is not None}
    return tuple(sorted(found))


def informed(policies: Policies, tenant: str, loaded: Loaded) -> Loaded:
    """The ticket with the terms of its clocks: ready for a decision."""
    return loaded if loaded.terms else replace(loaded, terms=policies.terms(tenant, loaded.ticket.sla))


def ready(store: TicketStore, policies: Policies, tenant: str, loaded: Loaded) -> Loaded:
    """As `informed`, and with the history of its clocks where opening it again has to look there."""
    loaded = informed(policies, tenant, loaded)
    ticket = loaded.ticket
    again = loaded.terms is not None and reckons_anew(ticket.sla, loaded.terms, ticket.priority)
    return with_past(store, tenant, loaded) if again else loaded


def first_asked(
    store: TicketStore, policies: Policies, tenant: str, ticket: Ticket, now: datetime
) -> SlaPolicies | None:
    """What may be promised to the first human who writes on a ticket of a robot; None where somebody did before.

    One round trip more, for tickets that were promised nothing while some policy is on.
    """
    newest = policies.newest(tenant, now) if ticket.sla is None else None
    if newest is None or not any(each.active for each in newest.ordered):
        return None
    said = (each for each in store.messages(tenant, ticket.number) if each.kind is MessageKind.CUSTOMER)
    return newest if all(each.mail and each.mail.mail_class is not MailClass.HUMAN for each in said) else None


def belonging(customers: CustomerStore, tenant: str, loaded: Loaded, policies: SlaPolicies | None) -> Loaded:
    """The ticket with its organisation, where it may be promised something that counts by that."""
    if policies is None:
        return loaded
    return promises.belonging(loaded, policies, lambda named: customers.organisation(tenant, named))


def with_past(store: TicketStore, tenant: str, loaded: Loaded) -> Loaded:
    """The ticket with the history of its clocks: a round trip for each page that its events fill."""
    return loaded if loaded.past else replace(loaded, past=past_of(store.history(tenant, loaded.ticket.number)))


def final(store: TicketStore, tenant: str, loaded: Loaded) -> Loaded:
    """The ticket in which another one goes on; the ticket itself when it was not merged.

    Raises Unavailable when a merge or its undoing came between the looks, so that the caller looks again.
    """
    number, way = loaded.ticket.number, set[int]()
    while (into := loaded.ticket.merged_into) is not None and into not in way:
        way.add(into)
        above, _ = store.load(tenant, into)
        if above is None or number not in above.details.merged:
            raise Unavailable("This ticket is being merged; try again.")
        loaded = above
    return loaded


def whole(store: TicketStore, tenant: str, number: int) -> Conversation | None:
    """A ticket with all that was said on it and on what went into it, each message once; its own events only.

    One round trip, and one more for each ticket that was merged into it.
    """
    seen = store.open(tenant, number)
    if seen is None or not seen.details.merged:
        return seen
    merged = [each for each in (store.open(tenant, other) for other in seen.details.merged) if each is not None]
    messages = {message.id: message for each in (*merged, seen) for message in each.messages}
    complete = seen.complete and all(each.complete for each in merged)
    return replace(seen, messages=tuple(messages[each] for each in sorted(messages)), complete=complete)


def after(messages: Sequence[Message], message_id: str | None) -> Sequence[Message]:
    """The messages that came after one; all of them when that one is not among them."""
    ids = [each.id for each in messages]
    return messages[ids.index(message_id) + 1 :] if message_id in ids else messages


def waiting(store: TicketStore, tenant: str, ticket: Ticket) -> tuple[Held, ...]:
    """The mails that a ticket has scheduled, each with its author's draft. Nothing is read when there are none."""
    found = (store.message(tenant, ticket.number, each.message_id) for each in ticket.scheduled)
    messages = [each for each in found if each is not None]
    authors = {each.author.id for each in messages if each.author.id}
    drafts = {author: store.draft(tenant, ticket.number, author) for author in authors}
    return tuple(Held(each, drafts.get(each.author.id or "")) for each in messages)


def answers_after(store: TicketStore, tenant: str, message: Message) -> tuple[datetime, ...]:
    """When the customer got other answers after this one."""
    seen = store.open(tenant, message.number)
    found = answers(seen.details, seen.messages, seen.events) if seen else {}
    return tuple(at for each, at in found.items() if each != message.id and at > message.created_at)


def answers(details: TicketDetails, messages: Iterable[Message], events: Iterable[Event]) -> dict[str, datetime]:
    """When each reply became an answer, by message: a scheduled one when it went. What did not arrive, or went to
    others than customers, is none.
    """
    due = {each.data["message_id"]: each.at for each in events if each.type == MessageSendDue.EVENT_TYPE}
    moments = {
        each.id: due.get(each.id) if each.delivery and each.delivery.scheduled else each.created_at
        for each in messages
        if each.kind is MessageKind.REPLY and each.author.kind is not ActorKind.SYSTEM
        if each.delivery is None or each.delivery.state not in _NEVER_THERE
        if reaches(details, each.delivery)
    }
    return {message_id: at for message_id, at in moments.items() if at is not None}


def _list_by_month(
    store: TicketStore, tenant: str, queue: str, limit: int, position: dict[str, Any] | None, months: list[str]
) -> Listing:
    month, after = (position["month"], position["after"]) if position else (months[0], None)
    months = [each for each in months if each <= month]
    rows: list[str] = []
    for read, each in enumerate(months):
        if read == PAGE_READS:
            return Listing(tuple(rows), {"month": each, "after": None}, partial=True)
        page: RowPage = store.queue(tenant, f"{queue}#{each}", limit - len(rows), after)
        rows += page.rows
        after = None
        if page.position:
            return Listing(tuple(rows), {"month": each, "after": page.position}, partial=len(rows) < limit)
        if len(rows) == limit and each != months[-1]:
            return Listing(tuple(rows), {"month": months[read + 1], "after": None})
    return Listing(tuple(rows), None)


def _months_back(first: datetime, last: datetime) -> Iterator[str]:
    count = last.year * 12 + last.month - 1
    earliest = min(count, first.year * 12 + first.month - 1)
    while count >= earliest:
        yield f"{count // 12:04}{count % 12 + 1:02}"
        count -= 1
