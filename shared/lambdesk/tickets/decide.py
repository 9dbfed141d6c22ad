"""Every rule about a ticket's life: (state, command, context) in, one ChangeSet out. No I/O, clock, randomness."""

from dataclasses import dataclass, replace
from datetime import datetime

from lambdesk.conversations.events import MessageCreated
from lambdesk.conversations.model import Channel, Delivery, MailClass, Message, MessageKind, SendState
from lambdesk.kit.changes import ChangeSet, Insert, Put, Write
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.errors import Conflict, FieldError, IllegalTransition, Invalid, StaleThread, StaleVersion
from lambdesk.kit.text import clean_line
from lambdesk.sla import decide as sla
from lambdesk.sla.events import EscalationAcknowledged
from lambdesk.sla.model import SlaPolicy
from lambdesk.tickets.commands import (
    AcknowledgeEscalation,
    ApplyDue,
    AssignTicket,
    CustomerMessage,
    OpenTicket,
    PostMessage,
    ReceiveMessage,
    UpdateTicket,
)
from lambdesk.tickets.draft import Draft, begin, breach_of, call_next, timed
from lambdesk.tickets.events import (
    TicketAssigned,
    TicketCreated,
    TicketPriorityChanged,
    TicketStateChanged,
    TicketSubjectChanged,
)
from lambdesk.tickets.model import (
    AGENT_TRANSITIONS,
    CUSTOMER_MESSAGE,
    Participant,
    ParticipantRole,
    State,
    Ticket,
    TicketDetails,
)

SUBJECT_LIMIT = 250
PARTICIPANT_LIMIT = 50


@dataclass(frozen=True)
class Loaded:
    """What a decision about an existing ticket sees."""

    ticket: Ticket
    details: TicketDetails


def _move(draft: Draft, to: State, reason: str) -> Draft:
    before = draft.ticket.state
    fields: dict[str, object] = {"state": to, "state_before": before if to is State.SPAM else None}
    return draft.to(TicketStateChanged(before=before, after=to, reason=reason), **fields)


def _move_by_agent(draft: Draft, to: State) -> Draft:
    state = draft.ticket.state
    if to is state:
        return draft
    allowed = draft.ticket.allowed_states
    if to not in allowed:
        raise IllegalTransition(state, to, allowed)
    if state is State.SPAM:
        return _move(draft, to, "not_spam")
    draft = _move(draft, to, "agent")
    if to is State.RESOLVED and draft.ticket.assignee_id is None and draft.ctx.actor.kind is ActorKind.USER:
        resolver = draft.ctx.actor.id
        draft = draft.to(TicketAssigned(before=None, after=resolver, reason="resolver"), assignee_id=resolver)
    return draft


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


def _check_version(ticket: Ticket, expected: int | None) -> None:
    if expected is not None and expected != ticket.version:
        raise StaleVersion(ticket.version)


def _subject(text: str) -> str:
    subject = clean_line(text, SUBJECT_LIMIT)
    if not subject:
        raise Invalid(fields=[FieldError("body.subject", "a subject needs words", "blank")])
    return subject


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
        subject=_subject(command.subject),
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
        draft = _move(draft, after, "customer_message")
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
    _check_version(ticket, command.expected_version)
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
        draft = _move(draft, State.OPEN, "first_reply")
    elif command.state_after is not None:
        draft = _move_by_agent(draft, command.state_after)
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


def update_ticket(loaded: Loaded, command: UpdateTicket, ctx: Context, policy: SlaPolicy | None = None) -> ChangeSet:
    """New state, priority or subject; what is already so changes nothing.

    `policy` is the one that the ticket's clock was started by: with it, another priority gives the clock its target.
    """
    ticket = loaded.ticket
    _check_version(ticket, command.expected_version)
    draft = begin(ctx, ticket)
    if command.priority is not None and command.priority is not ticket.priority:
        fact = TicketPriorityChanged(before=ticket.priority, after=command.priority)
        draft = draft.to(fact, priority=command.priority)
        if policy is not None and draft.ticket.sla is not None:
            draft = draft.clocked(sla.retarget(draft.ticket.sla, policy, command.priority, draft.at))
    if command.subject is not None:
        subject = _subject(command.subject)
        if subject != ticket.subject:
            draft = draft.to(TicketSubjectChanged(), subject=subject)
    if command.state is not None:
        draft = _move_by_agent(draft, command.state)
    return draft.changes(ticket)


def assign_ticket(loaded: Loaded, command: AssignTicket, ctx: Context) -> ChangeSet:
    """A new assignee or none; the first assignment opens a new ticket."""
    ticket = loaded.ticket
    _check_version(ticket, command.expected_version)
    if not AGENT_TRANSITIONS[ticket.state]:
        raise Conflict(f"A ticket that is {ticket.state} cannot be assigned.", state=ticket.state)
    if command.assignee_id == ticket.assignee_id:
        return ChangeSet(())
    draft = begin(ctx, ticket)
    fact = TicketAssigned(before=ticket.assignee_id, after=command.assignee_id, reason="agent")
    draft = draft.to(fact, assignee_id=command.assignee_id)
    if ticket.state is State.NEW and command.assignee_id is not None:
        draft = _move(draft, State.OPEN, "first_assignment")
    return draft.changes(ticket)


def acknowledge_escalation(loaded: Loaded, command: AcknowledgeEscalation, ctx: Context) -> ChangeSet:
    """Somebody takes care of a breach: no further level is called. A second acknowledgement changes nothing."""
    ticket = loaded.ticket
    _check_version(ticket, command.expected_version)
    if ticket.escalation is None:
        raise Conflict("Nobody was called for this ticket, so there is nothing to acknowledge.")
    if ticket.escalation.acknowledged_at is not None:
        return ChangeSet(())
    draft = begin(ctx, ticket)
    taken = sla.acknowledge(ticket.escalation, ctx.actor.id, draft.at)
    fact = EscalationAcknowledged(level=taken.level, due_at=breach_of(ticket))
    return draft.to(fact, escalation=taken).changes(ticket)


def apply_due(loaded: Loaded, command: ApplyDue, ctx: Context) -> ChangeSet:
    """What time alone does to a ticket: warning, breach, next level. Nothing when nothing is due."""
    ticket = loaded.ticket
    step = ticket.escalation.next_at if ticket.escalation else None
    passed = ticket.sla is not None and sla.catch_up(ticket.sla, ctx.now)[1] != ()
    if not passed and (step is None or ctx.now < step + command.grace):
        # The moment of a change may lie a little ahead of the clock; it must not make due what is not.
        return ChangeSet(())
    draft = begin(ctx, ticket)
    if step is not None and draft.at >= step + command.grace:
        draft = call_next(draft)
    return draft.changes(ticket)
