"""Other promises for an open ticket, as from its beginning. Verdicts stay; what was not decided is reckoned anew."""

from collections.abc import Sequence
from dataclasses import replace

from lambdesk.kit import clock as moments
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.context import Context
from lambdesk.kit.events import Event
from lambdesk.sla import clocks, escalations, follow, recompute
from lambdesk.sla.clocks import Run
from lambdesk.sla.events import EscalationEnded
from lambdesk.sla.history import past_of
from lambdesk.sla.model import MANUAL, Clock, Metric, Sla, Terms, nothing
from lambdesk.tickets.commands import RepinPolicy
from lambdesk.tickets.decide import afterwards
from lambdesk.tickets.draft import Draft, begin, clocks_of
from lambdesk.tickets.events import TicketPolicyChanged, TicketTierChanged
from lambdesk.tickets.model import AT_WORK, Loaded, Ticket
from lambdesk.tickets.settings.model import DEFAULT_RULES, TicketRules


def concerned(loaded: Loaded, command: RepinPolicy, terms: Terms | None) -> bool:
    """Whether the ticket has the policy or the calendar that is named, or would get it, or is the organisation's."""
    ticket = loaded.ticket
    if ticket.state_category not in AT_WORK:
        return False
    if ticket.sla is not None and ticket.sla.policy_version > command.policies_version:
        # Opened since, by later ones: nothing goes back.
        return False
    policies = {ticket.sla.policy_id if ticket.sla else None, terms.policy.id if terms else None}
    calendars = {ticket.sla.calendar_id if ticket.sla else None, terms.calendar_id if terms else None}
    by_policy = command.policy_id is not None and command.policy_id in policies
    by_calendar = command.calendar_id is not None and command.calendar_id in calendars
    return by_policy or by_calendar or tiered(loaded, command)


def tiered(loaded: Loaded, command: RepinPolicy) -> bool:
    """Whether the ticket gets the tier that its organisation has today."""
    return command.organisation_id is not None and loaded.ticket.organisation_id == command.organisation_id


def as_of_today(loaded: Loaded, command: RepinPolicy) -> Loaded:
    """The ticket as policies are asked about it: with the tier of today where that is meant."""
    if not tiered(loaded, command) or loaded.organisation is None:
        return loaded
    return replace(loaded, ticket=replace(loaded.ticket, tier=loaded.organisation.tier))


def onward(loaded: Loaded, terms: Terms | None) -> Terms | None:
    """The terms by the calendar as the ticket has it, where that is a later version: nothing goes back."""
    sla = loaded.ticket.sla
    if sla is None or terms is None or loaded.terms is None or terms.calendar_id != sla.calendar_id:
        return terms
    if sla.calendar_version <= terms.calendar_version:
        return terms
    return replace(terms, calendar=loaded.terms.calendar, calendar_version=sla.calendar_version)


def stands(loaded: Loaded, terms: Terms | None) -> bool:
    """Whether the ticket is promised just that already; the number of a version alone makes no difference."""
    pinned = loaded.terms if loaded.ticket.sla else None
    if pinned is None or terms is None:
        return (pinned is None or pinned.policy == nothing(pinned.policy.version)) and terms is None
    same = replace(pinned.policy, version=0) == replace(terms.policy, version=0)
    counts = pinned.calendar_id == terms.calendar_id and pinned.calendar_version == terms.calendar_version
    return same and counts


def needs_history(ticket: Ticket, terms: Terms | None) -> bool:
    """Whether its timeline has to be read: a clock stood still, or one begins that would have begun before."""
    if any(map(clocks.stood_still, clocks_of(ticket))):
        return True
    return terms is not None and any(_begins(ticket, terms, metric) for metric in Metric)


def _begins(ticket: Ticket, terms: Terms, metric: Metric) -> bool:
    clock = ticket.sla.clock(metric) if ticket.sla else None
    if terms.policy.target(metric, ticket.priority.value) is None:
        return False
    if metric is not Metric.NEXT_RESPONSE:
        return clock is None
    first = ticket.sla.clock(Metric.FIRST_RESPONSE) if ticket.sla else None
    silent = first is not None and first.answered_at is None
    return not silent and (clock is None or clock.answered_at is not None)


