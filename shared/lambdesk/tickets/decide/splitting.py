"""Some messages of a ticket begin another one, because they are about something else. They stay where they were, too.

The new ticket's customer waits since the oldest chosen message that nobody has answered on the old one; where all are
answered, since now. Its messages are copies under the same ids, with the same files. Copies are not said again: no mail
goes out for them.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from lambdesk.conversations.model import MailClass, Message, MessageKind, SendState
from lambdesk.customers.organisations.model import Belonging
from lambdesk.kit import clock as moments
from lambdesk.kit.changes import ChangeSet, Insert, Put, Write
from lambdesk.kit.context import ActorKind, Context
from lambdesk.kit.errors import FieldError, Invalid
from lambdesk.sla import clocks
from lambdesk.sla.model import SlaPolicies, Terms
from lambdesk.tickets.commands import SplitTicket
from lambdesk.tickets.decide.lifecycle import subject_of
from lambdesk.tickets.draft import Draft, begin, beside, call_next, clocks_of, promise, timed
from lambdesk.tickets.events import TicketCreated, TicketSplit, TicketTeamAssigned
from lambdesk.tickets.filtering.promises import promised
from lambdesk.tickets.model import Loaded, Participant, ParticipantRole, State, Ticket, TicketDetails
from lambdesk.tickets.settings.model import DEFAULT_RULES, TicketRules

_ON_THE_WAY = (SendState.HELD, SendState.QUEUED, SendState.SENDING)


def chosen(said: Sequence[Message], wanted: Collection[str]) -> tuple[Message, ...]:
    """The wanted messages in order of time. Raises Invalid for one that is not there, and when no customer says any."""
    found = tuple(each for each in said if each.id in wanted)
    if len(found) != len(set(wanted)):
        raise Invalid(fields=[FieldError("body.message_ids", "names a message that is not here", "unknown_message")])
    if not any(each.kind is MessageKind.CUSTOMER for each in found):
        field = FieldError("body.message_ids", "a ticket begins with a customer's message", "no_customer_message")
        raise Invalid(fields=[field])
    return found


def first_of(said: Sequence[Message]) -> Message:
    """The first message of a customer: its author asks."""
    return next(each for each in said if each.kind is MessageKind.CUSTOMER)


def person_of(loaded: Loaded, customer_id: str | None) -> Participant | None:
    """Somebody who takes part in a ticket, by their id."""
    return next((each for each in loaded.details.participants if each.customer_id == customer_id), None)


def split_ticket(
    source: Loaded,
    said: Sequence[Message],
    requester: Participant,
    command: SplitTicket,
    ctx: Context,
    policies: SlaPolicies | None = None,
    rules: TicketRules = DEFAULT_RULES,
    organisation: Belonging | None = None,
) -> ChangeSet:
    """A new ticket in state `new` with copies of the chosen messages of `said`; both tickets tell of it.

    `organisation` is the requester's.
    """
    copies = tuple(_copy(each, command.number) for each in chosen(said, command.message_ids))
    ticket = _new_ticket(source.ticket, copies, requester, command, ctx)
    if organisation is not None:
        ticket = replace(ticket, organisation_id=organisation.id, tier=organisation.tier)
    details = TicketDetails(
        number=command.number,
        participants=_people(source, copies, requester),
        created_by=ctx.actor.id if ctx.actor.kind is ActorKind.USER else None,
        split_from=source.ticket.number,
    )
    since = _waits_since(said, copies, ctx.now)
    draft = Draft(ctx, ctx.now, ticket, (_created(ticket, source.ticket, since),))
    if source.ticket.team_id is not None:
        team = source.ticket.team_id
        draft = draft.to(TicketTeamAssigned(after=team, reason="split"), team_id=team)
    loaded = Loaded(draft.ticket, details, organisation=organisation)
    draft = _promised(draft, since, promised(policies, loaded, rules, ctx.now))
    writes: tuple[Write, ...] = (Insert(draft.ticket), Put(details), *map(Insert, copies))
    fact = TicketSplit(into=command.number, message_ids=[each.id for each in copies])
    left = begin(beside(ctx, source.ticket), source).to(fact).changes(source.ticket)
    return ChangeSet(writes, draft.events(), ticket.aggregate).together(left)


def _created(ticket: Ticket, source: Ticket, since: datetime | None) -> TicketCreated:
    return TicketCreated(
        state=ticket.state,
        priority=ticket.priority,
        channel=ticket.channel,
        requester_id=ticket.requester_id,
        split_from=source.number,
        waits_since=moments.to_text(since) if since else None,
        organisation_id=ticket.organisation_id,
        tier=ticket.tier,
    )


def _copy(message: Message, number: int) -> Message:
    delivery = message.delivery
    if delivery is not None and delivery.state in _ON_THE_WAY:
        delivery = None
    return replace(message, number=number, meant_for=None, delivery=delivery, undo=None, version=1)


def _new_ticket(
    source: Ticket, copies: Sequence[Message], requester: Participant, command: SplitTicket, ctx: Context
) -> Ticket:
    first, last = first_of(copies), copies[-1]
    public = next(each for each in reversed(copies) if each.kind is not MessageKind.NOTE)
    return Ticket(
        number=command.number,
        subject=subject_of(command.subject),
        state=State.NEW,
        priority=source.priority,
        channel=first.channel,
        requester_id=requester.customer_id or "",
        requester_name=requester.name,
        created_at=ctx.now,
        updated_at=ctx.now,
        last_message_at=last.created_at,
        last_message_by="agent" if public.kind is MessageKind.REPLY else "customer" if _human(public) else "system",
        last_message_id=last.id,
        message_count=len(copies),
        version=1,
        mailbox=source.mailbox,
        unauthenticated=first.mail is not None and not first.mail.authenticated,
    )


def _people(source: Loaded, copies: Sequence[Message], requester: Participant) -> tuple[Participant, ...]:
    """Who asks, and the others who said something of it."""
    authors = {each.author.id for each in copies if each.kind is MessageKind.CUSTOMER} - {requester.customer_id}
    others = (each for each in source.details.participants if each.customer_id in authors)
    asks = replace(requester, role=ParticipantRole.REQUESTER, came_with=())
    return (asks, *(replace(each, role=ParticipantRole.CC, came_with=()) for each in others))


def _human(message: Message) -> bool:
    """Whether a customer said it themselves."""
    human = message.mail is None or message.mail.mail_class is MailClass.HUMAN
    return message.kind is MessageKind.CUSTOMER and human


def _waits_since(said: Sequence[Message], copies: Sequence[Message], at: datetime) -> datetime | None:
    """Since when the customer waits: None when no human one says any of it."""
    asked = [each for each in copies if _human(each)]
    if not asked:
        return None
    answered = max((each.id for each in said if each.kind is MessageKind.REPLY), default="")
    return next((each.created_at for each in asked if each.id > answered), at)


def _promised(draft: Draft, since: datetime | None, terms: Terms | None) -> Draft:
    if terms is None or since is None:
        return draft
    draft = promise(draft, terms, since)
    for clock in clocks_of(draft.ticket):
        draft = draft.clocked(clocks.catch_up(clock, draft.at))
    for clock in clocks_of(draft.ticket):
        draft = call_next(draft, clock) if clock.late else draft
    return timed(draft, None)
