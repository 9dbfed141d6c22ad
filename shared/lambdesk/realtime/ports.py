"""What live updates need from the world."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from lambdesk.kit.changes import Claim
from lambdesk.realtime.model import Connection, Current, Presence


class RealtimeStore(Protocol):
    """Connections, who watches what, and who is where."""

    def connect(self, connection: Connection, claim: Claim, limit: int) -> int:
        """Keep a new connection, which watches its topics from now on; answers how many the tenant has now. Raises
        AlreadyExists when the claim is taken, TooMany when the tenant has `limit` already; then nothing is kept.
        """
        ...

    def disconnect(self, tenant: str, connection_id: str) -> Connection | None:
        """Forget a connection with all it watched; answers it, or None when it was forgotten before."""
        ...

    def connection(self, tenant: str, connection_id: str) -> Connection | None:
        """One connection of the tenant."""
        ...

    def subscribe(self, connection: Connection, topics: Sequence[str]) -> bool:
        """Watch more topics; False when the connection is gone."""
        ...

    def unsubscribe(self, connection: Connection, topics: Sequence[str]) -> None:
        """Watch these topics no longer."""
        ...

    def watchers(self, tenant: str, topic: str) -> Mapping[str, str]:
        """The connections that watch a topic, by id, each with its user's id."""
        ...

    def present(self, tenant: str, number: int) -> Sequence[Presence]:
        """Who is on a ticket now, by user."""
        ...

    def everybody(self, tenant: str) -> Mapping[int, Sequence[Presence]]:
        """Who is on which ticket now, by number."""
        ...

    def appear(self, tenant: str, number: int, presence: Presence) -> None:
        """Somebody is on a ticket."""
        ...

    def vanish(self, tenant: str, number: int, user: str) -> None:
        """Somebody is no longer on a ticket."""
        ...

    def current(self, tenant: str, number: int, message_ids: Sequence[str]) -> Current | None:
        """A ticket and these of its messages as they stand, at one moment."""
        ...


class Lines(Protocol):
    """Whose each connection is: the gateway names a connection and nothing else."""

    def keep(self, connection_id: str, tenant: str, until: datetime) -> None:
        """Note whose a connection is."""
        ...

    def tenant_of(self, connection_id: str) -> str | None:
        """Whose a connection is; None for one that nobody opened."""
        ...

    def forget(self, connection_id: str) -> None:
        """The connection is closed."""
        ...


class Sockets(Protocol):
    """The way to connected clients."""

    def post(self, texts: Mapping[str, str]) -> Sequence[str]:
        """Send each connection its text. Answers those that are gone; one that cannot be reached is ended, so that its
        client comes back and catches up.
        """
        ...

    def end(self, connection_id: str) -> None:
        """Close a connection."""
        ...
