"""A person calls people for a ticket, whatever was promised: the levels of its policy follow as after a breach."""

from lambdesk.kit import clock as moments
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.context import Context
from lambdesk.kit.errors import Conflict, FieldError, Invalid
from lambdesk.kit.text import clean_line
from lambdesk.sla import escalations
from lambdesk.sla.events import EscalationAsked, EscalationRaised
from lambdesk.sla.model import MANUAL
from lambdesk.tickets.commands import NOTE_LIMIT, RaiseEscalation
from lambdesk.tickets.draft import begin
from lambdesk.tickets.model import AT_WORK, Loaded
from lambdesk.tickets.settings.model import DEFAULT_RULES, TicketRules


def raise_escalation(
    loaded: Loaded, command: RaiseEscalation, ctx: Context, rules: TicketRules = DEFAULT_RULES
) -> ChangeSet:
    """Call the people of a level now, and those of the next ones in their times.

    Raises Conflict while somebody is called by hand already, or when nobody works on the ticket any more, and Invalid
    for a level that its policy does not have.
    """
    ticket = loaded.ticket
    state = ticket.state
    if ticket.state_category not in AT_WORK:
        raise Conflict(f"A ticket that is {state} is not worked on: nobody is called for it.", state=state)
    standing = escalations.of(ticket.escalations, MANUAL)
    if standing is not None and standing.acknowledged_at is None:
        raise Conflict("People are called for this ticket already; somebody has to take care of that first.")
    draft = begin(ctx, loaded, rules)
    levels = len(draft.terms.policy.levels)
    if command.level > levels:
        raise Invalid(fields=[FieldError("body.level", f"its policy has {levels} levels", "out_of_range")])
    one = escalations.by_hand(draft.terms.policy, command.level, draft.at)
    due_at = moments.to_text(one.breach)
    note = clean_line(command.note, NOTE_LIMIT)
    asked = EscalationAsked(metric=one.metric, level=one.level, due_at=due_at, words_note=note or None)
    draft = draft.to(asked, escalations=escalations.with_one(draft.ticket.escalations, one))
    return draft.to(EscalationRaised(metric=one.metric, level=one.level, due_at=due_at)).changes(ticket)
