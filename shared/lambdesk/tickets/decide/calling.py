"""A level that is due: who is called, and what is done to the ticket in the same change."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from lambdesk.escalation import decide
from lambdesk.escalation.decide import Broken, Call, Roster
from lambdesk.escalation.model import Action, ActionKind, Level, RecipientKind
from lambdesk.kit import clock as moments
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.context import Context
from lambdesk.kit.events import Payload
from lambdesk.sla import escalations
from lambdesk.sla.events import EscalationCalled, EscalationWebhookAnswered, EscalationWebhookFailed
from lambdesk.tickets.commands import UNSET, CallPeople, TellWebhook, Unset
from lambdesk.tickets.decide import fields
from lambdesk.tickets.decide.lifecycle import assign
from lambdesk.tickets.draft import Draft, begin, retimed, terms_of
from lambdesk.tickets.events import TicketPriorityChanged
from lambdesk.tickets.model import AGENT_TRANSITIONS, Loaded, Priority, Ticket
from lambdesk.tickets.settings.model import DEFAULT_RULES, TicketRules

_RISING = (Priority.LOW, Priority.NORMAL, Priority.HIGH, Priority.URGENT)
ESCALATION = "escalation"
# Of those who were passed over so many are told one by one; the others are counted.
SKIPPED = 20
# Longer than any queue brings a call again.
TOLD_FOR = timedelta(days=60)


def is_due(loaded: Loaded, command: CallPeople) -> bool:
    """Whether this level's people have still to be called.

    They have not for a breach that is over, nor once a higher level is due: that one calls.
    """
    standing = escalations.of(loaded.ticket.escalations, command.metric)
    if standing is None or standing.breach != command.breach or standing.acknowledged_at is not None:
        return False
    return standing.called < command.level and standing.level <= command.level


def team_given(loaded: Loaded, command: CallPeople, roster: Roster, ctx: Context, rules: TicketRules) -> str | Unset:
    """The team that the ticket comes to when the level's people are called."""
    if not AGENT_TRANSITIONS[loaded.ticket.state]:
        return UNSET
    levels = terms_of(loaded).policy.levels
    given = levels[_found(loaded, levels, command, roster, ctx.now, rules).level - 1].does(ActionKind.REASSIGN)
    return (_team(given, rules) if given else None) or UNSET


def call_people(
    loaded: Loaded, command: CallPeople, roster: Roster, ctx: Context, rules: TicketRules = DEFAULT_RULES
) -> ChangeSet:
    """Call the people of a level and do what it says; nothing when they were called or somebody took care of it.

    A level that was passed over, or overtaken by the next one, calls nobody; its address is called, and it makes the
    ticket more urgent, all the same. Whose the ticket becomes, the level says that reaches somebody.
    Where the ticket comes to another team, `loaded.moved` are the terms that hold there.
    """
    ticket = loaded.ticket
    standing = escalations.of(ticket.escalations, command.metric)
    if standing is None or not is_due(loaded, command):
        return ChangeSet(())
    draft = begin(ctx, loaded, rules)
    found = _found(loaded, draft.terms.policy.levels, command, roster, draft.at, rules)
    levels = draft.terms.policy.levels
    draft, done = _acted(draft, loaded, found, roster, levels[standing.called : found.level])
    numbers = range(standing.called + 1, found.level + 1)
    called = escalations.call(standing, draft.terms.policy, max(found.level, command.level), draft.at)
    passed_over = found.skipped[:SKIPPED]
    fact = EscalationCalled(
        metric=called.metric,
        level=called.level,
        due_at=moments.to_text(called.breach),
        called=list(found.users),
        skipped=[
            {"level": each.level, "recipient": each.recipient, "user_id": each.user_id, "reason": each.reason.value}
            for each in passed_over
        ],
        skipped_more=len(found.skipped) - len(passed_over),
        last_resort=found.last_resort,
        done=done,
        webhooks=[each for each in numbers if levels[each - 1].does(ActionKind.WEBHOOK)],
    )
    return draft.to(fact, escalations=escalations.with_one(draft.ticket.escalations, called)).changes(ticket)


