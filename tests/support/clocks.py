"""Looking at a ticket's clocks and escalations."""

from lambdesk.sla.model import DEFAULT_ID, Clock, Escalation, Metric, Sla
from lambdesk.tickets.model import Ticket


def clock_of(ticket: Ticket, metric: Metric = Metric.FIRST_RESPONSE) -> Clock:
    """A clock that is there."""
    found = find_clock(ticket, metric)
    assert found is not None
    return found


def find_clock(ticket: Ticket, metric: Metric = Metric.FIRST_RESPONSE) -> Clock | None:
    """A clock, or None."""
    return ticket.sla.clock(metric) if ticket.sla else None


def call_of(ticket: Ticket) -> Escalation | None:
    """The only escalation, or None."""
    assert len(ticket.escalations) <= 1
    return next(iter(ticket.escalations), None)


def pinned(*clocks: Clock, version: int = 0, policy_id: str = DEFAULT_ID) -> Sla:
    """What a ticket with these clocks was promised."""
    return Sla(policy_id, version, clocks)
