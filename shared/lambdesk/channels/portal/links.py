"""Links by mail: signed, good for a quarter of an hour, used once. Looking does nothing: scanners look."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lambdesk.kit.signed import read, sign
from lambdesk.kit.signing import Keyring

LINK_LIFETIME = timedelta(minutes=15)
_PURPOSE = "magic-link"


@dataclass(frozen=True)
class Link:
    """What a token says: `asked` is the id of the event that asked for it, and the link's own name."""

    tenant: str
    customer_id: str
    asked: str
    until: datetime


def link_url(keys: Keyring, origin: str, slug: str, link: Link) -> str:
    """The address of the page that signs in."""
    until = int(link.until.timestamp())
    token = sign(keys, _PURPOSE, f"{link.tenant}.{link.customer_id}.{link.asked}.{until}")
    return f"{origin.rstrip('/')}/portal/{slug}/sign-in/{token}"


def read_link(keys: Keyring, token: str, now: datetime) -> Link | None:
    """What a token says; None for one that is not ours or has run out."""
    parts = (read(keys, _PURPOSE, token) or "").split(".")
    if len(parts) != 4:
        return None
    tenant, customer_id, asked, until = parts
    link = Link(tenant, customer_id, asked, datetime.fromtimestamp(int(until), UTC))
    return link if now < link.until else None
