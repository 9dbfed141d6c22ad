"""pynamodb on the client we have, with errors in our words.

pynamodb would make a client of its own, which costs as much as the first one; and its errors wrap those of botocore.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnection
from pynamodb.connection.base import Connection, MetaTable
from pynamodb.exceptions import CancellationReason, VerboseClientError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from lambdesk.adapters.dynamodb.table import Item, Key, key_of
from lambdesk.kit import ids
from lambdesk.kit.errors import LambdeskError, Unavailable

__all__ = ["Action", "Condition", "Path", "Reasons", "Refused", "SharedConnection", "our_errors"]

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_BATCH = 100
_FAILED = "ConditionalCheckFailed"
_WAITS = (0.01, 0.03, 0.09)
_TRANSIENT = frozenset(
    {
        "InternalServerError",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)
_TRANSIENT_REASONS = frozenset({"ProvisionedThroughputExceeded", "ThrottlingError", "TransactionConflict"})
Reasons = Sequence[CancellationReason | None]


class Refused(Exception):
    """A condition did not hold. `reasons` are in the order of a transaction's writes, None for all other writes; `item`
    is what stood in the way of a single write that asked for it.
    """

    def __init__(self, reasons: Reasons, item: Item | None = None) -> None:
        super().__init__("a condition did not hold")
        self.reasons = reasons
        self.item = item


def _conflict(error: ClientError) -> bool:
    """Whether another transaction was on the same items: then nothing is decided yet, and trying again is right."""
    reasons = error.cancellation_reasons if isinstance(error, VerboseClientError) else []
    codes = {reason.code for reason in reasons if reason}
    return "TransactionConflict" in codes and _FAILED not in codes


def _translate(error: Exception) -> Exception:
    if isinstance(error, VerboseClientError) and error.cancellation_reasons:
        codes = {reason.code for reason in error.cancellation_reasons if reason}
        if _FAILED in codes:
            return Refused([each if each and each.code == _FAILED else None for each in error.cancellation_reasons])
        if codes <= _TRANSIENT_REASONS:
            return Unavailable()
    if isinstance(error, HTTPClientError | NoConnection):
        return Unavailable()
    # pynamodb's error leaves out the status; the one it was made from has it.
    told = error.__cause__ if isinstance(error, VerboseClientError) else error
    if isinstance(told, ClientError):
        if told.response["Error"]["Code"] == _FAILED + "Exception":
            return Refused((), told.response.get("Item"))  # type: ignore[arg-type]
        status = told.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if told.response["Error"]["Code"] in _TRANSIENT or status >= 500:
            return Unavailable()
    return LambdeskError("The table refused a request.")


@contextmanager
def our_errors() -> Iterator[None]:
    """Unavailable for what may pass, LambdeskError for what will not; never an error of botocore."""
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise _translate(error) from error


class SharedConnection(Connection):
    """One table. Every call goes through `dispatch`; reads of the table are strongly consistent unless they say so."""

    def __init__(self, table: str, client: "DynamoDBClient") -> None:
        super().__init__(region=client.meta.region_name)
        self._shared = client
        self._table = table
        names = (("pk", "HASH"), ("sk", "RANGE"))
        self.add_meta_table(
            MetaTable(
                {
                    "TableName": table,
                    "KeySchema": [{"AttributeName": name, "KeyType": kind} for name, kind in names],
                    "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name, _ in names],
                }
            )
        )

    @property
    def client(self) -> Any:
        """Ours, in place of pynamodb's own."""
        return self._shared

    def dispatch(self, operation_name: str, operation_kwargs: dict[str, Any]) -> dict[str, Any]:
        """One call in our errors; a transaction that met another one is tried again, with the same token."""
        with our_errors():
            for wait in _WAITS:
                try:
                    return super().dispatch(operation_name, operation_kwargs)
                except ClientError as error:
                    if not _conflict(error):
                        raise
                # Two that met must not meet again after equal waits.
                time.sleep(wait * (1 + int(ids.new_seed()[:2], 16) / 255))
            return super().dispatch(operation_name, operation_kwargs)

    def put(self, item: Item, condition: Condition | None) -> dict[str, Any]:
        """A put for a transaction; when the condition fails, the reason holds the item that stands."""
        pk, sk = key_of(item)
        return self.get_operation_kwargs(
            self._table,
            pk,
            sk,
            key="Item",
            attributes=item,
            condition=condition,
            return_values_on_condition_failure="ALL_OLD" if condition is not None else None,
        )

    def item(self, key: Key) -> Item | None:
        """One item, or None."""
        if not key.possible:
            return None
        answer = self.get_item(self._table, key.pk, key.sk, consistent_read=True)
        return answer.get("Item")

    def items(self, keys: Sequence[Key]) -> dict[Key, Item]:
        """Those of the items that exist, each as it stood at some moment of the call."""
        found: dict[Key, Item] = {}
        wanted: list[Any] = [key.item() for key in dict.fromkeys(keys) if key.possible]
        while wanted:
            batch, wanted = wanted[:_BATCH], wanted[_BATCH:]
            answer = self.batch_get_item(self._table, batch, consistent_read=True)
            found.update((key_of(item), item) for item in answer["Responses"].get(self._table, []))
            wanted += answer.get("UnprocessedKeys", {}).get(self._table, {}).get("Keys", [])
        return found

    def snapshot(self, keys: Sequence[Key]) -> list[Item | None]:
        """The items as they stood at one moment, in the order of the keys."""
        gets = [self.get_operation_kwargs(self._table, key.pk, key.sk) for key in keys]
        answer = self.transact_get_items(gets)
        return [each.get("Item") for each in answer["Responses"]]

    def page(
        self,
        pk: str,
        *,
        prefix: str = "",
        below: str = "",
        after: Item | None = None,
        limit: int | None = None,
        forward: bool = True,
        consistent: bool = True,
    ) -> tuple[list[Item], Item | None]:
        """At most 1 MB of a partition, or of what of it begins with `prefix` or sorts `below`; where it goes on."""
        ranged = Path("sk").startswith(prefix) if prefix else Path("sk") < below if below else None
        answer = self.query(
            self._table,
            pk,
            range_key_condition=ranged,
            consistent_read=consistent,
            exclusive_start_key=after,
            limit=limit,
            scan_index_forward=forward,
        )
        return answer["Items"], answer.get("LastEvaluatedKey")

    def pages(self, pk: str, prefix: str = "", after: Item | None = None) -> Iterator[Item]:
        """A whole partition, or what of it begins with `prefix`, page by page; only what comes behind `after`."""
        items, after = self.page(pk, prefix=prefix, after=after)
        yield from items
        while after:
            items, after = self.page(pk, prefix=prefix, after=after)
            yield from items

    def update(self, key: Key, actions: Sequence[Action], condition: Condition | None = None) -> dict[str, Any]:
        """An update for a transaction."""
        return self.get_operation_kwargs(self._table, key.pk, key.sk, actions=actions, condition=condition)

    def check(self, key: Key, condition: Condition | None) -> dict[str, Any]:
        """A look for a transaction; when the condition fails, the reason holds the item that stands."""
        return self._about(key, condition)

    def remove(self, key: Key, condition: Condition | None = None) -> dict[str, Any]:
        """A deletion for a transaction; a failed condition is told as with `check`."""
        return self._about(key, condition)

    def _about(self, key: Key, condition: Condition | None) -> dict[str, Any]:
        told = "ALL_OLD" if condition is not None else None
        return self.get_operation_kwargs(
            self._table, key.pk, key.sk, condition=condition, return_values_on_condition_failure=told
        )

    def put_now(self, item: Item) -> None:
        """Write one item, whatever stood there."""
        pk, sk = key_of(item)
        self.put_item(self._table, pk, sk, attributes=item)

    def put_new(self, item: Item) -> bool:
        """Write one item unless it is there; whether it was not."""
        pk, sk = key_of(item)
        with suppress(Refused):
            self.put_item(self._table, pk, sk, attributes=item, condition=Path("pk").does_not_exist())
            return True
        return False

    def remove_now(self, key: Key) -> None:
        """Delete one item, if it is there."""
        self.delete_item(self._table, key.pk, key.sk)

    def count(self, key: Key) -> None:
        """Count one up where something is counted already; what is not there stays away."""
        actions, there = [Path("n").add({"N": "1"})], Path("pk").exists()
        with suppress(Refused):
            self.update_item(self._table, key.pk, key.sk, actions=actions, condition=there)

    def advance(self, key: Key, actions: Sequence[Action], condition: Condition, number: str) -> int:
        """Change one item and give a number of it. Raises Refused with the item that stands."""
        asked = self.get_operation_kwargs(
            self._table,
            key.pk,
            key.sk,
            actions=actions,
            condition=condition,
            return_values="UPDATED_NEW",
            return_values_on_condition_failure="ALL_OLD",
        )
        return int(self.dispatch("UpdateItem", asked)["Attributes"][number]["N"])

    def increment(self, key: Key, below: int | None = None) -> int:
        """Count one up from 0 and give what stands then. Raises Refused when it would pass `below`."""
        answer = self.update_item(
            self._table,
            key.pk,
            key.sk,
            actions=[Path("n").add({"N": "1"})],
            condition=None if below is None else Path("n").does_not_exist() | (Path("n") < below),
            return_values="UPDATED_NEW",
        )
        return int(answer["Attributes"]["n"]["N"])
