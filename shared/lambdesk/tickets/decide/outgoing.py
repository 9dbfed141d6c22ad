"""A reply on its way out: whom it goes to, when, and what happens when its moment has come."""

from dataclasses import replace
from datetime import datetime, timedelta

from lambdesk.conversations.events import MessageSendDue
from lambdesk.conversations.model import Called, Channel, Delivery, MessageKind, SendState, UndoFacts
from lambdesk.kit.errors import Conflict, FieldError, Invalid, StaleThread
from lambdesk.kit.text import is_address, normal_address
from lambdesk.sla.model import Escalation, Metric
from lambdesk.tickets.commands import PostMessage
from lambdesk.tickets.draft import Draft, clocks_of
from lambdesk.tickets.model import (
    AGENT_TRANSITIONS,
    PARTICIPANT_LIMIT,
    Loaded,
    Participant,
    ParticipantRole,
    ScheduledSend,
    Ticket,
    TicketDetails,
)

RECIPIENT_LIMIT = 50
SCHEDULED_LIMIT = 10
LATEST = timedelta(days=366)


def check_reply(ticket: Ticket, command: PostMessage) -> None:
    """Raises Conflict, Invalid or StaleThread for a reply that this ticket cannot take now."""
    if not AGENT_TRANSITIONS[ticket.state]:
        raise Conflict(f"A ticket that is {ticket.state} takes no replies.", state=ticket.state)
    if command.last_seen_message_id is None:
        raise _wrong("last_seen_message_id", "a reply names the last message you saw", "missing")
    if command.last_seen_message_id != ticket.last_message_id:
        raise StaleThread(ticket.number, command.last_seen_message_id, ticket.last_message_id)
    if ticket.mailbox is None and (command.send_at or command.bcc):
        raise _wrong("send_at" if command.send_at else "bcc", "no mail goes out from this ticket", "no_mailbox")
    if command.send_at is not None and len(ticket.scheduled) >= SCHEDULED_LIMIT:
        raise _wrong("send_at", f"at most {SCHEDULED_LIMIT} replies wait on one ticket", "too_many")


def _wrong(name: str, message: str, code: str) -> Invalid:
    return Invalid(fields=[FieldError(f"body.{name}", message, code)])


def check_moment(at: datetime, now: datetime) -> datetime:
    """The moment of a scheduled mail; raises Invalid for one that has passed or is too far away."""
    if not now < at <= now + LATEST:
        raise _wrong("send_at", "a mail can wait until some moment of the next year", "out_of_range")
    return at


def delivery(loaded: Loaded, command: PostMessage, at: datetime) -> Delivery:
    """How the reply goes out. Raises Invalid for recipients nobody can write to, and for a moment that is none."""
    to, cc, bcc = _recipients(loaded.details, command)
    if command.send_at is not None:
        moment = check_moment(command.send_at, at)
        return Delivery(SendState.HELD, to=to, cc=cc, bcc=bcc, send_after=moment, scheduled=True)
    if command.undo_seconds:
        moment = at + timedelta(seconds=command.undo_seconds)
        return Delivery(SendState.HELD, to=to, cc=cc, bcc=bcc, send_after=moment)
    return Delivery(SendState.QUEUED, to=to, cc=cc, bcc=bcc)


def _recipients(details: TicketDetails, command: PostMessage) -> tuple[tuple[str, ...], ...]:
    people = details.participants
    own = {
        "to": tuple(p.email for p in people if p.role is ParticipantRole.REQUESTER),
        "cc": tuple(p.email for p in people if p.role is ParticipantRole.CC),
        "bcc": (),
    }
    chosen = {name: getattr(command, name) for name in own}
    if all(each is None for each in chosen.values()):
        return tuple(own.values())
    # Who names some recipients means those: nobody else gets a copy unasked.
    named = {"to": own["to"], "cc": (), "bcc": ()} | {name: each for name, each in chosen.items() if each is not None}
    seen: set[str] = set()
    found = tuple(_once(name, addresses, seen) for name, addresses in named.items())
    if not found[0] and not found[1]:
        raise _wrong("to", "a mail needs somebody it is openly sent to", "missing")
    if len(seen) > RECIPIENT_LIMIT:
        raise _wrong("to", f"at most {RECIPIENT_LIMIT} people get one mail", "too_many")
    return found


