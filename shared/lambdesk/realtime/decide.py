"""What a batch of changes tells to whom, and when: pure, so that "old state and frames give the new state" is testable.

List frames show a ticket as the stream wrote it; their version lets a reader skip what is old. Frames of one ticket are
made from the ticket as it stands when they are sent, so that the last frame is the truth whatever came twice or late.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from lambdesk.identity.model import Caller
from lambdesk.kit import clock
from lambdesk.notifications import wire as notifications
from lambdesk.realtime.model import (
    Change,
    Current,
    DraftWritten,
    EventsWritten,
    Frame,
    MemberLeft,
    MessageWritten,
    NotificationWritten,
    OfTicket,
    TicketWritten,
    Told,
    queue_topic,
    ticket_topic,
    user_topic,
)
from lambdesk.tickets import wire
from lambdesk.tickets.decide.seeing import may_see
from lambdesk.tickets.model import Ticket
from lambdesk.tickets.settings.model import TicketRules

T = TypeVar("T")


@dataclass(frozen=True)
class Addressed:
    """A frame for whoever watches one of the topics; one that shows a ticket is for those alone who may see it."""

    frame: Frame
    topics: frozenset[str]
    ticket: Ticket | None = None


FRAME_LIMIT = 24 * 1024
# The gateway takes 128 KB in one post.
POST_LIMIT = 120 * 1024
PACE = timedelta(milliseconds=500)
# What tells of no change names a moment that every change before it has long been told by.
QUIET = timedelta(seconds=60)


# They change whose messages a ticket shows.
_OTHERS_MESSAGES = frozenset({"ticket.merge_received", "ticket.merge_undone", "ticket.unmerged"})


def told(changes: Iterable[Change]) -> dict[tuple[str, int], Told]:
    """The changes gathered by (tenant, ticket), each thing once, however often the stream said it."""
    found: dict[tuple[str, int], Told] = {}
    for change in changes:
        if isinstance(change, NotificationWritten | DraftWritten | MemberLeft):
            continue
        number = change.after.number if isinstance(change, TicketWritten) else change.number
        place = change.tenant, number
        found[place] = _with(found.get(place, Told()), change)
    return found


def _with(so_far: Told, change: OfTicket) -> Told:
    match change:
        case TicketWritten():
            newest = so_far.row is None or change.after.version >= so_far.row.version
            row = change.after if newest else so_far.row
            said = _once(so_far.message_ids, _new_message(change))
            return replace(so_far, row=row, topics=so_far.topics | _concerned(change), message_ids=said)
        case MessageWritten():
            return replace(so_far, message_ids=_once(so_far.message_ids, (change.message_id,)))
        case EventsWritten():
            return replace(so_far, events=_once(so_far.events, change.events))


def _once(known: tuple[T, ...], more: tuple[T, ...]) -> tuple[T, ...]:
    return known + tuple(each for each in more if each not in known)


def _new_message(change: TicketWritten) -> tuple[str, ...]:
    """A new message is told with its ticket, although the stream may name it in a later batch."""
    known = change.before.last_message_id if change.before else None
    return () if change.after.last_message_id == known else (change.after.last_message_id,)


def _concerned(change: TicketWritten) -> frozenset[str]:
    """The lists it stands or stood in: who loses a ticket has to learn it too."""
    topics = set[str]()
    for ticket in (change.before, change.after):
        if ticket is not None:
            topics.add(queue_topic(ticket.team_id))
            if ticket.assignee_id is not None:
                topics.add(user_topic(ticket.assignee_id))
    return frozenset(topics)


def notices(changes: Iterable[Change]) -> list[tuple[str, Addressed]]:
    """What people are told of themselves, by tenant, each notification as it was last written."""
    last = {
        (change.tenant, change.notification.id): change.notification
        for change in changes
        if isinstance(change, NotificationWritten)
    }
    return [
        (tenant, Addressed(notifications.frame(each), frozenset({user_topic(each.user_id)})))
        for (tenant, _), each in last.items()
    ]


def rewritten(changes: Iterable[Change], now: datetime) -> list[tuple[str, Addressed]]:
    """Who looks at a ticket is told that its shared draft is another one, by tenant."""
    drafts = dict.fromkeys((each.tenant, each.number) for each in changes if isinstance(each, DraftWritten))
    return [
        (tenant, Addressed(refetch(f"drafts:{number}", quiet(now)), frozenset({ticket_topic(number)})))
        for tenant, number in drafts
    ]


def quiet(now: datetime) -> str:
    """The `at` of a frame that tells of no change."""
    return clock.to_text(now - QUIET)


def row_frame(ticket: Ticket) -> Frame:
    """What lists show of a ticket."""
    return {
        "type": "row",
        "at": clock.to_text(ticket.updated_at),
        "number": ticket.number,
        "version": ticket.version,
        "row": wire.row(ticket),
    }


def ticket_frame(current: Current, news: Told, prefix: str, rules: TicketRules) -> Frame:
    """A watched ticket with what is new on it; too large, it asks for a fetch instead."""
    ticket = current.loaded.ticket
    if any(each.type in _OTHERS_MESSAGES for each in news.events):
        return refetch(ticket_topic(ticket.number), clock.to_text(ticket.updated_at))
    frame: Frame = {
        "type": "ticket",
        "at": clock.to_text(ticket.updated_at),
        "number": ticket.number,
        "version": ticket.version,
        "ticket": wire.ticket(current.loaded, prefix, rules),
        "messages": [wire.message(each) for each in current.messages],
        "events": [wire.event(each) for each in news.events],
    }
    return frame if _size(frame) <= FRAME_LIMIT else refetch(ticket_topic(ticket.number), frame["at"])


def refetch(scope: str, at: str) -> Frame:
    """Too much to tell: `scope` is `ticket:<n>`, `drafts:<n>` or `lists`."""
    return {"type": "refetch", "at": at, "scope": scope}


def text(frames: Sequence[Frame]) -> str:
    """What is posted to a connection: its frames as one JSON array."""
    return json.dumps(frames, ensure_ascii=False, separators=(",", ":"))


def _size(frame: Frame) -> int:
    return len(text([frame]).encode())


def by_connection(
    frames: Iterable[Addressed], watchers: Mapping[str, Mapping[str, str]], staff: Mapping[str, Caller]
) -> dict[str, list[Frame]]:
    """Each connection's frames, every one once although it may watch several of its topics.

    `watchers` are users' ids by connection, by topic. Who is no member any more hears nothing.
    """
    found: dict[str, list[Frame]] = {}
    for addressed in frames:
        for connection, caller in _reached(addressed, watchers, staff):
            seen = addressed.ticket is None or may_see(caller, addressed.ticket)
            frame = addressed.frame if seen else _instead(addressed.frame)
            mine = found.setdefault(connection, [])
            if seen or frame not in mine:
                mine.append(frame)
    return {connection: bounded(mine) for connection, mine in found.items()}


def lost(
    frames: Iterable[Addressed], watchers: Mapping[str, Mapping[str, str]], staff: Mapping[str, Caller]
) -> set[tuple[str, str]]:
    """The connections that watch a ticket which is out of their sight, each with that topic."""
    return {
        (connection, ticket_topic(each.ticket.number))
        for each in frames
        if each.ticket is not None and ticket_topic(each.ticket.number) in each.topics
        for connection, caller in _reached(each, watchers, staff)
        if not may_see(caller, each.ticket)
    }


def _reached(
    addressed: Addressed, watchers: Mapping[str, Mapping[str, str]], staff: Mapping[str, Caller]
) -> list[tuple[str, Caller]]:
    found = {pair for topic in addressed.topics for pair in watchers.get(topic, {}).items()}
    return [(connection, staff[user]) for connection, user in sorted(found) if user in staff]


def _instead(frame: Frame) -> Frame:
    """What somebody hears of a ticket that is out of their sight: nothing of it, but that they had better look."""
    scope = "lists" if frame["type"] == "row" else frame.get("scope") or ticket_topic(frame["number"])
    return refetch(scope, frame["at"])


def bounded(frames: list[Frame]) -> list[Frame]:
    """The frames, or what stands for them when they do not fit one post: a fetch of lists and of watched tickets."""
    if sum(map(_size, frames)) <= POST_LIMIT:
        return frames
    at = max(frame["at"] for frame in frames)
    scopes = {ticket_topic(frame["number"]) for frame in frames if frame["type"] == "ticket"}
    scopes |= {frame["scope"] for frame in frames if frame["type"] == "refetch"}
    kept = [frame for frame in frames if frame["type"] not in {"row", "ticket", "refetch"}]
    return [*(refetch(scope, at) for scope in sorted(scopes | {"lists"})), *kept]


def due(last: Mapping[str, datetime], connections: Iterable[str], now: datetime) -> dict[str, timedelta]:
    """How long each connection has to wait for its next post: the first at once, then one per PACE."""
    waits = {each: last[each] + PACE - now if each in last else timedelta(0) for each in connections}
    return {each: max(wait, timedelta(0)) for each, wait in waits.items()}
