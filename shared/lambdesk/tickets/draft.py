"""A change of a ticket in the making: its facts, and what they do to clock, escalation and timer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from lambdesk.conversations.events import MessageCreated
from lambdesk.conversations.model import MailClass, MessageKind
from lambdesk.kit import clock as moments
from lambdesk.kit.changes import ChangeSet, Replace, Write, entity_in
from lambdesk.kit.context import SYSTEM, Context
from lambdesk.kit.events import Event, Payload, record
from lambdesk.sla import clocks, escalations, follow
from lambdesk.sla.clocks import Run
from lambdesk.sla.events import BY_ITSELF, EscalationEnded, EscalationRaised
from lambdesk.sla.follow import Followed
from lambdesk.sla.history import Past
from lambdesk.sla.model import DEFAULT_TERMS, MANUAL, Clock, Escalation, Metric, Terms
from lambdesk.tickets.events import TicketTimerMoved, TicketUnsnoozed
from lambdesk.tickets.model import AT_WORK, TOUCHABLE, Loaded, State, StateCategory, Ticket, TicketDetails
from lambdesk.tickets.settings.model import DEFAULT_RULES, TicketRules


@dataclass(frozen=True)
class Draft:
    """A change in the making: each step returns a new one. `at` orders this change after all earlier ones.

    `rules` are the tenant's settings, `terms` what the clocks follow, `past` their history as it was loaded.
    `answered`: the customer gets a human answer by it; `asked`: a human customer says something.
    """

    ctx: Context
    at: datetime
    ticket: Ticket
    facts: tuple[Payload, ...] = ()
    answered: bool = False
    asked: bool = False
    rules: TicketRules = DEFAULT_RULES
    terms: Terms = DEFAULT_TERMS
    past: Mapping[Metric, Past] = field(default_factory=dict)

    def runs(self, metric: Metric) -> tuple[Run, ...]:
        """The finished runs of a clock as they were loaded."""
        return self.past[metric].runs if metric in self.past else ()

    def to(self, fact: Payload, **fields: object) -> "Draft":
        """The draft with changed ticket fields and the fact that says so."""
        return replace(self, ticket=replace(self.ticket, **fields), facts=(*self.facts, fact))  # type: ignore[arg-type]

    def clocked(self, decided: clocks.Decided) -> "Draft":
        """The draft with a clock that moved on."""
        assert self.ticket.sla is not None  # noqa: S101 - it is the ticket's clock
        return self.promised((self.ticket.sla.with_clock(decided[0]), decided[1]))

    def promised(self, followed: Followed) -> "Draft":
        """The draft with clocks that moved on."""
        sla, facts = followed
        return replace(self, ticket=replace(self.ticket, sla=sla), facts=(*self.facts, *facts))

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
        done = timed(_close_later(_keep_time(awake, before), before), before.next_due_at)
        if not done.facts:
            return ChangeSet(())
        ticket = replace(done.ticket, touched=_touched(before, done.ticket))
        return ChangeSet((Replace(ticket, before.version), *writes), done.events(), ticket.aggregate)


def begin(ctx: Context, loaded: Loaded, rules: TicketRules = DEFAULT_RULES) -> Draft:
    """The next version of a ticket, with what became due meanwhile."""
    ticket, terms = loaded.ticket, terms_of(loaded)
    # A ticket's moments strictly increase even when the clocks of two machines disagree, so that sort keys made of
    # them keep the order in which the changes were committed.
    at = max(ctx.now, ticket.updated_at + timedelta(milliseconds=1))
    ticket = replace(ticket, updated_at=at, version=ticket.version + 1)
    draft = Draft(ctx, at, ticket, rules=rules, terms=terms, past=loaded.past)
    # What nobody noticed yet comes first: a late answer finds its breach told, in the same change.
    for clock in clocks_of(ticket):
        draft = draft.clocked(clocks.catch_up(clock, at))
    return draft


def terms_of(loaded: Loaded) -> Terms:
    """What the ticket's clocks follow. Raises LookupError when it was promised something and nobody looked it up."""
    if loaded.terms is not None:
        return loaded.terms
    sla = loaded.ticket.sla
    if sla is not None and (sla.policy_version != DEFAULT_TERMS.policy.version or sla.calendar_id is not None):
        message = f"ticket {loaded.ticket.number} was loaded without the terms of its clocks"
        raise LookupError(message)
    return DEFAULT_TERMS


def clocks_of(ticket: Ticket) -> tuple[Clock, ...]:
    """All clocks of a ticket."""
    return ticket.sla.clocks if ticket.sla else ()


def promise(draft: Draft, terms: Terms, since: datetime) -> Draft:
    """The draft of a new ticket with what it is promised from `since` on."""
    return replace(draft, terms=terms).promised(follow.promised(terms, draft.ticket.priority, since, draft.at))


def retimed(draft: Draft, loaded: Loaded, terms: Terms, *, breaking: bool = True) -> Draft:
    """The draft with its clocks reckoned anew, by these terms and by the ticket's priority as it now is.

    Unless it is `breaking`, a target that would have been missed by now stays what it was.
    """
    sla = draft.ticket.sla
    if sla is None:
        return draft
    pinned = replace(sla, calendar_id=terms.calendar_id, calendar_version=terms.calendar_version)
    draft = replace(draft, ticket=replace(draft.ticket, sla=pinned), terms=terms)
    for clock in sla.clocks:
        seconds = terms.policy.target(clock.metric, draft.ticket.priority) or clock.target_seconds
        past = loaded.past.get(clock.metric)
        runs = past.runs if past else ()
        decided = clocks.retarget(clock, terms, seconds, draft.at, runs)
        if not breaking and decided[0].breached_at is not None:
            decided = clocks.retarget(clock, terms, clock.target_seconds, draft.at, runs)
        draft = draft.clocked(decided)
    return draft


