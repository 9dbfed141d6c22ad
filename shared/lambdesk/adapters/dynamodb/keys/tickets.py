"""Tickets with what is said, written and watched on them."""

from lambdesk.adapters.dynamodb.keys.key import Item, Key, digits, partition, ulid
from lambdesk.conversations.model import SHARED
from lambdesk.kit.context import SYSTEM_TENANT

MESSAGE = "M#"


def ticket_partition(tenant: str, number: int) -> str:
    """Where all that belongs to a ticket is."""
    return partition(tenant, "TK", digits(number))


def is_shared_draft(item: Item) -> bool:
    """Whether this is what all people on a ticket write together."""
    return item["sk"]["S"] == SHARED and "#DR#" in item["pk"]["S"]


def number_of(item: Item) -> int:
    """The ticket an item belongs to."""
    return int(item["pk"]["S"].rpartition("#")[2])


def message_of(item: Item) -> str:
    """The message that an `M#` item keeps."""
    return "msg_" + str(item["sk"]["S"]).removeprefix(MESSAGE)


def ticket_key(tenant: str, number: int) -> Key:
    return Key(ticket_partition(tenant, number), "A")


def details_key(tenant: str, number: int) -> Key:
    return Key(ticket_partition(tenant, number), "X")


def message_key(tenant: str, number: int, message_id: str) -> Key:
    return Key(ticket_partition(tenant, number), MESSAGE + ulid(message_id, "msg"))


def drafts_partition(tenant: str, number: int) -> str:
    return partition(tenant, "DR", digits(number))


def draft_key(tenant: str, number: int, owner: str) -> Key:
    return Key(drafts_partition(tenant, number), owner)


def counter_key(tenant: str) -> Key:
    return Key(partition(tenant, "CTR"), "ticket")


def connections_key(tenant: str) -> Key:
    return Key(partition(tenant, "CTR"), "connections")


def line_key(connection_id: str) -> Key:
    """With the system: the gateway names a connection without its tenant."""
    return Key(partition(SYSTEM_TENANT, "WS", connection_id), "A")


def connection_key(tenant: str, connection_id: str) -> Key:
    return Key(partition(tenant, "WS", connection_id), "A")


def topic_partition(tenant: str, topic: str) -> str:
    return partition(tenant, "TP", topic)


def watcher_key(tenant: str, topic: str, connection_id: str) -> Key:
    return Key(topic_partition(tenant, topic), connection_id)


def presence_partition(tenant: str) -> str:
    """Everybody who is on a ticket: one item a person and ticket, written anew every 20 seconds."""
    return partition(tenant, "PR")


def presence_prefix(number: int) -> str:
    return f"{digits(number)}#"


def presence_key(tenant: str, number: int, user_id: str) -> Key:
    return Key(presence_partition(tenant), presence_prefix(number) + user_id)
