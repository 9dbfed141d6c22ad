"""Entries of the trail as items, apart from their store: relay reads them from the stream and asks no table."""

from datetime import timedelta

from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb import timeline
from lambdesk.adapters.dynamodb.shapes import seconds_up
from lambdesk.adapters.dynamodb.table import Item
from lambdesk.audit.model import Entry
from lambdesk.kit.events import Event

# The stream keeps what it was told for a day; a week is for people who have to look.
OPENED_LIFETIME = timedelta(days=7)


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
