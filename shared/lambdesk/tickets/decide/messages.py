"""What is said on a ticket, by customers and by staff, and what it does to the ticket."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from lambdesk.conversations.decide import Held
from lambdesk.conversations.events import MessageCreated
from lambdesk.conversations.model import Channel, Delivery, MailClass, Message, MessageKind
from lambdesk.kit.changes import ChangeSet, Insert, Put, Write
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.errors import Conflict, FieldError, Invalid
from lambdesk.kit.text import clean_line
from lambdesk.sla.model import SlaPolicies, Terms
from lambdesk.tickets.commands import UNSET, CustomerMessage, OpenTicket, PostMessage, ReceiveMessage
from lambdesk.tickets.decide import fields, outgoing
from lambdesk.tickets.decide.bounces import Bounce, came_back
from lambdesk.tickets.decide.lifecycle import assign, check_version, move, reopens, stand, subject_of
from lambdesk.tickets.decide.recall import withdraw
from lambdesk.tickets.draft import Draft, begin, promise, timed, woken
from lambdesk.tickets.events import TicketCreated
from lambdesk.tickets.filtering.promises import promised
from lambdesk.tickets.model import (
    CUSTOMER_MESSAGE,
    PARTICIPANT_LIMIT,
    Loaded,
    Participant,
    ParticipantRole,
    State,
    Ticket,
    TicketDetails,
)
from lambdesk.tickets.settings.model import DEFAULT_RULES, TicketRules


def _say(
    draft: Draft, message: Message, said_by: str, mentioned: tuple[str, ...] = (), *, to_others: bool = False
) -> Draft:
    fact = MessageCreated(
        message_id=message.id,
        kind=message.kind,
        channel=message.channel,
        author_kind=message.author.kind,
        mail_class=message.mail.mail_class if message.mail else None,
        mentioned=list(mentioned) or None,
        to_others=to_others or None,
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
        html_key=said.html_key,
    )


def open_ticket(
    command: OpenTicket, ctx: Context, policies: SlaPolicies | Terms | None = None, rules: TicketRules = DEFAULT_RULES
) -> ChangeSet:
    """A new ticket in state `new` (`open` when somebody has it) with its first message.

    Without policies nothing is promised; terms that were chosen already are. Raises Invalid for a subject without words
    and for what cannot be noted.
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
        organisation_id=ticket.organisation_id,
        tier=ticket.tier,
    )
    draft = _say(Draft(ctx, ctx.now, ticket, (created,), rules=rules), message, ActorKind.CUSTOMER)
    draft, details = _noted(draft, details, command)
    terms = policies if isinstance(policies, Terms) else None
    if not isinstance(policies, Terms):
        loaded = Loaded(draft.ticket, details, organisation=said.customer.organisation)
        terms = promised(policies, loaded, rules, ctx.now)
    if terms is not None:
        draft = timed(promise(draft, terms, ctx.now), None)
    writes = (Insert(draft.ticket), Put(details), Insert(message))
    return ChangeSet(writes, draft.events(), ticket.aggregate)


def _noted(draft: Draft, details: TicketDetails, command: OpenTicket) -> tuple[Draft, TicketDetails]:
    """What is known from the beginning, each told as if it had been set a moment later."""
    noted, reason = command.noted, "follow_up" if command.follow_up_of else None
    draft = fields.with_category(draft, noted.category_id, reason)
    draft = fields.with_tags(draft, noted.tags, reason)
    draft = fields.with_team(draft, noted.team_id, reason)
    draft, details = fields.with_fields(draft, details, noted.fields, reason)
    return assign(draft, noted.assignee_id), details


def _new_ticket(command: OpenTicket, ctx: Context, message: Message) -> Ticket:
    said, organisation = command.message, command.message.customer.organisation
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
        organisation_id=organisation.id if organisation else None,
        tier=organisation.tier if organisation else None,
    )


def receive_message(
    loaded: Loaded,
    command: ReceiveMessage,
    ctx: Context,
    rules: TicketRules = DEFAULT_RULES,
    waiting: Sequence[Held] = (),
    bounce: Bounce | None = None,
    policies: SlaPolicies | None = None,
) -> ChangeSet:
    """A customer's further message. Robot mail is kept and moves nothing; only a trusted message reopens.

    `waiting` are the ticket's scheduled mails: a human's message takes them back. `bounce` is what the mail says of a
    reply that did not arrive. With `policies` only robots spoke here before: a human is promised what they say.
    """
    ticket, said = loaded.ticket, command.message
    human = said.mail is None or said.mail.mail_class is MailClass.HUMAN
    again = human and command.trusted and reopens(ticket, rules, ctx.now)
    if ticket.state is State.CLOSED and not again:
        raise Conflict("A closed ticket takes no messages; open a follow-up.")
    draft = begin(ctx, loaded, rules)
    message = replace(_customer_message(ctx, ticket.number, draft.at, said), meant_for=command.meant_for)
    draft = _say(draft, message, ActorKind.CUSTOMER if human else ActorKind.SYSTEM)
    if again:
        draft = move(draft, State.REOPENED, "reopen_window")
    after = CUSTOMER_MESSAGE.get(ticket.state)
    if human and after and (command.trusted or after is not State.REOPENED):
        draft = move(draft, after, "customer_message")
    if human:
        draft = _first_promised(replace(woken(draft, "reply"), asked=True), loaded, policies)
    if said.mail is not None and human and not said.mail.authenticated:
        draft = replace(draft, ticket=replace(draft.ticket, unauthenticated=True))
    details = _joined(loaded.details, said, command.meant_for) if command.trusted and human else loaded.details
    draft, withdrawn = withdraw(draft, waiting if human else ())
    writes: tuple[Write, ...] = (Insert(message), *withdrawn)
    if bounce is not None:
        draft, returned = came_back(draft, loaded, bounce)
        writes = (*writes, returned)
    if details != loaded.details:
        writes = (*writes, Put(details))
    return draft.changes(ticket, *writes)


