"""Policies and due tickets on the table."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from lambdesk.adapters.dynamodb import policies
from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.commit import Store
from lambdesk.adapters.dynamodb.connection import our_errors
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
    """The DueTickets on DynamoDB, by the low-level client: the one index whose keys name no tenant."""

    def due(self, until: datetime) -> Iterator[tuple[str, int]]:
        for shard in range(keys.SHARDS):
            # The bound is the next millisecond's beginning, which sorts before every entry of it.
            yield from self._shard(keys.due_partition(shard), keys.moment_digits(until + timedelta(milliseconds=1)))

    def _shard(self, partition: str, bound: str) -> Iterator[tuple[str, int]]:
        start: dict[str, Any] = {}
        while True:
            with our_errors():
                answer = self._table.client.query(
                    TableName=self._table.name,
                    IndexName=keys.DUE.name,
                    KeyConditionExpression=f"{keys.DUE.pk} = :p AND {keys.DUE.sk} < :u",
                    ExpressionAttributeValues={":p": {"S": partition}, ":u": {"S": bound}},
                    ProjectionExpression=keys.DUE.sk,
                    **start,
                )
            yield from (keys.due_entry(item[keys.DUE.sk]["S"]) for item in answer["Items"])
            if not answer.get("LastEvaluatedKey"):
                return
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