def woken(draft: Draft, reason: str) -> Draft:
    """The ticket is in sight again; as it was when it never slept."""
    ticket = draft.ticket
    if not ticket.asleep:
        return draft
    until = moments.to_text(ticket.snoozed_until) if ticket.snoozed_until else None
    fact = TicketUnsnoozed(reason=reason, before_until_reply=ticket.snoozed_until_reply, before_until=until)
    return draft.to(fact, snoozed_until=None, snoozed_until_reply=False)


def after(before: Loaded | None, changes: ChangeSet) -> Loaded:
    """The ticket as it stands after its change."""
    details = entity_in(changes.writes, TicketDetails, before.details if before else None)
    return Loaded(entity_in(changes.writes, Ticket), details)


def beside(ctx: Context, ticket: Ticket) -> Context:
    """The context for what a change does to one ticket more: no fact of it may have the id of another one's."""
    return replace(ctx, seed=f"{ctx.seed}/{ticket.number}")


def _keep_time(draft: Draft, before: Ticket) -> Draft:
    """Clocks and escalations follow what the change did."""
    ticket = draft.ticket
    if ticket.sla is not None:
        places = _place(before), _place(ticket)
        runs = {each.metric: each.runs for each in draft.past.values()}
        change = follow.Change(draft.at, *places, ticket.priority, draft.answered, draft.asked, runs)
        draft = draft.promised(follow.follow(ticket.sla, draft.terms, change))
    for escalation in draft.ticket.escalations:
        over = _over(draft.ticket, escalation)
        draft = _end_escalation(draft, escalation, over) if over else draft
    if ticket.state_category not in AT_WORK or not draft.terms.policy.levels:
        return draft
    # Who was late when the ticket was put aside is late when it comes back.
    back = before.state_category not in AT_WORK
    known = {each.metric for each in clocks_of(before) if each.breached_at is not None}
    for clock in clocks_of(draft.ticket):
        stands = escalations.of(draft.ticket.escalations, clock.metric) is not None
        if clock.late and not stands and (back or clock.metric not in known):
            draft = call_next(draft, clock)
    return draft


def _place(ticket: Ticket) -> follow.Place:
    return follow.Place(ticket.state, ticket.state_category, ticket.state_category in AT_WORK)


def _over(ticket: Ticket, escalation: Escalation) -> str | None:
    """Why nobody has to be called any more."""
    if ticket.state_category not in AT_WORK:
        return ticket.state.value
    if escalation.metric == MANUAL:
        return None
    clock = ticket.sla.clock(escalation.metric) if ticket.sla else None
    if clock is None or clock.breached_at is None:
        return "cancelled"
    return "answered" if clock.answered_at is not None else None


def _close_later(draft: Draft, before: Ticket) -> Draft:
    """When it was resolved and closed, and when it closes by itself: so many days after people last spoke."""
    ticket, at = draft.ticket, draft.at
    fields: dict[str, object] = {"closes_at": None}
    if ticket.state is State.RESOLVED:
        days, came = draft.rules.close_after_days, before.state is not State.RESOLVED
        fields["closes_at"] = ticket.closes_at
        if came or (ticket.closes_at is not None and any(map(_public, draft.facts))):
            fields["closes_at"] = at + timedelta(days=days) if days is not None else None
        # Out of spam and back from a merge it comes as it was.
        kept = before.state_category is StateCategory.TERMINAL or not came
        fields["resolved_at"] = (ticket.resolved_at if kept else None) or at
    elif ticket.state_category is not StateCategory.TERMINAL:
        fields["resolved_at"] = None
    closed = ticket.state is State.CLOSED
    fields["closed_at"] = (before.closed_at or at) if closed else None
    return replace(draft, ticket=replace(ticket, **fields))  # type: ignore[arg-type]


def _public(fact: Payload) -> bool:
    """Whether a person said something that all may read."""
    if not isinstance(fact, MessageCreated) or fact.kind == MessageKind.NOTE:
        return False
    return fact.mail_class in (None, MailClass.HUMAN)


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


def call_next(draft: Draft, clock: Clock) -> Draft:
    """The next level of people is called for a clock that ran out."""
    standing = draft.ticket.escalations
    one = escalations.escalate(draft.terms.policy, clock, escalations.of(standing, clock.metric), draft.at)
    fact = EscalationRaised(metric=one.metric, level=one.level, due_at=moments.to_text(one.breach))
    return draft.to(fact, escalations=escalations.with_one(standing, one))


def call_further(draft: Draft, one: Escalation) -> Draft:
    """The next level of people is called for an escalation that no clock is behind."""
    one = escalations.further(draft.terms.policy, one, draft.at)
    fact = EscalationRaised(metric=one.metric, level=one.level, due_at=moments.to_text(one.breach))
    return draft.to(fact, escalations=escalations.with_one(draft.ticket.escalations, one))


def _end_escalation(draft: Draft, one: Escalation, reason: str) -> Draft:
    fact = EscalationEnded(metric=one.metric, level=one.level, due_at=moments.to_text(one.breach), reason=reason)
    return draft.to(fact, escalations=escalations.without(draft.ticket.escalations, one.metric))
