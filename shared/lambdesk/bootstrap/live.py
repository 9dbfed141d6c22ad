"""The part of the composition root that keeps sockets and tells them what changed."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lambdesk.adapters.aws.clients import Clients
    from lambdesk.adapters.dynamodb.table import Table
    from lambdesk.audit.service import Accesses
    from lambdesk.bootstrap.root import Lambdesk
    from lambdesk.identity.queries import Directory
    from lambdesk.kit.settings import Settings
    from lambdesk.kit.signing import Keyring
    from lambdesk.realtime.ports import Lines, RealtimeStore, Sockets
    from lambdesk.realtime.push import Pusher, Telling
    from lambdesk.realtime.service import Live
    from lambdesk.realtime.switchboard import Switchboard
    from lambdesk.tickets.settings.queries import Rules


class Lives:
    """What of the product is live. The rest of the product is there, too: see `bootstrap`."""

    if TYPE_CHECKING:
        settings: Settings

        @cached_property
        def clients(self) -> Clients: ...

        @cached_property
        def table(self) -> Table: ...

        @cached_property
        def directory(self) -> Directory: ...

        @cached_property
        def ticket_rules(self) -> Rules: ...

        @cached_property
        def accesses(self) -> Accesses: ...

        @cached_property
        def keyring(self) -> Keyring: ...

        def for_tenant(self, tenant: str) -> Lambdesk: ...

    @cached_property
    def realtime_store(self) -> "RealtimeStore":
        from lambdesk.adapters.dynamodb.realtime import DynamoRealtimeStore

        return DynamoRealtimeStore(self.table)

    @cached_property
    def lines(self) -> "Lines":
        """Whose each socket is."""
        from lambdesk.adapters.dynamodb.realtime import DynamoLines

        return DynamoLines(self.table)

    @cached_property
    def sockets(self) -> "Sockets":
        from lambdesk.adapters.aws.websocket import GatewaySockets

        return GatewaySockets(self.clients.sockets(self.settings.socket_endpoint))

    @cached_property
    def switchboard(self) -> "Switchboard":
        """What sockets say, by whose they are."""
        from lambdesk.realtime.switchboard import Switchboard

        return Switchboard(self.lines, self.sockets, lambda: self.keyring, lambda tenant: self.for_tenant(tenant).live)

    @cached_property
    def live(self) -> "Live":
        """What connected people do."""
        from lambdesk.realtime.service import Live

        return Live(self.realtime_store, self.directory, self.sockets, self.accesses.followed)

    @cached_property
    def telling(self) -> "Telling":
        """What connected people are told."""
        from lambdesk.kit import clock
        from lambdesk.realtime.push import Telling

        return Telling(self.realtime_store, self.directory, self.ticket_rules, self.sockets, clock.now)

    @cached_property
    def pusher(self) -> "Pusher":
        """The way of a batch of changes to the sockets of all tenants it concerns."""
        from time import sleep

        from lambdesk.kit import clock
        from lambdesk.realtime.push import Pusher

        return Pusher(lambda tenant: self.for_tenant(tenant).telling, self.sockets, clock.now, sleep)
