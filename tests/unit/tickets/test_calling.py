"""A level that is due: who is called, what is done to the ticket in the same change, and that twice is once."""

from dataclasses import replace
from datetime import timedelta

from lambdesk.escalation.decide import Person, Roster
from lambdesk.escalation.model import DEFAULT_LEVELS, Action, ActionKind, Level, Recipient, RecipientKind
from lambdesk.escalation.quiet import QuietHours
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.events import Event
from lambdesk.sla import escalations
from lambdesk.sla.model import DEFAULT_POLICIES, DEFAULT_POLICY, Metric, Terms
from lambdesk.tickets.commands import UNSET, AcknowledgeEscalation, ApplyDue, CallPeople, UpdateTicket
from lambdesk.tickets.decide import calling, lifecycle, messages
from lambdesk.tickets.model import Loaded, Priority
from lambdesk.tickets.settings.model import Team, TicketRules
from tests.unit.tickets import samples
from tests.unit.tickets.test_deadlines import DUE, opened

BOSS, ROOT = Person("usr_boss", "manager"), Person("usr_root", "admin")
STAFF = Roster((BOSS, ROOT))
MANAGER = (Recipient(RecipientKind.ROLE, "manager"),)
BREACH = samples.MORNING + timedelta(seconds=DUE)
FIRST = CallPeople("first_response", 1, BREACH)


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


def test_an_urgent_ticket_is_loud_where_its_tenant_wants_it() -> None:
    ticket = replace(broken().ticket, priority=Priority.URGENT)
    assert calling.broken_of(ticket, TicketRules()).loud
    assert not calling.broken_of(ticket, TicketRules(urgent_calls_anyway=False)).loud
    assert not calling.broken_of(replace(ticket, priority=Priority.HIGH), TicketRules()).loud


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


def test_another_team_brings_its_calendar_and_all_that_changes_is_reckoned_once() -> None:
    team = Action(ActionKind.REASSIGN, Recipient(RecipientKind.TEAM, "team_1"))
    loaded = broken(Level(0, MANAGER, (Action(ActionKind.NOTIFY), team, Action(ActionKind.RAISE_PRIORITY))))
    assert loaded.terms
    rules = TicketRules(teams={"team_1": Team("team_1", "Tech")})
    assert calling.team_given(loaded, FIRST, STAFF, samples.context(DUE + 2), rules) == "team_1"
    there = replace(loaded, moved=replace(loaded.terms, calendar_id="cal_2", calendar_version=3))
    changes = called(there, rules=rules)
    sla = samples.after(there, changes).ticket.sla
    assert sla is not None
    assert (sla.calendar_id, sla.calendar_version) == ("cal_2", 3)
    assert fact(changes).data["done"] == ["notify", "reassign", "raise_priority"]
    # One that was put out of use takes nothing, and its calendar does not come.
    retired = TicketRules(teams={"team_1": Team("team_1", "Tech", active=False)})
    assert calling.team_given(loaded, FIRST, STAFF, samples.context(DUE + 2), retired) is UNSET
    stays = samples.after(there, called(there, rules=retired)).ticket.sla
    assert stays is not None
    assert stays.calendar_id is None


def test_whoever_is_gone_gets_no_ticket_but_the_first_who_is_called_does() -> None:
    given = Action(ActionKind.REASSIGN, Recipient(RecipientKind.PERSON, "usr_gone"))
    loaded = broken(Level(0, MANAGER, (Action(ActionKind.NOTIFY), given)))
    gone = Roster((*STAFF.people, Person("usr_gone", "agent", active=False)))
    for roster in (STAFF, gone):
        changes = calling.call_people(loaded, FIRST, roster, samples.context(DUE + 2))
        assert samples.after(loaded, changes).ticket.assignee_id == "usr_boss"
    back = Roster((*STAFF.people, Person("usr_gone", "agent")))
    changes = calling.call_people(loaded, FIRST, back, samples.context(DUE + 2))
    assert samples.after(loaded, changes).ticket.assignee_id == "usr_gone"
    nobody = calling.call_people(loaded, FIRST, Roster(()), samples.context(DUE + 2))
    assert fact(nobody).data["done"] == ["notify"]


def test_a_late_event_calls_nobody_for_another_breach_or_for_a_level_that_a_higher_one_has_overtaken() -> None:
    loaded = broken()
    assert called(loaded, replace(FIRST, breach=BREACH - timedelta(days=1))).writes == ()
    (one,) = loaded.ticket.escalations
    further = replace(one, level=2, next_at=BREACH + timedelta(hours=1))
    raised = replace(loaded, ticket=replace(loaded.ticket, escalations=(further,)))
    assert called(raised).writes == ()
    (after,) = samples.after(raised, called(raised, replace(FIRST, level=2))).ticket.escalations
    assert (after.level, after.called) == (2, 2)


def test_whoever_loses_sight_of_the_ticket_by_the_level_is_passed_over() -> None:
    team = Action(ActionKind.REASSIGN, Recipient(RecipientKind.TEAM, "team_1"))
    loaded = broken(Level(0, MANAGER, (Action(ActionKind.NOTIFY), team)), DEFAULT_LEVELS[2])
    here = Roster((replace(BOSS, sees=lambda _, team_id: team_id != "team_1"), ROOT))
    rules = TicketRules(teams={"team_1": Team("team_1", "Tech")})
    changes = calling.call_people(loaded, FIRST, here, samples.context(DUE + 2), rules)
    told = fact(changes).data
    assert (told["called"], told["skipped"][0]["reason"]) == (["usr_root"], "unseen")
    assert samples.after(loaded, changes).ticket.team_id is None


