"""Incoming mail: two SMTP ports that do what the SES receipt rule does.

The receipt and the raw mail are put into the raw bucket, then `mail_in` is invoked asynchronously with the receipt;
only when all are accepted the sender gets its 250. One port gives passing verdicts, the other failing ones.
"""

import asyncio
import json
import logging
import re
import secrets
import string
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from botocore.exceptions import BotoCoreError, ClientError

from infra.local.options import HOST
from infra.local.outbox import without_headers

logger = logging.getLogger("lambdesk.local.mail")

MAX_BYTES = 40 * 1024 * 1024
"""What SES takes in."""
MAX_RECIPIENTS = 100
RAW_PREFIX = "raw/"
RECEIPT_PREFIX = "receipt/"

FORGEABLE = (b"authentication-results", b"received-spf", b"return-path")
"""Headers a receiving server writes itself; what a sender put there is removed, as is everything `X-SES-…`."""

HEADER = re.compile(rb"[!-9;-~]+[ \t]*:|\r?\n")
"""The beginning of a header field, or the empty line after none."""

ALPHABET = string.ascii_lowercase + string.digits


def new_id() -> str:
    """A message id of the form SES gives received mail; also the object's key."""
    return "".join(secrets.choice(ALPHABET) for _ in range(40))


@dataclass(frozen=True)
class Verdicts:
    """What the receipt says about the sender."""

    spf: str
    dkim: str
    dmarc: str

    def as_receipt(self) -> dict[str, dict[str, str]]:
        all_of_them = {"spf": self.spf, "dkim": self.dkim, "dmarc": self.dmarc, "spam": "PASS", "virus": "PASS"}
        return {f"{name}Verdict": {"status": status} for name, status in all_of_them.items()}


TRUSTED = Verdicts(spf="PASS", dkim="PASS", dmarc="PASS")
UNTRUSTED = Verdicts(spf="FAIL", dkim="FAIL", dmarc="FAIL")


def as_received(raw: bytes, *, message_id: str, sender: str, peer: str, at: datetime) -> bytes:
    """The mail as SES stores it: forgeable headers out, its own Return-Path and Received on top."""
    own = (
        f"Return-Path: <{sender}>\r\n"
        f"Received: from {peer} by inbound-smtp.us-east-1.amazonaws.com with SMTP id {message_id};\r\n"
        f" {format_datetime(at)}\r\n"
    )
    rest = without_headers(raw, names=FORGEABLE, prefixes=(b"x-ses-",))
    # What begins without a header is all body: an indented first line must not become part of the header above it.
    below = b"" if HEADER.match(rest) else b"\r\n"
    return own.encode("utf-8", "replace") + below + rest


def receipt_event(
    *, message_id: str, sender: str, recipients: list[str], verdicts: Verdicts, at: datetime
) -> dict[str, Any]:
    """The event of the rule's Lambda action. SES leaves headers out when they are long; here they always are."""
    time = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    mail = {
        "timestamp": time,
        "source": sender,
        "messageId": message_id,
        "destination": recipients,
        "headersTruncated": True,
        "headers": [],
        "commonHeaders": {},
    }
    receipt = {"timestamp": time, "processingTimeMillis": 1, "recipients": recipients, **verdicts.as_receipt()}
    return {"Records": [{"eventSource": "aws:ses", "eventVersion": "1.0", "ses": {"mail": mail, "receipt": receipt}}]}


class Receiver:
    """The handler of one SMTP port."""

    def __init__(self, s3: Any, lambda_: Any, *, bucket: str, function: str, verdicts: Verdicts) -> None:
        self._s3, self._lambda = s3, lambda_
        self._bucket, self._function, self._verdicts = bucket, function, verdicts

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= MAX_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        message_id, now = new_id(), datetime.now(UTC)
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        sender = envelope.mail_from or ""
        peer = re.sub(r"[^\w.:\-\[\]]", "", str(session.host_name or "unknown"))[:255]
        stored = as_received(raw, message_id=message_id, sender=sender, peer=peer, at=now)
        event = receipt_event(
            message_id=message_id, sender=sender, recipients=envelope.rcpt_tos, verdicts=self._verdicts, at=now
        )
        try:
            await asyncio.to_thread(self._accept, message_id, stored, event)
        except (BotoCoreError, ClientError):
            logger.exception("mail not accepted")
            return "451 4.3.0 Temporary failure, please try again"
        return f"250 2.0.0 OK {message_id}"

    def _accept(self, message_id: str, raw: bytes, event: dict[str, Any]) -> None:
        # Invocations that wait die with this process, unlike those on AWS. The receipt, which `mail_in` writes there,
        # is therefore here first: with it, `mail reconcile --repair` makes good what was lost.
        receipt = json.dumps(event["Records"][0]["ses"]).encode()
        self._s3.put_object(Bucket=self._bucket, Key=f"{RECEIPT_PREFIX}{message_id}.json", Body=receipt)
        self._s3.put_object(Bucket=self._bucket, Key=RAW_PREFIX + message_id, Body=raw)
        self._lambda.invoke(FunctionName=self._function, InvocationType="Event", Payload=json.dumps(event).encode())


class Door(SMTP):
    """SMTP without its limit on lines: real mail breaks it (long lines of HTML, bare line feeds), and none is lost."""

    line_length_limit = MAX_BYTES


class Listener(Controller):
    """One SMTP port on loopback, on an event loop of its own."""

    def factory(self) -> SMTP:
        return Door(self.handler, **self.SMTP_kwargs)

    def __init__(self, receiver: Receiver, port: int) -> None:
        super().__init__(
            receiver,
            hostname=HOST,
            port=port,
            data_size_limit=MAX_BYTES,
            enable_SMTPUTF8=True,
            ident="Lambdesk local mail",
            ready_timeout=30,
        )
