"""The signed reply address: whoever answers to it answers on the ticket it names, whatever else the mail says.

`reply+<token>@<mailbox domain>`. The token is the key id (small letters and digits) and 32 base32 digits: ticket number
in 5 bytes, participant in 5, MAC over tenant, number and participant in 10. The tenant is not in it: it follows from
the domain.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lambdesk.kit.signing import Keyring, base32_decode, base32_encode
from lambdesk.kit.text import digest, normal_address

REPLY_BOX = "reply"
_PURPOSE = "reply-address"
_MAC_BITS = 80
_DIGITS = 32
_LOCAL = re.compile(rf"{REPLY_BOX}\+([a-z0-9]{{1,20}}?)([a-z2-7]{{{_DIGITS}}})", re.ASCII)


@dataclass(frozen=True)
class ReplyTo:
    """What a token says: the ticket, and `participant`, a mark of whom we wrote to."""

    number: int
    participant: bytes


def participant_mark(address: str) -> bytes:
    """Five bytes that stand for an address."""
    return bytes.fromhex(digest("participant", normal_address(address))[:10])


def _mac_input(tenant: str, payload: bytes) -> bytes:
    return tenant.encode() + b"\x00" + payload


def reply_address(keys: Keyring, tenant: str, number: int, participant: str, domain: str) -> str:
    """The address under which `participant` answers on ticket `number`."""
    payload = number.to_bytes(5, "big") + participant_mark(participant)
    mac = keys.mac(_PURPOSE, _mac_input(tenant, payload), bits=_MAC_BITS)
    return f"{REPLY_BOX}+{keys.current}{base32_encode(payload + mac)}@{domain}"


def read_reply_address(keys: Keyring, tenant: str, address: str) -> ReplyTo | None:
    """What a reply address of this tenant says; None for any other address. Letter case does not matter."""
    # ASCII first: lower() would make letters out of characters that only look alike.
    match = _LOCAL.fullmatch(address.rpartition("@")[0].lower()) if address.isascii() else None
    if match is None:
        return None
    data = base32_decode(match[2])
    payload, mac = data[:10], data[10:]
    if not keys.verify(_PURPOSE, _mac_input(tenant, payload), mac, key_id=match[1], bits=_MAC_BITS):
        return None
    return ReplyTo(int.from_bytes(payload[:5], "big"), payload[5:])


def first_reply_address(keys: Keyring, tenant: str, addresses: Iterable[str]) -> ReplyTo | None:
    """The first valid one."""
    return next(filter(None, (read_reply_address(keys, tenant, address) for address in addresses)), None)


def is_reply_box(address: str) -> bool:
    """Whether an address is of the form we answer under, valid or not."""
    return address.lower().startswith(f"{REPLY_BOX}+")


def without_tag(address: str) -> str:
    """The normal address without what follows a `+`: the mailbox that receives it."""
    local, at, domain = normal_address(address).rpartition("@")
    return local.partition("+")[0] + at + domain
