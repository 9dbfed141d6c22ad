"""What connected people do: open a socket, watch topics, show where they are, leave."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lambdesk.identity.model import Caller, TenantState
from lambdesk.identity.queries import Directory, Member
from lambdesk.kit.changes import Claim
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.errors import AlreadyExists, Unauthenticated
from lambdesk.realtime import decide
from lambdesk.realtime.model import (
    ACTIONS,
    CONNECTION_LIFETIME,
    PRESENCE_KEPT,
    PRESENCE_LIFETIME,
    ROWS_LIMIT,
    TOPIC_LIMIT,
    Connection,
    Doing,
    Frame,
    Presence,
    may_watch,
    ticket_topic,
    user_topic,
)
from lambdesk.realtime.passes import Pass
from lambdesk.realtime.ports import RealtimeStore, Sockets
from lambdesk.tickets.decide.seeing import may_see, sees_all

# Told what somebody follows from now on, by the topic: it is kept who sees personal data.
Looks = Callable[[Context, str], None]

_MESSAGE_LIMIT = 8_192
_NUMBER_LIMIT = 10_000_000_000
_TENANTS_KEPT = 100


@dataclass(frozen=True)
class Opened:
    """A new connection, and how many its tenant has with it."""

    connection: Connection
    count: int


class Live:
    """The people's side of the sockets. Whoever is no member any more is disconnected at their next word."""

    def __init__(self, store: RealtimeStore, directory: Directory, sockets: Sockets, looks: Looks) -> None:
        self._store = store
        self._looks = looks
        self._directory = directory
        self._sockets = sockets
        self._everybody: dict[str, tuple[datetime, Mapping[int, Sequence[Presence]]]] = {}

    def open(self, shown: Pass, connection_id: str, now: datetime) -> Opened:
        """Let a socket in. Raises Unauthenticated for a ticket that was used, or given before a sign-out,
        TooMany over the tenant's limit.
        """
        # A socket stays for hours, and the fact that would end it may have gone by: what holds now counts.
        self._directory.forget(shown.tenant, shown.user)
        member = self._member(shown.tenant, shown.user, now)
        if member is None or not member.caller.may(ACTIONS["connect"]):
            raise Unauthenticated
        out = member.user.signed_out_at
        if out is not None and shown.given_at < out:
            raise Unauthenticated
        # Watched from the start: by this their sockets are found when they leave.
        own = frozenset({user_topic(shown.user)})
        connection = Connection(connection_id, shown.tenant, shown.user, now + CONNECTION_LIFETIME, own)
        claim = Claim("socket", shown.id, {}, shown.expires_at)
        try:
            count = self._store.connect(connection, claim, member.tenant.connection_limit)
        except AlreadyExists as used:
            raise Unauthenticated from used
        return Opened(connection, count)

    def _member(self, tenant: str, user: str, now: datetime) -> Member | None:
        """The member, unless the whole tenant is closed; why it is, the HTTP API tells."""
        member = self._directory.member(tenant, user, now)
        return member if member and member.tenant.state is TenantState.ACTIVE else None

    def hear(self, tenant: str, connection_id: str, text: str, now: datetime) -> str:
        """Answer one message; the name of what was asked for, for the log."""
        connection = self._store.connection(tenant, connection_id)
        member = self._member(connection.tenant, connection.user, now) if connection else None
        if connection is None or member is None:
            self._sockets.end(connection_id)
            return "unknown"
        asked = _parsed(text)
        needed = ACTIONS.get(str(asked.get("action"))) if isinstance(asked, dict) else None
        if needed is None or not member.caller.may(needed):
            asked = None
        match asked:
            case {"action": "ping"}:
                self._tell(tenant, [connection_id], [{"type": "pong", "at": decide.quiet(now)}])
            case {"action": "subscribe", "topics": [*topics]}:
                self._subscribe(connection, member.caller, topics, now)
            case {"action": "unsubscribe", "topics": [*topics]}:
                self._unsubscribe(connection, topics, now)
            case {"action": "presence", "number": int(number), "state": "viewing" | "typing" | "gone" as state} if (
                0 < number < _NUMBER_LIMIT and self._may_watch(connection, member.caller, ticket_topic(number))
            ):
                self._appear(connection, number, None if state == "gone" else Doing(state), now)
                if ticket_topic(number) in connection.topics:
                    # Said every 20 s by who stays: so each hour of following has its look.
                    self._looks(_acting(connection, now), ticket_topic(number))
            case {"action": "who", "rows": [*_]}:
                pass
            case _:
                self._tell(tenant, [connection_id], [_refused([], now)])
                return "unknown"
        if isinstance(asked.get("rows"), list):
            self._answer_who(connection, member.caller, asked["rows"], now)
        return str(asked["action"])

    def close(self, tenant: str, connection_id: str, now: datetime) -> Connection | None:
        """Forget a connection, and tell the tickets it watched that its user is gone."""
        connection = self._store.disconnect(tenant, connection_id)
        if connection is not None:
            self._leave(connection, connection.topics, now)
        return connection

    def _subscribe(self, connection: Connection, caller: Caller, topics: list[Any], now: datetime) -> None:
        asked = list(dict.fromkeys(str(topic) for topic in topics))
        granted = [topic for topic in asked if self._may_watch(connection, caller, topic)]
        room = TOPIC_LIMIT - len(connection.topics)
        fresh = [topic for topic in granted if topic not in connection.topics]
        over = set(fresh[max(room, 0) :])
        granted = [topic for topic in granted if topic not in over]
        if granted and not self._store.subscribe(connection, granted):
            return
        for topic in granted:
            self._looks(_acting(connection, now), topic)
        frames: list[Frame] = []
        if granted:
            frames.append({"type": "subscribed", "at": decide.quiet(now), "topics": granted})
        if refused := [topic for topic in asked if topic not in granted]:
            frames.append(_refused(refused, now))
        for number in _tickets(granted):
            people = self._store.present(connection.tenant, number)
            if people:
                frames.append(_people(number, people, now))
        self._tell(connection.tenant, [connection.id], frames)

    def _may_watch(self, connection: Connection, caller: Caller, topic: str) -> bool:
        """Besides what a topic says by itself: whether they see the ticket that it is about. A ticket that is not there
        is refused as one that they may not see.
        """
        if sees_all(caller) or not may_watch(caller, topic):
            return may_watch(caller, topic)
        tickets = [self._store.current(connection.tenant, number, ()) for number in _tickets([topic])]
        return all(each is not None and may_see(caller, each.loaded.ticket) for each in tickets)

    def _in_sight(self, tenant: str, number: int, now: datetime) -> list[str]:
        """The connections that watch a ticket, of those who may see it."""
        watchers = self._store.watchers(tenant, ticket_topic(number))
        staff = self._directory.staff(tenant, now) if watchers else {}
        known = {connection: staff[user] for connection, user in watchers.items() if user in staff}
        if all(map(sees_all, known.values())):
            return list(known)
        current = self._store.current(tenant, number, ())
        return [each for each, caller in known.items() if current and may_see(caller, current.loaded.ticket)]

    def _unsubscribe(self, connection: Connection, topics: list[Any], now: datetime) -> None:
        watched = connection.topics & {str(topic) for topic in topics}
        if watched:
            self._store.unsubscribe(connection, sorted(watched))
            self._leave(connection, watched, now)

    def _leave(self, connection: Connection, topics: Iterable[str], now: datetime) -> None:
        for number in _tickets(topics):
            self._appear(connection, number, None, now)

    def _appear(self, connection: Connection, number: int, doing: Doing | None, now: datetime) -> None:
        """Note what somebody does on a ticket. Its watchers hear of it when it is news."""
        tenant, user = connection.tenant, connection.user
        before = {each.user: each.doing for each in self._store.present(tenant, number)}
        if doing is not None:
            self._store.appear(tenant, number, Presence(user, doing, now + PRESENCE_LIFETIME))
        elif user in before:
            self._store.vanish(tenant, number, user)
        if before.get(user) is not doing:
            seen_by = self._in_sight(tenant, number, now)
            self._tell(tenant, seen_by, [_people(number, self._store.present(tenant, number), now)])

    def _answer_who(self, connection: Connection, caller: Caller, rows: list[Any], now: datetime) -> None:
        """Who is on the tickets that somebody has in a list. Asked for, not told: arrivals on every ticket, told to
        all who have it in a list, would be pushes by the square of the team.
        """
        numbers = sorted({each for each in rows if type(each) is int and 0 < each < _NUMBER_LIMIT})[:ROWS_LIMIT]
        at, everybody = self._read_everybody(connection.tenant, now)
        seen = [each for each in numbers if each in everybody]
        seen = [each for each in seen if self._may_watch(connection, caller, ticket_topic(each))]
        people = [
            {"number": number, "user": each.user, "state": each.doing.value}
            for number in seen
            for each in everybody.get(number, ())
            if each.expires_at > now
        ]
        self._tell(
            connection.tenant,
            [connection.id],
            [{"type": "present", "at": decide.quiet(at), "numbers": numbers, "people": people}],
        )

    def _read_everybody(self, tenant: str, now: datetime) -> tuple[datetime, Mapping[int, Sequence[Presence]]]:
        kept = self._everybody.get(tenant)
        if kept is None or now - kept[0] >= PRESENCE_KEPT:
            kept = now, self._store.everybody(tenant)
            if len(self._everybody) >= _TENANTS_KEPT:
                self._everybody.clear()
            self._everybody[tenant] = kept
        return kept

    def _tell(self, tenant: str, connections: Iterable[str], frames: list[Frame]) -> None:
        text = decide.text(frames)
        if frames:
            for gone in self._sockets.post(dict.fromkeys(connections, text)):
                self._store.disconnect(tenant, gone)


def _acting(connection: Connection, now: datetime) -> Context:
    return Context(connection.tenant, Actor(ActorKind.USER, connection.user), now, connection.id, {"door": "socket"})


def _parsed(text: str) -> Any:
    if len(text) > _MESSAGE_LIMIT:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None


def _tickets(topics: Iterable[str]) -> list[int]:
    return sorted(int(topic.removeprefix("ticket:")) for topic in topics if topic.startswith("ticket:"))


def _refused(topics: list[str], now: datetime) -> Frame:
    return {"type": "refused", "at": decide.quiet(now), "topics": topics}


def _people(number: int, people: Iterable[Presence], now: datetime) -> Frame:
    shown = [{"user": each.user, "state": each.doing.value} for each in people]
    return {"type": "presence", "at": decide.quiet(now), "number": number, "people": shown}
