"""Out of sight until a moment, until the customer answers, or until the first of both.

Clocks run on: whoever waits for us waits all the same. A reply of ours changes nothing, because it says nothing about
when the ticket should be seen again; the customer's answer to it wakes the ticket.
"""

from datetime import timedelta

from lambdesk.kit import clock as moments
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.context import Context
from lambdesk.kit.errors import Conflict, FieldError, Invalid
from lambdesk.tickets.commands import SnoozeTicket
from lambdesk.tickets.decide.lifecycle import check_version
from lambdesk.tickets.draft import begin, woken
from lambdesk.tickets.events import TicketSnoozed
from lambdesk.tickets.model import AT_WORK, Loaded

LONGEST = timedelta(days=5 * 366)


def snooze_ticket(loaded: Loaded, command: SnoozeTicket, ctx: Context) -> ChangeSet:
    """Put it out of sight, or set another end. Raises Invalid for an end that has passed, Conflict for what is done."""
    ticket, until = loaded.ticket, command.until
    check_version(ticket, command.expected_version)
    if until is None and not command.until_reply:
        raise Invalid(fields=[FieldError("body.until", "a snooze needs an end: a moment, a reply or both", "missing")])
    if until is not None and not ctx.now < until <= ctx.now + LONGEST:
        field = FieldError("body.until", "a snooze ends in the next five years", "out_of_range")
        raise Invalid(fields=[field])
    if ticket.state_category not in AT_WORK:
        raise Conflict(f"A ticket that is {ticket.state} needs no snooze.", state=ticket.state)
    if (until, command.until_reply) == (ticket.snoozed_until, ticket.snoozed_until_reply):
        return ChangeSet(())
    fact = TicketSnoozed(
        until=moments.to_text(until) if until else None,
        until_reply=command.until_reply,
        before_until=moments.to_text(ticket.snoozed_until) if ticket.snoozed_until else None,
        before_until_reply=ticket.snoozed_until_reply or None,
    )
    draft = begin(ctx, loaded).to(fact, snoozed_until=until, snoozed_until_reply=command.until_reply)
    return draft.changes(ticket)


def unsnooze_ticket(loaded: Loaded, expected_version: int, ctx: Context) -> ChangeSet:
    """Back in sight; nothing when it is."""
    check_version(loaded.ticket, expected_version)
    if not loaded.ticket.asleep:
        return ChangeSet(())
    return woken(begin(ctx, loaded), "agent").changes(loaded.ticket)
