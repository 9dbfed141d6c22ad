"""Where a ticket stands and whose it is: states, statuses, priority, subject, assignee, escalation, what time does."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from lambdesk.kit import clock as moments
from lambdesk.kit.changes import ChangeSet, Put
from lambdesk.kit.context import ActorKind, Context
from lambdesk.kit.errors import Conflict, FieldError, Forbidden, IllegalTransition, Invalid, StaleVersion
from lambdesk.kit.text import clean_line
from lambdesk.sla import clocks, escalations
from lambdesk.sla.events import EscalationAcknowledged
from lambdesk.sla.model import MANUAL
from lambdesk.tickets.commands import (
    UNSET,
    AcknowledgeEscalation,
    ApplyDue,
    AssignTicket,
    Unset,
    UpdateTicket,
)
from lambdesk.tickets.decide import fields, outgoing
from lambdesk.tickets.draft import Draft, begin, call_further, call_next, clocks_of, retimed, woken
from lambdesk.tickets.events import (
    TicketAssigned,
    TicketPriorityChanged,
    TicketStateChanged,
    TicketStatusChanged,
    TicketSubjectChanged,
)
from lambdesk.tickets.model import AGENT_TRANSITIONS, SUBJECT_LIMIT, FieldValue, Loaded, Priority, State, Ticket
from lambdesk.tickets.settings.model import DEFAULT_RULES, Required, TicketRules

# One thing under two names: who sets a state takes the status away, who sets a status brings its state.
_STANDING = ("state", "status_id")


def move(draft: Draft, to: State, reason: str) -> Draft:
    """The draft in another state; a status of the state before stays behind."""
    before = draft.ticket.state
    changed: dict[str, object] = {"state": to, "state_before": before if to is State.SPAM else None}
    draft = draft.to(TicketStateChanged(before=before, after=to, reason=reason), **changed)
    return label(draft, None, "state_moved")


def label(draft: Draft, status_id: str | None, reason: str | None = None) -> Draft:
    """The draft with a status that stands for its state, or with the state alone."""
    before = draft.ticket.status_id
    if before == status_id:
        return draft
    return draft.to(TicketStatusChanged(before=before, after=status_id, reason=reason), status_id=status_id)


def move_by_agent(draft: Draft, to: State, values: Mapping[str, FieldValue]) -> Draft:
    """The draft where an agent takes it; raises IllegalTransition.

    Resolving needs an assignee, else the resolver, and `values` of the fields required on it: else Invalid.
    """
    state = draft.ticket.state
    if to is state:
        return draft
    allowed = draft.ticket.allowed_states
    if to not in allowed:
        raise IllegalTransition(state, to, allowed)
    if state is State.SPAM:
        return move(draft, to, "not_spam")
    draft = move(draft, to, "agent")
    if to is not State.RESOLVED:
        return draft
    fields.demand(draft.rules, values, Required.CREATE, Required.RESOLVE)
    if draft.ticket.assignee_id is None and draft.ctx.actor.kind is ActorKind.USER:
        resolver = draft.ctx.actor.id
        draft = draft.to(TicketAssigned(before=None, after=resolver, reason="resolver"), assignee_id=resolver)
    return draft


def stand(
    draft: Draft,
    to: State | None,
    status_id: str | Unset | None,
    role: str | None,
    values: Mapping[str, FieldValue],
    name: str = "status_id",
) -> Draft:
    """The draft in the state or with the status that an agent wants, each only when it is named.

    Raises Forbidden for a status of other roles, Invalid for one that is none or belongs to another state than `to`
    (`name` is what the caller calls it), and what `move_by_agent` raises.
    """
    if status_id is None or isinstance(status_id, Unset):
        moved = move_by_agent(draft, to, values) if to is not None else draft
        return label(moved, None) if status_id is None else moved
    status = draft.rules.statuses.get(status_id)
    if status is None or status.replaced_by is not None:
        raise Invalid(fields=[FieldError(f"body.{name}", "is no status in use", "unknown_value")])
    if to not in (None, status.state):
        raise Invalid(fields=[FieldError(f"body.{name}", f"stands for {status.state}", "conflicting")])
    if role is not None and status.roles and role not in status.roles:
        raise Forbidden("This status is for other roles.")
    if draft.ticket.status_id == status.id:
        return draft
    return label(move_by_agent(draft, status.state, values), status.id)


def check_version(ticket: Ticket, expected: int | None) -> None:
    """Raises StaleVersion when the caller saw another version than this one."""
    if expected is not None and expected != ticket.version:
        raise StaleVersion(ticket.version)


def check_touched(loaded: Loaded, expected: int, named: Collection[str], rules: TicketRules) -> None:
    """Raises StaleVersion when a field that the caller sets was set since the version they saw.

    `named` are fields as in TOUCHABLE, and `fields.<key>`. Whoever saw a version that never was has seen nothing.
    """
    ticket, custom = loaded.ticket, rules.keyed(loaded.details.touched)
    touched = {**ticket.touched, **{f"fields.{key}": version for key, version in custom.items()}}
    wanted = {*named, *(_STANDING if not set(_STANDING).isdisjoint(named) else ())}
    conflicts = sorted(each for each in wanted if touched.get(each, 0) > expected)
    if conflicts or expected > ticket.version:
        raise StaleVersion(ticket.version, conflicts)


def subject_of(text: str) -> str:
    """The subject that a text makes; raises Invalid when it has no words."""
    subject = clean_line(text, SUBJECT_LIMIT)
    if not subject:
        raise Invalid(fields=[FieldError("body.subject", "a subject needs words", "blank")])
    return subject


def _named(command: UpdateTicket) -> list[str]:
    given = {
        **{name: getattr(command, name) is not None for name in ("state", "priority", "subject", "tags")},
        **{name: getattr(command, name) is not UNSET for name in ("status_id", "category_id", "team_id")},
    }
    return [*(name for name, is_given in given.items() if is_given), *(f"fields.{key}" for key in command.fields)]


def update_ticket(
    loaded: Loaded,
    command: UpdateTicket,
    ctx: Context,
    rules: TicketRules = DEFAULT_RULES,
) -> ChangeSet:
    """New state, status, priority, subject, category, team, tags or custom fields; what is so already changes nothing.

    Another priority gives the clocks its targets.
    """
    ticket, details = loaded.ticket, loaded.details
    values = fields.read(command.fields, rules)
    check_touched(loaded, command.expected_version, _named(command), rules)
    draft = begin(ctx, loaded, rules)
    if command.priority is not None:
        draft = _prioritised(draft, command.priority)
    if command.subject is not None:
        subject = subject_of(command.subject)
        if subject != ticket.subject:
            draft = draft.to(TicketSubjectChanged(before=ticket.subject, after=subject), subject=subject)
    draft = _retimed(_noted(draft, command), loaded)
    draft, details = fields.with_fields(draft, details, values)
    draft = stand(draft, command.state, command.status_id, command.role, details.fields)
    return draft.changes(ticket, *(() if details is loaded.details else (Put(details),)))


def prioritise(draft: Draft, loaded: Loaded, priority: Priority) -> Draft:
    """The draft with another priority; its clocks get the targets of that."""
    return _retimed(_prioritised(draft, priority), loaded)


def _prioritised(draft: Draft, priority: Priority) -> Draft:
    before = draft.ticket.priority
    if priority is before:
        return draft
    return draft.to(TicketPriorityChanged(before=before, after=priority), priority=priority)


def _retimed(draft: Draft, loaded: Loaded) -> Draft:
    """The draft with its clocks by the priority and by the calendar of the team that it has now: both at once."""
    ticket = draft.ticket
    moved = loaded.moved if ticket.team_id != loaded.ticket.team_id else None
    if moved is None and ticket.priority is loaded.ticket.priority:
        return draft
    return retimed(draft, loaded, moved or draft.terms)


def _noted(draft: Draft, command: UpdateTicket) -> Draft:
    if not isinstance(command.category_id, Unset):
        draft = fields.with_category(draft, command.category_id)
    if not isinstance(command.team_id, Unset):
        draft = fields.with_team(draft, command.team_id)
    return fields.with_tags(draft, command.tags) if command.tags is not None else draft


def assign_ticket(loaded: Loaded, command: AssignTicket, ctx: Context, rules: TicketRules = DEFAULT_RULES) -> ChangeSet:
    """A new assignee or none, and perhaps another team; the first assignment opens a new ticket."""
    ticket = loaded.ticket
    named = ("assignee_id",) if isinstance(command.team_id, Unset) else ("assignee_id", "team_id")
    check_touched(loaded, command.expected_version, named, rules)
    if not AGENT_TRANSITIONS[ticket.state]:
        raise Conflict(f"A ticket that is {ticket.state} cannot be assigned.", state=ticket.state)
    draft = begin(ctx, loaded, rules)
    if not isinstance(command.team_id, Unset):
        draft = _retimed(fields.with_team(draft, command.team_id), loaded)
    return assign(draft, command.assignee_id).changes(ticket)


def assign(draft: Draft, assignee_id: str | None, reason: str = "agent") -> Draft:
    """The draft in other hands."""
    ticket = draft.ticket
    if assignee_id == ticket.assignee_id:
        return draft
    fact = TicketAssigned(before=ticket.assignee_id, after=assignee_id, reason=reason)
    draft = draft.to(fact, assignee_id=assignee_id)
    if ticket.state is State.NEW and assignee_id is not None:
        draft = move(draft, State.OPEN, "first_assignment")
    return draft


def confirm_resolution(loaded: Loaded, ctx: Context, rules: TicketRules = DEFAULT_RULES) -> ChangeSet:
    """The customer confirms: resolved becomes closed, closed stays. Raises IllegalTransition for any other state."""
    ticket = loaded.ticket
    if ticket.state is State.CLOSED:
        return ChangeSet(())
    if ticket.state is not State.RESOLVED:
        raise IllegalTransition(ticket.state, State.CLOSED, ())
    return move(begin(ctx, loaded, rules), State.CLOSED, "confirmed").changes(ticket)


def reopens(ticket: Ticket, rules: TicketRules, at: datetime) -> bool:
    """Whether a proven customer's message at `at` opens this closed ticket again, by the tenant's reopen window."""
    if ticket.state is not State.CLOSED or ticket.merged_into is not None or ticket.closed_at is None:
        return False
    return at <= ticket.closed_at + timedelta(days=rules.reopen_days) and rules.reopen_days > 0


def acknowledge_escalation(loaded: Loaded, command: AcknowledgeEscalation, ctx: Context) -> ChangeSet:
    """Somebody takes care of a breach: no further level is called. A second acknowledgement changes nothing."""
    ticket = loaded.ticket
    check_version(ticket, command.expected_version)
    if not ticket.escalations and command.metric is None:
        raise Conflict("Nobody was called for this ticket, so there is nothing to acknowledge.")
    meant = [each for each in ticket.escalations if command.metric in (None, each.metric)]
    meant = [each for each in meant if command.breach in (None, each.breach)]
    waiting = [each for each in meant if each.acknowledged_at is None]
    if not waiting:
        return ChangeSet(())
    draft = begin(ctx, loaded)
    for each in waiting:
        taken = escalations.acknowledge(each, ctx.actor.id, draft.at)
        fact = EscalationAcknowledged(metric=taken.metric, level=taken.level, due_at=moments.to_text(taken.breach))
        draft = draft.to(fact, escalations=escalations.with_one(draft.ticket.escalations, taken))
    return draft.changes(ticket)


def apply_due(loaded: Loaded, command: ApplyDue, ctx: Context, rules: TicketRules = DEFAULT_RULES) -> ChangeSet:
    """What time alone does: warning, breach, next level, closing, the end of a snooze. Nothing when nothing is due."""
    ticket = loaded.ticket
    step = ticket.step_at
    passed = any(clocks.catch_up(each, ctx.now)[1] for each in clocks_of(ticket))
    closes = ticket.closes_at is not None and ticket.closes_at <= ctx.now
    wakes = ticket.snoozed_until is not None and ticket.snoozed_until <= ctx.now
    undone = passed or closes or wakes or outgoing.is_send_due(ticket, ctx.now)
    if not undone and (step is None or ctx.now < step + command.grace):
        # The moment of a change may lie a little ahead of the clock; it must not make due what is not.
        return ChangeSet(())
    draft = begin(ctx, loaded, rules)
    for clock in clocks_of(draft.ticket):
        called = escalations.of(draft.ticket.escalations, clock.metric)
        if called is not None and called.next_at is not None and draft.at >= called.next_at + command.grace:
            draft = call_next(draft, clock)
    by_hand = escalations.of(draft.ticket.escalations, MANUAL)
    if by_hand is not None and by_hand.next_at is not None and draft.at >= by_hand.next_at + command.grace:
        draft = call_further(draft, by_hand)
    if closes:
        draft = move(draft, State.CLOSED, "quiet_days")
    if wakes:
        draft = woken(draft, "time")
    return outgoing.send_due(draft).changes(ticket)
