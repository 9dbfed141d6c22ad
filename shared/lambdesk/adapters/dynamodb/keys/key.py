"""What every key is made of."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Item = dict[str, dict[str, Any]]


class Key(NamedTuple):
    """Where an item is."""

    pk: str
    sk: str

    @property
    def possible(self) -> bool:
        """Whether the service takes it: outside words stand in keys, and those can be longer than any key."""
        return len(self.pk.encode()) <= 2048 and 1 <= len(self.sk.encode()) <= 1024

    def item(self) -> Item:
        """The key as attributes of an item."""
        return {"pk": {"S": self.pk}, "sk": {"S": self.sk}}


def partition(tenant: str, *parts: str) -> str:
    """A partition of this tenant; raises ValueError for what is no tenant's id."""
    if not tenant or "#" in tenant:
        message = "a tenant's id is neither empty nor holds the separator of keys"
        raise ValueError(message)
    return "#".join(("T", tenant, *parts))


def key_of(item: Item) -> Key:
    """Where an item was read from."""
    return Key(item["pk"]["S"], item["sk"]["S"])


def tenant_prefix(tenant: str) -> str:
    """What every partition of this tenant begins with, and no other's."""
    return partition(tenant, "")


def kind_of(item: Item) -> str:
    """What sort of partition an item is in: `TK`, `CU`, `CFG` …"""
    return str(item["pk"]["S"]).split("#", 3)[2]


def tenant_of(item: Item) -> str:
    """The tenant an item belongs to."""
    return str(item["pk"]["S"]).split("#", 2)[1]


def ulid(prefixed: str, prefix: str) -> str:
    """The bare ULID of `prefix_<ulid>`; a key holds it without what its place says already."""
    head, _, bare = prefixed.partition("_")
    if head != prefix or len(bare) != 26 or not bare.isalnum():
        message = f"an id with the prefix {prefix} is wanted"
        raise ValueError(message)
    return bare


def digits(number: int) -> str:
    """A ticket number as text that sorts as it counts."""
    return f"{number:010}"


def moment_digits(moment: datetime) -> str:
    """A moment as text that sorts as time passes, in half the length of the form that people read."""
    return f"{(moment - _EPOCH) // timedelta(milliseconds=1):013}"
