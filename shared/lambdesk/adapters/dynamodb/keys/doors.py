"""Who comes in, and how often."""

from lambdesk.adapters.dynamodb.keys.key import Key, partition, ulid


def api_keys_partition(tenant: str) -> str:
    return partition(tenant, "KEY")


def api_key_key(tenant: str, key_id: str, *, use: bool = False) -> Key:
    return Key(api_keys_partition(tenant), ulid(key_id, "key") + ("#u" if use else ""))


def inbound_partition(tenant: str) -> str:
    return partition(tenant, "IN")


def inbound_source_key(tenant: str, source_id: str) -> Key:
    return Key(inbound_partition(tenant), ulid(source_id, "ins"))


def bucket_key(tenant: str, bucket: str) -> Key:
    return Key(partition(tenant, "RL", bucket), "A")
