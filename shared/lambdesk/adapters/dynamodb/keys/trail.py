"""The trail, and what waits to get into it."""

from lambdesk.adapters.dynamodb.keys.key import Item, Key, partition, ulid

OPENED = "O#"


def trail_partition(tenant: str, month: str) -> str:
    """`month` is `yyyymm`."""
    return partition(tenant, "AU", month)


def trail_key(tenant: str, month: str, event_id: str) -> Key:
    return Key(trail_partition(tenant, month), ulid(event_id, "evt"))


def opened_key(tenant: str, actor: str, look: str) -> Key:
    """By who looked: nobody writes so much that one partition could not take it."""
    return Key(partition(tenant, "OP", actor), OPENED + ulid(look, "evt"))


def is_opened(item: Item) -> bool:
    """Whether this says that somebody looked at personal data."""
    return str(item["sk"]["S"]).startswith(OPENED)


def event_of(item: Item) -> str:
    """The id of the first event of an entry."""
    return "evt_" + str(item["sk"]["S"])
