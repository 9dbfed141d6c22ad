"""A verdict is restated: a breach was none. Its fact stays where it is, and another one voids it."""

from collections.abc import Sequence
from dataclasses import replace

from lambdesk.kit import clock as moments
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.context import Context
from lambdesk.kit.errors import Conflict
from lambdesk.kit.events import Event
from lambdesk.sla import clocks, escalations, follow
from lambdesk.sla.events import (
    EscalationEnded,
    FactVoided,
    TargetBreached,
    TargetMet,
    TargetMissed,
    VerdictRestated,
)
from lambdesk.sla.follow import RESTATED
from lambdesk.sla.model import Clock
from lambdesk.tickets.commands import RestateVerdict
from lambdesk.tickets.draft import Draft, begin
from lambdesk.tickets.model import Loaded, Ticket
from lambdesk.tickets.settings.model import DEFAULT_RULES, TicketRules

_VERDICTS = (TargetBreached.EVENT_TYPE, TargetMissed.EVENT_TYPE)


def asks_history(loaded: Loaded, command: RestateVerdict) -> bool:
    """Whether the breach is none of the clocks that the ticket keeps, so that only its history can tell of it."""
    return _kept(loaded.ticket, command) is None


def _kept(ticket: Ticket, command: RestateVerdict) -> Clock | None:
    """The clock with this breach, if the ticket keeps it."""
    clock = ticket.sla.clock(command.metric) if ticket.sla else None
    return clock if clock and clock.breached_at == command.due_at else None


def restate(
    loaded: Loaded,
    command: RestateVerdict,
    ctx: Context,
    rules: TicketRules = DEFAULT_RULES,
    history: Sequence[Event] = (),
) -> ChangeSet:
    """Without the breach: answered since, it was met; else its clock ends, as it would run out again at once.

    Whoever was called for it need not care any more. A breach of an exchange before, or of a resolution before the
    ticket was opened again, is found in the `history` of the ticket. Raises Conflict when there is no such breach.
    """
    draft = begin(ctx, loaded, rules)
    clock = _kept(draft.ticket, command)
    if clock is None:
        return _former(draft, command, history).changes(loaded.ticket)
    due_at = moments.to_text(command.due_at)
    draft = draft.to(VerdictRestated(metric=clock.metric, due_at=due_at, words_reason=command.reason))
    draft = _without_breach(draft, clock)
    called = escalations.of(draft.ticket.escalations, clock.metric)
    if called is not None:
        ended = EscalationEnded(metric=called.metric, level=called.level, due_at=due_at, reason=RESTATED)
        draft = draft.to(ended, escalations=escalations.without(draft.ticket.escalations, clock.metric))
    return draft.changes(loaded.ticket)


def _without_breach(draft: Draft, clock: Clock) -> Draft:
    due_at = moments.to_text(clock.due_at)
    voided = FactVoided(metric=clock.metric, due_at=due_at, fact=TargetBreached.EVENT_TYPE, reason=RESTATED)
    bare = replace(clock, breached_at=None)
    if clock.answered_at is None:
        draft = draft.clocked((bare, (voided,)))
        assert draft.ticket.sla is not None  # noqa: S101 - it has this clock
        return draft.promised(follow.cancelled(draft.ticket.sla, clock.metric, RESTATED))
    answer, facts = clocks.void_answer(clock, RESTATED)
    met, more = clocks.answer(replace(answer, breached_at=None), draft.terms, clock.answered_at)
    return draft.clocked((met, (voided, *facts, *more)))


def _former(draft: Draft, command: RestateVerdict, history: Sequence[Event]) -> Draft:
    """The draft that tells it of a clock that is over; those that the ticket keeps have nothing to do with it."""
    metric, due_at = command.metric, moments.to_text(command.due_at)
    standing: dict[str, Event] = {}
    for event in history:
        if event.data.get("metric") == metric and event.data.get("due_at") == due_at:
            if event.type == FactVoided.EVENT_TYPE:
                standing.pop(event.data["fact"], None)
            elif event.type in _VERDICTS:
                standing[event.type] = event
    if TargetBreached.EVENT_TYPE not in standing:
        raise Conflict("This ticket has no such breach; look at it again.")
    draft = draft.to(VerdictRestated(metric=metric, due_at=due_at, words_reason=command.reason))
    for fact in standing:
        draft = draft.to(FactVoided(metric=metric, due_at=due_at, fact=fact, reason=RESTATED, former=True))
    missed = standing.get(TargetMissed.EVENT_TYPE)
    if missed is None:
        return draft
    told = {name: missed.data[name] for name in ("answered_at", "target_seconds", "seconds")}
    return draft.to(TargetMet(metric=metric, due_at=due_at, former=True, **told))
