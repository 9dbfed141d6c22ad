"""Everything of one tenant, found by reading the whole table: half a read unit for each 4 kB of all tenants' items."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from lambdesk.adapters.dynamodb import codec, rules, timeline
from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.connection import our_errors
from lambdesk.adapters.dynamodb.policies import SLA_POLICIES
from lambdesk.adapters.dynamodb.responses import RESPONSE
from lambdesk.adapters.dynamodb.shapes import Shape
from lambdesk.adapters.dynamodb.table import Item, Table
from lambdesk.kit.context import SYSTEM_TENANT
from lambdesk.kit.events import to_wire
from lambdesk.tenants.ports import Place

_BATCH = 25


def _events(item: Item) -> dict[str, Any]:
    return {"events": [{**to_wire(each), "words": each.words} for each in timeline.events(item)]}


def _of(shape: Shape[Any]) -> Callable[[Item], dict[str, Any]]:
    return lambda item: asdict(shape.unpack(item))


# By the sort of partition and the beginning of the sort key: what is a tenant's to take along. What only serves the
# machine (sessions, claims, counters, keys of threads) is not.
_READERS: Mapping[tuple[str, str], tuple[str, Callable[[Item], dict[str, Any]]]] = {
    ("TK", "A"): ("tickets", lambda item: asdict(codec.ticket(item))),
    ("TK", "X"): ("ticket_details", lambda item: asdict(codec.details(item))),
    ("TK", keys.MESSAGE): ("messages", lambda item: asdict(codec.message(item))),
    ("TK", keys.EVENT): ("events", _events),
    ("H", keys.EVENT): ("events", _events),
    ("DR", ""): ("drafts", lambda item: asdict(codec.draft(item))),
    ("CU", ""): ("customers", _of(codec.CUSTOMER)),
    ("CFG", "tenant#"): ("workspace", _of(codec.TENANT)),
    ("CFG", keys.USER): ("users", _of(codec.USER)),
    ("CFG", keys.RULES + "sta#"): ("statuses", _of(rules.STATUS)),
    ("CFG", keys.RULES + "fld#"): ("fields", _of(rules.FIELD)),
    ("CFG", keys.RULES + "cat#"): ("categories", _of(rules.CATEGORY)),
    ("CFG", keys.RULES + "team#"): ("teams", _of(rules.TEAM)),
    ("CFG", keys.POLICY): ("policies", _of(SLA_POLICIES)),
    ("TG", ""): ("tags", _of(rules.TAG)),
    ("ML", ""): ("mail_ledger", _of(codec.LEDGER)),
    ("QU", ""): ("quarantine", _of(codec.QUARANTINE)),
}


def _read(item: Item) -> tuple[str, dict[str, Any]]:
    kind, name = keys.kind_of(item), item["sk"]["S"]
    if kind == "CR" and not name.endswith("#n"):
        return "canned_responses", asdict(RESPONSE.unpack(item))
    for (sort, beginning), (told, reader) in _READERS.items():
        if sort == kind and name.startswith(beginning):
            return told, reader(item)
    return "", {}


class DynamoWholeTable:
    """The WholeTable on DynamoDB."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def items(self, tenant: str) -> Iterator[tuple[Place, str, dict[str, Any]]]:
        own = keys.tenant_prefix(tenant)
        wanted = {
            # Names that are unique among all tenants are with the system, and say or are named after whose they are.
            "FilterExpression": "begins_with(pk, :own) OR (begins_with(pk, :system) AND (t = :tenant OR sk = :tenant))",
            "ExpressionAttributeValues": {
                ":own": {"S": own},
                ":system": {"S": keys.tenant_prefix(SYSTEM_TENANT)},
                ":tenant": {"S": tenant},
            },
        }
        with our_errors():
            for page in self._table.client.get_paginator("scan").paginate(TableName=self._table.name, **wanted):  # type: ignore[arg-type]
                for item in page["Items"]:
                    yield self._told(tenant, item)  # type: ignore[arg-type]

    def _told(self, tenant: str, item: Item) -> tuple[Place, str, dict[str, Any]]:
        key = keys.key_of(item)
        last = key == keys.tenant_key(tenant) or key.sk.startswith(keys.SLUG)
        kind, values = _read(item) if keys.tenant_of(item) == tenant else ("", {})
        return Place(key.pk, key.sk, last), kind, values

    def remove(self, places: Sequence[Place]) -> None:
        for start in range(0, len(places), _BATCH):
            asked: Any = [{"DeleteRequest": {"Key": _key(each)}} for each in places[start : start + _BATCH]]
            while asked:
                with our_errors():
                    answer = self._table.client.batch_write_item(RequestItems={self._table.name: asked})
                asked = answer.get("UnprocessedItems", {}).get(self._table.name, [])

    def remove_together(self, places: Sequence[Place]) -> None:
        if not places:
            return
        gone: Any = [{"Delete": {"TableName": self._table.name, "Key": _key(each)}} for each in places]
        with our_errors():
            self._table.client.transact_write_items(TransactItems=gone)


def _key(place: Place) -> Item:
    return keys.Key(place.pk, place.sk).item()
