"""How a ticket ends and comes back: quiet days, confirmation, the reopen window; its statuses on the way."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lambdesk.conversations.model import MailClass, MessageKind
from lambdesk.identity.model import AGENT, MANAGER
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.context import SYSTEM
from lambdesk.kit.errors import Conflict, Forbidden, IllegalTransition, Invalid, StaleVersion
from lambdesk.tickets.commands import ApplyDue, AssignTicket, PostMessage, ReceiveMessage, UpdateTicket
from lambdesk.tickets.decide import lifecycle, messages
from lambdesk.tickets.model import Loaded, State
from lambdesk.tickets.settings.model import DEFAULT_RULES, TicketRules
from tests.unit.tickets import house, samples

DAY = 86_400
RULES = TicketRules(close_after_days=3, reopen_days=5)


def resolved(rules: TicketRules = RULES) -> Loaded:
    """Resolved a minute after the morning."""
    command = UpdateTicket(1, state=State.RESOLVED)
    return after(samples.opened(), lifecycle.update_ticket(samples.opened(), command, samples.context(60), rules))


def after(loaded: Loaded, changes: ChangeSet) -> Loaded:
    return samples.after(loaded, changes)


def passes(loaded: Loaded, seconds: float, rules: TicketRules = RULES) -> ChangeSet:
    return lifecycle.apply_due(loaded, ApplyDue(), samples.context(seconds, actor=SYSTEM), rules)


def closed(seconds: float = 4 * DAY) -> Loaded:
    return after(resolved(), passes(resolved(), seconds))


def moves(changes: ChangeSet) -> list[tuple[str, str, str]]:
    told = [event.data for event in changes.events if event.type == "ticket.state_changed"]
    return [(each["before"], each["after"], each["reason"]) for each in told]


def test_a_resolved_ticket_closes_after_quiet_days_and_not_a_second_before() -> None:
    loaded = resolved()
    assert loaded.ticket.closes_at == samples.MORNING + timedelta(days=3, seconds=60)
    assert passes(loaded, 3 * DAY + 59).writes == ()
    changes = passes(loaded, 3 * DAY + 60)
    assert moves(changes) == [("resolved", "closed", "quiet_days")]
    assert {event.actor for event in changes.events} == {SYSTEM}
    ticket = after(loaded, changes).ticket
    assert (ticket.closed_at, ticket.closes_at, ticket.resolved_at) == (
        ticket.updated_at,
        None,
        loaded.ticket.resolved_at,
    )
    assert passes(after(loaded, changes), 9 * DAY).writes == ()


def test_where_nothing_closes_by_itself_nothing_is_due() -> None:
    never = replace(RULES, close_after_days=None)
    assert (resolved(never).ticket.closes_at, resolved(never).ticket.next_due_at) == (None, None)


def said(loaded: Loaded, how: str, seconds: float) -> ChangeSet:
    ctx = samples.context(seconds)
    if how in ("reply", "note"):
        last = loaded.ticket.last_message_id
        command = PostMessage(MessageKind(how), "And then.", "Maya", last_seen_message_id=last)
        return messages.post_message(loaded, command, ctx, RULES)
    facts = samples.mail(mail_class=MailClass.AUTO_REPLY if how == "robot" else MailClass.HUMAN)
    command = ReceiveMessage(samples.said(facts=facts), trusted=how == "customer")
    return messages.receive_message(loaded, command, ctx, RULES)


@pytest.mark.parametrize(("how", "moved"), [("reply", True), ("stranger", True), ("note", False), ("robot", False)])
def test_what_people_say_in_public_makes_the_quiet_days_begin_again(how: str, moved: bool) -> None:
    ticket = after(resolved(), said(resolved(), how, DAY)).ticket
    assert ticket.state is State.RESOLVED
    expected = timedelta(days=4) if moved else timedelta(days=3, seconds=60)
    assert ticket.closes_at == samples.MORNING + expected


def test_a_customer_who_comes_back_stops_the_closing() -> None:
    ticket = after(resolved(), said(resolved(), "customer", DAY)).ticket
    assert (ticket.state, ticket.closes_at, ticket.resolved_at) == (State.REOPENED, None, None)


def test_a_confirmation_closes_once_and_only_what_is_resolved() -> None:
    changes = lifecycle.confirm_resolution(resolved(), samples.context(DAY), RULES)
    assert moves(changes) == [("resolved", "closed", "confirmed")]
    done = after(resolved(), changes)
    assert lifecycle.confirm_resolution(done, samples.context(DAY + 5), RULES).writes == ()
    for state in set(State) - {State.RESOLVED, State.CLOSED}:
        with pytest.raises(IllegalTransition) as refusal:
            lifecycle.confirm_resolution(samples.in_state(state), samples.context(DAY), RULES)
        assert refusal.value.data == {"state": state, "allowed": []}


def test_within_the_window_a_proven_customer_opens_a_closed_ticket_again() -> None:
    loaded = closed()
    window = timedelta(days=5).total_seconds()
    at = 4 * DAY + window
    changes = said(loaded, "customer", at)
    assert moves(changes) == [("closed", "reopened", "reopen_window")]
    ticket = after(loaded, changes).ticket
    assert (ticket.closed_at, ticket.resolved_at, ticket.closes_at) == (None, None, None)
    for how, moment in (("customer", at + 1), ("stranger", DAY * 5), ("robot", DAY * 5)):
        with pytest.raises(Conflict):
            said(loaded, how, moment)
    merged = Loaded(replace(loaded.ticket, merged_into=9), loaded.details)
    for other, rules in ((loaded, DEFAULT_RULES), (merged, RULES)):
        assert not lifecycle.reopens(other.ticket, rules, samples.MORNING + timedelta(days=5))


def test_what_is_no_spam_has_its_quiet_days_anew() -> None:
    spam = after(resolved(), update(resolved(), 2 * DAY, state=State.SPAM))
    assert (spam.ticket.closes_at, spam.ticket.resolved_at) == (None, resolved().ticket.resolved_at)
    back = after(spam, update(spam, 8 * DAY, state=State.RESOLVED)).ticket
    assert (back.resolved_at, back.closes_at) == (resolved().ticket.resolved_at, samples.MORNING + timedelta(days=11))


def update(loaded: Loaded, seconds: float = 60, rules: TicketRules = RULES, **change: Any) -> ChangeSet:
    command = UpdateTicket(**{"expected_version": loaded.ticket.version, **change})
    return lifecycle.update_ticket(loaded, command, samples.context(seconds), rules)


def test_a_status_brings_its_state_and_is_left_with_it() -> None:
    loaded = samples.opened()
    changes = update(loaded, rules=house.RULES, status_id="sta_1")
    assert moves(changes) == [("new", "open", "agent")]
    set_to = after(loaded, changes)
    assert (set_to.ticket.state, set_to.ticket.status_id) == (State.OPEN, "sta_1")
    left = update(set_to, 120, house.RULES, state=State.PENDING)
    told = [event.data for event in left.events if event.type == "ticket.status_changed"]
    assert told == [{"before": "sta_1", "reason": "state_moved"}]
    assert update(set_to, 120, house.RULES, state=State.OPEN).writes == ()
    alone = update(set_to, 120, house.RULES, state=State.OPEN, status_id=None)
    assert [event.type for event in alone.events] == ["ticket.status_changed"]


def test_a_status_of_other_roles_or_of_another_state_is_refused() -> None:
    loaded = samples.opened()
    with pytest.raises(Forbidden):
        update(loaded, rules=house.RULES, status_id="sta_2", role=AGENT)
    assert update(loaded, rules=house.RULES, status_id="sta_2", role=MANAGER).writes
    with pytest.raises(Invalid) as refused:
        update(loaded, rules=house.RULES, status_id="sta_1", state=State.PENDING)
    assert [(each.field, each.code) for each in refused.value.fields] == [("body.status_id", "conflicting")]
    with pytest.raises(IllegalTransition):
        update(samples.in_state(State.CLOSED), rules=house.RULES, status_id="sta_1")


def test_two_who_change_different_things_do_not_disturb_each_other() -> None:
    loaded = after(samples.opened(), update(samples.opened(), tags=("vip",), rules=house.RULES))
    loaded = after(loaded, update(loaded, 90, house.RULES, fields={"weight": 2, "size": "s"}, status_id="sta_1"))
    assert loaded.ticket.version == 3
    for change in ({"subject": "Ink"}, {"category_id": "cat_1"}, {"fields": {"cause": "Ours"}}, {"team_id": "team_1"}):
        assert update(loaded, 120, house.RULES, expected_version=1, **change).writes
    assert update(loaded, 120, house.RULES, expected_version=2, tags=()).writes
    for change, conflicts in (
        ({"tags": ()}, ["tags"]),
        ({"state": State.PENDING, "subject": "Ink"}, ["state", "status_id"]),
        ({"status_id": None}, ["state", "status_id"]),
        ({"fields": {"size": "m", "cause": "Ours"}}, ["fields.size"]),
    ):
        with pytest.raises(StaleVersion) as stale:
            update(loaded, 120, house.RULES, expected_version=1, **change)
        assert stale.value.data == {"current_version": 3, "conflicts": conflicts}


def test_an_assignment_meets_only_other_assignments() -> None:
    loaded = after(samples.opened(), update(samples.opened(), subject="Ink"))
    held = after(loaded, lifecycle.assign_ticket(loaded, AssignTicket(1, "usr_1"), samples.context(90)))
    assert held.ticket.assignee_id == "usr_1"
    with pytest.raises(StaleVersion) as stale:
        lifecycle.assign_ticket(held, AssignTicket(2, "usr_2"), samples.context(120))
    assert stale.value.data["conflicts"] == ["assignee_id"]
    moved = lifecycle.assign_ticket(held, AssignTicket(3, "usr_2", "team_1"), samples.context(120), house.RULES)
    assert (after(held, moved).ticket.assignee_id, after(held, moved).ticket.team_id) == ("usr_2", "team_1")
