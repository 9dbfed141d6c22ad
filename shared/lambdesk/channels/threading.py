"""Which ticket a mail belongs to. The order: signed reply address, ids it answers, subject tag, else none.

SES replaces our Message-ID, so every mail carries an id of our own, `<n.ticket.mac@domain>`, first in References; what
it names can be checked without a look into the store. The id SES gives is kept as a thread key.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from lambdesk.channels.addresses import first_reply_address
from lambdesk.channels.headers import Headers, message_ids
from lambdesk.channels.model import ThreadKey
from lambdesk.channels.parse import ParsedMail
from lambdesk.kit.signing import Keyring, base32_decode, base32_encode
from lambdesk.kit.text import digest

_PURPOSE = "thread-id"
_MAC_BITS = 80
_OWN = re.compile(r"([0-9a-z]{1,40})\.([1-9][0-9]{0,11})\.([a-z0-9]{1,20}?)([a-z2-7]{16})@[^@]+", re.ASCII)
_SES_DOMAIN = re.compile(r"@(?:email|[a-z0-9-]{1,30})\.amazonses\.com$")
_SUBJECT_NOISE = re.compile(
    r"^(?:\s*(?:re|aw|sv|antw|odp|ref|res|rif|r|vs|ynt|回复|回覆|答复|返信)\s*(?:\[\d+\])?\s*[:：])+\s*", re.I
)
TAG_LIMIT = 3


class By(IntEnum):
    """What led to a ticket, the strongest first."""

    ADDRESS = 1
    ANSWERED_ID = 2
    SUBJECT = 3


@dataclass(frozen=True)
class Candidate:
    """A ticket this mail may belong to."""

    number: int
    by: By


def own_message_id(keys: Keyring, tenant: str, number: int, message: str, domain: str) -> str:
    """Our own id for a mail, without brackets; `message` is the message's id."""
    nonce = message.rpartition("_")[2].lower()
    mac = keys.mac(_PURPOSE, _mac_input(tenant, nonce, str(number)), bits=_MAC_BITS)
    return f"{nonce}.{number}.{keys.current}{base32_encode(mac)}@{domain}"


def _mac_input(tenant: str, nonce: str, number: str) -> bytes:
    return "\x00".join((tenant, nonce, number)).encode()


def read_own_message_id(keys: Keyring, tenant: str, message_id: str) -> int | None:
    """The ticket an id of ours names; None for an id that is not this tenant's."""
    match = _OWN.fullmatch(message_id.lower()) if message_id.isascii() else None
    if match is None:
        return None
    nonce, number, key_id, mac = match.groups()
    expected = _mac_input(tenant, nonce, number)
    genuine = keys.verify(_PURPOSE, expected, base32_decode(mac), key_id=key_id, bits=_MAC_BITS)
    return int(number) if genuine else None


def thread_key(message_id: str) -> str:
    """The key under which an id is kept. The region in SES's domain is left out: the API gives the bare id only."""
    return digest("mid", _SES_DOMAIN.sub("@amazonses.com", message_id.strip("<> ").lower()))


def ses_thread_key(provider_id: str) -> str:
    """The key of the bare id that SES returned."""
    return thread_key(f"{provider_id}@email.amazonses.com")


def answered_ids(mail: ParsedMail) -> list[str]:
    """The ids this mail answers, most telling first; for a report also those of the mail it is about."""
    ids = list(mail.answers)
    for headers in mail.reported:
        ids += _ids(headers, "original-message-id", "message-id", "in-reply-to", "references")
    return list(dict.fromkeys(ids))


def _ids(headers: Headers, *names: str) -> list[str]:
    return [found for name in names for found in message_ids(headers.raw(name))]


def written_to(mail: ParsedMail, envelope: Sequence[str]) -> list[str]:
    """Every address this mail was sent to, the envelope's first: headers lack Bcc and forwarded mailboxes."""
    headers = mail.headers.addresses("delivered-to", "x-original-to", "to", "cc")
    reported = [each.email for report in mail.reported for each in report.addresses("reply-to")]
    return [*envelope, *(each.email for each in headers), *reported]


def candidates(
    keys: Keyring,
    tenant: str,
    mail: ParsedMail,
    envelope: Sequence[str],
    known: dict[str, ThreadKey],
    label: str | None,
) -> Iterator[Candidate]:
    """The tickets this mail may belong to, best first. `label` is the tenant's, None when tags must not count."""
    signed = first_reply_address(keys, tenant, written_to(mail, envelope))
    if signed:
        yield Candidate(signed.number, By.ADDRESS)
    for message_id in answered_ids(mail):
        own = read_own_message_id(keys, tenant, message_id)
        entry = known.get(thread_key(message_id))
        number = own if own is not None else (entry.number if entry else None)
        if number is not None:
            yield Candidate(number, By.ANSWERED_ID)
    for number in tags(mail.subject, label) if label else ():
        yield Candidate(number, By.SUBJECT)


def tags(subject: str, label: str) -> list[int]:
    """The numbers in `[TKT-0001]` tags of a subject."""
    found = re.findall(rf"\[{re.escape(label)}([0-9]{{1,10}})\]", subject, re.IGNORECASE)
    return [int(number) for number in dict.fromkeys(found)][:TAG_LIMIT]


def bare_subject(subject: str, label: str) -> str:
    """A subject without `Re:` and without our tags."""
    without = re.sub(rf"\s*\[{re.escape(label)}[0-9]{{1,10}}\]\s*", " ", subject, flags=re.IGNORECASE)
    return _SUBJECT_NOISE.sub("", " ".join(without.split()))
