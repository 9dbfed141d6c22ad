"""Remembered devices of customers."""

from lambdesk.adapters.dynamodb.keys.key import Key, partition, ulid


def devices_partition(tenant: str, customer_id: str) -> str:
    return partition(tenant, "CS", customer_id)


def device_key(tenant: str, customer_id: str, session_id: str) -> Key:
    return Key(devices_partition(tenant, customer_id), ulid(session_id, "cse"))