def repin(
    loaded: Loaded,
    command: RepinPolicy,
    terms: Terms | None,
    history: Sequence[Event],
    ctx: Context,
    rules: TicketRules = DEFAULT_RULES,
) -> ChangeSet:
    """The ticket by these terms (None: nothing is promised); nothing when it is so already.

    `history` are all its events where `needs_history`. A clock that has run out by them breaches at its due moment.
    """
    ticket, today = loaded.ticket, as_of_today(loaded, command).ticket
    # Where only robots spoke nobody waits for anything.
    waits = ticket.sla is not None or bool(afterwards.beginnings(history))
    same = stands(loaded, terms) or not waits
    if ticket.state_category not in AT_WORK or (same and today == ticket):
        return ChangeSet(())
    draft = begin(ctx, replace(loaded, past=past_of(history)), rules)
    if today.tier is not ticket.tier:
        fact = TicketTierChanged(before=ticket.tier, after=today.tier, recomputation_id=command.recomputation_id)
        draft = draft.to(fact, tier=today.tier)
    if same:
        return draft.changes(ticket)
    now = terms or Terms(nothing(command.policies_version))
    draft = _pinned(draft, command, now, promised=terms is not None)
    for clock in clocks_of(draft.ticket):
        draft = _reckoned(draft, clock, draft.runs(clock.metric))
    draft = _begun(draft, now, history)
    return (draft if terms else _freed(draft)).changes(ticket)


def _reckoned(draft: Draft, clock: Clock, runs: Sequence[Run]) -> Draft:
    """The draft with one clock by its terms. A verdict stays; the time it took is counted anew."""
    terms, sla = draft.terms, draft.ticket.sla
    seconds = terms.policy.target(clock.metric, draft.ticket.priority.value)
    if seconds is None and not clock.decided and sla is not None:
        return draft.promised(follow.cancelled(sla, clock.metric, follow.NOT_PROMISED))
    return draft.clocked(clocks.retarget(clock, terms, seconds or clock.target_seconds, draft.at, runs))


def _pinned(draft: Draft, command: RepinPolicy, terms: Terms, *, promised: bool) -> Draft:
    """The draft that follows the terms, with the fact that an administrator wanted that."""
    before, policy = draft.ticket.sla, terms.policy
    fact = TicketPolicyChanged(
        recomputation_id=command.recomputation_id,
        before=before.policy_id if before else None,
        before_version=before.policy_version if before else None,
        after=policy.id if promised else None,
        after_version=policy.version,
        calendar_id=terms.calendar_id,
        calendar_version=terms.calendar_version if terms.calendar_id else None,
    )
    kept = before.clocks if before else ()
    sla = Sla(policy.id, policy.version, kept, terms.calendar_id, terms.calendar_version)
    return replace(draft.to(fact, sla=sla), terms=terms)


def _begun(draft: Draft, terms: Terms, history: Sequence[Event]) -> Draft:
    """The draft with the clocks that would have begun before."""
    ticket = draft.ticket
    scheduled = [each.message_id for each in ticket.scheduled]
    for metric, since in afterwards.beginnings(history, scheduled).items():
        seconds = terms.policy.target(metric, ticket.priority.value)
        if seconds is None or not _begins(draft.ticket, terms, metric):
            continue
        begun = recompute.late_start(terms, metric, seconds, since, afterwards.places(history))
        draft = draft.clocked(recompute.caught_up(begun, draft.at))
    return draft


def _freed(draft: Draft) -> Draft:
    """The draft of a ticket that is promised nothing: without clocks that wait, and nobody is called for a breach."""
    sla = draft.ticket.sla
    kept = tuple(each for each in draft.ticket.escalations if each.metric == MANUAL)
    for one in draft.ticket.escalations:
        if one.metric != MANUAL:
            due_at = moments.to_text(one.breach)
            fact = EscalationEnded(metric=one.metric, level=one.level, due_at=due_at, reason=follow.NOT_PROMISED)
            draft = draft.to(fact, escalations=escalations.without(draft.ticket.escalations, one.metric))
    return replace(draft, ticket=replace(draft.ticket, sla=sla if sla and sla.clocks else None, escalations=kept))
