"""What the mail channel needs from the world."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from lambdesk.channels.model import LedgerEntry, QuarantineEntry, ThreadKey
from lambdesk.conversations.ports import Files
from lambdesk.kit.changes import Committer


@dataclass(frozen=True)
class Known:
    """What stands about a mail before it is decided: its ledger entry, if processed before, and thread keys found."""

    ledger: LedgerEntry | None
    threads: dict[str, ThreadKey]


class MailStore(Committer, Protocol):
    """One round trip a call."""

    def known(self, tenant: str, day: str, raw_id: str, keys: Sequence[str]) -> Known:
        """The ledger entry of this delivery and those of `keys` that exist; strongly consistent; at most 90 keys."""
        ...

    def ledger(self, tenant: str, day: str) -> Iterator[LedgerEntry]:
        """Every outcome of one day (`yyyymmdd`)."""
        ...

    def quarantine(self, tenant: str, limit: int) -> Sequence[QuarantineEntry]:
        """The newest entries first."""
        ...


class RawMail(Protocol):
    """The bucket of raw mails, keyed by the receipt's message id."""

    def read(self, raw_id: str) -> bytes: ...

    def put(self, raw_id: str, raw: bytes) -> None: ...

    def keep_receipt(self, raw_id: str, receipt: dict[str, Any]) -> None: ...

    def receipt(self, raw_id: str) -> dict[str, Any] | None: ...

    def received_since(self, moment: datetime) -> Iterator[tuple[str, datetime]]:
        """Raw ids with the time they were stored, for reconciliation."""
        ...


class Content(Files, Protocol):
    """The bucket of attachments and long bodies; keys hold the tenant."""

    def put(self, key: str, data: bytes, media_type: str) -> None: ...

    def read(self, key: str) -> bytes: ...

    def link(self, key: str, name: str, media_type: str, lifetime_seconds: int) -> str:
        """A signed URL on the content origin that downloads under `name`."""
        ...


@dataclass(frozen=True)
class OutgoingMail:
    """A finished mail: `raw` as MIME bytes, the envelope, and tags that come back with delivery events."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    tags: dict[str, str]


class Refused(Exception):
    """The provider will never take this mail; `reason` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Mailer(Protocol):
    """Hands a mail to the provider. Returns the provider's bare id; raises Refused, or Unavailable when it surely did
    not go out and may be tried again. Any other error leaves it unknown whether the mail went out.
    """

    def send(self, mail: OutgoingMail) -> str: ...
