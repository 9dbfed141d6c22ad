"""The trail on the table. An entry is kept as the timeline keeps the same facts, with the name of that timeline (`g`).

Its place follows from the first fact's id, so that one change is one entry however often it is told. No attribute of
it depends on when it is written: a number and a hash that chain entries can be added beside these.
"""

from collections.abc import Sequence

from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb import timeline
from lambdesk.adapters.dynamodb.commit import Store
from lambdesk.adapters.dynamodb.entries import entry_of, opened_item
from lambdesk.audit.model import Entry
from lambdesk.kit.events import Event


class DynamoTrailStore(Store):
    """The TrailStore on DynamoDB."""

    def append(self, entry: Entry) -> bool:
        month = f"{entry.at:%Y%m}"
        place = keys.trail_key(entry.tenant, month, entry.id).item()
        kept = timeline.events_item(entry.tenant, entry.parent, entry.events)
        return self._table.connection.put_new({**kept, **place, "g": {"S": entry.parent}})

    def page(self, tenant: str, month: str, before: str | None, limit: int) -> Sequence[Entry]:
        below = keys.ulid(before, "evt") if before else ""
        partition = keys.trail_partition(tenant, month)
        items, _ = self._table.connection.page(partition, below=below, limit=limit, forward=False, consistent=False)
        return [entry_of(item) for item in items]

    def note(self, opened: Event, look: str) -> None:
        self._table.connection.put_new(opened_item(opened, look))
