"""Where a ticket stands and whose it is: states, priority, subject, assignee, escalation, what time does."""

from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.context import ActorKind, Context
from lambdesk.kit.errors import Conflict, FieldError, IllegalTransition, Invalid, StaleVersion
from lambdesk.kit.text import clean_line
from lambdesk.sla import decide as sla
from lambdesk.sla.events import EscalationAcknowledged
from lambdesk.sla.model import SlaPolicy
from lambdesk.tickets.commands import AcknowledgeEscalation, ApplyDue, AssignTicket, UpdateTicket
from lambdesk.tickets.draft import Draft, begin, breach_of, call_next, woken
from lambdesk.tickets.events import TicketAssigned, TicketPriorityChanged, TicketStateChanged, TicketSubjectChanged
from lambdesk.tickets.model import AGENT_TRANSITIONS, SUBJECT_LIMIT, Loaded, State, Ticket


def move(draft: Draft, to: State, reason: str) -> Draft:
    """The draft in another state."""
    before = draft.ticket.state
    fields: dict[str, object] = {"state": to, "state_before": before if to is State.SPAM else None}
    return draft.to(TicketStateChanged(before=before, after=to, reason=reason), **fields)


def move_by_agent(draft: Draft, to: State) -> Draft:
    """The draft where an agent takes it; raises IllegalTransition. Resolving needs an assignee: else the resolver."""
    state = draft.ticket.state
    if to is state:
        return draft
    allowed = draft.ticket.allowed_states
    if to not in allowed:
        raise IllegalTransition(state, to, allowed)
    if state is State.SPAM:
        return move(draft, to, "not_spam")
    draft = move(draft, to, "agent")
    if to is State.RESOLVED and draft.ticket.assignee_id is None and draft.ctx.actor.kind is ActorKind.USER:
        resolver = draft.ctx.actor.id
        draft = draft.to(TicketAssigned(before=None, after=resolver, reason="resolver"), assignee_id=resolver)
    return draft


def check_version(ticket: Ticket, expected: int | None) -> None:
    """Raises StaleVersion when the caller saw another version than this one."""
    if expected is not None and expected != ticket.version:
        raise StaleVersion(ticket.version)


def subject_of(text: str) -> str:
    """The subject that a text makes; raises Invalid when it has no words."""
    subject = clean_line(text, SUBJECT_LIMIT)
    if not subject:
        raise Invalid(fields=[FieldError("body.subject", "a subject needs words", "blank")])
    return subject


def update_ticket(loaded: Loaded, command: UpdateTicket, ctx: Context, policy: SlaPolicy | None = None) -> ChangeSet:
    """New state, priority or subject; what is already so changes nothing.

    `policy` is the one that the ticket's clock was started by: with it, another priority gives the clock its target.
    """
    ticket = loaded.ticket
    check_version(ticket, command.expected_version)
    draft = begin(ctx, ticket)
    if command.priority is not None and command.priority is not ticket.priority:
        fact = TicketPriorityChanged(before=ticket.priority, after=command.priority)
        draft = draft.to(fact, priority=command.priority)
        if policy is not None and draft.ticket.sla is not None:
            draft = draft.clocked(sla.retarget(draft.ticket.sla, policy, command.priority, draft.at))
    if command.subject is not None:
        subject = subject_of(command.subject)
        if subject != ticket.subject:
            draft = draft.to(TicketSubjectChanged(), subject=subject)
    if command.state is not None:
        draft = move_by_agent(draft, command.state)
    return draft.changes(ticket)


def assign_ticket(loaded: Loaded, command: AssignTicket, ctx: Context) -> ChangeSet:
    """A new assignee or none; the first assignment opens a new ticket."""
    ticket = loaded.ticket
    check_version(ticket, command.expected_version)
    if not AGENT_TRANSITIONS[ticket.state]:
        raise Conflict(f"A ticket that is {ticket.state} cannot be assigned.", state=ticket.state)
    if command.assignee_id == ticket.assignee_id:
        return ChangeSet(())
    draft = begin(ctx, ticket)
    fact = TicketAssigned(before=ticket.assignee_id, after=command.assignee_id, reason="agent")
    draft = draft.to(fact, assignee_id=command.assignee_id)
    if ticket.state is State.NEW and command.assignee_id is not None:
        draft = move(draft, State.OPEN, "first_assignment")
    return draft.changes(ticket)


def acknowledge_escalation(loaded: Loaded, command: AcknowledgeEscalation, ctx: Context) -> ChangeSet:
    """Somebody takes care of a breach: no further level is called. A second acknowledgement changes nothing."""
    ticket = loaded.ticket
    check_version(ticket, command.expected_version)
    if ticket.escalation is None:
        raise Conflict("Nobody was called for this ticket, so there is nothing to acknowledge.")
    if ticket.escalation.acknowledged_at is not None:
        return ChangeSet(())
    draft = begin(ctx, ticket)
    taken = sla.acknowledge(ticket.escalation, ctx.actor.id, draft.at)
    fact = EscalationAcknowledged(level=taken.level, due_at=breach_of(ticket))
    return draft.to(fact, escalation=taken).changes(ticket)


def apply_due(loaded: Loaded, command: ApplyDue, ctx: Context) -> ChangeSet:
    """What time alone does: warning, breach, next level, the end of a snooze. Nothing when nothing is due."""
    ticket = loaded.ticket
    step = ticket.escalation.next_at if ticket.escalation else None
    passed = ticket.sla is not None and sla.catch_up(ticket.sla, ctx.now)[1] != ()
    wakes = ticket.snoozed_until is not None and ticket.snoozed_until <= ctx.now
    if not passed and not wakes and (step is None or ctx.now < step + command.grace):
        # The moment of a change may lie a little ahead of the clock; it must not make due what is not.
        return ChangeSet(())
    draft = begin(ctx, ticket)
    if step is not None and draft.at >= step + command.grace:
        draft = call_next(draft)
    if wakes:
        draft = woken(draft, "time")
    return draft.changes(ticket)
