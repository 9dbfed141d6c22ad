"""What is said on a ticket, by customers and by staff, and what it does to the ticket."""

from dataclasses import replace
from datetime import datetime

from lambdesk.conversations.events import MessageCreated
from lambdesk.conversations.model import Channel, Delivery, MailClass, Message, MessageKind, SendState
from lambdesk.kit.changes import ChangeSet, Insert, Put, Write
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.errors import Conflict, FieldError, Invalid, StaleThread
from lambdesk.kit.text import clean_line
from lambdesk.sla import decide as sla
from lambdesk.sla.model import SlaPolicy
from lambdesk.tickets.commands import CustomerMessage, OpenTicket, PostMessage, ReceiveMessage
from lambdesk.tickets.decide.lifecycle import check_version, move, move_by_agent, subject_of
from lambdesk.tickets.draft import Draft, begin, timed, woken
from lambdesk.tickets.events import TicketCreated
from lambdesk.tickets.model import (
    AGENT_TRANSITIONS,
    CUSTOMER_MESSAGE,
    PARTICIPANT_LIMIT,
    Loaded,
    Participant,
    ParticipantRole,
    State,
    Ticket,
    TicketDetails,
)


def _say(draft: Draft, message: Message, said_by: str, mentioned: tuple[str, ...] = ()) -> Draft:
    fact = MessageCreated(
        message_id=message.id,
        kind=message.kind,
        channel=message.channel,
        author_kind=message.author.kind,
        mail_class=message.mail.mail_class if message.mail else None,
        mentioned=list(mentioned) or None,
    )
    return draft.to(
        fact,
        last_message_id=message.id,
        last_message_at=draft.at,
        last_message_by=said_by,
        message_count=draft.ticket.message_count + 1,
    )


def _customer_message(ctx: Context, number: int, at: datetime, said: CustomerMessage) -> Message:
    return Message(
        id=ctx.derive_id("msg", at),
        number=number,
        kind=MessageKind.CUSTOMER,
        author=Actor(ActorKind.CUSTOMER, said.customer.customer_id),
        author_name=said.customer.name,
        body=said.body,
        channel=said.channel,
        created_at=at,
        quoted_from=said.quoted_from,
        body_key=said.body_key,
        attachments=said.attachments,
        mail=said.mail,
    )


def open_ticket(command: OpenTicket, ctx: Context, policy: SlaPolicy | None = None) -> ChangeSet:
    """A new ticket in state `new` with its first message; without a policy nothing is promised.

    Raises Invalid for a subject without words.
    """
    said = command.message
    message = _customer_message(ctx, command.number, ctx.now, said)
    ticket = _new_ticket(command, ctx, message)
    requester = Participant(
        said.customer.address, said.customer.name, ParticipantRole.REQUESTER, said.customer.customer_id
    )
    details = TicketDetails(
        number=command.number,
        participants=(requester, *command.cc)[:PARTICIPANT_LIMIT],
        follow_up_of=command.follow_up_of,
        created_by=ctx.actor.id if ctx.actor.kind is ActorKind.USER else None,
    )
    created = TicketCreated(
        state=ticket.state,
        priority=ticket.priority,
        channel=ticket.channel,
        requester_id=ticket.requester_id,
        follow_up_of=command.follow_up_of,
    )
    draft = _say(Draft(ctx, ctx.now, ticket, (created,)), message, ActorKind.CUSTOMER)
    if policy is not None:
        draft = timed(draft.clocked(sla.start(policy, ticket.priority, ctx.now)), None)
    writes = (Insert(draft.ticket), Put(details), Insert(message))
    return ChangeSet(writes, draft.events(), ticket.aggregate)


def _new_ticket(command: OpenTicket, ctx: Context, message: Message) -> Ticket:
    said = command.message
    return Ticket(
        number=command.number,
        subject=subject_of(command.subject),
        state=State.NEW,
        priority=command.priority,
        channel=said.channel,
        requester_id=said.customer.customer_id,
        requester_name=said.customer.name,
        created_at=ctx.now,
        updated_at=ctx.now,
        last_message_at=ctx.now,
        last_message_by=ActorKind.CUSTOMER,
        last_message_id=message.id,
        message_count=0,
        version=1,
        mailbox=command.mailbox,
        unauthenticated=said.mail is not None and not said.mail.authenticated,
    )


