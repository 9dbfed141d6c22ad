"""What happens to a clock in the moment in which its timer goes off; and a policy that is switched off and on."""

from collections.abc import Callable

import pytest

from lambdesk.conversations.model import MessageKind
from lambdesk.kit.changes import ChangeSet, Insert
from lambdesk.sla.decide import changed
from lambdesk.sla.model import DEFAULT_ID, DEFAULT_POLICIES, ClockState, SlaPolicies
from lambdesk.tickets.commands import PostMessage, UpdateTicket
from lambdesk.tickets.model import Priority, State
from lambdesk.tickets.service import Key
from tests.support.clocks import clock_of
from tests.unit.deadlines.test_service import DUE, REQUEST, Desk
from tests.unit.tickets import samples
from tests.unit.tickets.samples import TENANT


def reply(desk: Desk, seconds: float) -> None:
    command = PostMessage(MessageKind.REPLY, "Try again.", "Maya", last_seen_message_id=desk.ticket.last_message_id)
    desk.tickets.post(samples.context(seconds), 1, command, Key("s", f"r{seconds}", "b"))


def update(**fields: object) -> Callable[[Desk, float], None]:
    def change(desk: Desk, seconds: float) -> None:
        command = UpdateTicket(desk.ticket.version, **fields)  # type: ignore[arg-type]
        desk.tickets.update(samples.context(seconds), 1, command)

    return change


def just_before(desk: Desk, monkeypatch: pytest.MonkeyPatch, change: Callable[[], object]) -> None:
    """Let a change come between what the next decision read and what it writes."""
    commit = desk.store.commit

    def overtaken(tenant: str, changes: ChangeSet) -> None:
        monkeypatch.setattr(desk.store, "commit", commit)
        change()
        commit(tenant, changes)

    monkeypatch.setattr(desk.store, "commit", overtaken)


CHANGES = {
    "a reply at the very second": (reply, DUE, ClockState.MET, None),
    "a late reply": (reply, DUE + 0.5, ClockState.BREACHED, DUE),
    "more time": (update(priority=Priority.LOW), DUE, ClockState.RUNNING, None),
    "less time": (update(priority=Priority.URGENT), DUE - 60, ClockState.BREACHED, 3_600),
    "a pause": (update(state=State.RESOLVED), DUE - 60, ClockState.PAUSED, None),
}


@pytest.mark.parametrize("case", CHANGES)
def test_a_change_while_the_timer_goes_off(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    change, at, state, breached = CHANGES[case]
    desk = Desk()
    just_before(desk, monkeypatch, lambda: change(desk, at))
    assert desk.go_off(DUE + 1, DUE)
    assert desk.ticket.version > 1
    clock = clock_of(desk.ticket)
    # Told anew by a longer target, the warning may have been due or not.
    assert clock.state in (state, *((ClockState.WARNED,) if state is ClockState.RUNNING else ()))
    at_due = samples.context(breached).now if breached else None
    assert clock.breached_at == at_due
    told = [each.type for each in desk.events if each.type in ("sla.target_met", "sla.target_breached")]
    assert told == {ClockState.MET: ["sla.target_met"], ClockState.BREACHED: ["sla.target_breached"]}.get(state, [])


def test_a_reply_that_the_timer_overtakes_is_judged_by_its_own_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    just_before(desk, monkeypatch, lambda: desk.go_off(21_601, 21_600))
    reply(desk, DUE)
    assert clock_of(desk.ticket).state is ClockState.MET


def keep(desk: Desk, policies: SlaPolicies, **fields: object) -> SlaPolicies:
    then = changed(policies, DEFAULT_ID, fields)
    desk.policies.commit(TENANT, ChangeSet((Insert(then),)))
    return then


def test_a_policy_off_and_on() -> None:
    """What was promised stays so; what is opened meanwhile is promised nothing, also afterwards."""
    desk = Desk()
    off = keep(desk, DEFAULT_POLICIES, active=False)
    desk.tickets.open(samples.context(3_600), REQUEST, Key("s", "off", "b"))
    keep(desk, off, active=True)
    desk.tickets.open(samples.context(7_200), REQUEST, Key("s", "on", "b"))
    pinned = [ticket.sla and ticket.sla.policy_version for ticket in map(desk.numbered, (1, 2, 3))]
    assert pinned == [0, None, 2]
    late = samples.context(2 * DUE).now
    swept = desk.deadlines.sweep(late, "seed")
    assert (swept.found, swept.changed, swept.failed) == (2, 2, 0)
    assert [clock_of(desk.numbered(each)).state for each in (1, 3)] == [ClockState.BREACHED] * 2
    assert desk.numbered(2).next_due_at is None