def _once(name: str, addresses: tuple[str, ...], seen: set[str]) -> tuple[str, ...]:
    kept = []
    for index, each in enumerate(addresses):
        address = normal_address(each)
        if not (is_address(address) and address.isascii()):
            raise _wrong(f"{name}.{index}", "is not a mail address", "not_an_address")
        if address not in seen:
            seen.add(address)
            kept.append(address)
    return tuple(kept)


def reaches(details: TicketDetails, sent: Delivery | None) -> bool:
    """Whether a reply goes to somebody who waits for it: a customer of the ticket. Without a mail they are told."""
    if sent is None:
        return True
    everybody = {*sent.to, *sent.cc, *sent.bcc}
    there = (each for each in details.participants if each.email in everybody)
    return any(each.customer_id or each.role is ParticipantRole.REQUESTER for each in there)


def joined(details: TicketDetails, sent: Delivery) -> TicketDetails:
    """The details with everybody who openly got a mail. Who got it blindly stays unknown to the others."""
    known = {person.email for person in details.participants}
    new = [Participant(each, "", ParticipantRole.CC) for each in (*sent.to, *sent.cc) if each not in known]
    room = PARTICIPANT_LIMIT - len(details.participants)
    return replace(details, participants=(*details.participants, *new[:room])) if new else details


def undo_facts(before: Ticket, draft: Draft) -> UndoFacts:
    """What to remember of the ticket as it was before a held reply."""
    sla = draft.ticket.sla
    waiting = [each.metric for each in sla.clocks if each.answered_at is None] if sla and draft.answered else []
    answered = [each.value for each in waiting if each is not Metric.RESOLUTION]
    known = {each.metric for each in clocks_of(before) if each.breached_at is not None}
    noticed = [each.metric.value for each in clocks_of(draft.ticket) if each.breached_at and each.metric not in known]
    return UndoFacts(
        version=draft.ticket.version,
        state=before.state,
        last_message_at=before.last_message_at,
        last_message_by=before.last_message_by,
        assignee_id=before.assignee_id,
        status_id=before.status_id,
        answered=tuple(answered),
        called=tuple(map(_called, before.escalations)),
        breached=tuple(noticed),
    )


def _called(one: Escalation) -> Called:
    return Called(one.level, one.next_at, one.acknowledged_by, one.acknowledged_at, one.metric, one.breach, one.called)


def scheduled(draft: Draft, message_id: str, at: datetime, *, to_others: bool) -> Draft:
    """The draft with one more mail that waits for its moment."""
    waiting = (*draft.ticket.scheduled, ScheduledSend(message_id, at, to_others))
    return replace(draft, ticket=replace(draft.ticket, scheduled=waiting))


def unscheduled(draft: Draft, *message_ids: str) -> Draft:
    """The draft without these."""
    waiting = tuple(each for each in draft.ticket.scheduled if each.message_id not in message_ids)
    return replace(draft, ticket=replace(draft.ticket, scheduled=waiting))


def is_send_due(ticket: Ticket, now: datetime) -> bool:
    """Whether a mail has waited long enough."""
    return any(each.at <= now for each in ticket.scheduled)


def due_fact(message_id: str) -> MessageSendDue:
    """The fact on which a scheduled mail goes out."""
    return MessageSendDue(message_id=message_id, kind=MessageKind.REPLY, channel=Channel.MAIL)


def send_due(draft: Draft) -> Draft:
    """The draft in which every mail whose moment has come goes out; a customer who gets one has an answer."""
    for each in draft.ticket.scheduled:
        if each.at <= draft.at:
            draft = gone(draft, each.message_id)
    return draft


def gone(draft: Draft, message_id: str) -> Draft:
    """The draft in which a mail waits no longer, but goes out."""
    answer = any(each.message_id == message_id and not each.to_others for each in draft.ticket.scheduled)
    draft = unscheduled(draft, message_id).to(due_fact(message_id))
    return replace(draft, answered=draft.answered or answer)
