"""The invariant of mail in: every raw mail has an outcome for every tenant it was sent to. Finds what has none."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lambdesk.channels.model import LedgerEntry, Outcome
from lambdesk.channels.ports import MailStore, RawMail
from lambdesk.channels.receipts import Receipt, read_receipt
from lambdesk.channels.receive import Mailroom
from lambdesk.identity.ports import IdentityStore
from lambdesk.kit.context import SYSTEM_TENANT
from lambdesk.kit.errors import Invalid, LambdeskError

NO_RECEIPT = "no_receipt"


@dataclass(frozen=True)
class Missing:
    """A raw mail without an outcome. `tenant` is the system's and `receipt` None when nobody knows whom it is for."""

    raw_id: str
    tenant: str
    received_at: datetime
    receipt: Receipt | None


@dataclass
class Balance:
    """Outcomes counted per (raw mail, tenant), and what lacks one."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    missing: list[Missing] = field(default_factory=list)

    @property
    def raw_in(self) -> int:
        """How many outcomes there ought to be."""
        return self.outcomes.total() + len(self.missing)


@dataclass(frozen=True)
class Reconciliation:
    """Compares the bucket of raw mails with the ledgers of all tenants."""

    mail: MailStore
    identity: IdentityStore
    raw: RawMail
    room: Mailroom

    def balance(self, since: datetime, now: datetime) -> Balance:
        """What became of the raw mails stored since then."""
        known = self._ledgers(since, now)
        balance = Balance()
        for raw_id, stored_at in self.raw.received_since(since):
            found = known.get(raw_id, {})
            balance.outcomes.update(entry.outcome for entry in found.values())
            balance.missing += self._missing(raw_id, stored_at, found)
        return balance

    def repair(self, balance: Balance, now: datetime, seed: str) -> None:
        """Process what is missing again, from raw mail and receipt. Doing so twice changes nothing.

        What fails again stays missing; the next balance shows it.
        """
        for missing in balance.missing:
            with suppress(LambdeskError):
                self._again(missing, now, f"{seed}/{missing.raw_id}")

    def _again(self, missing: Missing, now: datetime, seed: str) -> None:
        if missing.receipt is None:
            unknown = Receipt(missing.raw_id, missing.received_at, None, (), {})
            self.room.reject(unknown, SYSTEM_TENANT, NO_RECEIPT, now, seed)
        else:
            self.room.take_in(missing.receipt, now, seed)

    def _ledgers(self, since: datetime, now: datetime) -> dict[str, dict[str, LedgerEntry]]:
        """Every outcome of these days, by raw id and tenant. A receipt's day may be the one before or after."""
        known: dict[str, dict[str, LedgerEntry]] = {}
        for tenant in (SYSTEM_TENANT, *self.identity.tenants()):
            for day in _days(since - timedelta(days=1), now + timedelta(days=1)):
                for entry in self.mail.ledger(tenant, day):
                    known.setdefault(entry.raw_id, {})[tenant] = entry
        return known

    def _missing(self, raw_id: str, stored_at: datetime, found: dict[str, LedgerEntry]) -> Iterator[Missing]:
        # What the system tenant has was for no mailbox at that time; a mailbox made since does not change that.
        if SYSTEM_TENANT in found:
            return
        receipt = self._receipt(raw_id, stored_at)
        if receipt is None:
            if not found:
                yield Missing(raw_id, SYSTEM_TENANT, stored_at, None)
            return
        tenants = self.room.tenants_of(receipt)
        for tenant in tenants or ([] if found else [SYSTEM_TENANT]):
            if tenant not in found:
                yield Missing(raw_id, tenant, stored_at, receipt)

    def _receipt(self, raw_id: str, stored_at: datetime) -> Receipt | None:
        record = self.raw.receipt(raw_id)
        try:
            return read_receipt(record, stored_at) if record else None
        except Invalid:
            return None


def _days(first: datetime, last: datetime) -> Iterator[str]:
    day = first
    while day.date() <= last.date():
        yield f"{day:%Y%m%d}"
        day += timedelta(days=1)
