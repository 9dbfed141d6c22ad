"""What a call costs on DynamoDB, counted from item sizes.

Local clouds answer with constant capacity, so the counter computes it by the published rules: a write unit per 1 KB, a
read unit per 4 KB (half when eventually consistent), both doubled in transactions; index entries are written at the
single price, one unit per entry that appears, goes or changes, two when its key changes. It hangs on the client's
events and sees every attempt that leaves it, pynamodb's too. A second client looks at the items before and after, so
counting needs nobody else to write at the same time.

Refused calls count as round trips without units; DynamoDB charges for them, and no budget speaks of them.
"""

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Item = dict[str, dict[str, Any]]


def number_size(text: str) -> int:
    """A byte per two significant digits and one more; one for the sign."""
    digits = text.lstrip("-").replace(".", "").strip("0")
    return math.ceil(len(digits) / 2) + 1 + text.startswith("-")


def value_size(value: dict[str, Any]) -> int:
    """The bytes of an attribute's value."""
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return number_size(content)
        case "B":
            return len(content)
        case "BOOL" | "NULL":
            return 1
        case "SS":
            return sum(len(each.encode()) for each in content)
        case "L":
            return 3 + sum(1 + value_size(each) for each in content)
        case "M":
            return 3 + sum(1 + len(name.encode()) + value_size(each) for name, each in content.items())
    raise NotImplementedError(kind)


def item_size(item: Item | None) -> int:
    """The bytes of an item: names and values."""
    return sum(len(name.encode()) + value_size(value) for name, value in (item or {}).items())


def write_units(size: int) -> int:
    """Units of one write of an item of `size` bytes."""
    return max(1, math.ceil(size / 1024))


def read_units(size: int, *, consistent: bool) -> float:
    """Units of one read of `size` bytes."""
    return max(1, math.ceil(size / 4096)) * (1 if consistent else 0.5)


@dataclass(frozen=True)
class Index:
    """A secondary index as the service describes it; `projected` None means everything."""

    name: str
    keys: tuple[str, ...]
    projected: frozenset[str]

    def entry(self, item: Item | None) -> Item | None:
        """What the index holds of an item."""
        if item is None or not all(key in item for key in self.keys):
            return None
        return {name: value for name, value in item.items() if name in self.projected}

    def units(self, before: Item | None, after: Item | None) -> int:
        """What changing an item costs in this index."""
        old, new = self.entry(before), self.entry(after)
        if old == new:
            return 0
        if old is None or new is None:
            return write_units(item_size(old or new))
        if any(old[key] != new[key] for key in self.keys):
            return write_units(item_size(old)) + write_units(item_size(new))
        return write_units(max(item_size(old), item_size(new)))


@dataclass
class Call:
    """One round trip."""

    operation: str
    read: float = 0
    written: float = 0
    parts: list[str] = field(default_factory=list)


@dataclass
class Spent:
    """What a piece of work cost."""

    calls: list[Call] = field(default_factory=list)

    @property
    def round_trips(self) -> int:
        return len(self.calls)

    @property
    def read(self) -> float:
        return sum(call.read for call in self.calls)

    @property
    def written(self) -> float:
        return sum(call.written for call in self.calls)

    def __str__(self) -> str:
        lines = [f"{self.round_trips} round trips, {self.read:g} RRU, {self.written:g} WRU"]
        for call in self.calls:
            lines.append(f"  {call.operation}: {call.read:g} RRU, {call.written:g} WRU")
            lines += [f"    {part}" for part in call.parts]
        return "\n".join(lines)


