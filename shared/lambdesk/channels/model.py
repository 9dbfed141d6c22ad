"""What the mail channel keeps beside tickets: thread keys, the ledger of deliveries, quarantine."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """What became of one delivery. Raw mails in = the sum of these, per tenant."""

    APPENDED = "appended"
    NEW = "new"
    QUARANTINED = "quarantined"
    DUPLICATE = "duplicate"


@dataclass(frozen=True)
class ThreadKey:
    """Where a mail belongs that names `key`: a Message-ID issued or received, or the fingerprint of a mail's content.

    `key` is a digest (kit.text.digest); `fingerprint` is the content behind a received Message-ID, None for our own.
    """

    key: str
    number: int
    message_id: str
    fingerprint: str | None = None


@dataclass(frozen=True)
class LedgerEntry:
    """The outcome of one raw mail for one tenant; `day` is `yyyymmdd` of its receipt, `cause` a quarantine code."""

    raw_id: str
    day: str
    outcome: Outcome
    at: datetime
    number: int | None = None
    message_id: str | None = None
    cause: str | None = None


@dataclass(frozen=True)
class QuarantineEntry:
    """A mail kept out, with the reason and the way to its raw bytes."""

    id: str
    raw_key: str
    cause: str
    at: datetime


@dataclass(frozen=True)
class SentLetter:
    """A letter that goes out or went out, by the event that asked for it: there is no second one."""

    event_id: str
    kind: str
    at: datetime
    expires_at: datetime
