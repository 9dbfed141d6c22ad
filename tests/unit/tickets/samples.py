"""Tickets, people and contexts to begin a test with; every argument left out has a plain value."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from lambdesk.conversations.model import Channel, MailClass, MailFacts, Message
from lambdesk.customers.model import CustomerAddress
from lambdesk.kit.changes import ChangeSet, Insert, Put, Replace
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.tickets.commands import CustomerMessage, OpenTicket, ReceiveMessage
from lambdesk.tickets.decide import messages
from lambdesk.tickets.model import Loaded, Participant, State, Ticket, TicketDetails

T = TypeVar("T")

TENANT = "tnt_01HQ0000000000000000000000"
MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ANNA = CustomerAddress("anna@example.org", "cus_01HQ0000000000000000000001", "Anna Berg")
BEN = CustomerAddress("ben@example.org", "cus_01HQ0000000000000000000002", "Ben Costa")
MAYA = Actor(ActorKind.USER, "usr_01HQ0000000000000000000003")
MAILBOX = "support@northwind.example"


def context(seconds: float = 0, *, actor: Actor = MAYA, seed: str | None = None) -> Context:
    """A context `seconds` after the morning; equal arguments give equal contexts."""
    return Context(TENANT, actor, MORNING + timedelta(seconds=seconds), seed or f"seed-{seconds}", {"door": "test"})


def mail(*, authenticated: bool = True, mail_class: MailClass = MailClass.HUMAN) -> MailFacts:
    """The facts of a mail that came in."""
    return MailFacts("raw/0001", "0001@example.org", mail_class, authenticated, (MAILBOX,))


def said(
    body: str = "It does not print.",
    *,
    customer: CustomerAddress = ANNA,
    facts: MailFacts | None = None,
) -> CustomerMessage:
    """What a customer said: by mail where there are facts, else through the API."""
    return CustomerMessage(customer, body, Channel.MAIL if facts else Channel.API, mail=facts)


def opening(
    *,
    subject: str = "Printer on fire",
    message: CustomerMessage | None = None,
    mailbox: str | None = MAILBOX,
    cc: tuple[Participant, ...] = (),
) -> OpenTicket:
    """The command that opens ticket 7."""
    return OpenTicket(number=7, subject=subject, message=message or said(), mailbox=mailbox, cc=cc)


def opened(command: OpenTicket | None = None) -> Loaded:
    """A ticket as it stands right after it was opened."""
    return after(None, messages.open_ticket(command or opening(), context()))


def in_state(state: State, *, mailbox: str | None = MAILBOX) -> Loaded:
    """A ticket in any state, terminal ones included; nobody has it."""
    loaded = opened(opening(mailbox=mailbox))
    return Loaded(replace(loaded.ticket, state=state), loaded.details)


def receive(loaded: Loaded, message: CustomerMessage, *, trusted: bool = True, seconds: float = 60) -> ChangeSet:
    """The change that a customer's further message makes."""
    return messages.receive_message(loaded, ReceiveMessage(message, trusted), context(seconds))


def after(before: Loaded | None, changes: ChangeSet) -> Loaded:
    """The ticket as a store would give it back after this change."""
    tickets = written(changes, Ticket)
    details = written(changes, TicketDetails)
    if before is None:
        return Loaded(tickets[0], details[0])
    return Loaded(tickets[0] if tickets else before.ticket, details[0] if details else before.details)


def written(changes: ChangeSet, kind: type[T]) -> list[T]:
    """Every entity of one kind that the change writes."""
    entities = [write.entity for write in changes.writes if isinstance(write, Insert | Put | Replace)]
    return [entity for entity in entities if isinstance(entity, kind)]


def message_of(changes: ChangeSet) -> Message:
    """The one message that the change adds."""
    (message,) = written(changes, Message)
    return message


def facts(changes: ChangeSet) -> list[str]:
    """The types of the change's events, in order."""
    return [event.type for event in changes.events]
