"""Connections and what they watch; the changes that a batch of the table's stream tells of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from lambdesk.conversations.model import Message
from lambdesk.identity.model import Caller, Permission, Reach
from lambdesk.kit.events import Event
from lambdesk.notifications.model import Notification
from lambdesk.tickets.decide.seeing import sees_all
from lambdesk.tickets.model import Loaded, Ticket

# The gateway ends a connection after two hours; what a lost farewell leaves behind goes soon after.
CONNECTION_LIFETIME = timedelta(minutes=125)
PRESENCE_LIFETIME = timedelta(seconds=30)
# One reading of who is where answers all who ask within so much time: with many people on many tickets, it is long.
PRESENCE_KEPT = timedelta(seconds=5)
PASS_LIFETIME = timedelta(seconds=30)
TOPIC_LIMIT = 50
ROWS_LIMIT = 200
NOBODYS = "none"
# Every connection watches it, and nobody can ask for it: the list of a tenant's connections.
EVERYONE = "*"

# What each action of a socket takes; to open one is an action, too. What is not here cannot be done.
ACTIONS: Mapping[str, Permission] = {
    "connect": Permission.TICKETS_READ,
    "ping": Permission.TICKETS_READ,
    "subscribe": Permission.TICKETS_READ,
    "unsubscribe": Permission.TICKETS_READ,
    "presence": Permission.TICKETS_READ,
    "who": Permission.TICKETS_READ,
}

_TICKET = re.compile(r"ticket:[1-9][0-9]{0,9}")
_QUEUE = re.compile(r"queue:(none|[A-Za-z0-9_-]{1,64})")


def ticket_topic(number: int) -> str:
    """All that is said and done on a ticket."""
    return f"ticket:{number}"


def queue_topic(team_id: str | None) -> str:
    """The rows of a team's tickets, or of those without a team."""
    return f"queue:{team_id or NOBODYS}"


def user_topic(user_id: str) -> str:
    """A person's own: the rows of their tickets, and their notifications."""
    return f"user:{user_id}"


def may_watch(caller: Caller, topic: str) -> bool:
    """Whether this person can be told what the topic tells; a ticket itself is asked besides, whether they see it.

    Says nothing about whether the thing exists. A queue is for those who see every ticket in it.
    """
    if not caller.may(Permission.TICKETS_READ):
        return False
    if topic == user_topic(caller.id):
        return True
    if _QUEUE.fullmatch(topic):
        within = caller.role.reach is Reach.TEAMS and topic in map(queue_topic, caller.teams)
        return sees_all(caller) or within
    return bool(_TICKET.fullmatch(topic))


@dataclass(frozen=True)
class Connection:
    """One socket of one person. `id` is the gateway's."""

    id: str
    tenant: str
    user: str
    expires_at: datetime
    topics: frozenset[str] = frozenset()


class Doing(StrEnum):
    """What somebody does on a ticket."""

    VIEWING = "viewing"
    TYPING = "typing"


@dataclass(frozen=True)
class Presence:
    """Somebody on a ticket, until `expires_at` unless they say so again."""

    user: str
    doing: Doing
    expires_at: datetime


@dataclass(frozen=True)
class TicketWritten:
    """A ticket as it stood before and after a commit; `before` is None for a new one."""

    tenant: str
    before: Ticket | None
    after: Ticket


@dataclass(frozen=True)
class MessageWritten:
    """A message came or changed, for example because its mail went out."""

    tenant: str
    number: int
    message_id: str


@dataclass(frozen=True)
class EventsWritten:
    """Facts of one commit on a ticket."""

    tenant: str
    number: int
    events: tuple[Event, ...]


@dataclass(frozen=True)
class NotificationWritten:
    """Somebody is told of something, or has read it."""

    tenant: str
    notification: Notification


@dataclass(frozen=True)
class DraftWritten:
    """The draft that all work on came, changed or went."""

    tenant: str
    number: int


@dataclass(frozen=True)
class MemberLeft:
    """Somebody is no member any more, or was signed out everywhere."""

    tenant: str
    user: str


Change = TicketWritten | MessageWritten | EventsWritten | NotificationWritten | DraftWritten | MemberLeft
OfTicket = TicketWritten | MessageWritten | EventsWritten


@dataclass(frozen=True)
class Current:
    """A watched ticket and some of its messages as they stand, all at one moment."""

    loaded: Loaded
    messages: tuple[Message, ...]


Frame = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """What a batch changed on one ticket: its newest row, the topics it concerns, and what was said and done."""

    row: Ticket | None = None
    topics: frozenset[str] = frozenset()
    message_ids: tuple[str, ...] = ()
    events: tuple[Event, ...] = field(default=())
