"""A verdict is restated: a breach was none. Its fact stays where it is, and another one voids it."""

from dataclasses import replace

from lambdesk.kit import clock as moments
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.context import Context
from lambdesk.kit.errors import Conflict
from lambdesk.sla import clocks, escalations, follow
from lambdesk.sla.events import EscalationEnded, FactVoided, TargetBreached, VerdictRestated
from lambdesk.sla.follow import RESTATED
from lambdesk.sla.model import Clock
from lambdesk.tickets.commands import RestateVerdict
from lambdesk.tickets.draft import Draft, begin
from lambdesk.tickets.model import Loaded
from lambdesk.tickets.settings.model import DEFAULT_RULES, TicketRules


def restate(loaded: Loaded, command: RestateVerdict, ctx: Context, rules: TicketRules = DEFAULT_RULES) -> ChangeSet:
    """Without the breach: answered since, it was met; else its clock ends, as it would run out again at once.

    Whoever was called for it need not care any more. Raises Conflict when there is no such breach.
    """
    draft = begin(ctx, loaded, rules)
    sla = draft.ticket.sla
    clock = sla.clock(command.metric) if sla else None
    if sla is None or clock is None or clock.breached_at != command.due_at:
        raise Conflict("This ticket has no such breach; look at it again.")
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
