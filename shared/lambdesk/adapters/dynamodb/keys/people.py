"""Tenants, their staff and sessions, and the people they serve."""

from datetime import datetime

from lambdesk.adapters.dynamodb.keys.key import Item, Key, partition, ulid
from lambdesk.adapters.dynamodb.keys.settings import settings_partition
from lambdesk.kit import clock
from lambdesk.kit.context import SYSTEM_TENANT
from lambdesk.kit.text import digest

NOTIFICATION = "N#"
USER, ROLE, SLUG = "user#", "role#", "slug#"


def tenant_key(tenant: str) -> Key:
    return Key(settings_partition(tenant), "tenant#")


def user_key(tenant: str, user_id: str) -> Key:
    return Key(settings_partition(tenant), USER + user_id)


def role_key(tenant: str, role_id: str) -> Key:
    return Key(settings_partition(tenant), ROLE + ulid(role_id, "rol"))


def slug_key(slug: str) -> Key:
    return Key(settings_partition(SYSTEM_TENANT), SLUG + slug)


def origins_partition(origin: str) -> str:
    return partition(SYSTEM_TENANT, "OR", digest(origin))


def origin_key(origin: str, tenant: str) -> Key:
    return Key(origins_partition(origin), tenant)


def headcount_key(tenant: str) -> Key:
    return Key(settings_partition(tenant), "headcount#")


LEAVING = partition(SYSTEM_TENANT, "LV")


def leaving_key(delete_at: datetime, tenant: str) -> Key:
    """By the moment, so that the first ones are those that are due. Who comes back and leaves again has another one."""
    return Key(LEAVING, f"{clock.to_text(delete_at)}#{tenant}")


def ending_key(tenant: str) -> Key:
    """How far the end of a tenant has come."""
    return Key(partition(SYSTEM_TENANT, "END"), tenant)


def mailbox_key(address: str) -> Key:
    return Key(settings_partition(SYSTEM_TENANT), "mailbox#" + address)


def staff_key(keeper: str, tenant: str, address: str) -> Key:
    """The tenant keeps its own entry; the system tenant keeps one per tenant, for signing in without naming one."""
    return Key(partition(keeper, "UA", digest(address)), tenant if keeper == SYSTEM_TENANT else "A")


def session_key(tenant: str, session_id: str) -> Key:
    return Key(partition(tenant, "SES", session_id), "A")


def user_sessions_partition(tenant: str, user_id: str) -> str:
    return partition(tenant, "US", user_id)


def user_session_key(tenant: str, user_id: str, session_id: str) -> Key:
    return Key(user_sessions_partition(tenant, user_id), session_id)


def tries_key(tenant: str, user_id: str) -> Key:
    """With the system for an account that is nobody's."""
    return Key(partition(tenant, "LK", user_id), "A")


def recovery_key(tenant: str, user_id: str) -> Key:
    return Key(partition(tenant, "RC", user_id), "A")


def sign_up_key(tenant: str) -> Key:
    """What was asked for of a tenant before it is made."""
    return Key(partition(tenant, "SU"), "A")


def provider_key(tenant: str) -> Key:
    return Key(settings_partition(tenant), "provider#")


def provider_account_key(tenant: str, subject: str) -> Key:
    return Key(partition(tenant, "PA", subject), "A")


def customer_key(tenant: str, customer_id: str) -> Key:
    return Key(partition(tenant, "CU", customer_id), "A")


def address_key(tenant: str, address: str) -> Key:
    return Key(partition(tenant, "AD", digest(address)), "A")


def inbox_key(tenant: str, user_id: str) -> Key:
    return Key(partition(tenant, "NT", user_id), "A")


def notification_key(tenant: str, user_id: str, notification_id: str) -> Key:
    return Key(inbox_key(tenant, user_id).pk, NOTIFICATION + ulid(notification_id, "ntf"))


def user_of(item: Item) -> str:
    """The user whose inbox an item is in."""
    return str(item["pk"]["S"]).split("#", 3)[3]


def organisations_partition(tenant: str) -> str:
    return partition(tenant, "ORG")


def organisation_key(tenant: str, organisation_id: str) -> Key:
    return Key(organisations_partition(tenant), ulid(organisation_id, "org"))


def organisation_names_partition(tenant: str) -> str:
    return partition(tenant, "ORN")


def organisation_name_key(tenant: str, name: str) -> Key:
    """Apart from the organisations themselves, in the order in which they are listed."""
    return Key(organisation_names_partition(tenant), name)


def organisation_domain_key(tenant: str, domain: str) -> Key:
    return Key(partition(tenant, "ORD", digest(domain)), "A")


def organisation_count_key(tenant: str) -> Key:
    return Key(partition(tenant, "CTR"), "organisations")
