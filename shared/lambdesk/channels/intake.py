"""One mail for one tenant: what it is, where it belongs, and the change that keeps it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from lambdesk.channels import threading
from lambdesk.channels.addresses import REPLY_BOX, is_reply_box, without_tag
from lambdesk.channels.bounces import bounce_of
from lambdesk.channels.headers import Address
from lambdesk.channels.model import LedgerEntry, Outcome, QuarantineEntry, ThreadKey
from lambdesk.channels.parse import ParsedMail
from lambdesk.channels.ports import Content, Known
from lambdesk.channels.receipts import Receipt
from lambdesk.channels.threading import By, thread_key
from lambdesk.conversations.model import Attachment, Channel, MailClass, MailFacts, Message
from lambdesk.customers import service as customers
from lambdesk.customers.model import CustomerAddress
from lambdesk.customers.ports import CustomerStore
from lambdesk.identity.model import Mailbox, Tenant
from lambdesk.kit.changes import ChangeSet, Insert
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.html import clean_mail, pictures
from lambdesk.kit.signing import Keyring
from lambdesk.kit.text import digest, is_address, normal_address
from lambdesk.sla.model import SlaPolicies
from lambdesk.sla.queries import Policies
from lambdesk.tickets import queries
from lambdesk.tickets.commands import CustomerMessage, OpenTicket, ReceiveMessage
from lambdesk.tickets.decide import following, messages
from lambdesk.tickets.decide.bounces import Bounce
from lambdesk.tickets.decide.lifecycle import reopens
from lambdesk.tickets.model import Loaded, Participant, ParticipantRole, State
from lambdesk.tickets.ports import TicketStore
from lambdesk.tickets.settings.model import TicketRules
from lambdesk.tickets.settings.queries import Rules

BODY_LIMIT = 32 * 1024
CC_LIMIT = 30
MAX_KEYS = 85
_UNMATCHED = {
    MailClass.BOUNCE: "unmatched_bounce",
    MailClass.RECEIPT: "unmatched_receipt",
    MailClass.FEEDBACK: "unmatched_feedback",
}


@dataclass(frozen=True)
class Desk:
    """The stores a mail is decided against."""

    tickets: TicketStore
    customers: CustomerStore
    content: Content
    keys: Keyring
    tenant: Callable[[str], Tenant | None]
    policies: Policies
    rules: Rules


@dataclass(frozen=True)
class Placed:
    """The ticket a mail belongs to and whether its sender is proven. `meant_for` went into it: the mail names that."""

    loaded: Loaded
    trusted: bool
    meant_for: int | None = None


def quarantine(receipt: Receipt, ctx: Context, cause: str) -> tuple[LedgerEntry, ChangeSet]:
    """Keep a mail out, with its cause and the way to its bytes."""
    entry = QuarantineEntry(ctx.derive_id("qua", ctx.now), receipt.raw_key, cause, ctx.now)
    return ledger(receipt, ctx.now, Outcome.QUARANTINED, cause=cause), ChangeSet((Insert(entry),))


def ledger(receipt: Receipt, at: datetime, outcome: Outcome, cause: str | None = None) -> LedgerEntry:
    """The outcome of this delivery."""
    return LedgerEntry(receipt.raw_id, receipt.day, outcome, at, cause=cause)


class Intake:
    """Decides as often as needed; what it makes on the way (person, files, number) it makes once."""

    def __init__(
        self,
        desk: Desk,
        receipt: Receipt,
        mail: ParsedMail,
        mail_class: MailClass,
        owners: dict[str, Mailbox],
        ctx: Context,
    ) -> None:
        self._desk = desk
        self._receipt = receipt
        self._mail = mail
        self._class = mail_class
        self._ctx = ctx
        self._own = {address for address, mailbox in owners.items() if mailbox.tenant == ctx.tenant}
        self._envelope = [each for each in receipt.recipients if self._is_own(each)]
        self._authenticated = receipt.authenticated and not mail.several_senders

    @cached_property
    def _fingerprint(self) -> str:
        """The mail's; without a From the envelope's sender is part of it, because then that is who wrote.

        With neither id nor date the day is part of it: the same words on another day are another mail.
        """
        found, headers = self._mail.fingerprint, self._mail.headers
        if not self._mail.message_id and not headers.raw("date"):
            found = digest("mail", found, self._receipt.day)
        return found if self._mail.sender else digest("mail", found, self._receipt.sender or "")

    @property
    def keys(self) -> list[str]:
        """The thread keys this decision looks at."""
        ids = [self._mail.message_id] if self._mail.message_id else []
        wanted = [self._fingerprint, *map(thread_key, ids + threading.answered_ids(self._mail))]
        return list(dict.fromkeys(wanted))[:MAX_KEYS]

    def decide(self, known: Known) -> tuple[LedgerEntry, ChangeSet]:
        """The outcome on what stands now, and the change that makes it so."""
        twin = known.threads.get(self._fingerprint)
        if twin:
            entry = ledger(self._receipt, self._ctx.now, Outcome.DUPLICATE)
            return replace(entry, number=twin.number, message_id=twin.message_id), ChangeSet(())
        cause = self._refusal()
        placed = None if cause else self._place(known)
        if not cause:
            cause = self._misplaced(placed)
        if cause:
            return quarantine(self._receipt, self._ctx, cause)
        return self._keep(placed, known)

    def _refusal(self) -> str | None:
        if self._sender is None:
            return "no_sender"
        return "loop" if self._is_own(normal_address(self._sender.email)) else None

    def _misplaced(self, placed: Placed | None) -> str | None:
        if placed is None:
            return _UNMATCHED.get(self._class)
        closed = placed.loaded.ticket.state is State.CLOSED
        return "closed_ticket" if closed and self._class is not MailClass.HUMAN else None

    def _is_own(self, address: str) -> bool:
        return address in self._own or without_tag(address) in self._own

    @cached_property
    def _sender(self) -> Address | None:
        envelope = self._receipt.sender
        found = self._mail.sender or (Address(envelope, "") if envelope else None)
        return found if found and is_address(normal_address(found.email)) else None

    def _place(self, known: Known) -> Placed | None:
        tagged = self._authenticated and "[" in self._mail.subject
        home = self._desk.tenant(self._ctx.tenant) if tagged else None
        found = threading.candidates(
            self._desk.keys,
            self._ctx.tenant,
            self._mail,
            self._envelope,
            known.threads,
            home.ticket_label if home else None,
        )
        for candidate in found:
            loaded, _ = self._desk.tickets.load(self._ctx.tenant, candidate.number)
            if loaded is None:
                continue
            final = queries.final(self._desk.tickets, self._ctx.tenant, loaded)
            if candidate.by is not By.SUBJECT or self._takes_part(loaded, final):
                meant_for = candidate.number if final is not loaded else None
                return Placed(final, self._authenticated or candidate.by is By.ADDRESS, meant_for)
        return None

    def _takes_part(self, loaded: Loaded, final: Loaded) -> bool:
        """Whether the sender has a part in the ticket, or got one by writing to it while it goes on in another."""
        sender, number = normal_address(self._sender.email) if self._sender else "", loaded.ticket.number
        came = (person for person in final.details.participants if number in person.came_with)
        return any(normal_address(person.email) == sender for person in (*loaded.details.participants, *came))

    def _keep(self, placed: Placed | None, known: Known) -> tuple[LedgerEntry, ChangeSet]:
        ctx = replace(self._ctx, actor=Actor(ActorKind.CUSTOMER, self._customer.customer_id))
        if placed and self._takes_it(placed):
            outcome = Outcome.APPENDED
            waiting = queries.waiting(self._desk.tickets, ctx.tenant, placed.loaded.ticket)
            loaded = queries.ready(self._desk.tickets, self._desk.policies, ctx.tenant, placed.loaded)
            said, bounce = self._said(placed), self._bounce(placed.loaded, known)
            policies = self._first_asked(loaded)
            loaded = queries.belonging(self._desk.customers, ctx.tenant, loaded, policies)
            changes = messages.receive_message(loaded, said, ctx, self._rules, waiting, bounce, policies)
        else:
            outcome = Outcome.NEW
            opening = self._follow_up(placed) if placed else self._opening()
            changes = messages.open_ticket(opening, ctx, self._promised, self._rules)
        inserted = (write.entity for write in changes.writes if isinstance(write, Insert))
        message = next(entity for entity in inserted if isinstance(entity, Message))
        entry = replace(ledger(self._receipt, ctx.now, outcome), number=message.number, message_id=message.id)
        return entry, changes.also(*self._thread_keys(message, known))

    def _said(self, placed: Placed) -> ReceiveMessage:
        return ReceiveMessage(self._message, placed.trusted, placed.meant_for)

    def _first_asked(self, loaded: Loaded) -> SlaPolicies | None:
        if self._class is not MailClass.HUMAN:
            return None
        desk, ctx = self._desk, self._ctx
        return queries.first_asked(desk.tickets, desk.policies, ctx.tenant, loaded.ticket, ctx.now)

    def _bounce(self, loaded: Loaded, known: Known) -> Bounce | None:
        failed = self._mail.undelivered if self._class is MailClass.BOUNCE else ()
        ids, tickets = threading.answered_ids(self._mail), self._desk.tickets
        return bounce_of(tickets, self._ctx.tenant, loaded.details, failed, ids, known.threads)

    def _takes_it(self, placed: Placed) -> bool:
        ticket = placed.loaded.ticket
        human = placed.trusted and self._class is MailClass.HUMAN
        return ticket.state is not State.CLOSED or (human and reopens(ticket, self._rules, self._ctx.now))

    @cached_property
    def _rules(self) -> TicketRules:
        return self._desk.rules.of(self._ctx.tenant, self._ctx.now)

    def _thread_keys(self, message: Message, known: Known) -> list[Insert]:
        keys = [self._fingerprint]
        own_key = thread_key(self._mail.message_id) if self._mail.message_id else None
        # An id that another mail has already leads to that one for good; this mail is found by its content.
        if own_key and own_key not in known.threads:
            keys.append(own_key)
        # Answers follow the ticket that the mail was meant for, wherever that goes on by then.
        number = message.meant_for or message.number
        return [Insert(ThreadKey(key, number, message.id, self._fingerprint)) for key in keys]

    @cached_property
    def _customer(self) -> CustomerAddress:
        assert self._sender is not None  # noqa: S101 - `_refusal` has seen to it
        return customers.identify(self._desk.customers, self._ctx, self._sender.email, self._sender.name)

    @property
    def _promised(self) -> SlaPolicies | None:
        """A robot waits for nobody."""
        human = self._class is MailClass.HUMAN
        return self._desk.policies.newest(self._ctx.tenant, self._ctx.now) if human else None

    @cached_property
    def _number(self) -> int:
        return self._desk.tickets.next_number(self._ctx.tenant)

    @cached_property
    def _message(self) -> CustomerMessage:
        """What is said, its files stored under keys that a repetition would write again."""
        body, body_key = self._stored_body()
        html_key, shown = self._stored_html()
        return CustomerMessage(
            customer=self._customer,
            body=body,
            channel=Channel.MAIL,
            quoted_from=self._mail.quoted_from if (self._mail.quoted_from or 0) < len(body) else None,
            body_key=body_key,
            html_key=html_key,
            attachments=tuple(self._stored_files(shown)),
            mail=MailFacts(
                raw_key=self._receipt.raw_key,
                message_id=self._mail.message_id,
                mail_class=self._class,
                authenticated=self._authenticated,
                recipients=tuple(self._envelope),
            ),
        )

    def _stored_body(self) -> tuple[str, str | None]:
        data = self._mail.text.encode()
        if len(data) <= BODY_LIMIT:
            return self._mail.text, None
        key = f"{self._ctx.tenant}/{self._receipt.raw_id}/body"
        self._desk.content.put(key, data, "text/plain; charset=utf-8")
        return data[:BODY_LIMIT].decode(errors="ignore"), key

    def _stored_html(self) -> tuple[str | None, frozenset[str]]:
        """Where the mail's HTML is kept, made harmless, and which of the mail's own pictures it shows."""
        html = clean_mail(self._mail.html) if self._mail.html else None
        if not html:
            return None, frozenset()
        key = f"{self._ctx.tenant}/{self._receipt.raw_id}/html"
        self._desk.content.put(key, html.encode(errors="replace"), "text/html; charset=utf-8")
        return key, pictures(html)

    def _stored_files(self, shown: frozenset[str]) -> list[Attachment]:
        """Whether a picture is shown in the text says the text, not what the picture says of itself."""
        kept = []
        for index, file in enumerate(self._mail.attachments):
            key = f"{self._ctx.tenant}/{self._receipt.raw_id}/{index}"
            self._desk.content.put(key, file.content, file.media_type)
            inline = file.content_id in shown
            kept.append(Attachment(file.name, file.media_type, len(file.content), key, file.content_id, inline=inline))
        return kept

    def _opening(self) -> OpenTicket:
        return OpenTicket(
            number=self._number,
            subject=self._mail.subject,
            message=self._message,
            mailbox=self._mailbox,
            cc=tuple(self._others()),
        )

    def _follow_up(self, placed: Placed) -> OpenTicket:
        """A new ticket that goes on from a closed one."""
        return following.follow_up(
            placed.loaded,
            self._message,
            self._number,
            self._rules,
            trusted=placed.trusted,
            mailbox=self._mailbox,
            cc=self._others(),
        )

    @cached_property
    def _mailbox(self) -> str | None:
        """The mailbox that was written to, else the tenant's first: answers go out from it."""
        for address in self._envelope:
            mailbox = address if address in self._own else without_tag(address)
            if not mailbox.startswith(f"{REPLY_BOX}@"):
                return mailbox
        home = self._desk.tenant(self._ctx.tenant)
        return home.mailboxes[0] if home and home.mailboxes else None

    def _others(self) -> list[Participant]:
        """Who else the mail was openly written to. A robot's recipients are no participants."""
        if self._class is not MailClass.HUMAN:
            return []
        people: dict[str, Participant] = {}
        for each in self._mail.headers.addresses("to", "cc"):
            email = normal_address(each.email)
            ours = self._is_own(email) or is_reply_box(email) or email == self._customer.address
            if not ours and is_address(email) and email.isascii() and len(people) < CC_LIMIT:
                people.setdefault(email, Participant(email, each.name, ParticipantRole.CC))
        return list(people.values())
