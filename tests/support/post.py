"""The mail channel on stores in memory: write a mail, deliver it as SES would, look at what became of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from lambdesk.adapters.memory.content import MemoryContent
from lambdesk.adapters.memory.customers import MemoryCustomerStore
from lambdesk.adapters.memory.identity import MemoryIdentityStore
from lambdesk.adapters.memory.mail import MemoryMailStore
from lambdesk.adapters.memory.sla import MemoryPolicyStore
from lambdesk.adapters.memory.state import State
from lambdesk.adapters.memory.ticket_settings import MemoryTicketSettingsStore
from lambdesk.adapters.memory.tickets import MemoryTicketStore
from lambdesk.channels.intake import Desk
from lambdesk.channels.model import LedgerEntry, Outcome
from lambdesk.channels.ports import OutgoingMail
from lambdesk.channels.receive import Arrival, Mailroom
from lambdesk.channels.reconcile import Reconciliation
from lambdesk.channels.send import Sender
from lambdesk.conversations.model import Message, MessageKind, SendState
from lambdesk.identity.decide import NewTenant, make_tenant, take_names
from lambdesk.identity.model import Tenant
from lambdesk.kit.changes import ChangeSet, Insert
from lambdesk.kit.context import SYSTEM, SYSTEM_TENANT, Actor, ActorKind, Context
from lambdesk.kit.errors import NotFound
from lambdesk.kit.events import Event
from lambdesk.kit.signing import Keyring
from lambdesk.sla.queries import Policies
from lambdesk.tickets.commands import PostMessage, UpdateTicket
from lambdesk.tickets.decide import lifecycle, messages
from lambdesk.tickets.model import State as TicketState
from lambdesk.tickets.model import Ticket
from lambdesk.tickets.ports import Conversation
from lambdesk.tickets.settings.queries import Rules

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
KEYS = Keyring("a", {"a": b"k" * 32})
AGENT = Actor(ActorKind.USER, "usr_1")
BOX = "support@northwind.example"


@dataclass
class RawMails:
    """The bucket of raw mails in dicts."""

    raws: dict[str, bytes] = field(default_factory=dict)
    receipts: dict[str, dict[str, Any]] = field(default_factory=dict)
    stored_at: dict[str, datetime] = field(default_factory=dict)

    def read(self, raw_id: str) -> bytes:
        if raw_id not in self.raws:
            raise NotFound
        return self.raws[raw_id]

    def put(self, raw_id: str, raw: bytes) -> None:
        self.raws[raw_id] = raw

    def keep_receipt(self, raw_id: str, receipt: dict[str, Any]) -> None:
        self.receipts[raw_id] = receipt

    def receipt(self, raw_id: str) -> dict[str, Any] | None:
        return self.receipts.get(raw_id)

    def received_since(self, moment: datetime) -> Iterator[tuple[str, datetime]]:
        stored = ((raw_id, self.stored_at.get(raw_id, NOW)) for raw_id in self.raws)
        return iter([(raw_id, at) for raw_id, at in stored if moment <= at])


@dataclass
class Outbox:
    """A provider that takes everything, or raises what it is told to."""

    sent: list[OutgoingMail] = field(default_factory=list)
    trouble: list[Exception] = field(default_factory=list)

    def send(self, mail: OutgoingMail) -> str:
        if self.trouble:
            raise self.trouble.pop(0)
        self.sent.append(mail)
        return f"0100018-{len(self.sent)}-000000"


class Post:
    """Northwind and Kitefly with their mail. Deliveries are numbered; each happens a second after the one before."""

    def __init__(self) -> None:
        self.state = State(now=lambda: NOW)
        self.tickets = MemoryTicketStore(self.state)
        self.identity = MemoryIdentityStore(self.state)
        self.mail = MemoryMailStore(self.state)
        self.raw, self.content, self.outbox = RawMails(), MemoryContent(), Outbox()
        self.policies = policies = Policies(MemoryPolicyStore(self.state))
        self.rules = Rules(MemoryTicketSettingsStore(self.state))
        stores = self.tickets, MemoryCustomerStore(self.state), self.content
        desk = Desk(*stores, KEYS, self.identity.tenant, policies, self.rules)
        self.pauses: list[float] = []
        self.room = Mailroom(self.mail, self.identity, self.raw, desk, self.pauses.append)
        self.sender = Sender(
            self.tickets, policies, self.identity, self.content, self.outbox, KEYS, "https://help.example.com"
        )
        self.reconciliation = Reconciliation(self.mail, self.identity, self.raw, self.room)
        self.northwind = self._tenant("Northwind", BOX, "sales@northwind.example")
        self.kitefly = self._tenant("Kitefly", "support@kitefly.example")
        self.moments = 0

    def _tenant(self, name: str, *mailboxes: str) -> Tenant:
        ctx = Context(SYSTEM_TENANT, SYSTEM, NOW, name)
        tenant = make_tenant(NewTenant(name, name.lower(), mailboxes), ctx)
        self.identity.commit(SYSTEM_TENANT, take_names(tenant))
        self.identity.commit(tenant.id, ChangeSet((Insert(tenant),)))
        return tenant

    def now(self) -> datetime:
        """A second later each time."""
        self.moments += 1
        return NOW + timedelta(seconds=self.moments)

    def record(self, raw: bytes, recipients: Sequence[str], dmarc: str = "PASS", **more: Any) -> dict[str, Any]:
        """Store a raw mail as the receipt rule does; its `ses` record."""
        raw_id = f"raw{len(self.raw.raws) + 1}"
        self.raw.raws[raw_id] = raw
        mail = {"messageId": raw_id, "timestamp": "2026-11-22T10:00:00.000Z", "destination": list(recipients)}
        return {
            "mail": mail | {"source": more.get("source", "ann@customer.example")},
            "receipt": {
                "recipients": list(recipients),
                "dmarcVerdict": {"status": dmarc},
                "virusVerdict": {"status": more.get("virus", "PASS")},
            },
        }

    def arrivals(self, raw: bytes, *recipients: str, **verdicts: Any) -> list[Arrival]:
        """Deliver and give every tenant's outcome."""
        record = self.record(raw, recipients or (BOX,), **verdicts)
        return self.room.accept(record, self.now(), f"seed{self.moments}")

    def deliver(self, raw: bytes, *recipients: str, **verdicts: Any) -> LedgerEntry:
        """Deliver to one tenant."""
        (arrival,) = self.arrivals(raw, *recipients, **verdicts)
        return arrival.entry

    def conversation(self, number: int | None, tenant: Tenant | None = None) -> Conversation:
        """A whole ticket, Northwind's unless another tenant is named."""
        assert number is not None
        found = self.tickets.open((tenant or self.northwind).id, number)
        assert found
        return found

    def ticket(self, number: int | None) -> Ticket:
        return self.conversation(number).ticket

    def _context(self) -> Context:
        now = self.now()
        return Context(self.northwind.id, AGENT, now, f"agent{self.moments}", correlation_id="c")

    def say(
        self, number: int | None, body: str, kind: MessageKind = MessageKind.REPLY, **more: Any
    ) -> tuple[Message, Event]:
        """A reply or note by Maya; the message and the event that tells of it."""
        assert number is not None
        loaded, _ = self.tickets.load(self.northwind.id, number)
        assert loaded
        command = PostMessage(kind, body, "Maya", last_seen_message_id=loaded.ticket.last_message_id, **more)
        changes = messages.post_message(loaded, command, self._context())
        self.tickets.commit(self.northwind.id, changes)
        message = next(w.entity for w in changes.writes if isinstance(w, Insert) and isinstance(w.entity, Message))
        return message, next(event for event in changes.events if event.type == "message.created")

    def answer(self, number: int | None, body: str = "We are on it.") -> OutgoingMail:
        """A reply by Maya that goes out."""
        _, event = self.say(number, body)
        assert self.sender.handle(event, self.now(), f"send{self.moments}") is SendState.SENT
        return self.outbox.sent[-1]

    def move(self, number: int | None, state: TicketState) -> None:
        """Put a ticket into a state an agent can reach."""
        assert number is not None
        loaded, _ = self.tickets.load(self.northwind.id, number)
        assert loaded
        changes = lifecycle.update_ticket(loaded, UpdateTicket(loaded.ticket.version, state=state), self._context())
        self.tickets.commit(self.northwind.id, changes)

    def close(self, number: int | None) -> None:
        """Close a ticket as a timer will."""
        from dataclasses import replace

        ticket = self.ticket(number)
        self.state.kept[(self.northwind.id, Ticket, ticket.number)] = replace(ticket, state=TicketState.CLOSED)

    def count(self, outcome: Outcome) -> int:
        """How many deliveries ended so, for all tenants."""
        return self.reconciliation.balance(NOW - timedelta(hours=1), NOW).outcomes[outcome]


def mail(subject: str = "Broken handle", body: str = "The handle broke.", **headers: str) -> bytes:
    """A plain mail from Ann to Northwind; `in_reply_to="<…>"` becomes In-Reply-To, an empty value removes a header."""
    fields = {
        "From": "Ann Bright <ann@customer.example>",
        "To": BOX,
        "Subject": subject,
        "Date": "Sun, 22 Nov 2026 10:00:00 +0000",
        "Message-ID": f"<{abs(hash((subject, body)))}@customer.example>",
        "Content-Type": "text/plain; charset=utf-8",
    }
    fields.update({name.replace("_", "-").title(): value for name, value in headers.items()})
    if "message_id" in headers:
        fields["Message-ID"] = fields.pop("Message-Id")
    lines = [f"{name}: {value}" for name, value in fields.items() if value]
    return ("\r\n".join(lines) + "\r\n\r\n" + body.replace("\n", "\r\n") + "\r\n").encode()
