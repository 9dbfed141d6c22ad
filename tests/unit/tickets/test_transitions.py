"""Every pair of states, by every door that moves a ticket."""

from itertools import product

import pytest

from lambdesk.conversations.model import MessageKind
from lambdesk.kit.errors import IllegalTransition
from lambdesk.tickets.commands import PostMessage, UpdateTicket
from lambdesk.tickets.decide import lifecycle, messages
from lambdesk.tickets.model import AGENT_TRANSITIONS, CUSTOMER_MESSAGE, STATE_CATEGORY, State, StateCategory
from tests.unit.tickets import samples
from tests.unit.tickets.semantics import BY_AGENT, BY_CUSTOMER_MESSAGE, TERMINAL, by_agent

PAIRS = [pytest.param(a, b, id=f"{a}-{b}") for a, b in product(State, State) if a is not b]


def test_the_tables_are_those_of_the_semantics() -> None:
    assert {state: set(after) for state, after in AGENT_TRANSITIONS.items()} == BY_AGENT
    assert dict(CUSTOMER_MESSAGE) == BY_CUSTOMER_MESSAGE


def test_every_state_has_its_category() -> None:
    groups = {category: {state for state in State if STATE_CATEGORY[state] is category} for category in StateCategory}
    assert groups == {
        StateCategory.OPEN: {State.NEW, State.OPEN, State.REOPENED},
        StateCategory.PAUSED: {State.PENDING, State.ON_HOLD},
        StateCategory.RESOLVED: {State.RESOLVED},
        StateCategory.TERMINAL: TERMINAL,
    }


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_an_update_moves_exactly_where_the_semantics_allow(before: State, after: State) -> None:
    loaded = samples.in_state(before)
    command = UpdateTicket(loaded.ticket.version, state=after)
    if after in BY_AGENT[before]:
        moved = samples.after(loaded, lifecycle.update_ticket(loaded, command, samples.context(60)))
        assert moved.ticket.state is after
    else:
        with pytest.raises(IllegalTransition) as refusal:
            lifecycle.update_ticket(loaded, command, samples.context(60))
        assert set(refusal.value.data.pop("allowed")) == BY_AGENT[before]
        assert refusal.value.data == {"state": before}


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_a_note_moves_exactly_where_the_semantics_allow(before: State, after: State) -> None:
    loaded = samples.in_state(before)
    command = PostMessage(MessageKind.NOTE, "Between us.", "Maya", state_after=after)
    if after in BY_AGENT[before]:
        moved = samples.after(loaded, messages.post_message(loaded, command, samples.context(60)))
        assert moved.ticket.state is after
    else:
        with pytest.raises(IllegalTransition):
            messages.post_message(loaded, command, samples.context(60))


@pytest.mark.parametrize("state", State)
def test_staying_where_one_is_changes_nothing(state: State) -> None:
    loaded = samples.in_state(state)
    changes = lifecycle.update_ticket(loaded, UpdateTicket(loaded.ticket.version, state=state), samples.context(60))
    assert changes.writes == ()
    assert changes.events == ()


@pytest.mark.parametrize("state", [state for state in State if state is not State.CLOSED])
def test_a_customers_message_moves_exactly_where_the_semantics_say(state: State) -> None:
    loaded = samples.in_state(state)
    moved = samples.after(loaded, samples.receive(loaded, samples.said()))
    assert moved.ticket.state is BY_CUSTOMER_MESSAGE.get(state, state)


@pytest.mark.parametrize("state", State)
def test_the_screen_is_told_the_same_transitions(state: State) -> None:
    assert set(samples.in_state(state).ticket.allowed_states) == BY_AGENT[state]


LIVE = [state for state in State if state not in TERMINAL]


@pytest.mark.parametrize(("before", "to"), [pytest.param(a, b, id=f"{a}-{b}") for a, b in product(LIVE, State)])
def test_spam_is_left_for_the_state_before_it_only(before: State, to: State) -> None:
    found = samples.in_state(before)
    spam = UpdateTicket(found.ticket.version, state=State.SPAM)
    loaded = samples.after(found, lifecycle.update_ticket(found, spam, samples.context(60)))
    assert set(loaded.ticket.allowed_states) == by_agent(State.SPAM, before) == {before}
    command = UpdateTicket(loaded.ticket.version, state=to)
    if to is before:
        changes = lifecycle.update_ticket(loaded, command, samples.context(120))
        restored = samples.after(loaded, changes).ticket
        assert (restored.state, restored.state_before, restored.assignee_id) == (before, None, None)
        assert [event.data["reason"] for event in changes.events] == ["not_spam"]
    elif to is not State.SPAM:
        with pytest.raises(IllegalTransition):
            lifecycle.update_ticket(loaded, command, samples.context(120))
