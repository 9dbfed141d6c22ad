"""From what the table's stream says to the screens: who watches what changed, and one post for each of them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from lambdesk.identity.queries import Directory
from lambdesk.realtime import decide
from lambdesk.realtime.decide import Addressed
from lambdesk.realtime.model import Change, Frame, MemberLeft, Told, ticket_topic, user_topic
from lambdesk.realtime.ports import RealtimeStore, Sockets
from lambdesk.tickets.settings.queries import Rules

# A moment has 100 items to read it: the ticket, its details, and so many messages.
_MESSAGES_AT_ONCE = 98
_SHORTEST_WAIT = timedelta(milliseconds=50)


class Telling:
    """What one tenant's sockets are told, found with this tenant's credentials."""

    def __init__(
        self,
        store: RealtimeStore,
        directory: Directory,
        rules: Rules,
        sockets: Sockets,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._directory = directory
        self._rules = rules
        self._sockets = sockets
        self._clock = clock

    def posts(self, tenant: str, changes: Sequence[Change]) -> dict[str, str]:
        """The text for each connection that these changes concern. Raises Unavailable.

        The sockets of who left end first: their clients come back, and are let in or not.
        """
        for left in [each for each in changes if isinstance(each, MemberLeft)]:
            self._show_out(left)
        news = {number: told for (_, number), told in decide.told(changes).items()}
        noticed = decide.notices(changes) + decide.rewritten(changes, self._clock())
        posts = self._frames(tenant, news, [frame for _, frame in noticed])
        return {connection: decide.text(frames) for connection, frames in posts.items()}

    def forget(self, tenant: str, connection: str) -> None:
        """A connection cannot be reached any more."""
        self._store.disconnect(tenant, connection)

    def _show_out(self, left: MemberLeft) -> None:
        for connection in self._store.watchers(left.tenant, user_topic(left.user)):
            self._sockets.end(connection)
            self._store.disconnect(left.tenant, connection)

    def _frames(self, tenant: str, news: Mapping[int, Told], frames: list[Addressed]) -> dict[str, list[Frame]]:
        topics = {ticket_topic(number) for number in news}
        topics.update(*(told.topics for told in news.values()), *(each.topics for each in frames))
        watchers = {topic: self._store.watchers(tenant, topic) for topic in sorted(topics)}
        if not any(watchers.values()):
            return {}
        for number, told in news.items():
            if told.row is not None:
                frames.append(Addressed(decide.row_frame(told.row), told.topics, told.row))
            addressed = self._ticket(tenant, number, told) if watchers[ticket_topic(number)] else None
            if addressed is not None:
                frames.append(addressed)
        staff = self._directory.staff(tenant, self._clock())
        for connection_id, topic in decide.lost(frames, watchers, staff):
            self._part(tenant, connection_id, topic)
        return decide.by_connection(frames, watchers, staff)

    def _part(self, tenant: str, connection_id: str, topic: str) -> None:
        """Who lost sight of a ticket hears no more of it: not who is on it, and not that a draft of it changed."""
        connection = self._store.connection(tenant, connection_id)
        if connection is not None:
            self._store.unsubscribe(connection, [topic])

    def _ticket(self, tenant: str, number: int, told: Told) -> Addressed | None:
        now, topics = self._clock(), frozenset({ticket_topic(number)})
        home = self._directory.tenant(tenant, now)
        if home is None:
            return None
        if len(told.message_ids) > _MESSAGES_AT_ONCE:
            return Addressed(decide.refetch(ticket_topic(number), decide.quiet(now)), topics)
        current = self._store.current(tenant, number, told.message_ids)
        if current is None:
            return None
        rules = self._rules.knowing(tenant, now, current.loaded.details.fields)
        frame = decide.ticket_frame(current, told, home.ticket_label, rules)
        return Addressed(frame, topics, current.loaded.ticket)


class Pusher:
    """Keeps when it last wrote to whom: one process reads a shard of the stream, so its memory is enough to pace it."""

    def __init__(
        self,
        telling_of: Callable[[str], Telling],
        sockets: Sockets,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
    ) -> None:
        self._telling_of = telling_of
        self._sockets = sockets
        self._clock = clock
        self._sleep = sleep
        self._last: dict[str, datetime] = {}

    def push(self, changes: Sequence[Change]) -> int:
        """Tell everybody who watches what changed; answers how many were told. Raises Unavailable.

        Each tenant's part of the batch is its own; they are posted together, for all wait for the same pace.
        """
        texts: dict[str, str] = {}
        homes: dict[str, str] = {}
        for tenant in dict.fromkeys(each.tenant for each in changes):
            posts = self._telling_of(tenant).posts(tenant, [each for each in changes if each.tenant == tenant])
            texts |= posts
            homes |= dict.fromkeys(posts, tenant)
        self._deliver(texts, homes)
        return len(texts)

    def _deliver(self, texts: Mapping[str, str], homes: Mapping[str, str]) -> None:
        now = self._clock()
        self._last = {each: at for each, at in self._last.items() if now - at < decide.PACE}
        waiting = dict(texts)
        while waiting:
            waits = decide.due(self._last, waiting, self._clock())
            ready = {each: waiting.pop(each) for each, wait in waits.items() if not wait}
            if ready:
                self._post(ready, homes)
            else:
                self._sleep(max(min(waits.values()), _SHORTEST_WAIT).total_seconds())

    def _post(self, texts: Mapping[str, str], homes: Mapping[str, str]) -> None:
        gone = self._sockets.post(texts)
        now = self._clock()
        self._last.update(dict.fromkeys(texts, now))
        for connection in gone:
            self._last.pop(connection, None)
            self._telling_of(homes[connection]).forget(homes[connection], connection)
