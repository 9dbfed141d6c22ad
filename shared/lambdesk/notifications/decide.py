"""Whom an event concerns, whom a note names, and what a notification does to an inbox. No I/O, clock, randomness."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lambdesk.conversations.model import MailClass, MessageKind
from lambdesk.identity.model import ADMIN, MANAGER, User
from lambdesk.kit.changes import ChangeSet, Claim, Insert, Put, Replace, Write
from lambdesk.kit.context import ActorKind, Context
from lambdesk.kit.events import Event
from lambdesk.notifications.model import Inbox, Kind, Notification
from lambdesk.sla.escalations import of
from lambdesk.tickets.model import Loaded, Ticket, TicketDetails

# A queue keeps a message for 14 days, the bus's archive may be replayed: a claim outlives the first.
CLAIM_LIFETIME = timedelta(days=15)
# Changes of state that a message brought: who watches hears of the message.
_TOLD_BY_THE_MESSAGE = frozenset({"customer_message", "first_reply"})
_CALLED = {1: (MANAGER, ADMIN), 2: (MANAGER, ADMIN), 3: (ADMIN,)}


@dataclass(frozen=True)
class Audience:
    """Who should hear of an event: these users, else this team, else the first of these roles that somebody has."""

    kind: Kind
    users: tuple[str, ...] = ()
    team: str | None = None
    roles: tuple[str, ...] = ()


def may_concern(event: Event) -> bool:
    """Whether the event can concern anybody, told without its ticket: most cannot, and cost nothing."""
    data = event.data
    match event.type:
        case "ticket.assigned":
            return "after" in data
        case "message.created":
            by_robot = data.get("mail_class", MailClass.HUMAN) != MailClass.HUMAN
            # The message that opened the ticket is no answer, even when somebody has the ticket meanwhile.
            answer = data["kind"] == MessageKind.CUSTOMER and not by_robot and event.version > 1
            return answer or data["kind"] == MessageKind.REPLY or bool(data.get("mentioned"))
        case "ticket.state_changed":
            return data["reason"] not in _TOLD_BY_THE_MESSAGE
        case "ticket.unsnoozed":
            return bool(data["reason"] == "time")
        case "sla.target_warned" | "escalation.raised":
            return True
        case _:
            return False


def audiences(event: Event, loaded: Loaded) -> tuple[Audience, ...]:
    """Who should hear of it as the ticket stands now, whom it concerns most first; a person hears once."""
    found = (_concerned(event, loaded.ticket), _watching(event, loaded.details))
    return tuple(each for each in found if each is not None)


def _concerned(event: Event, ticket: Ticket) -> Audience | None:
    """Whose business it is; None when it is nobody's, or no longer."""
    data, mine = event.data, (ticket.assignee_id,) if ticket.assignee_id else ()
    match event.type:
        case "ticket.assigned" if data["after"] in mine:
            return Audience(Kind.ASSIGNED, mine)
        case "message.created" if data.get("mentioned"):
            return Audience(Kind.MENTIONED, tuple(data["mentioned"]))
        case "message.created" if data["kind"] == MessageKind.CUSTOMER:
            return Audience(Kind.REPLY_ON_MINE, mine)
        case "ticket.unsnoozed" if not ticket.asleep:
            return Audience(Kind.SNOOZE_ENDED, mine, ticket.team_id)
        case "sla.target_warned" if _waits(ticket, data["metric"]):
            return Audience(Kind.WARNING, mine, ticket.team_id)
        case "escalation.raised" if _calls(ticket, data["metric"]):
            level = int(data["level"])
            if level == 1:
                return Audience(Kind.BREACH, mine, ticket.team_id, _CALLED[level])
            return Audience(Kind.ESCALATION, roles=_CALLED[level])
        case _:
            return None


def _waits(ticket: Ticket, metric: str) -> bool:
    clock = ticket.sla.clock(metric) if ticket.sla else None
    return clock is not None and not clock.decided


def _calls(ticket: Ticket, metric: str) -> bool:
    called = of(ticket.escalations, metric)
    return called is not None and called.acknowledged_at is None


def _watching(event: Event, details: TicketDetails) -> Audience | None:
    """Who watches, for what customers would see too: messages and states, never notes."""
    public = event.type == "message.created" and event.data["kind"] != MessageKind.NOTE
    wanted = details.watchers if public or event.type == "ticket.state_changed" else ()
    return Audience(Kind.WATCHED, wanted) if wanted else None


def people(wanted: Audience, staff: Iterable[User]) -> tuple[str, ...]:
    """The active members of `staff` that an audience means; who acted is still among them."""
    active = [each for each in staff if each.active]
    found = [each.id for each in active if each.id in wanted.users]
    if not found and wanted.team:
        found = [each.id for each in active if wanted.team in each.teams]
    for role in wanted.roles:
        found = found or [each.id for each in active if each.role == role]
    return tuple(found)


