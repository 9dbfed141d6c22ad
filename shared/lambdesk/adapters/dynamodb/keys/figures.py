"""What reports count: what each ticket adds, rows by the day they were due on, counters of a month."""

from lambdesk.adapters.dynamodb.keys.key import Key, digits, partition


def figures_key(tenant: str, number: int) -> Key:
    """What a ticket adds. Apart from the ticket: whoever opens that does not read this."""
    return Key(partition(tenant, "FG", digits(number)), "A")


def verdict_partition(tenant: str, month: str) -> str:
    """`month` is `yyyymm`."""
    return partition(tenant, "FR", month)


def verdict_key(tenant: str, month: str, place: str) -> Key:
    return Key(verdict_partition(tenant, month), place)


def counter_partition(tenant: str, month: str, family: str) -> str:
    """All groups that are counted together in a month."""
    return partition(tenant, "FC", month, family)


def group_key(tenant: str, month: str, family: str, names: tuple[str, ...]) -> Key:
    """The counters of one group, its team first."""
    return Key(counter_partition(tenant, month, family), "#".join(names))


def names_of_group(sk: str) -> list[str]:
    """The names of a group."""
    return sk.split("#")
