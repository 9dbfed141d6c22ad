"""Everything of one tenant, found as its own session can: partition by partition, which costs what the tenant has."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.access import TENANT_EXPORT
from lambdesk.adapters.dynamodb.commit import Store
from lambdesk.adapters.dynamodb.entries import entry_of
from lambdesk.adapters.dynamodb.table import Item
from lambdesk.adapters.dynamodb.whole import events_told, told_of
from lambdesk.tenants.exporting.model import TenantExport
from lambdesk.tenants.exporting.ports import Step

_DAY = timedelta(days=1)
# What is only in the trail: who looked at what, which is no fact of the things themselves.
_LOOKS = frozenset({"access.refused", "data.opened"})


class DynamoExportStore(Store):
    """The ExportStore on DynamoDB."""

    def tenant_export(self, tenant: str) -> TenantExport | None:
        item = self._table.connection.item(keys.tenant_export_key(tenant))
        return TENANT_EXPORT.unpack(item) if item else None


class DynamoOwnTable(Store):
    """The OwnTable on DynamoDB. A position is the ordinal of a partition and the sort key of the last item read in it.

    Partitions that grow in number, those of tickets, come last. Events of what is no ticket are found by the trail.
    """

    def steps(self, tenant: str, since: datetime, until: datetime, position: str | None) -> Iterator[Step]:
        first, after = json.loads(position) if position else (0, None)
        seen: set[str] = set()
        for ordinal, partition in enumerate(self._partitions(tenant, since, until)):
            if ordinal < first:
                continue
            start = keys.Key(partition, after).item() if ordinal == first and after else None
            for item in self._table.connection.pages(partition, after=start):
                lines, content = self._told(tenant, item, seen)
                yield Step(lines, content, json.dumps([ordinal, item["sk"]["S"]]))

    def _partitions(self, tenant: str, since: datetime, until: datetime) -> Iterator[str]:
        yield keys.settings_partition(tenant)
        yield keys.calendar_versions_partition(tenant)
        yield keys.rota_partition(tenant)
        yield keys.organisations_partition(tenant)
        yield keys.tag_partition(tenant)
        yield keys.canned_partition(tenant)
        yield keys.quarantine_partition(tenant)
        days = [since + n * _DAY for n in range((until.date() - since.date()).days + 1)]
        yield from (keys.ledger_partition(tenant, f"{each:%Y%m%d}") for each in days)
        yield from (keys.trail_partition(tenant, each) for each in dict.fromkeys(f"{day:%Y%m}" for day in days))
        counter = self._table.connection.item(keys.counter_key(tenant))
        for number in range(1, int(counter["n"]["N"]) + 1 if counter else 1):
            yield keys.ticket_partition(tenant, number)
            yield keys.drafts_partition(tenant, number)

    def _told(
        self, tenant: str, item: Item, seen: set[str]
    ) -> tuple[tuple[tuple[str, dict[str, Any]], ...], tuple[str, ...]]:
        if keys.kind_of(item) == "AU":
            return _facts(item), ()
        kind, values = told_of(item)
        if not kind:
            return (), ()
        people = (told_of(each) for each in self._people(tenant, kind, values, seen))
        own = (f"{tenant}/", f"files/{tenant}/")
        return ((kind, values), *people), tuple(each for each in _named(values) if each.startswith(own))

    def _people(self, tenant: str, kind: str, values: dict[str, Any], seen: set[str]) -> list[Item]:
        """Those a ticket names; each once in a part."""
        if kind == "tickets":
            named = {values["requester_id"]}
        elif kind == "ticket_details":
            named = {each["customer_id"] for each in values["participants"] if each["customer_id"]}
        else:
            return []
        new = sorted(named - seen)
        seen.update(new)
        found = self._table.connection.items([keys.customer_key(tenant, each) for each in new]) if new else {}
        return list(found.values())


def _facts(item: Item) -> tuple[tuple[str, dict[str, Any]], ...]:
    entry = entry_of(item)
    # Those of tickets are with the tickets.
    if entry.parent.startswith("ticket:") or all(each.type in _LOOKS for each in entry.events):
        return ()
    return (("events", events_told(entry.events)),)


def _named(value: Any) -> Iterator[str]:
    """Every key of the bucket that stands somewhere in the values of a thing."""
    if isinstance(value, dict):
        for name, each in value.items():
            if isinstance(each, str) and (name == "key" or name.endswith("_key")):
                yield each
            else:
                yield from _named(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _named(each)
