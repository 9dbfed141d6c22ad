"""Limits of requests."""

from lambdesk.adapters.dynamodb.keys.key import Key, partition


def bucket_key(tenant: str, bucket: str) -> Key:
    return Key(partition(tenant, "RL", bucket), "A")
