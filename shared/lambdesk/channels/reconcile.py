"""The invariant of mail in: every raw mail has an outcome for every tenant it was sent to. Finds what has none."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lambdesk.channels.model import LedgerEntry, Outcome
from lambdesk.channels.ports import MailStore, RawMail
from lambdesk.channels.receipts import Receipt, read_receipt
from lambdesk.channels.receive import UNKNOWN_MAILBOX, Mailroom
from lambdesk.identity.ports import IdentityStore
from lambdesk.kit.context import SYSTEM_TENANT
from lambdesk.kit.errors import Invalid, LambdeskError

NO_RECEIPT = "no_receipt"
IN_FLIGHT = timedelta(minutes=10)
"""A raw mail that young may have no receipt yet: SES stores it first."""
NO_MAIL = "AMAZON_SES_SETUP_NOTIFICATION"
"""What SES itself puts beside the mails."""


@dataclass(frozen=True)
class Missing:
    """A raw mail without an outcome. `tenant` is the system's and `receipt` None when nobody knows whom it is for."""

    raw_id: str
    tenant: str
    received_at: datetime
    receipt: Receipt | None


@dataclass
class Balance:
    """Outcomes counted per (raw mail, tenant), and what lacks one.

    `raw_in` is how many there ought to be, by the receipts. `in_flight` raw mails are too young to be judged.
    """

    raw_in: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    missing: list[Missing] = field(default_factory=list)
    in_flight: int = 0

    @property
    def even(self) -> bool:
        """Whether each pair that ought to be has its one outcome, and no other pair has."""
        return not self.missing and self.raw_in == self.outcomes.total()


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
            if raw_id != NO_MAIL:
                self._weigh(balance, raw_id, stored_at, known.get(raw_id, {}), now)
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

    def _weigh(
        self, balance: Balance, raw_id: str, stored_at: datetime, found: dict[str, LedgerEntry], now: datetime
    ) -> None:
        receipt = self._receipt(raw_id, stored_at)
        if receipt is None and not found and now - stored_at < IN_FLIGHT:
            balance.in_flight += 1
            return
        expected = self._expected(receipt, found) if receipt else list(found) or [SYSTEM_TENANT]
        if SYSTEM_TENANT not in expected:
            # Once taken for a mail without a receipt; its receipt has come since and says more.
            found = {tenant: entry for tenant, entry in found.items() if tenant != SYSTEM_TENANT}
        balance.raw_in += len(expected)
        balance.outcomes.update(entry.outcome for entry in found.values())
        missing = (tenant for tenant in expected if tenant not in found)
        balance.missing += (Missing(raw_id, tenant, stored_at, receipt) for tenant in missing)

    def _expected(self, receipt: Receipt, found: dict[str, LedgerEntry]) -> list[str]:
        """The tenants that the receipt names."""
        tenants = self.room.tenants_of(receipt)
        system = found.get(SYSTEM_TENANT)
        if system and system.cause == UNKNOWN_MAILBOX:
            # It was for no mailbox at that time; a mailbox made since does not change that.
            return [SYSTEM_TENANT, *(tenant for tenant in tenants if tenant in found)]
        return tenants or [SYSTEM_TENANT]

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
