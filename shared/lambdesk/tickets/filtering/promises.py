"""What a ticket is promised: the first policy that is for it, and why that one."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from lambdesk.customers.organisations.model import Belonging
from lambdesk.filters import evaluate
from lambdesk.filters.evaluate import Reason, Surroundings
from lambdesk.filters.model import Condition, Not
from lambdesk.filters.text import to_text
from lambdesk.sla.decide import choose, terms
from lambdesk.sla.model import SlaPolicies, SlaPolicy, Terms
from lambdesk.tickets.filtering.queries import subject, ticket_fields
from lambdesk.tickets.model import Loaded
from lambdesk.tickets.settings.model import TicketRules


def promised(policies: SlaPolicies | None, loaded: Loaded, rules: TicketRules, now: datetime) -> Terms | None:
    """What a new ticket is promised; None for nothing."""
    policy = _chosen(policies, loaded, rules, now) if policies else None
    if policies is None or policy is None:
        return None
    return by_hours(policies, policy, loaded, rules)


def belonging(
    loaded: Loaded, policies: SlaPolicies, organisation: Callable[[str], Belonging | None], *, wanted: bool = False
) -> Loaded:
    """The ticket with its organisation as it is now, where one of the policies may count by it or it is `wanted`."""
    named = loaded.ticket.organisation_id
    if named is None or loaded.organisation or not (wanted or policies.ask_organisations):
        return loaded
    return replace(loaded, organisation=organisation(named))


def by_hours(policies: SlaPolicies, policy: SlaPolicy, loaded: Loaded, rules: TicketRules) -> Terms:
    """What one of the policies promises a ticket, by the calendar that its hours name today."""
    team = rules.calendar_of(loaded.ticket.team_id)
    organisation = loaded.organisation.calendar_id if loaded.organisation else None
    return terms(policy, policies.calendars, team, rules.calendar_id, organisation)


def _chosen(policies: SlaPolicies, loaded: Loaded, rules: TicketRules, now: datetime) -> SlaPolicy | None:
    if not policies.ahead:
        # Most tenants have no other: nothing has to be asked of the ticket.
        return policies.default if policies.default.active else None
    return choose(policies, subject(loaded, rules), Surroundings(now, ticket_fields(rules), zone=rules.zone))


def why(policies: SlaPolicies, won: str, loaded: Loaded, rules: TicketRules, now: datetime) -> list[dict[str, Any]]:
    """Each policy up to the one that `won`, as JSON values, with how its conditions come out today."""
    fields = ticket_fields(rules)
    answers, around = subject(loaded, rules), Surroundings(now, fields, zone=rules.zone)
    asked = []
    for policy in policies.ordered:
        reason = evaluate.why(policy.condition, answers, around)
        conditions = [
            {"text": to_text(leaf.part, fields), "held": leaf.held, "negated": negated, "because": leaf.because}
            for leaf, negated in _leaves(reason)
        ]
        head = {"id": policy.id, "name": policy.name, "active": policy.active, "won": policy.id == won}
        asked.append({**head, "held": reason.held, "conditions": conditions})
        if policy.id == won:
            break
    return asked


def _leaves(reason: Reason, negated: bool = False) -> Iterator[tuple[Reason, bool]]:
    if isinstance(reason.part, Condition):
        yield reason, negated
    for part in reason.parts:
        yield from _leaves(part, negated is not isinstance(reason.part, Not))
