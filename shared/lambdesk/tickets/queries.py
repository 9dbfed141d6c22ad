"""The read side: which list has a ticket, and what changed meanwhile."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lambdesk.conversations.model import Message
from lambdesk.tickets.model import Loaded
from lambdesk.tickets.ports import RowPage, TicketStore

QUEUES = ("open", "paused", "resolved", "snoozed", "closed", "spam")
_BY_MONTH = ("closed", "spam")
# A list reads at most so many pages for one answer; then the answer is partial and its cursor goes on from there.
PAGE_READS = 10
# More changes than these are cheaper fetched anew.
CHANGES_LIMIT = 200
LONGEST_ABSENCE = timedelta(days=1)
# Commits are seen a moment after the time they bear; what is said twice does no harm.
OVERLAP = timedelta(seconds=5)


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
    """Rows of one of QUEUES, last updated first.

    Closed tickets and spam are kept by month; `span` is when the first could have come there and the present moment.
    """
    if queue not in _BY_MONTH:
        page = store.queue(tenant, queue, limit, position)
        return Listing(page.rows, page.position)
    return _list_by_month(store, tenant, queue, limit, position, list(_months_back(*span)))


def list_owned(store: TicketStore, tenant: str, owner: str, limit: int, position: dict[str, Any] | None) -> Listing:
    """Open rows of a user, or of nobody (`none`), most urgent first."""
    page = store.owned(tenant, owner, limit, position)
    return Listing(page.rows, page.position)


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


def named_by(loaded: Loaded) -> tuple[int, ...]:
    """The numbers of all tickets that one names, in order, each once."""
    ticket, details = loaded.ticket, loaded.details
    found = {*(link.number for link in details.links), *details.merged}
    found |= {each for each in (ticket.merged_into, details.follow_up_of, details.split_from) if each is not None}
    return tuple(sorted(found))


def after(messages: Sequence[Message], message_id: str | None) -> Sequence[Message]:
    """The messages that came after one; all of them when that one is not among them."""
    ids = [each.id for each in messages]
    return messages[ids.index(message_id) + 1 :] if message_id in ids else messages


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
