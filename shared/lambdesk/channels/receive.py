"""Mail in: every delivery ends as an appended message, a new ticket, a quarantine entry or a duplicate.

Each (raw mail, tenant) leaves one ledger entry, written in the same transaction as its effect, so a delivery can be
processed any number of times, also at once, and counts as one.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from lambdesk.channels.addresses import without_tag
from lambdesk.channels.classify import classify
from lambdesk.channels.intake import Desk, Intake, quarantine
from lambdesk.channels.model import LedgerEntry, QuarantineEntry
from lambdesk.channels.parse import ParsedMail, parse
from lambdesk.channels.ports import Known, MailStore, RawMail
from lambdesk.channels.receipts import Receipt, read_receipt
from lambdesk.identity.model import Mailbox, TenantState
from lambdesk.identity.ports import IdentityStore
from lambdesk.kit.changes import Insert, Put, Remove, Write
from lambdesk.kit.context import SYSTEM, SYSTEM_TENANT, Context
from lambdesk.kit.errors import AlreadyExists, StaleVersion, Unavailable
from lambdesk.kit.text import normal_address

UNKNOWN_MAILBOX = "unknown_mailbox"
_NAME_RECIPIENTS = ("delivered-to", "x-original-to", "to", "cc")
TENANT_SUSPENDED = "tenant_suspended"
TRIES = 12
FIRST_PAUSE, LONGEST_PAUSE = 0.01, 0.5
"""Seconds between tries, doubling."""
WAITING = 10_000
"""Mails of a closed tenant that one call looks at."""
LOOKED_UP = 90
"""Addresses in one look."""


@dataclass(frozen=True)
class Arrival:
    """One outcome, with the tenant it is for."""

    tenant: str
    entry: LedgerEntry


def mailboxes_of(identity: IdentityStore, addresses: Sequence[str]) -> dict[str, Mailbox]:
    """Those of the addresses that are mailboxes."""
    found: dict[str, Mailbox] = {}
    for start in range(0, len(addresses), LOOKED_UP):
        found |= identity.mailboxes(addresses[start : start + LOOKED_UP])
    return found


def homes_of(identity: IdentityStore, receipt: Receipt) -> list[str]:
    """Whose mail this is: the source's tenant, else those whose mailboxes the envelope names."""
    return [receipt.tenant] if receipt.tenant else _named_by(identity, receipt)


def _named_by(identity: IdentityStore, receipt: Receipt) -> list[str]:
    """The tenants whose mailboxes the envelope names."""
    owners = mailboxes_of(identity, _with_untagged(receipt.recipients))
    found = (owners.get(each) or owners.get(without_tag(each)) for each in receipt.recipients)
    return list(dict.fromkeys(mailbox.tenant for mailbox in found if mailbox))


