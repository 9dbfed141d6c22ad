"""From what the table's stream says to the screens: who watches what changed, and one post for each of them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from lambdesk.identity.queries import Directory
from lambdesk.realtime import decide
from lambdesk.realtime.model import Change, Frame, MemberLeft, Told, ticket_topic, user_topic
from lambdesk.realtime.ports import RealtimeStore, Sockets
from lambdesk.tickets.settings.queries import Rules

# A moment has 100 items to read it: the ticket, its details, and so many messages.
_MESSAGES_AT_ONCE = 98
_SHORTEST_WAIT = timedelta(milliseconds=50)
Addressed = tuple[Frame, frozenset[str]]


class Pusher:
    """Keeps when it last wrote to whom: one process reads a shard of the stream, so its memory is enough to pace it."""

    def __init__(
        self,
        store: RealtimeStore,
        directory: Directory,
        rules: Rules,
        sockets: Sockets,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
    ) -> None:
        self._store = store
        self._directory = directory
        self._rules = rules
        self._sockets = sockets
        self._clock = clock
        self._sleep = sleep
        self._last: dict[str, datetime] = {}

    def push(self, changes: Sequence[Change]) -> int:
        """Tell everybody who watches what changed; answers how many were told. Raises Unavailable.

        The sockets of who left end first: their clients come back, and are let in or not.
        """
        for left in [each for each in changes if isinstance(each, MemberLeft)]:
            self._show_out(left)
        gathered, notices = decide.told(changes), decide.notices(changes)
        notices += decide.rewritten(changes, self._clock())
        posts: dict[str, list[Frame]] = {}
        for tenant in {change.tenant for change in changes}:
            news = {number: told for (owner, number), told in gathered.items() if owner == tenant}
            own = [(frame, topics) for owner, frame, topics in notices if owner == tenant]
            posts |= self._of_tenant(tenant, news, own)
        self._deliver({connection: decide.text(frames) for connection, frames in posts.items()})
        return len(posts)

    def _show_out(self, left: MemberLeft) -> None:
        for connection in self._store.watchers(left.tenant, user_topic(left.user)):
            self._sockets.end(connection)
            self._store.disconnect(connection)

    def _of_tenant(self, tenant: str, news: Mapping[int, Told], frames: list[Addressed]) -> dict[str, list[Frame]]:
        topics = {ticket_topic(number) for number in news}
        topics.update(*(told.topics for told in news.values()), *(topics for _, topics in frames))
        watchers = {topic: self._store.watchers(tenant, topic) for topic in sorted(topics)}
        for number, told in news.items():
            if told.row is not None:
                frames.append((decide.row_frame(told.row), told.topics))
            topic = ticket_topic(number)
            frame = self._ticket(tenant, number, told) if watchers[topic] else None
            if frame is not None:
                frames.append((frame, frozenset({topic})))
        return decide.by_connection(frames, watchers)

    def _ticket(self, tenant: str, number: int, told: Told) -> Frame | None:
        now = self._clock()
        home = self._directory.tenant(tenant, now)
        if home is None:
            return None
        if len(told.message_ids) > _MESSAGES_AT_ONCE:
            return decide.refetch(ticket_topic(number), decide.quiet(now))
        current = self._store.current(tenant, number, told.message_ids)
        if current is None:
            return None
        rules = self._rules.knowing(tenant, now, current.loaded.details.fields)
        return decide.ticket_frame(current, told, home.ticket_label, rules)

    def _deliver(self, texts: Mapping[str, str]) -> None:
        now = self._clock()
        self._last = {each: at for each, at in self._last.items() if now - at < decide.PACE}
        waiting = dict(texts)
        while waiting:
            waits = decide.due(self._last, waiting, self._clock())
            ready = {each: waiting.pop(each) for each, wait in waits.items() if not wait}
            if ready:
                self._post(ready)
            else:
                self._sleep(max(min(waits.values()), _SHORTEST_WAIT).total_seconds())

    def _post(self, texts: Mapping[str, str]) -> None:
        gone = self._sockets.post(texts)
        now = self._clock()
        self._last.update(dict.fromkeys(texts, now))
        for connection in gone:
            self._last.pop(connection, None)
            self._store.disconnect(connection)