def receive_message(loaded: Loaded, command: ReceiveMessage, ctx: Context) -> ChangeSet:
    """A customer's further message. Robot mail is kept and moves nothing; only a trusted message reopens."""
    ticket, said = loaded.ticket, command.message
    if ticket.state is State.CLOSED:
        raise Conflict("A closed ticket takes no messages; open a follow-up.")
    draft = begin(ctx, ticket)
    message = _customer_message(ctx, ticket.number, draft.at, said)
    human = said.mail is None or said.mail.mail_class is MailClass.HUMAN
    draft = _say(draft, message, ActorKind.CUSTOMER if human else ActorKind.SYSTEM)
    after = CUSTOMER_MESSAGE.get(ticket.state)
    if human and after and (command.trusted or after is not State.REOPENED):
        draft = move(draft, after, "customer_message")
    if human:
        draft = woken(draft, "reply")
    if said.mail is not None and human and not said.mail.authenticated:
        draft = replace(draft, ticket=replace(draft.ticket, unauthenticated=True))
    details = _joined(loaded.details, said) if command.trusted and human else loaded.details
    writes: tuple[Write, ...] = (Insert(message),)
    if details != loaded.details:
        writes = (*writes, Put(details))
    return draft.changes(ticket, *writes)


def _joined(details: TicketDetails, said: CustomerMessage) -> TicketDetails:
    people = []
    known = False
    for person in details.participants:
        if person.email == said.customer.address:
            known = True
            people.append(replace(person, customer_id=said.customer.customer_id))
        else:
            people.append(person)
    if not known and len(people) < PARTICIPANT_LIMIT:
        people.append(
            Participant(said.customer.address, said.customer.name, ParticipantRole.CC, said.customer.customer_id)
        )
    return replace(details, participants=tuple(people))


def post_message(loaded: Loaded, command: PostMessage, ctx: Context) -> ChangeSet:
    """A reply or note by staff, with the state that follows it, in one change."""
    ticket = loaded.ticket
    check_version(ticket, command.expected_version)
    if not clean_line(command.body, len(command.body)):
        raise Invalid(fields=[FieldError("body.body", "a message needs words", "blank")])
    reply = command.kind is MessageKind.REPLY
    if reply:
        _check_reply(ticket, command)
    draft = begin(ctx, ticket)
    message = Message(
        id=ctx.derive_id("msg", draft.at),
        number=ticket.number,
        kind=command.kind,
        author=ctx.actor,
        author_name=command.author_name,
        body=command.body,
        channel=Channel.MAIL if reply and ticket.mailbox else command.channel,
        created_at=draft.at,
        delivery=_delivery(loaded) if reply and ticket.mailbox else None,
    )
    # A note is talk among ourselves: the list goes on showing who spoke last in public.
    draft = _say(draft, message, "agent" if reply else ticket.last_message_by, command.mentioned)
    draft = replace(draft, answered=reply)
    if reply and ticket.state is State.NEW and command.state_after in (None, State.NEW, State.OPEN):
        draft = move(draft, State.OPEN, "first_reply")
    elif command.state_after is not None:
        draft = move_by_agent(draft, command.state_after)
    return draft.changes(ticket, Insert(message))


def _check_reply(ticket: Ticket, command: PostMessage) -> None:
    if not AGENT_TRANSITIONS[ticket.state]:
        raise Conflict(f"A ticket that is {ticket.state} takes no replies.", state=ticket.state)
    if command.last_seen_message_id is None:
        field = FieldError("body.last_seen_message_id", "a reply names the last message you saw", "missing")
        raise Invalid(fields=[field])
    if command.last_seen_message_id != ticket.last_message_id:
        raise StaleThread(ticket.number, command.last_seen_message_id, ticket.last_message_id)


def _delivery(loaded: Loaded) -> Delivery:
    people = loaded.details.participants
    to = tuple(p.email for p in people if p.role is ParticipantRole.REQUESTER)
    cc = tuple(p.email for p in people if p.role is ParticipantRole.CC)
    return Delivery(SendState.QUEUED, to=to, cc=cc)
