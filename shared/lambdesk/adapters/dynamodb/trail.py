"""The trail on the table. An entry is kept as the timeline keeps the same facts, with the name of that timeline (`g`).

Its place follows from the first fact's id, so that one change is one entry however often it is told. No attribute of
it depends on when it is written: a number and a hash that chain entries can be added beside these.
"""

from collections.abc import Sequence
from datetime import timedelta

from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb import timeline
from lambdesk.adapters.dynamodb.commit import Store
from lambdesk.adapters.dynamodb.shapes import seconds_up
from lambdesk.adapters.dynamodb.table import Item
from lambdesk.audit.model import Entry
from lambdesk.kit.events import Event

# The stream keeps what it was told for a day; a week is for people who have to look.
OPENED_LIFETIME = timedelta(days=7)


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


def opened_item(opened: Event, look: str) -> Item:
    """The item of a look, until it is in the trail; it is named by the look, and says the id of the fact (`i`)."""
    place = keys.opened_key(opened.tenant, opened.actor.id or opened.actor.kind.value, look).item()
    kept = timeline.events_item(opened.tenant, opened.aggregate, (opened,))
    told = {"g": {"S": opened.aggregate}, "i": {"S": opened.id}}
    return {**kept, **place, **told, "ttl": {"N": str(seconds_up(opened.at + OPENED_LIFETIME))}}


def entry_of(item: Item) -> Entry:
    """The entry of an item of the trail, or of one that is on its way into it."""
    parent = item["g"]["S"]
    first = item["i"]["S"] if "i" in item else keys.event_of(item)
    place = keys.event_key(keys.tenant_of(item), parent, first).item()
    return Entry(parent, timeline.events({**item, **place}))