def webhook_told(loaded: Loaded, told: TellWebhook, ctx: Context, rules: TicketRules = DEFAULT_RULES) -> ChangeSet:
    """What became of calling an address stands in the timeline; whatever the ticket is by now."""
    at = moments.to_text(told.breach)
    fact: Payload
    if told.failed is not None:
        fact = EscalationWebhookFailed(told.metric, told.level, at, told.failed, told.status)
    else:
        fact = EscalationWebhookAnswered(told.metric, told.level, at, told.status or 0)
    once = replace(told.once, expires_at=ctx.now + TOLD_FOR)
    return begin(ctx, loaded, rules).to(fact).changes(loaded.ticket, once)


def _found(
    loaded: Loaded, levels: Sequence[Level], command: CallPeople, roster: Roster, at: datetime, rules: TicketRules
) -> Call:
    ticket = loaded.ticket
    standing = escalations.of(ticket.escalations, command.metric)
    first = standing.called if standing else 0

    def becomes(level: int) -> Broken:
        broken = broken_of(replace(ticket, priority=_raised(ticket.priority, levels[first:level])), rules)
        given = levels[level - 1].does(ActionKind.REASSIGN)
        if given is None or given.to is None or not AGENT_TRANSITIONS[ticket.state]:
            return broken
        if given.to.kind is RecipientKind.TEAM:
            return replace(broken, team_id=_team(given, rules) or broken.team_id)
        return replace(broken, assignee_id=given.to.id) if _is_active(roster, given.to.id) else broken

    return decide.call(levels, min(command.level, len(levels)), broken_of(ticket, rules), roster, at, becomes)


def _raised(priority: Priority, levels: Sequence[Level]) -> Priority:
    """The priority after these levels: each that says so makes it one more urgent."""
    steps = sum(each.does(ActionKind.RAISE_PRIORITY) is not None for each in levels)
    return _RISING[min(_RISING.index(priority) + steps, len(_RISING) - 1)]


def broken_of(ticket: Ticket, rules: TicketRules) -> Broken:
    """What of a ticket decides who is called, where its tenant has these rules."""
    loud = ticket.priority is Priority.URGENT and rules.urgent_calls_anyway
    return Broken(ticket.assignee_id, ticket.team_id, loud)


def _is_active(roster: Roster, user_id: str | None) -> bool:
    return any(each.id == user_id and each.active for each in roster.people)


def _acted(
    draft: Draft, loaded: Loaded, found: Call, roster: Roster, acting: Sequence[Level]
) -> tuple[Draft, list[str]]:
    """The draft after what levels do beside calling, and the names of all they did.

    What they do breaks no other promise: a target that a higher priority would have missed by now stays as it was.
    """
    level, before = draft.terms.policy.levels[found.level - 1], draft.ticket
    done = [ActionKind.NOTIFY.value] if level.does(ActionKind.NOTIFY) or found.last_resort else []
    given = level.does(ActionKind.REASSIGN)
    if given is not None and AGENT_TRANSITIONS[before.state]:
        draft = _given(draft, given, found, roster)
        done += [ActionKind.REASSIGN.value] if draft.ticket != before else []
    raised = _raised(before.priority, acting)
    if raised is not before.priority:
        fact = TicketPriorityChanged(before=before.priority, after=raised)
        draft = draft.to(fact, priority=raised)
        done.append(ActionKind.RAISE_PRIORITY.value)
    done += [ActionKind.WEBHOOK.value] if any(each.does(ActionKind.WEBHOOK) for each in acting) else []
    terms = loaded.moved if loaded.moved and draft.ticket.team_id != before.team_id else draft.terms
    # Once, by all that changed: what holds only in between breaks no promise.
    moved = terms is not draft.terms or raised is not before.priority
    return retimed(draft, loaded, terms, breaking=False) if moved else draft, done


def _given(draft: Draft, given: Action, found: Call, roster: Roster) -> Draft:
    """The draft in the hands that the level says. A person who is gone since takes nothing, nor does such a team."""
    if given.to is not None and given.to.kind is RecipientKind.TEAM:
        team = _team(given, draft.rules)
        return fields.with_team(draft, team) if team else draft
    named = given.to.id if given.to else None
    to = named if _is_active(roster, named) else next(iter(found.users), None)
    return assign(draft, to, ESCALATION) if to else draft


def _team(given: Action, rules: TicketRules) -> str | None:
    """The team that an action gives a ticket to, if it is still in use."""
    of_team = given.to is not None and given.to.kind is RecipientKind.TEAM
    team = rules.teams.get(given.to.id or "") if given.to and of_team else None
    return team.id if team and team.active else None
