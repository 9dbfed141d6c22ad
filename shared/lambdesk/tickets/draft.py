"""A change of a ticket in the making: its facts, and what they do to clock, escalation and timer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lambdesk.kit import clock as moments
from lambdesk.kit.changes import ChangeSet, Replace, Write
from lambdesk.kit.context import SYSTEM, Context
from lambdesk.kit.events import Event, Payload, record
from lambdesk.sla import decide as sla
from lambdesk.sla.events import BY_ITSELF, EscalationEnded, EscalationRaised
from lambdesk.tickets.events import TicketTimerMoved, TicketUnsnoozed
from lambdesk.tickets.model import AT_WORK, TOUCHABLE, Ticket


@dataclass(frozen=True)
class Draft:
    """A change in the making: each step returns a new one. `at` orders this change after all earlier ones.

    `answered`: the customer gets a human answer by it.
    """

    ctx: Context
    at: datetime
    ticket: Ticket
    facts: tuple[Payload, ...] = ()
    answered: bool = False

    def to(self, fact: Payload, **fields: object) -> "Draft":
        """The draft with changed ticket fields and the fact that says so."""
        return replace(self, ticket=replace(self.ticket, **fields), facts=(*self.facts, fact))  # type: ignore[arg-type]

    def clocked(self, decided: sla.Decided) -> "Draft":
        """The draft with a clock that moved on."""
        clock, facts = decided
        return replace(self, ticket=replace(self.ticket, sla=clock), facts=(*self.facts, *facts))

    def events(self) -> tuple[Event, ...]:
        """The facts as events of the new version, in order. What time alone did is nobody's deed."""
        itself = replace(self.ctx, actor=SYSTEM)
        ticket = self.ticket
        return tuple(
            record(
                itself if isinstance(fact, (*BY_ITSELF, TicketTimerMoved)) else self.ctx,
                fact,
                aggregate=ticket.aggregate,
                version=ticket.version,
                at=self.at,
                ordinal=i,
            )
            for i, fact in enumerate(self.facts)
        )

    def changes(self, before: Ticket, *writes: Write) -> ChangeSet:
        """The finished change of an existing ticket; nothing when there is no fact to tell."""
        working = self.ticket.state_category in AT_WORK
        awake = self if working else woken(self, "closed")
        done = timed(_keep_time(awake, before), before.next_due_at)
        if not done.facts:
            return ChangeSet(())
        ticket = replace(done.ticket, touched=_touched(before, done.ticket))
        return ChangeSet((Replace(ticket, before.version), *writes), done.events(), ticket.aggregate)


def begin(ctx: Context, ticket: Ticket) -> Draft:
    """The next version of a ticket, with what became due meanwhile."""
    # A ticket's moments strictly increase even when the clocks of two machines disagree, so that sort keys made of
    # them keep the order in which the changes were committed.
    at = max(ctx.now, ticket.updated_at + timedelta(milliseconds=1))
    draft = Draft(ctx, at, replace(ticket, updated_at=at, version=ticket.version + 1))
    # What nobody noticed yet comes first: a late answer finds its breach told, in the same change.
    return draft.clocked(sla.catch_up(ticket.sla, at)) if ticket.sla else draft


def woken(draft: Draft, reason: str) -> Draft:
    """The ticket is in sight again; as it was when it never slept."""
    ticket = draft.ticket
    if not ticket.asleep:
        return draft
    until = moments.to_text(ticket.snoozed_until) if ticket.snoozed_until else None
    fact = TicketUnsnoozed(reason=reason, before_until_reply=ticket.snoozed_until_reply, before_until=until)
    return draft.to(fact, snoozed_until=None, snoozed_until_reply=False)


def beside(ctx: Context, ticket: Ticket) -> Context:
    """The context for what a change does to one ticket more: no fact of it may have the id of another one's."""
    return replace(ctx, seed=f"{ctx.seed}/{ticket.number}")


def _keep_time(draft: Draft, before: Ticket) -> Draft:
    """Clock and escalation follow what the change did."""
    clock = draft.ticket.sla
    if clock is None:
        return draft
    working = draft.ticket.state_category in AT_WORK
    if draft.answered:
        draft = draft.clocked(sla.answer(clock, draft.at))
    else:
        draft = draft.clocked((sla.resume if working else sla.pause)(clock, draft.at))
    over = "answered" if draft.answered else None if working else draft.ticket.state.value
    breached = clock.breached_at is not None and (before.sla is None or before.sla.breached_at is None)
    if draft.ticket.escalation is not None and over is not None:
        return _end_escalation(draft, over)
    return call_next(draft) if breached and over is None else draft


def _touched(before: Ticket, after: Ticket) -> Mapping[str, int]:
    changed = (name for name in TOUCHABLE if getattr(before, name) != getattr(after, name))
    return {**after.touched, **dict.fromkeys(changed, after.version)}


def timed(draft: Draft, before: datetime | None) -> Draft:
    """When the ticket's next moment moved, the last fact says when its timer has to go off from now on."""
    after = draft.ticket.next_due_at
    if after == before:
        return draft
    timer = "arm" if before is None else "disarm" if after is None else "move"
    fact = TicketTimerMoved(timer=timer, next_due_at=moments.to_text(after) if after else None)
    return replace(draft, facts=(*draft.facts, fact))


def breach_of(ticket: Ticket) -> str:
    """The name of the breach that people are called for: when its time ran out."""
    assert ticket.sla is not None  # noqa: S101 - only a breached clock has an escalation
    return moments.to_text(ticket.sla.due_at)


def call_next(draft: Draft) -> Draft:
    """The next level of people is called."""
    ticket = draft.ticket
    assert ticket.sla is not None  # noqa: S101 - as above
    escalation = sla.escalate(ticket.sla, ticket.escalation, draft.at)
    return draft.to(EscalationRaised(level=escalation.level, due_at=breach_of(ticket)), escalation=escalation)


def _end_escalation(draft: Draft, reason: str) -> Draft:
    ticket = draft.ticket
    assert ticket.escalation is not None  # noqa: S101 - asked before
    fact = EscalationEnded(level=ticket.escalation.level, due_at=breach_of(ticket), reason=reason)
    return draft.to(fact, escalation=None)
