"""A level that is due: who is called, what is done to the ticket in the same change, and that twice is once."""

from dataclasses import replace

from lambdesk.escalation.decide import Person, Roster
from lambdesk.escalation.model import DEFAULT_LEVELS, Action, ActionKind, Level, Recipient, RecipientKind
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.events import Event
from lambdesk.sla.model import DEFAULT_POLICY, Terms
from lambdesk.tickets.commands import AcknowledgeEscalation, ApplyDue, CallPeople
from lambdesk.tickets.decide import calling, lifecycle
from lambdesk.tickets.model import Loaded, Priority
from lambdesk.tickets.settings.model import Team, TicketRules
from tests.unit.tickets import samples
from tests.unit.tickets.test_deadlines import DUE, opened

BOSS, ROOT = Person("usr_boss", "manager"), Person("usr_root", "admin")
STAFF = Roster((BOSS, ROOT))
FIRST = CallPeople("first_response", 1)


def broken(*levels: Level) -> Loaded:
    """A ticket whose time ran out a second ago."""
    loaded = replace(opened()[0], terms=Terms(replace(DEFAULT_POLICY, levels=levels or DEFAULT_LEVELS)))
    changes = lifecycle.apply_due(loaded, ApplyDue(), samples.context(DUE + 1))
    return replace(samples.after(loaded, changes), terms=loaded.terms)


def called(loaded: Loaded, command: CallPeople = FIRST, rules: TicketRules | None = None) -> ChangeSet:
    return calling.call_people(loaded, command, STAFF, samples.context(DUE + 2), rules or TicketRules())


def fact(changes: ChangeSet) -> Event:
    (found,) = [each for each in changes.events if each.type == "escalation.called"]
    return found


def test_who_is_called_is_told_with_who_was_passed_over() -> None:
    changes = called(broken())
    told = fact(changes)
    assert (told.data["called"], told.data["level"], told.data["done"]) == (["usr_boss"], 2, ["notify"])
    assert told.data["skipped"] == [{"level": 1, "recipient": "assignee", "user_id": None, "reason": "nobody"}]
    assert told.actor.id is None


def test_the_level_that_was_called_at_once_is_not_called_again_and_the_next_one_follows_it() -> None:
    loaded = broken()
    after = samples.after(loaded, called(loaded)).ticket
    (standing,) = after.escalations
    assert (standing.level, standing.called) == (2, 2)
    assert standing.next_at is not None
    assert (standing.next_at - after.updated_at).total_seconds() == 1_800


def test_twice_is_once_and_whoever_takes_care_is_not_called() -> None:
    for levels in (DEFAULT_LEVELS, (Level(0, (Recipient(RecipientKind.ROLE, "manager"),)),)):
        loaded = broken(*levels)
        assert called(samples.after(loaded, called(loaded))).writes == ()
    taken = lifecycle.acknowledge_escalation(
        loaded, AcknowledgeEscalation(loaded.ticket.version), samples.context(DUE + 2)
    )
    assert called(samples.after(loaded, taken)).writes == ()
    assert called(opened()[0]).writes == ()


def test_a_level_gives_the_ticket_to_whom_it_calls_and_makes_it_more_urgent_in_the_same_change() -> None:
    level = Level(
        0,
        (Recipient(RecipientKind.ROLE, "manager"),),
        (Action(ActionKind.NOTIFY), Action(ActionKind.REASSIGN), Action(ActionKind.RAISE_PRIORITY)),
    )
    loaded = broken(level)
    changes = called(loaded)
    ticket = samples.after(loaded, changes).ticket
    assert (ticket.assignee_id, ticket.priority) == ("usr_boss", Priority.HIGH)
    assert {"ticket.assigned", "ticket.priority_changed", "escalation.called"} <= set(samples.facts(changes))
    assert fact(changes).data["done"] == ["notify", "reassign", "raise_priority"]
    (assigned,) = [each for each in changes.events if each.type == "ticket.assigned"]
    assert assigned.data["reason"] == "escalation"


def test_a_team_gets_the_ticket_while_it_is_in_use() -> None:
    team = Recipient(RecipientKind.TEAM, "team_1")
    manager = (Recipient(RecipientKind.ROLE, "manager"),)
    loaded = broken(Level(0, manager, (Action(ActionKind.NOTIFY), Action(ActionKind.REASSIGN, team))))
    rules = TicketRules(teams={"team_1": Team("team_1", "Tech")})
    assert samples.after(loaded, called(loaded, rules=rules)).ticket.team_id == "team_1"
    retired = TicketRules(teams={"team_1": Team("team_1", "Tech", active=False)})
    assert fact(called(loaded, rules=retired)).data["done"] == ["notify"]
