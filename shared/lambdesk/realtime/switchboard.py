"""Whose a socket is, and the way to what this tenant's people do. All else is done with the tenant's credentials."""

from collections.abc import Callable
from datetime import datetime

from lambdesk.kit.signing import Keyring
from lambdesk.realtime import passes
from lambdesk.realtime.model import CONNECTION_LIFETIME, Connection
from lambdesk.realtime.ports import Lines, Sockets
from lambdesk.realtime.service import Live, Opened

_KEPT = 10_000


class Switchboard:
    """The sockets of one environment. Whose a connection is never changes, and is remembered."""

    def __init__(
        self, lines: Lines, sockets: Sockets, keys: Callable[[], Keyring], live_of: Callable[[str], Live]
    ) -> None:
        self._lines = lines
        self._sockets = sockets
        self._keys = keys
        self._live_of = live_of
        self._known: dict[str, str] = {}

    def open(self, connection_id: str, ticket: str, now: datetime) -> Opened:
        """Let a socket in. Raises Unauthenticated for a ticket that is no good, TooMany over the tenant's limit."""
        shown = passes.read(self._keys(), ticket, now)
        # First: a note of a socket that is not let in is of no use to anybody, one that lacks makes a socket deaf.
        self._lines.keep(connection_id, shown.tenant, now + CONNECTION_LIFETIME)
        return self._live_of(shown.tenant).open(shown, connection_id, now)

    def hear(self, connection_id: str, text: str, now: datetime) -> str:
        """Answer one message; the name of what was asked for, for the log."""
        tenant = self._tenant_of(connection_id)
        if tenant is None:
            self._sockets.end(connection_id)
            return "unknown"
        return self._live_of(tenant).hear(tenant, connection_id, text, now)

    def close(self, connection_id: str, now: datetime) -> Connection | None:
        """Forget a connection; it is answered if it was still known."""
        tenant = self._tenant_of(connection_id)
        if tenant is None:
            return None
        closed = self._live_of(tenant).close(tenant, connection_id, now)
        self._known.pop(connection_id, None)
        self._lines.forget(connection_id)
        return closed

    def _tenant_of(self, connection_id: str) -> str | None:
        known = self._known.get(connection_id) or self._lines.tenant_of(connection_id)
        if known is not None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[connection_id] = known
        return known