def _first_promised(draft: Draft, loaded: Loaded, policies: SlaPolicies | None) -> Draft:
    if policies is None or draft.ticket.sla is not None:
        return draft
    now = Loaded(draft.ticket, loaded.details, organisation=loaded.organisation)
    terms = promised(policies, now, draft.rules, draft.ctx.now)
    return promise(draft, terms, draft.at) if terms is not None else draft


def _joined(details: TicketDetails, said: CustomerMessage, meant_for: int | None) -> TicketDetails:
    """The details with whoever said it. Who writes to the ticket itself has a part in it, whatever brought them."""
    came_with = (meant_for,) if meant_for is not None else ()
    people = []
    known = False
    for person in details.participants:
        if person.email == said.customer.address:
            known = True
            reason = tuple(sorted({*person.came_with, *came_with})) if person.came_with and came_with else ()
            people.append(replace(person, customer_id=said.customer.customer_id, came_with=reason))
        else:
            people.append(person)
    if not known and len(people) < PARTICIPANT_LIMIT:
        customer = said.customer
        people.append(Participant(customer.address, customer.name, ParticipantRole.CC, customer.customer_id, came_with))
    return replace(details, participants=tuple(people))


def post_message(loaded: Loaded, command: PostMessage, ctx: Context, rules: TicketRules = DEFAULT_RULES) -> ChangeSet:
    """A reply or note by staff, with the state that follows it, in one change."""
    ticket = loaded.ticket
    check_version(ticket, command.expected_version)
    if not clean_line(command.body, len(command.body)) and not command.attachments:
        raise Invalid(fields=[FieldError("body.body", "a message needs words", "blank")])
    reply = command.kind is MessageKind.REPLY
    if reply:
        outgoing.check_reply(ticket, command)
    draft = begin(ctx, loaded, rules)
    delivery = outgoing.delivery(loaded, command, draft.at) if reply and ticket.mailbox else None
    message = _staff_message(draft, command, delivery)
    # A note is talk among ourselves: the list goes on showing who spoke last in public.
    aside = reply and not outgoing.reaches(loaded.details, delivery)
    said_by = "agent" if reply else ticket.last_message_by
    draft = _say(draft, message, said_by, command.mentioned, to_others=aside)
    later = delivery is not None and delivery.scheduled
    human = reply and not later and ctx.actor.kind is not ActorKind.SYSTEM
    draft = replace(draft, answered=human and not aside)
    if delivery is not None and delivery.send_after is not None:
        message = replace(message, undo=outgoing.undo_facts(ticket, draft))
        if later:
            draft = outgoing.scheduled(draft, message.id, delivery.send_after, to_others=aside)
    draft = _stood(draft, command, loaded.details)
    details = outgoing.joined(loaded.details, delivery) if delivery else loaded.details
    writes: tuple[Write, ...] = (Insert(message),)
    return draft.changes(ticket, *writes, *([Put(details)] if details != loaded.details else []))


def _stood(draft: Draft, command: PostMessage, details: TicketDetails) -> Draft:
    """State and status as the author wants them; a reply opens a new ticket that goes nowhere else."""
    to, status_id = command.state_after, command.status_after or UNSET
    status = draft.rules.statuses.get(command.status_after or "")
    goes_to = status.state if status and to is None else to
    opens = command.kind is MessageKind.REPLY and draft.ticket.state is State.NEW
    if opens and goes_to in (None, State.NEW, State.OPEN):
        draft = move(draft, State.OPEN, "first_reply")
        to = None if to is State.NEW else to
    return stand(draft, to, status_id, command.role, details.fields, "status_after")


def _staff_message(draft: Draft, command: PostMessage, delivery: Delivery | None) -> Message:
    return Message(
        id=draft.ctx.derive_id("msg", draft.at),
        number=draft.ticket.number,
        kind=command.kind,
        author=draft.ctx.actor,
        author_name=command.author_name,
        body=command.body,
        channel=Channel.MAIL if delivery else command.channel,
        created_at=draft.at,
        attachments=command.attachments,
        delivery=delivery,
        html=command.html,
    )