def mentioned(text: str, staff: Iterable[User]) -> tuple[str, ...]:
    """The active users that `@Full Name` or `@First` in a text names, in any case; the longest name wins.

    A first name that several have means all of them: to be told for nothing is better than not to be told.
    """
    names: dict[str, list[str]] = {}
    for user in staff:
        whole = " ".join(user.name.casefold().split())
        if user.active and whole:
            for name in {whole, whole.split()[0]}:
                names.setdefault(name, []).append(user.id)
    if not names or "@" not in text:
        return ()
    longest_first = sorted(names, key=len, reverse=True)
    pattern = r"(?<!\w)@(" + "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first) + r")(?!\w)"
    said = re.findall(pattern, text.casefold())
    found = [user_id for name in said for user_id in names[" ".join(name.split())]]
    return tuple(dict.fromkeys(found))


def claim(event: Event, kind: Kind, user_id: str, now: datetime) -> Claim:
    """The mark that this person was told of this event; who watches is told of a change once, whatever it did."""
    what = f"{event.aggregate}@{event.version}" if kind is Kind.WATCHED else event.id
    return Claim("notice", f"{what}\x00{user_id}", {}, now + CLAIM_LIFETIME)


def notify(inbox: Inbox, event: Event, kind: Kind, ticket: Ticket, ctx: Context) -> ChangeSet:
    """One more notification for the inbox's owner; nothing for who did it, or does not want to hear of it."""
    own = event.actor.kind is ActorKind.USER and event.actor.id == inbox.user_id
    if own or kind in inbox.muted:
        return ChangeSet(())
    at = max(ctx.now, inbox.last_at + timedelta(milliseconds=1))
    since = inbox.unread_since if inbox.unread else at
    after = replace(inbox, unread=inbox.unread + 1, unread_since=since, last_at=at, version=inbox.version + 1)
    notification = Notification(
        id=ctx.derive_id("ntf", at),
        user_id=inbox.user_id,
        kind=kind,
        number=ticket.number,
        subject=ticket.subject,
        at=at,
        actor=event.actor,
        unread=after.unread,
        message_id=event.data.get("message_id"),
        level=event.data.get("level"),
        read_up_to=inbox.read_up_to,
    )
    return ChangeSet((Insert(notification), _kept(after), claim(event, kind, inbox.user_id, ctx.now)))


def count(inbox: Inbox, later: Sequence[Notification], now: datetime) -> Inbox:
    """The inbox with its count taken anew; `later` is all that came after `read_up_to`."""
    unread = [each.at for each in later if not inbox.has_read(each) and each.expires_at > now]
    return replace(inbox, unread=len(unread), unread_since=min(unread, default=None))


def read(inbox: Inbox, seen: Sequence[Notification], now: datetime) -> ChangeSet:
    """These were read; those that had been, or have run out, change nothing."""
    news = [each for each in seen if not inbox.has_read(each) and each.expires_at > now]
    if not news:
        return ChangeSet(())
    after = replace(inbox, unread=max(inbox.unread - len(news), 0), version=inbox.version + 1)
    return ChangeSet((_kept(after), *(Put(_marked(each, after, now)) for each in news)))


def read_up_to(inbox: Inbox, last: Notification, later: Sequence[Notification], now: datetime) -> ChangeSet:
    """Everything up to `last` was read; `later` is all that came after it. The count is taken anew."""
    mark = max(inbox.read_up_to, last.id)
    counted = count(inbox, later, now)
    if (mark, counted.unread) == (inbox.read_up_to, inbox.unread):
        return ChangeSet(())
    after = replace(counted, read_up_to=mark, version=inbox.version + 1)
    return ChangeSet((_kept(after), Put(_marked(last, after, now))))


def prefer(inbox: Inbox, muted: Iterable[Kind]) -> ChangeSet:
    """Hear of all kinds but these from now on."""
    wanted = frozenset(muted)
    after = replace(inbox, muted=tuple(kind for kind in Kind if kind in wanted), version=inbox.version + 1)
    return ChangeSet((_kept(after),)) if after.muted != inbox.muted else ChangeSet(())


def _marked(notification: Notification, inbox: Inbox, now: datetime) -> Notification:
    read_at = notification.read_at or now
    return replace(notification, read_at=read_at, unread=inbox.unread, read_up_to=inbox.read_up_to)


def _kept(inbox: Inbox) -> Write:
    return Insert(inbox) if inbox.version == 1 else Replace(inbox, inbox.version - 1)