def test_a_call_of_a_large_staff_names_some_and_counts_the_others() -> None:
    loaded = broken(Level(0, (Recipient(RecipientKind.ROLE, "agent"),)))
    many = Roster((*(Person(f"usr_{n}", "agent", muted=True) for n in range(50)), ROOT))
    told = fact(calling.call_people(loaded, FIRST, many, samples.context(DUE + 2))).data
    assert (len(told["skipped"]), told["skipped_more"], told["called"]) == (20, 30, ["usr_root"])


def test_what_needs_nobody_is_done_by_levels_that_reach_nobody_or_were_overtaken() -> None:
    hook, urgent = Action(ActionKind.WEBHOOK, address="https://hooks.example.com/"), Action(ActionKind.RAISE_PRIORITY)
    silent = Level(0, (Recipient(RecipientKind.PERSON, "usr_gone"),), (Action(ActionKind.NOTIFY), hook, urgent))
    loaded = broken(silent, Level(600, MANAGER, (Action(ActionKind.NOTIFY), hook)), Level(900, MANAGER))
    passed_over = called(loaded)
    (one,) = loaded.ticket.escalations
    overtaken = replace(loaded, ticket=replace(loaded.ticket, escalations=(replace(one, level=2),)))
    for before, changes in ((loaded, passed_over), (overtaken, called(overtaken, replace(FIRST, level=2)))):
        told = fact(changes).data
        assert (told["level"], told["called"]) == (2, ["usr_boss"])
        assert (told["done"], told["webhooks"]) == (["notify", "raise_priority", "webhook"], [1, 2])
        assert samples.after(before, changes).ticket.priority is Priority.HIGH
    # Done they are by then: the third level does what it says alone.
    after = samples.after(loaded, passed_over)
    further = replace(after.ticket.escalations[0], level=3)
    third = replace(after, ticket=replace(after.ticket, escalations=(further,)), terms=loaded.terms)
    assert fact(called(third, replace(FIRST, level=3))).data["webhooks"] == []


def test_who_calls_by_hand_leaves_out_what_lower_levels_do() -> None:
    hook = Action(ActionKind.WEBHOOK, address="https://hooks.example.com/")
    levels = (Level(0, MANAGER, (hook,)), Level(600, MANAGER, (Action(ActionKind.NOTIFY), hook)))
    loaded = broken(*levels)
    one = escalations.by_hand(replace(DEFAULT_POLICY, levels=levels), 2, BREACH)
    asked = replace(loaded, ticket=replace(loaded.ticket, escalations=(one,)))
    assert fact(called(asked, CallPeople("manual", 2, BREACH))).data["webhooks"] == [2]


def test_whom_a_level_makes_it_urgent_for_is_called_in_quiet_hours() -> None:
    always = QuietHours("UTC", 0, 1_439)
    asleep = Roster((replace(BOSS, quiet=always), ROOT))
    loaded = broken(Level(0, MANAGER, (Action(ActionKind.NOTIFY), Action(ActionKind.RAISE_PRIORITY))))
    high = replace(loaded, ticket=replace(loaded.ticket, priority=Priority.HIGH))
    for before, reached in ((loaded, ["usr_root"]), (high, ["usr_boss"])):
        changes = calling.call_people(before, FIRST, asleep, samples.context(DUE + 2))
        assert fact(changes).data["called"] == reached


def test_a_level_that_raises_the_priority_breaks_no_other_promise() -> None:
    """It was due in an hour; by the target of the higher priority it would have been due before people were called."""
    later = {each: DUE + 3_600 if each is Priority.NORMAL else DUE - 60 for each in Priority}
    raising = (Level(0, MANAGER, (Action(ActionKind.NOTIFY), Action(ActionKind.RAISE_PRIORITY))),)
    policy = replace(DEFAULT_POLICY, resolution=later, levels=raising)
    terms, policies = Terms(policy), replace(DEFAULT_POLICIES, default=policy)
    loaded = samples.after(None, messages.open_ticket(samples.opening(), samples.context(), policies))
    changes = lifecycle.apply_due(replace(loaded, terms=terms), ApplyDue(), samples.context(DUE + 1))
    loaded = replace(samples.after(loaded, changes), terms=terms)
    changes = called(loaded)
    ticket = samples.after(loaded, changes).ticket
    assert ticket.priority is Priority.HIGH
    solution = ticket.sla.clock(Metric.RESOLUTION) if ticket.sla else None
    assert solution
    assert (solution.breached_at, solution.target_seconds) == (None, DUE + 3_600)
    # A person's decision holds as from the beginning.
    asked = UpdateTicket(loaded.ticket.version, priority=Priority.HIGH)
    known = samples.after(loaded, lifecycle.update_ticket(loaded, asked, samples.context(DUE + 2)))
    missed = known.ticket.sla.clock(Metric.RESOLUTION) if known.ticket.sla else None
    assert missed
    assert missed.breached_at is not None
