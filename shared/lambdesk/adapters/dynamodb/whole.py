"""Everything of one tenant, found by reading the whole table: half a read unit for each 4 kB of all tenants' items."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from lambdesk.adapters.dynamodb import codec, rules, timeline
from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.calendars import CALENDAR_VERSION
from lambdesk.adapters.dynamodb.connection import Path, Refused, our_errors
from lambdesk.adapters.dynamodb.organisations import ORGANISATION
from lambdesk.adapters.dynamodb.policies import SLA_POLICIES
from lambdesk.adapters.dynamodb.responses import RESPONSE
from lambdesk.adapters.dynamodb.rotas import ROTA
from lambdesk.adapters.dynamodb.shapes import Shape
from lambdesk.adapters.dynamodb.table import Item, Table
from lambdesk.kit.context import SYSTEM_TENANT
from lambdesk.kit.errors import NotFound
from lambdesk.kit.events import Event, to_wire
from lambdesk.tenants.model import Ending
from lambdesk.tenants.ports import Page, Place

_BATCH = 25


def events_told(events: Iterable[Event]) -> dict[str, Any]:
    """Facts of one change as they are taken along."""
    return {"events": [{**to_wire(each), "words": each.words} for each in events]}


def _events(item: Item) -> dict[str, Any]:
    return events_told(timeline.events(item))


def _of(shape: Shape[Any]) -> Callable[[Item], dict[str, Any]]:
    return lambda item: asdict(shape.unpack(item))


def _policies(item: Item) -> dict[str, Any]:
    """Without the sealed secrets of addresses, which no other place can open."""
    found = asdict(SLA_POLICIES.unpack(item))
    for policy in (found["default"], *found["ahead"]):
        for level in policy["levels"]:
            level["actions"] = [{k: v for k, v in each.items() if k != "secret"} for each in level["actions"]]
    return found


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
    ("CFG", keys.POLICY): ("policies", _policies),
    ("CAV", ""): ("calendars", _of(CALENDAR_VERSION)),
    ("ROT", ""): ("rotas", _of(ROTA)),
    ("ORG", ""): ("organisations", _of(ORGANISATION)),
    ("TG", ""): ("tags", _of(rules.TAG)),
    ("ML", ""): ("mail_ledger", _of(codec.LEDGER)),
    ("QU", ""): ("quarantine", _of(codec.QUARANTINE)),
}


def told_of(item: Item) -> tuple[str, dict[str, Any]]:
    """What sort of thing an item is and what is taken along of it; nothing for what only serves the machine."""
    kind, name = keys.kind_of(item), item["sk"]["S"]
    if kind == "CR" and not name.endswith("#n"):
        return "canned_responses", asdict(RESPONSE.unpack(item))
    for (sort, beginning), (told, reader) in _READERS.items():
        if sort == kind and name.startswith(beginning):
            return told, reader(item)
    return "", {}


class DynamoWholeTable:
    """The WholeTable on DynamoDB. `of_tenant` gives the table as it is open for one tenant."""

    def __init__(self, table: Table, of_tenant: Callable[[str], Table]) -> None:
        self._table = table
        self._of_tenant = of_tenant

    def items(self, tenant: str) -> Iterator[tuple[str, dict[str, Any]]]:
        wanted: Any = {
            "FilterExpression": "begins_with(pk, :own)",
            "ExpressionAttributeValues": {":own": {"S": keys.tenant_prefix(tenant)}},
        }
        with our_errors():
            for page in self._table.client.get_paginator("scan").paginate(TableName=self._table.name, **wanted):
                for item in page["Items"]:
                    kind, values = told_of(item)  # type: ignore[arg-type]
                    if kind:
                        yield kind, values

    def pages(self, tenant: str, position: str | None) -> Iterator[Page]:
        # Whoever may ask so sees keys alone: see the grant.
        wanted: Any = {
            "TableName": self._table.name,
            "Select": "SPECIFIC_ATTRIBUTES",
            "ProjectionExpression": "pk, sk",
            # Names that are unique among all tenants are with the system, and say or are named after whose they are.
            "FilterExpression": "begins_with(pk, :own) OR (begins_with(pk, :system) AND (t = :tenant OR sk = :tenant))",
            "ExpressionAttributeValues": {
                ":own": {"S": keys.tenant_prefix(tenant)},
                ":system": {"S": keys.tenant_prefix(SYSTEM_TENANT)},
                ":tenant": {"S": tenant},
            },
        }
        while True:
            start: Any = {"ExclusiveStartKey": keys.Key(*json.loads(position)).item()} if position else {}
            with our_errors():
                answer = self._table.client.scan(**wanted, **start)
            last: Any = answer.get("LastEvaluatedKey")
            position = json.dumps(keys.key_of(last)) if last else None
            yield _page(tenant, answer["Items"], position)  # type: ignore[arg-type]
            if position is None:
                return

    def remove(self, tenant: str, places: Sequence[Place]) -> None:
        own, table = keys.tenant_prefix(tenant), self._of_tenant(tenant)
        mine = [each for each in places if each.pk.startswith(own)]
        for start in range(0, len(mine), _BATCH):
            asked: Any = [{"DeleteRequest": {"Key": _key(each)}} for each in mine[start : start + _BATCH]]
            while asked:
                with our_errors():
                    answer = table.client.batch_write_item(RequestItems={table.name: asked})
                asked = answer.get("UnprocessedItems", {}).get(table.name, [])
        # With the system there are few.
        for each in places:
            if not each.pk.startswith(own):
                self._table.connection.remove_now(keys.Key(each.pk, each.sk))

    def end(self, tenant: str) -> None:
        # What was begun is found until it is over, so the record may go before the slugs.
        self._of_tenant(tenant).connection.remove_now(keys.tenant_key(tenant))
        slugs = self._table.connection.pages(keys.settings_partition(SYSTEM_TENANT), keys.SLUG)
        for each in [item for item in slugs if item["t"]["S"] == tenant]:
            self._table.connection.remove_now(keys.key_of(each))
        self._table.connection.remove_now(keys.ending_key(tenant))

    def ending(self, tenant: str) -> Ending | None:
        item = self._table.connection.item(keys.ending_key(tenant))
        return Ending(tenant, **json.loads(item["d"]["S"])) if item else None

    def endings(self) -> Sequence[str]:
        return [item["sk"]["S"] for item in self._table.connection.pages(keys.ending_key("").pk)]

    def begin(self, ending: Ending) -> None:
        self._table.connection.put_now(_item(ending))

    def keep(self, ending: Ending) -> None:
        key = keys.ending_key(ending.tenant)
        try:
            self._table.connection.update_item(
                self._table.name,
                key.pk,
                key.sk,
                actions=[Path("d").set(_item(ending)["d"])],
                condition=Path("pk").exists(),
            )
        except Refused:
            raise NotFound from None


def _item(ending: Ending) -> Item:
    told = asdict(ending)
    return keys.ending_key(told.pop("tenant")).item() | {"d": {"S": json.dumps(told)}}


def _page(tenant: str, items: Sequence[Item], position: str | None) -> Page:
    tickets, mails, users, places = list[int](), list[str](), list[str](), list[Place]()
    for item in items:
        key, kind = keys.key_of(item), keys.kind_of(item)
        if key == keys.tenant_key(tenant) or key.sk.startswith(keys.SLUG) or key == keys.ending_key(tenant):
            continue
        places.append(Place(key.pk, key.sk))
        if keys.tenant_of(item) != tenant:
            continue
        if kind == "TK" and key.sk == "A":
            tickets.append(int(key.pk.rpartition("#")[2]))
        elif kind == "ML":
            mails.append(key.sk)
        elif key.sk.startswith(keys.USER):
            users.append(key.sk.removeprefix(keys.USER))
    return Page(tuple(places), tuple(tickets), tuple(mails), tuple(users), position)


def _key(place: Place) -> Item:
    return keys.Key(place.pk, place.sk).item()