class CapacityCounter:
    """Counts the calls of `client` on `table`; `shadow` is another client of the same service."""

    def __init__(self, client: Any, shadow: Any, table: str) -> None:
        self._client = client
        self._shadow = shadow
        self._table = table
        self._spent: Spent | None = None
        self._before: list[tuple[Item | None, Item | None]] = []
        self._params: dict[str, Any] = {}
        described = shadow.describe_table(TableName=table)["Table"]
        self._keys = tuple(each["AttributeName"] for each in described["KeySchema"])
        self._indexes = [self._index(each) for each in described.get("GlobalSecondaryIndexes", [])]

    def _index(self, described: dict[str, Any]) -> Index:
        keys = tuple(each["AttributeName"] for each in described["KeySchema"])
        more = described["Projection"].get("NonKeyAttributes", [])
        return Index(described["IndexName"], keys, frozenset((*self._keys, *keys, *more)))

    @contextmanager
    def count(self) -> Iterator[Spent]:
        """What is done inside is added to the result."""
        events, self._spent = self._client.meta.events, Spent()
        hooks = {
            "provide-client-params.dynamodb": self._look,
            "request-created.dynamodb": self._send,
            "after-call.dynamodb": self._answer,
        }
        for name, hook in hooks.items():
            events.register(name, hook)
        try:
            yield self._spent
        finally:
            for name, hook in hooks.items():
                events.unregister(name, hook)

    def _look(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        self._params = params
        self._before = [(key, self._get(key)) for key in self._written_keys(model.name, params)]

    def _send(self, operation_name: str, **_: Any) -> None:
        assert self._spent is not None
        self._spent.calls.append(Call(operation_name))

    def _answer(self, http_response: Any, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        assert self._spent is not None
        call = self._spent.calls[-1]
        if http_response.status_code < 300:
            self._count_writes(call, transactional=model.name.startswith("Transact"))
            call.read = sum(self._reads(model.name, self._params, parsed))

    def _count_writes(self, call: Call, *, transactional: bool) -> None:
        for key, before in self._before:
            after = self._get(key)
            size = max(item_size(before), item_size(after))
            units = write_units(size) * (2 if transactional else 1)
            entries = {index.name: index.units(before, after) for index in self._indexes}
            call.written += units + sum(entries.values())
            place = " ".join(str(value["S"]) for value in (key or {}).values())
            call.parts.append(f"{place}: {size} bytes, {units} + {sum(entries.values())} in indexes")

    def _reads(self, operation: str, params: dict[str, Any], parsed: dict[str, Any]) -> Iterator[float]:
        match operation:
            case "GetItem":
                found = self._get(params["Key"])
                yield read_units(item_size(found), consistent=params.get("ConsistentRead", False))
            case "BatchGetItem":
                wanted = params["RequestItems"][self._table]
                for key in wanted["Keys"]:
                    yield read_units(item_size(self._get(key)), consistent=wanted.get("ConsistentRead", False))
            case "TransactGetItems":
                for each in params["TransactItems"]:
                    yield 2 * read_units(item_size(self._get(each["Get"]["Key"])), consistent=True)
            case "Query":
                size = sum(map(item_size, self._evaluated(params)))
                yield read_units(size, consistent=params.get("ConsistentRead", False))

    def _evaluated(self, params: dict[str, Any]) -> Iterable[Item]:
        """What the service reads for a query: whole items or entries, whatever is projected of them."""
        left_out = {"ProjectionExpression", "FilterExpression", "ReturnConsumedCapacity"}
        whole = {name: value for name, value in params.items() if name not in left_out}
        whole["ExpressionAttributeNames"] = self._names_used(whole)
        if not whole["ExpressionAttributeNames"]:
            del whole["ExpressionAttributeNames"]
        items: Iterable[Item] = self._shadow.query(**whole)["Items"]
        return items

    @staticmethod
    def _names_used(params: dict[str, Any]) -> dict[str, str]:
        names = params.get("ExpressionAttributeNames", {})
        return {short: name for short, name in names.items() if short in params["KeyConditionExpression"]}

    def _written_keys(self, operation: str, params: dict[str, Any]) -> Iterator[Item]:
        match operation:
            case "PutItem":
                yield self._key(params["Item"])
            case "UpdateItem" | "DeleteItem":
                yield params["Key"]
            case "TransactWriteItems":
                for each in params["TransactItems"]:
                    ((_, write),) = each.items()
                    yield write["Key"] if "Key" in write else self._key(write["Item"])

    def _key(self, item: Item) -> Item:
        return {name: item[name] for name in self._keys}

    def _get(self, key: Item | None) -> Item | None:
        found: Item | None = self._shadow.get_item(TableName=self._table, Key=key, ConsistentRead=True).get("Item")
        return found
