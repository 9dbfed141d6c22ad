"""What a tenant sets up."""

from lambdesk.adapters.dynamodb.keys.key import Item, Key, digits, partition, ulid

POLICY, RULES = "sla_policy#default#", "tickets#"


def settings_partition(tenant: str) -> str:
    return partition(tenant, "CFG")


def policy_key(tenant: str, version: int) -> Key:
    return Key(settings_partition(tenant), POLICY + digits(version))


def ticket_settings_key(tenant: str) -> Key:
    return Key(settings_partition(tenant), RULES)


def rule_key(tenant: str, rule_id: str) -> Key:
    """A status, field, category or team; the prefix of its id says which."""
    kind = rule_id.partition("_")[0]
    return Key(settings_partition(tenant), f"{RULES}{kind}#{ulid(rule_id, kind)}")


def rule_id_of(item: Item) -> str:
    """The id of a status, field, category or team; nothing for the settings that are no list."""
    return str(item["sk"]["S"]).removeprefix(RULES).replace("#", "_")


def tag_partition(tenant: str) -> str:
    return partition(tenant, "TG")


def tag_key(tenant: str, name: str) -> Key:
    return Key(tag_partition(tenant), name)


def canned_partition(tenant: str) -> str:
    return partition(tenant, "CR")


def canned_key(tenant: str, response_id: str, *, uses: bool = False) -> Key:
    return Key(canned_partition(tenant), ulid(response_id, "can") + ("#n" if uses else ""))


def calendar_partition(tenant: str) -> str:
    return partition(tenant, "CAL")


def calendar_key(tenant: str, calendar_id: str) -> Key:
    return Key(calendar_partition(tenant), ulid(calendar_id, "cal"))


def calendar_version_key(tenant: str, calendar_id: str, version: int) -> Key:
    """Apart from the calendars themselves, which are listed."""
    return Key(calendar_versions_partition(tenant), f"{ulid(calendar_id, 'cal')}#{digits(version)}")


def calendar_versions_partition(tenant: str) -> str:
    return partition(tenant, "CAV")


def feed_partition(tenant: str) -> str:
    return partition(tenant, "CAF")


def feed_key(tenant: str, calendar_id: str) -> Key:
    """Apart from the calendars themselves, which are listed."""
    return Key(feed_partition(tenant), ulid(calendar_id, "cal"))


def rota_partition(tenant: str) -> str:
    return partition(tenant, "ROT")


def rota_key(tenant: str, rota_id: str) -> Key:
    return Key(rota_partition(tenant), ulid(rota_id, "rot"))


def recomputation_key(tenant: str) -> Key:
    """The recomputation that was asked for last: there is one at a time."""
    return Key(partition(tenant, "RCP"), "A")


def tenant_export_key(tenant: str) -> Key:
    """The export that was asked for last: there is one at a time."""
    return Key(partition(tenant, "EX"), "A")
