"""A level that is due: who is called, and what is done to the ticket in the same change."""

from lambdesk.escalation import decide
from lambdesk.escalation.decide import Broken, Call, Roster
from lambdesk.escalation.model import ActionKind, RecipientKind
from lambdesk.kit import clock as moments
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.context import Context
from lambdesk.sla import escalations
from lambdesk.sla.events import EscalationCalled
from lambdesk.tickets.commands import CallPeople
from lambdesk.tickets.decide import fields
from lambdesk.tickets.decide.lifecycle import assign, prioritise
from lambdesk.tickets.draft import Draft, begin
from lambdesk.tickets.model import AGENT_TRANSITIONS, Loaded, Priority
from lambdesk.tickets.settings.model import DEFAULT_RULES, TicketRules

_RISING = (Priority.LOW, Priority.NORMAL, Priority.HIGH, Priority.URGENT)
ESCALATION = "escalation"


def is_due(loaded: Loaded, command: CallPeople) -> bool:
    """Whether this level's people have still to be called."""
    standing = escalations.of(loaded.ticket.escalations, command.metric)
    return standing is not None and standing.acknowledged_at is None and standing.called < command.level


def call_people(
    loaded: Loaded, command: CallPeople, roster: Roster, ctx: Context, rules: TicketRules = DEFAULT_RULES
) -> ChangeSet:
    """Call the people of a level and do what it says; nothing when they were called or somebody took care of it."""
    ticket = loaded.ticket
    standing = escalations.of(ticket.escalations, command.metric)
    if standing is None or not is_due(loaded, command):
        return ChangeSet(())
    draft = begin(ctx, loaded, rules)
    levels = draft.terms.policy.levels
    broken = Broken(ticket.assignee_id, ticket.team_id, loud=ticket.priority is Priority.URGENT)
    found = decide.call(levels, min(command.level, len(levels)), broken, roster, draft.at)
    draft, done = _acted(draft, loaded, found, rules)
    called = escalations.call(standing, draft.terms.policy, max(found.level, command.level), draft.at)
    fact = EscalationCalled(
        metric=called.metric,
        level=called.level,
        due_at=moments.to_text(called.breach),
        called=list(found.users),
        skipped=[
            {"level": each.level, "recipient": each.recipient, "user_id": each.user_id, "reason": each.reason.value}
            for each in found.skipped
        ],
        last_resort=found.last_resort,
        done=done,
    )
    return draft.to(fact, escalations=escalations.with_one(draft.ticket.escalations, called)).changes(ticket)


def _acted(draft: Draft, loaded: Loaded, found: Call, rules: TicketRules) -> tuple[Draft, list[str]]:
    """The draft after what the level does beside calling, and the names of all it did."""
    level = draft.terms.policy.levels[found.level - 1]
    done = [ActionKind.NOTIFY.value] if level.does(ActionKind.NOTIFY) or found.last_resort else []
    given = level.does(ActionKind.REASSIGN)
    if given is not None and AGENT_TRANSITIONS[draft.ticket.state]:
        before = draft
        if given.to is not None and given.to.kind is RecipientKind.TEAM:
            # A team that was put out of use since takes nothing.
            team = rules.teams.get(given.to.id or "")
            draft = fields.with_team(draft, team.id) if team and team.active else draft
        elif given.to is not None or found.users:
            draft = assign(draft, given.to.id if given.to else found.users[0], ESCALATION)
        done += [ActionKind.REASSIGN.value] if draft is not before else []
    if level.does(ActionKind.RAISE_PRIORITY) and draft.ticket.priority is not Priority.URGENT:
        draft = prioritise(draft, loaded, _RISING[_RISING.index(draft.ticket.priority) + 1])
        done.append(ActionKind.RAISE_PRIORITY.value)
    return draft, done