class Mailroom:
    """Takes deliveries in. `desk` is where they go; the other stores say what they are; `sleep` waits so many
    seconds.
    """

    def __init__(
        self, mail: MailStore, identity: IdentityStore, raw: RawMail, desk: Desk, sleep: Callable[[float], None]
    ) -> None:
        self._mail = mail
        self._identity = identity
        self._raw = raw
        self._desk = desk
        self._sleep = sleep

    def accept(self, record: dict[str, Any], now: datetime, seed: str) -> list[Arrival]:
        """Keep the receipt beside the raw mail, then take the mail in. Raises Invalid for what is no receipt."""
        receipt = read_receipt(record, now)
        self._raw.keep_receipt(receipt.raw_id, record)
        return self.take_in(receipt, now, seed)

    def take_in(self, receipt: Receipt, now: datetime, seed: str) -> list[Arrival]:
        """The outcome for every tenant of the envelope. One tenant's trouble is raised after the others are served."""
        if receipt.tenant:
            return [self._posted(receipt, receipt.tenant, now, seed)]
        tenants = self.tenants_of(receipt)
        if not tenants:
            return [self.reject(receipt, SYSTEM_TENANT, UNKNOWN_MAILBOX, now, seed)]
        mail = None if receipt.infected else self._read(receipt)
        owners = self._owners(receipt, mail)
        arrivals: list[Arrival] = []
        trouble: Exception | None = None
        for tenant in tenants:
            try:
                arrivals.append(self._deliver(receipt, tenant, mail, owners, now, seed))
            except Exception as error:  # Whatever it is, it must not keep the mail from the other tenants.
                trouble = error
        if trouble:
            raise trouble
        return arrivals

    def _posted(self, receipt: Receipt, tenant: str, now: datetime, seed: str) -> Arrival:
        """The outcome of a mail that a tenant's source posted. Without an envelope its headers say whom it is for."""
        mail = self._read(receipt)
        if mail and not receipt.recipients:
            named = (normal_address(each.email) for each in mail.headers.addresses(*_NAME_RECIPIENTS))
            receipt = replace(receipt, recipients=tuple(dict.fromkeys(named))[:LOOKED_UP])
        if mail and tenant not in _named_by(self._identity, receipt):
            return self.reject(receipt, tenant, UNKNOWN_MAILBOX, now, seed)
        return self._deliver(receipt, tenant, mail, self._owners(receipt, mail), now, seed)

    def tenants_of(self, receipt: Receipt) -> list[str]:
        """Whose mail this is: the source's tenant, else those whose mailboxes the envelope names."""
        return homes_of(self._identity, receipt)

    def reject(self, receipt: Receipt, tenant: str, cause: str, now: datetime, seed: str) -> Arrival:
        """Quarantine a delivery, unless its outcome stands already."""
        ctx = _context(tenant, receipt, now, seed)
        entry, changes = quarantine(receipt, ctx, cause)
        try:
            self._mail.commit(tenant, changes.also(Insert(entry)))
        except AlreadyExists:
            entry = self._known(tenant, receipt, []).ledger or entry
        return Arrival(tenant, entry)

    def _read(self, receipt: Receipt) -> ParsedMail | None:
        raw = self._raw.read(receipt.raw_id)
        if not raw.strip():
            return None
        try:
            return parse(raw)
        except Exception:  # The parser is built never to raise; should it, the mail is kept for a person to look at.
            return None

    def _owners(self, receipt: Receipt, mail: ParsedMail | None) -> dict[str, Mailbox]:
        """The mailboxes among the addresses that play a part: the sender's, all of the envelope, and of those the mail
        names as many as one look has room for.
        """
        named = mail.headers.addresses("from", "to", "cc") if mail else []
        sender = [mail.sender.email] if mail and mail.sender else []
        needed = _with_untagged([*map(normal_address, sender), *receipt.recipients])
        wanted = _with_untagged([*needed, *(normal_address(each.email) for each in named)])
        return mailboxes_of(self._identity, wanted[: max(LOOKED_UP, len(needed))])

    def _deliver(
        self,
        receipt: Receipt,
        tenant: str,
        mail: ParsedMail | None,
        owners: dict[str, Mailbox],
        now: datetime,
        seed: str,
    ) -> Arrival:
        if mail is None:
            return self.reject(receipt, tenant, "virus" if receipt.infected else "unreadable", now, seed)
        home = self._identity.tenant(tenant)
        if home is None or home.state is not TenantState.ACTIVE:
            return self.reject(receipt, tenant, TENANT_SUSPENDED, now, seed)
        return self._keep(receipt, tenant, mail, owners, now, seed)

    def let_in(self, tenant: str, now: datetime, seed: str) -> int:
        """Take in what waited while this tenant was closed; how many mails. After a cut a second call goes on.

        An entry goes together with the outcome that takes its place.
        """
        waiting = [each for each in self._mail.quarantine(tenant, WAITING) if each.cause == TENANT_SUSPENDED]
        done = 0
        for number, entry in enumerate(reversed(waiting)):
            raw_id = entry.raw_key.rpartition("/")[2]
            told = self._raw.receipt(raw_id)
            if told is None:
                continue
            receipt = read_receipt(told, entry.at)
            mail = self._read(receipt)
            if mail is not None:
                self._keep(
                    receipt, tenant, mail, self._owners(receipt, mail), now, f"{seed}/{number}", instead_of=entry
                )
                done += 1
        return done

    def _keep(
        self,
        receipt: Receipt,
        tenant: str,
        mail: ParsedMail,
        owners: dict[str, Mailbox],
        now: datetime,
        seed: str,
        *,
        instead_of: QuarantineEntry | None = None,
    ) -> Arrival:
        own = [address for address, mailbox in owners.items() if mailbox.tenant == tenant]
        mail_class = classify(mail, receipt.sender, own)
        intake = Intake(self._desk, receipt, mail, mail_class, owners, _context(tenant, receipt, now, seed))
        for attempt in range(TRIES):
            try:
                known = self._known(tenant, receipt, intake.keys)
                if known.ledger and not (instead_of and known.ledger.cause == TENANT_SUSPENDED):
                    return Arrival(tenant, known.ledger)
                entry, changes = intake.decide(known)
                done: tuple[Write, ...] = (Put(entry), Remove(instead_of)) if instead_of else (Insert(entry),)
                self._mail.commit(tenant, changes.also(*done))
                return Arrival(tenant, entry)
            except (AlreadyExists, StaleVersion, Unavailable):
                # Somebody else was faster, or is at it: decide again on what stands then.
                self._sleep(min(LONGEST_PAUSE, FIRST_PAUSE * 2**attempt))
        raise Unavailable("This conversation changes too quickly; try again.")

    def _known(self, tenant: str, receipt: Receipt, keys: list[str]) -> Known:
        return self._mail.known(tenant, receipt.day, receipt.raw_id, keys)


def _with_untagged(addresses: Iterable[str]) -> list[str]:
    pairs = ((address, without_tag(address)) for address in addresses)
    return list(dict.fromkeys(address for pair in pairs for address in pair))


def _context(tenant: str, receipt: Receipt, now: datetime, seed: str) -> Context:
    cause = {"door": "mail", "raw_id": receipt.raw_id}
    return Context(tenant, SYSTEM, now, seed, cause, correlation_id=receipt.raw_id)
