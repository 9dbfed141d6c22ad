"""Mail that came, and what is done once."""

from lambdesk.adapters.dynamodb.keys.key import Key, partition, ulid
from lambdesk.kit.text import digest


def thread_key(tenant: str, key: str) -> Key:
    return Key(partition(tenant, "MID", key), "A")


def claim_key(tenant: str, scope: str, key: str) -> Key:
    return Key(partition(tenant, "CL", digest(scope, key)), "A")


def ledger_partition(tenant: str, day: str) -> str:
    return partition(tenant, "ML", day)


def ledger_key(tenant: str, day: str, raw_id: str) -> Key:
    return Key(ledger_partition(tenant, day), raw_id)


def quarantine_partition(tenant: str) -> str:
    return partition(tenant, "QU")


def quarantine_key(tenant: str, entry_id: str) -> Key:
    return Key(quarantine_partition(tenant), ulid(entry_id, "qua"))


def letter_key(tenant: str, name: str) -> Key:
    """`name` is the id of its event, and of several letters of one event a dot and which of them it is, too."""
    event_id, _, part = name.partition(".")
    return Key(partition(tenant, "LE", ulid(event_id, "evt")), part or "A")
