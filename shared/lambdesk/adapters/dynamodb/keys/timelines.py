"""Events of what happened: a ticket's with the ticket, those of anything else with its name."""

from lambdesk.adapters.dynamodb.keys.key import Item, Key, partition, ulid
from lambdesk.adapters.dynamodb.keys.tickets import number_of, ticket_partition

EVENT = "E#"


def of_ticket(item: Item) -> bool:
    """Whether an item is kept with a ticket."""
    return str(item["pk"]["S"]).split("#", 3)[2] == "TK"


def parent_of(item: Item) -> str:
    """The aggregate whose timeline an `E#` item belongs to."""
    return f"ticket:{number_of(item)}" if of_ticket(item) else str(item["pk"]["S"]).split("#", 3)[3]


def timeline_partition(tenant: str, parent: str) -> str:
    """Where the events of an aggregate are; `parent` is `<noun>:<id>`, of a ticket `ticket:<number>`."""
    noun, colon, name = parent.partition(":")
    if not (noun and colon and name):
        message = "the parent of events is <noun>:<id>"
        raise ValueError(message)
    return ticket_partition(tenant, int(name)) if noun == "ticket" else partition(tenant, "H", parent)


def event_key(tenant: str, parent: str, event_id: str) -> Key:
    return Key(timeline_partition(tenant, parent), EVENT + ulid(event_id, "evt"))
