"""Load, decide, commit: the one way in which every door changes tickets."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from lambdesk.conversations.model import Channel, Message
from lambdesk.customers import service as customers
from lambdesk.customers.ports import CustomerStore
from lambdesk.kit.changes import ChangeSet, Claim, Insert, Put, Replace, Write
from lambdesk.kit.context import Context
from lambdesk.kit.errors import AlreadyExists, IdempotencyMismatch, NotFound, StaleVersion, Unavailable
from lambdesk.kit.events import Event
from lambdesk.sla.queries import Policies
from lambdesk.tickets.commands import (
    AcknowledgeEscalation,
    ApplyDue,
    AssignTicket,
    CustomerMessage,
    OpenTicket,
    PostMessage,
    UpdateTicket,
)
from lambdesk.tickets.decide import lifecycle, messages
from lambdesk.tickets.model import Loaded, Priority, Ticket, TicketDetails
from lambdesk.tickets.ports import TicketStore

KEY_LIFETIME = timedelta(hours=24)
_TRIES = 6
T = TypeVar("T")


@dataclass(frozen=True)
class Key:
    """An idempotency key as the door got it: `scope` is actor and route, `body_digest` stands for the body."""

    scope: str
    key: str
    body_digest: str


@dataclass(frozen=True)
class Posted:
    """The outcome of a keyed command and the facts it left; `replayed` when an earlier call had done it."""

    ticket: Ticket
    details: TicketDetails
    message: Message
    events: tuple[Event, ...] = ()
    replayed: bool = False


@dataclass(frozen=True)
class RequestedTicket:
    """A ticket that a door opens in a customer's name."""

    subject: str
    body: str
    email: str
    name: str = ""
    priority: Priority = Priority.NORMAL
    mailbox: str | None = None


class Tickets:
    """Commands on tickets; every method commits one transaction or raises and leaves nothing behind."""

    def __init__(self, store: TicketStore, customer_store: CustomerStore, policies: Policies) -> None:
        self._store = store
        self._policies = policies
        self._customers = customer_store

    def open(self, ctx: Context, request: RequestedTicket, key: Key) -> Posted:
        """Open a ticket in a customer's name. A repeated key gives the ticket it opened then."""
        claim = _claim(ctx, key)
        customer = customers.identify(self._customers, ctx, request.email, request.name)
        command = OpenTicket(
            number=self._store.next_number(ctx.tenant),
            subject=request.subject,
            message=CustomerMessage(customer, request.body, Channel.API),
            priority=request.priority,
            mailbox=request.mailbox,
        )
        changes = messages.open_ticket(command, ctx, self._policies.newest(ctx.tenant, ctx.now))
        try:
            self._store.commit(ctx.tenant, changes.also(_with(claim, changes)))
        except AlreadyExists:
            taken = self._store.claimed(ctx.tenant, claim)
            if taken is None:
                raise
            return self._replay(ctx, taken, key)
        return _posted(changes)

    def post(self, ctx: Context, number: int, command: PostMessage, key: Key) -> Posted:
        """Say something as staff. Retries until nobody else's change came between, unless the command forbids that."""
        claim = _claim(ctx, key)
        for _ in range(_TRIES):
            loaded, taken = self._store.load(ctx.tenant, number, claim)
            if taken is not None:
                return self._replay(ctx, taken, key)
            changes = messages.post_message(_found(loaded), command, ctx)
            try:
                self._store.commit(ctx.tenant, changes.also(_with(claim, changes)))
            except (AlreadyExists, StaleVersion):
                # Another change came between, or a twin with this key: decide again on what stands now. A version
                # the caller named is compared inside the decision, so a stale caller is refused there.
                continue
            return _posted(changes, loaded)
        raise Unavailable("This ticket changes too quickly; try again.")

    def update(self, ctx: Context, number: int, command: UpdateTicket) -> Loaded:
        """Change state, priority or subject."""

        def decision(loaded: Loaded) -> ChangeSet:
            clock, wanted = loaded.ticket.sla, command.priority
            policy = self._policies.version(ctx.tenant, clock.policy_version) if clock and wanted else None
            return lifecycle.update_ticket(loaded, command, ctx, policy)

        return self._change(ctx, number, decision)

    def assign(self, ctx: Context, number: int, command: AssignTicket) -> Loaded:
        """Give the ticket to somebody or to nobody."""
        return self._change(ctx, number, lambda loaded: lifecycle.assign_ticket(loaded, command, ctx))

    def acknowledge(self, ctx: Context, number: int, command: AcknowledgeEscalation) -> Loaded:
        """Take care of a breach."""
        return self._change(ctx, number, lambda loaded: lifecycle.acknowledge_escalation(loaded, command, ctx))

    def apply_due(self, ctx: Context, number: int, command: ApplyDue) -> Ticket:
        """Let time do to the ticket what is due; it may be asked any number of times. The ticket as it stands then."""
        for _ in range(_TRIES):
            try:
                return self._change(ctx, number, lambda loaded: lifecycle.apply_due(loaded, command, ctx)).ticket
            except StaleVersion:
                continue
        raise Unavailable("This ticket changes too quickly; try again.")

    def _change(self, ctx: Context, number: int, decision: Callable[[Loaded], ChangeSet]) -> Loaded:
        loaded = _found(self._store.load(ctx.tenant, number)[0])
        changes = decision(loaded)
        if not changes.writes:
            return loaded
        self._store.commit(ctx.tenant, changes)
        return Loaded(_entity(changes.writes, Ticket), loaded.details)

    def _replay(self, ctx: Context, taken: dict[str, str], key: Key) -> Posted:
        if taken["body"] != key.body_digest:
            raise IdempotencyMismatch
        number = int(taken["number"])
        loaded = _found(self._store.load(ctx.tenant, number)[0])
        message = self._store.message(ctx.tenant, number, taken["message"])
        if message is None:
            raise NotFound
        return Posted(loaded.ticket, loaded.details, message, replayed=True)


def _claim(ctx: Context, key: Key) -> Claim:
    return Claim("http", f"{key.scope}\x00{key.key}", {"body": key.body_digest}, ctx.now + KEY_LIFETIME)


def _with(claim: Claim, changes: ChangeSet) -> Claim:
    message = _entity(changes.writes, Message)
    data = {**claim.data, "number": str(message.number), "message": message.id}
    return Claim(claim.scope, claim.key, data, claim.expires_at)


def _found(loaded: Loaded | None) -> Loaded:
    if loaded is None:
        raise NotFound
    return loaded


def _posted(changes: ChangeSet, loaded: Loaded | None = None) -> Posted:
    ticket, message = _entity(changes.writes, Ticket), _entity(changes.writes, Message)
    details = loaded.details if loaded else _entity(changes.writes, TicketDetails)
    return Posted(ticket, details, message, changes.events)


def _entity(writes: tuple[Write, ...], kind: type[T]) -> T:
    for write in writes:
        if isinstance(write, Insert | Put | Replace) and isinstance(write.entity, kind):
            return write.entity
    message = f"the change holds no {kind.__name__}"
    raise LookupError(message)
