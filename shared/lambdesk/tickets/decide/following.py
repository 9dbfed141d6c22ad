"""A ticket that goes on from a closed one: what it takes along, and which one it goes on from."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from lambdesk.kit.text import normal_address
from lambdesk.tickets.commands import CustomerMessage, OpenTicket
from lambdesk.tickets.decide.fields import carried
from lambdesk.tickets.decide.lifecycle import reopens
from lambdesk.tickets.model import Loaded, Participant, ParticipantRole, State, Ticket
from lambdesk.tickets.settings.model import TicketRules


class Answer(StrEnum):
    """What a proven customer's message does to a ticket: it goes on, opens it again, or begins a follow-up."""

    CONTINUES = "continues"
    REOPENS = "reopens"
    FOLLOWS_UP = "follows_up"


def answer_to(ticket: Ticket, rules: TicketRules, at: datetime) -> Answer:
    """What a message at `at` does to a ticket that was not merged."""
    if ticket.state is not State.CLOSED:
        return Answer.CONTINUES
    return Answer.REOPENS if reopens(ticket, rules, at) else Answer.FOLLOWS_UP


def follow_up(
    closed: Loaded,
    said: CustomerMessage,
    number: int,
    rules: TicketRules,
    *,
    trusted: bool,
    mailbox: str | None = None,
    cc: Sequence[Participant] = (),
) -> OpenTicket:
    """A new ticket `number` with all that is noted on the closed one; `mailbox` is for one that has none.

    Its people come along only when the sender is proven (`trusted`), after those in `cc`.
    """
    people = [
        replace(person, role=ParticipantRole.CC)
        for person in closed.details.participants
        if trusted and normal_address(person.email) != said.customer.address
    ]
    return OpenTicket(
        number=number,
        subject=closed.ticket.subject,
        message=said,
        priority=closed.ticket.priority,
        mailbox=closed.ticket.mailbox or mailbox,
        cc=tuple({person.email: person for person in (*cc, *people)}.values()),
        follow_up_of=closed.ticket.number,
        noted=carried(closed, rules),
    )
