"""Connections, their topics and presence in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from lambdesk.adapters.memory.state import State
from lambdesk.conversations.model import Message
from lambdesk.kit.changes import ChangeSet, Claim
from lambdesk.kit.errors import TooMany
from lambdesk.realtime.model import Connection, Current, Presence
from lambdesk.tickets.model import Loaded, Ticket, TicketDetails


class MemoryLines:
    """The Lines in a dict."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def keep(self, connection_id: str, tenant: str, until: datetime) -> None:
        self._kept[connection_id] = tenant

    def tenant_of(self, connection_id: str) -> str | None:
        return self._kept.get(connection_id)

    def forget(self, connection_id: str) -> None:
        self._kept.pop(connection_id, None)


class MemoryRealtimeStore:
    """The RealtimeStore in dicts."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._connections: dict[str, Connection] = {}
        self._present: dict[tuple[str, int], dict[str, Presence]] = {}

    def connect(self, connection: Connection, claim: Claim, limit: int) -> int:
        with self._state.lock:
            count = sum(each.tenant == connection.tenant for each in self._alive())
            if count >= limit:
                raise TooMany
            self._state.commit(connection.tenant, ChangeSet((claim,)))
            self._connections[connection.id] = connection
            return count + 1

    def _alive(self) -> list[Connection]:
        return [each for each in self._connections.values() if each.expires_at > self._state.now()]

    def disconnect(self, tenant: str, connection_id: str) -> Connection | None:
        return self._connections.pop(connection_id, None) if self.connection(tenant, connection_id) else None

    def connection(self, tenant: str, connection_id: str) -> Connection | None:
        found = self._connections.get(connection_id)
        return found if found and found.tenant == tenant else None

    def subscribe(self, connection: Connection, topics: Sequence[str]) -> bool:
        with self._state.lock:
            kept = self._connections.get(connection.id)
            if kept is None:
                return False
            self._connections[kept.id] = replace(kept, topics=kept.topics | set(topics))
            return True

    def unsubscribe(self, connection: Connection, topics: Sequence[str]) -> None:
        with self._state.lock:
            kept = self._connections.get(connection.id)
            if kept is not None:
                self._connections[kept.id] = replace(kept, topics=kept.topics - set(topics))

    def watchers(self, tenant: str, topic: str) -> Mapping[str, str]:
        found = {each.id: each.user for each in self._alive() if each.tenant == tenant and topic in each.topics}
        return dict(sorted(found.items()))

    def present(self, tenant: str, number: int) -> Sequence[Presence]:
        return self.everybody(tenant).get(number, [])

    def everybody(self, tenant: str) -> Mapping[int, Sequence[Presence]]:
        now, found = self._state.now(), dict[int, list[Presence]]()
        for (home, number), people in self._present.items():
            here = [people[user] for user in sorted(people) if people[user].expires_at > now]
            if home == tenant and here:
                found[number] = here
        return found

    def appear(self, tenant: str, number: int, presence: Presence) -> None:
        self._present.setdefault((tenant, number), {})[presence.user] = presence

    def vanish(self, tenant: str, number: int, user: str) -> None:
        self._present.get((tenant, number), {}).pop(user, None)

    def current(self, tenant: str, number: int, message_ids: Sequence[str]) -> Current | None:
        with self._state.lock:
            ticket = self._state.get(tenant, Ticket, number)
            if ticket is None:
                return None
            details = self._state.get(tenant, TicketDetails, number) or TicketDetails(number)
            found = [self._state.get(tenant, Message, number, each) for each in message_ids]
            return Current(Loaded(ticket, details), tuple(each for each in found if each))
