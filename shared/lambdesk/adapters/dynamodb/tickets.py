"""Tickets on the table."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from lambdesk.adapters.dynamodb import codec, rows, timeline
from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.connection import our_errors
from lambdesk.adapters.dynamodb.drafts import DynamoDraftStore
from lambdesk.adapters.dynamodb.table import Index, Item
from lambdesk.conversations.model import Message
from lambdesk.kit import clock
from lambdesk.kit.changes import Claim
from lambdesk.kit.events import Event
from lambdesk.tickets.model import Loaded, TicketDetails
from lambdesk.tickets.ports import Conversation, RowPage

# Sorts directly behind the place it is put to.
_BEHIND = "!"
_BOUNDS = {
    (False, False): "",
    (True, False): " AND {} >= :s",
    (False, True): " AND {} < :u",
    (True, True): " AND {} BETWEEN :s AND :u",
}


class DynamoTicketStore(DynamoDraftStore):
    """The TicketStore on DynamoDB."""

    def load(self, tenant: str, number: int, claim: Claim | None = None) -> tuple[Loaded | None, dict[str, str] | None]:
        # One moment for all three: details older than their ticket would pass the version's condition when written
        # back. A batch read could give them so.
        wanted = [keys.ticket_key(tenant, number), keys.details_key(tenant, number)]
        if claim is not None:
            wanted.append(keys.claim_key(tenant, claim.scope, claim.key))
        ticket, details, *claims = self._table.connection.snapshot(wanted)
        taken = codec.claim_data(claims[0], self._table.now()) if claims else None
        if ticket is None:
            return None, taken
        cold = codec.details(details) if details else TicketDetails(number)
        return Loaded(codec.ticket(ticket), cold), taken

    def several(self, tenant: str, numbers: Sequence[int]) -> tuple[Loaded, ...]:
        places = {n: (keys.ticket_key(tenant, n), keys.details_key(tenant, n)) for n in sorted(set(numbers))}
        found = self._table.connection.items([key for pair in places.values() for key in pair])
        return tuple(
            Loaded(codec.ticket(found[hot]), codec.details(found[cold]) if cold in found else TicketDetails(number))
            for number, (hot, cold) in places.items()
            if hot in found
        )

    def claimed(self, tenant: str, claim: Claim) -> dict[str, str] | None:
        item = self._table.connection.item(keys.claim_key(tenant, claim.scope, claim.key))
        return codec.claim_data(item, self._table.now())

    def next_number(self, tenant: str) -> int:
        return self._table.connection.increment(keys.counter_key(tenant))

    def open(self, tenant: str, number: int) -> Conversation | None:
        # Backwards, so that a ticket beyond one page shows its newest messages: X, then M#, E#, A.
        partition = keys.ticket_partition(tenant, number)
        items, rest = self._table.connection.page(partition, forward=False, consistent=False)
        if rest is not None:
            items = self._newest_part(tenant, number, items)
        items.reverse()
        places = {item["sk"]["S"]: item for item in items if len(item["sk"]["S"]) == 1}
        if "A" not in places:
            return None
        return Conversation(
            ticket=codec.ticket(places["A"]),
            details=codec.details(places["X"]) if "X" in places else TicketDetails(number),
            messages=tuple(codec.message(item) for item in items if item["sk"]["S"].startswith(keys.MESSAGE)),
            events=tuple(
                event for item in items if item["sk"]["S"].startswith(keys.EVENT) for event in timeline.events(item)
            ),
            complete=rest is None,
        )

    def _newest_part(self, tenant: str, number: int, items: list[Item]) -> list[Item]:
        """The page's messages with the newest page of events and the ticket itself: two more round trips."""
        connection = self._table.connection
        kept = [item for item in items if not item["sk"]["S"].startswith(keys.EVENT) and item["sk"]["S"] != "A"]
        events, _ = connection.page(
            keys.ticket_partition(tenant, number), prefix=keys.EVENT, forward=False, consistent=False
        )
        ticket = connection.item(keys.ticket_key(tenant, number))
        return [*kept, *events, *([ticket] if ticket else [])]

    def messages(self, tenant: str, number: int) -> tuple[Message, ...]:
        items = self._table.connection.pages(keys.ticket_partition(tenant, number), keys.MESSAGE)
        return tuple(map(codec.message, items))

    def history(self, tenant: str, number: int) -> tuple[Event, ...]:
        items = self._table.connection.pages(keys.ticket_partition(tenant, number), keys.EVENT)
        return tuple(event for item in items for event in timeline.events(item))

    def rows(self, tenant: str, numbers: Sequence[int]) -> tuple[str, ...]:
        wanted = [keys.ticket_key(tenant, number) for number in sorted(set(numbers))]
        found = self._table.connection.items(wanted)
        return tuple(rows.to_json(found[key]["d"]["S"]) for key in wanted if key in found)

    def message(self, tenant: str, number: int, message_id: str) -> Message | None:
        try:
            key = keys.message_key(tenant, number, message_id)
        except ValueError:
            return None
        item = self._table.connection.item(key)
        return codec.message(item) if item else None

    def queue(self, tenant: str, queue: str, limit: int, position: dict[str, Any] | None) -> RowPage:
        partition = keys.queue_partition(tenant, queue)
        items = self._page(keys.QUEUES, tenant, partition, limit, position, forward=False, projection="d")
        # A row says where it stands: read with each, the places would be half of what the client parses.
        return _page_of(items, limit, lambda item: _queue_place(item["d"]["S"]))

    def updated(self, tenant: str, queue: str, since: datetime, limit: int) -> tuple[str, ...]:
        partition, begin = keys.queue_partition(tenant, queue), clock.to_text(since)
        items = self._index(keys.QUEUES, partition, limit, forward=False, projection="d", since=begin)
        return tuple(rows.to_json(item["d"]["S"]) for item in items)

    def owned(self, tenant: str, owner: str, limit: int, position: dict[str, Any] | None) -> RowPage:
        partition, places = keys.owner_partition(tenant, owner), keys.OWNERS.sk
        projection = f"d,{places}"
        items = self._page(keys.OWNERS, tenant, partition, limit, position, forward=True, projection=projection)
        return _page_of(items, limit, lambda item: item[places]["S"])

    def pressing(
        self, tenant: str, now: datetime, limit: int, position: dict[str, Any] | None, *, late: bool
    ) -> RowPage:
        partition, places, present = keys.pressing_partition(tenant), keys.PRESSING.sk, keys.moment_digits(now)
        # Bounds and no starting key: time goes on between two pages, and a key outside of the bounds is refused.
        after = f"{position['after']}{_BEHIND}" if position else ""
        since, until = (after, max(after, present)) if late else (max(after, present), "")
        items = self._index(
            keys.PRESSING, partition, limit + 1, forward=True, projection=f"d,{places}", since=since, until=until
        )
        return _page_of(items, limit, lambda item: item[places]["S"])

    def of_requester(self, tenant: str, customer_id: str, limit: int) -> tuple[int, ...]:
        partition = keys.requester_partition(tenant, customer_id)
        items = self._index(keys.REQUESTERS, partition, limit, forward=False, projection=keys.REQUESTERS.sk)
        return tuple(int(item[keys.REQUESTERS.sk]["S"]) for item in items)

    def _page(
        self,
        index: Index,
        tenant: str,
        partition: str,
        limit: int,
        position: dict[str, Any] | None,
        *,
        forward: bool,
        projection: str,
    ) -> list[Item]:
        """One more than wanted tells whether there is a next page; DynamoDB itself promises one whenever it stops."""
        after = keys.index_position(index, tenant, partition, position["after"]) if position else None
        return self._index(index, partition, limit + 1, forward=forward, projection=projection, after=after)

    def _index(
        self,
        index: Index,
        partition: str,
        limit: int,
        *,
        forward: bool,
        projection: str,
        after: Item | None = None,
        since: str = "",
        until: str = "",
    ) -> list[Item]:
        """Entries of an index, by the low-level client: the rows in them are never parsed.

        `since` and `until` are sort keys; there is no entry at `until` itself.
        """
        start = {"ExclusiveStartKey": after} if after else {}
        condition = f"{index.pk} = :p"
        bounds = {":s": {"S": since}} if since else {}
        if until:
            bounds[":u"] = {"S": until}
        condition += _BOUNDS[bool(since), bool(until)].format(index.sk)
        with our_errors():
            answer = self._table.client.query(
                TableName=self._table.name,
                IndexName=index.name,
                KeyConditionExpression=condition,
                ExpressionAttributeValues={":p": {"S": partition}, **bounds},
                ProjectionExpression=projection,
                ScanIndexForward=forward,
                Limit=limit,
                **start,  # type: ignore[arg-type]
            )
        return answer["Items"]  # type: ignore[return-value]


def _page_of(items: list[Item], limit: int, place: Callable[[Item], str]) -> RowPage:
    """The rows wanted; `place` tells the sort key of an entry."""
    shown = tuple(rows.to_json(item["d"]["S"]) for item in items[:limit])
    return RowPage(shown, {"after": place(items[limit - 1])} if len(items) > limit else None)


def _queue_place(kept: str) -> str:
    row = rows.unpack(kept)
    return keys.queue_place(row["updated_at"], row["number"])
