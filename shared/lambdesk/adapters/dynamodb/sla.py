"""Policies, and what is due of all tenants, on the table."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from lambdesk.adapters.dynamodb import policies
from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.commit import Store
from lambdesk.adapters.dynamodb.connection import our_errors
from lambdesk.adapters.dynamodb.table import Table
from lambdesk.sla.model import SlaPolicies


class DynamoPolicyStore(Store):
    """The PolicyStore on DynamoDB."""

    def newest(self, tenant: str) -> SlaPolicies | None:
        partition = keys.settings_partition(tenant)
        items, _ = self._table.connection.page(partition, prefix=keys.POLICY, limit=1, forward=False)
        return policies.SLA_POLICIES.unpack(items[0]) if items else None

    def version(self, tenant: str, version: int) -> SlaPolicies | None:
        item = self._table.connection.item(keys.policy_key(tenant, version))
        return policies.SLA_POLICIES.unpack(item) if item else None


class DynamoDueTickets(Store):
    """The DueTickets on DynamoDB."""

    def due(self, until: datetime, most: int | None = None, *, newest: bool = False) -> Iterator[tuple[str, int]]:
        share = None if most is None else -(-most // keys.SHARDS)
        return map(keys.due_entry, _due(self._table, keys.due_partition, until, share, newest=newest))


class DynamoDueFeeds(Store):
    """The DueFeeds on DynamoDB."""

    def due(self, until: datetime) -> Iterator[tuple[str, str]]:
        return map(keys.feed_entry, _due(self._table, keys.feeds_partition, until))


def _due(
    table: Table, partition: Callable[[int], str], until: datetime, share: int | None = None, *, newest: bool = False
) -> Iterator[str]:
    """Entries of the one index whose keys name no tenant, by the low-level client; `share` of each shard at most."""
    for shard in range(keys.SHARDS):
        # The bound is the next millisecond's beginning, which sorts before every entry of it.
        bound = keys.moment_digits(until + timedelta(milliseconds=1))
        yield from islice(_shard(table, partition(shard), bound, newest=newest), share)


def _shard(table: Table, partition: str, bound: str, *, newest: bool) -> Iterator[str]:
    start: dict[str, Any] = {}
    while True:
        with our_errors():
            answer = table.client.query(
                TableName=table.name,
                IndexName=keys.DUE.name,
                KeyConditionExpression=f"{keys.DUE.pk} = :p AND {keys.DUE.sk} < :u",
                ExpressionAttributeValues={":p": {"S": partition}, ":u": {"S": bound}},
                ProjectionExpression=keys.DUE.sk,
                ScanIndexForward=not newest,
                **start,
            )
        yield from (item[keys.DUE.sk]["S"] for item in answer["Items"])
        if not answer.get("LastEvaluatedKey"):
            return
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
