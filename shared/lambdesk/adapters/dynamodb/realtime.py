"""Connections, their topics and presence on the table. Everything here runs out by itself."""

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from lambdesk.adapters.dynamodb import codec
from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.connection import Path, Refused
from lambdesk.adapters.dynamodb.shapes import from_seconds, seconds_down, seconds_up
from lambdesk.adapters.dynamodb.table import Item, Table
from lambdesk.kit import ids
from lambdesk.kit.changes import Claim
from lambdesk.kit.errors import AlreadyExists, TooMany
from lambdesk.realtime.model import EVERYONE, Connection, Current, Doing, Presence
from lambdesk.tickets.model import Loaded, TicketDetails


class DynamoRealtimeStore:
    """The RealtimeStore on DynamoDB."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def connect(self, connection: Connection, claim: Claim, limit: int) -> int:
        count = self._count_up(connection.tenant, limit)
        db = self._table.connection
        run_out = Path("ttl") <= seconds_down(self._table.now())
        puts = [
            db.put(codec.claim_item(connection.tenant, claim), Path("pk").does_not_exist() | run_out),
            db.put(_connection_item(connection), None),
            *(db.put(_watcher_item(connection, topic), None) for topic in sorted({EVERYONE, *connection.topics})),
        ]
        try:
            db.transact_write_items((), (), puts, (), client_request_token=ids.new_seed())
        except Refused as refused:
            self._count_down(connection.tenant)
            raise AlreadyExists(claim) from refused
        return count

    def _count_up(self, tenant: str, limit: int) -> int:
        """The counter may have missed farewells: it is trusted below the limit, and at the limit counted anew."""
        db, key = self._table.connection, keys.connections_key(tenant)
        try:
            return db.increment(key, below=limit)
        except Refused:
            count = len(self.watchers(tenant, EVERYONE))
            if count >= limit:
                raise TooMany from None
            db.put_now({**key.item(), "n": {"N": str(count + 1)}})
            return count + 1

    def _count_down(self, tenant: str) -> None:
        update = self._table.connection.update(
            keys.connections_key(tenant), [Path("n").add({"N": "-1"})], Path("n") > 0
        )
        with contextlib.suppress(Refused):
            self._table.connection.transact_write_items((), (), (), [update])

    def disconnect(self, tenant: str, connection_id: str) -> Connection | None:
        connection = self.connection(tenant, connection_id)
        if connection is None:
            return None
        db = self._table.connection
        there = Path("pk").exists()
        removals = [db.remove(keys.connection_key(tenant, connection_id), there)]
        removals += [db.remove(key) for key in _watched(connection, {EVERYONE, *connection.topics})]
        try:
            db.transact_write_items((), removals, (), ())
        except Refused:
            return None
        self._count_down(connection.tenant)
        return connection

    def connection(self, tenant: str, connection_id: str) -> Connection | None:
        item = self._table.connection.item(keys.connection_key(tenant, connection_id))
        if item is None:
            return None
        return Connection(
            id=connection_id,
            tenant=tenant,
            user=item["u"]["S"],
            expires_at=from_seconds(item["ttl"]["N"]),
            topics=frozenset(item["tp"]["SS"]) if "tp" in item else frozenset(),
        )

    def subscribe(self, connection: Connection, topics: Sequence[str]) -> bool:
        db = self._table.connection
        puts = [db.put(_watcher_item(connection, topic), None) for topic in topics]
        # Added to the set that stands: two messages of one client may be handled at once.
        own = keys.connection_key(connection.tenant, connection.id)
        update = db.update(own, [Path("tp").add({"SS": list(topics)})], Path("pk").exists())
        try:
            db.transact_write_items((), (), puts, [update], client_request_token=ids.new_seed())
        except Refused:
            return False
        return True

    def unsubscribe(self, connection: Connection, topics: Sequence[str]) -> None:
        db = self._table.connection
        own = keys.connection_key(connection.tenant, connection.id)
        update = db.update(own, [Path("tp").delete({"SS": list(topics)})], Path("pk").exists())
        removals = [db.remove(key) for key in _watched(connection, topics)]
        with contextlib.suppress(Refused):
            db.transact_write_items((), removals, (), [update], client_request_token=ids.new_seed())

    def watchers(self, tenant: str, topic: str) -> Mapping[str, str]:
        now = seconds_down(self._table.now())
        items = self._table.connection.pages(keys.topic_partition(tenant, topic))
        return {item["sk"]["S"]: item["u"]["S"] for item in items if int(item["ttl"]["N"]) > now}

    def present(self, tenant: str, number: int) -> Sequence[Presence]:
        return self._present(tenant, keys.presence_prefix(number)).get(number, [])

    def everybody(self, tenant: str) -> Mapping[int, Sequence[Presence]]:
        return self._present(tenant, "")

    def _present(self, tenant: str, prefix: str) -> dict[int, list[Presence]]:
        now, found = self._table.now(), dict[int, list[Presence]]()
        for item in self._table.connection.pages(keys.presence_partition(tenant), prefix):
            number, _, user = item["sk"]["S"].partition("#")
            presence = Presence(user, Doing(item["s"]["S"]), from_seconds(item["ttl"]["N"]))
            if presence.expires_at > now:
                found.setdefault(int(number), []).append(presence)
        return found

    def appear(self, tenant: str, number: int, presence: Presence) -> None:
        self._table.connection.put_now(
            {
                **keys.presence_key(tenant, number, presence.user).item(),
                "s": {"S": presence.doing.value},
                "ttl": {"N": str(seconds_up(presence.expires_at))},
            }
        )

    def vanish(self, tenant: str, number: int, user: str) -> None:
        self._table.connection.remove_now(keys.presence_key(tenant, number, user))

    def current(self, tenant: str, number: int, message_ids: Sequence[str]) -> Current | None:
        wanted = [keys.ticket_key(tenant, number), keys.details_key(tenant, number)]
        wanted += [keys.message_key(tenant, number, each) for each in message_ids]
        ticket, details, *messages = self._table.connection.snapshot(wanted)
        if ticket is None:
            return None
        cold = codec.details(details) if details else TicketDetails(number)
        return Current(Loaded(codec.ticket(ticket), cold), tuple(codec.message(item) for item in messages if item))


class DynamoLines:
    """The Lines on DynamoDB: the one item of a socket that is not its tenant's."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def keep(self, connection_id: str, tenant: str, until: datetime) -> None:
        noted = {"t": {"S": tenant}, "ttl": {"N": str(seconds_up(until))}}
        self._table.connection.put_now({**keys.line_key(connection_id).item(), **noted})

    def tenant_of(self, connection_id: str) -> str | None:
        item = self._table.connection.item(keys.line_key(connection_id))
        return item["t"]["S"] if item else None

    def forget(self, connection_id: str) -> None:
        self._table.connection.remove_now(keys.line_key(connection_id))


def _connection_item(connection: Connection) -> Item:
    item: Item = {
        **keys.connection_key(connection.tenant, connection.id).item(),
        "u": {"S": connection.user},
        "ttl": {"N": str(seconds_up(connection.expires_at))},
    }
    if connection.topics:
        item["tp"] = {"SS": sorted(connection.topics)}
    return item


def _watcher_item(connection: Connection, topic: str) -> Item:
    return {
        **keys.watcher_key(connection.tenant, topic, connection.id).item(),
        "u": {"S": connection.user},
        "ttl": {"N": str(seconds_up(connection.expires_at))},
    }


def _watched(connection: Connection, topics: Iterable[str]) -> list[keys.Key]:
    return [keys.watcher_key(connection.tenant, topic, connection.id) for topic in sorted(topics)]
