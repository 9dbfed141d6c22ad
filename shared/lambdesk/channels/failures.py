"""What a delivery report (RFC 3464) says did not arrive.

Reports that only tell of a delay say nothing here; nor do those that no machine can read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lambdesk.channels.headers import Headers
from lambdesk.channels.mime import Part, read_headers
from lambdesk.kit.text import normal_address

RECIPIENTS = 100
_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_BLANK = re.compile(rb"\r?\n[ \t]*\r?\n")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}", re.ASCII)


@dataclass(frozen=True)
class Undelivered:
    """Somebody whom the mail will never reach, by the names that the report has for them."""

    addresses: tuple[str, ...]
    status: str | None


def undelivered(root: Part) -> Iterator[Undelivered]:
    """Whom a report gave up on. Who only has to wait for the mail is not among them."""
    for part in root.walk():
        if part.media_type in _REPORTS:
            # The first group of fields is about the mail, each further one about a recipient.
            for group in _BLANK.split(part.decoded.strip())[: RECIPIENTS + 1]:
                yield from _failed(read_headers(group.strip(b"\r\n") + b"\r\n\r\n"))


def _failed(fields: Headers) -> Iterator[Undelivered]:
    named = (fields.text(name).partition(";") for name in ("final-recipient", "original-recipient"))
    addresses = tuple(dict.fromkeys(normal_address(address.strip(" <>")) for _, mark, address in named if mark))
    found = _STATUS.match(fields.text("status"))
    status = found[0] if found else None
    action = fields.text("action").partition(" ")[0].lower()
    if addresses and (action == "failed" or (not action and (status or "").startswith("5"))):
        yield Undelivered(addresses, status)
