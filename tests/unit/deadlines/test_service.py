"""Timers and chains that come twice, late, early or never; the calls that one change costs."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from lambdesk.adapters.memory.calendars import MemoryCalendarStore
from lambdesk.adapters.memory.customers import MemoryCustomerStore
from lambdesk.adapters.memory.sla import MemoryDueTickets, MemoryPolicyStore
from lambdesk.adapters.memory.state import State as World
from lambdesk.adapters.memory.ticket_settings import MemoryTicketSettingsStore
from lambdesk.adapters.memory.tickets import MemoryTicketStore
from lambdesk.adapters.memory.workflows import MemoryWorkflows
from lambdesk.conversations.model import MessageKind
from lambdesk.deadlines.service import CHAIN_GRACE, Deadlines, Followers
from lambdesk.kit import clock
from lambdesk.kit.errors import NotFound, Unavailable
from lambdesk.kit.events import Event
from lambdesk.sla.executions import Execution
from lambdesk.sla.queries import Policies
from lambdesk.tickets.commands import AcknowledgeEscalation, AssignTicket, PostMessage, RecallMessage, UpdateTicket
from lambdesk.tickets.model import Priority, State, Ticket
from lambdesk.tickets.service import Key, RequestedTicket, Tickets
from lambdesk.tickets.settings.queries import Rules
from tests.support.clocks import call_of, clock_of
from tests.unit.tickets import samples
from tests.unit.tickets.samples import MORNING, TENANT

DUE = 28_800
REQUEST = RequestedTicket(
    "Printer on fire", "It does not print.", "anna@example.org", "Anna Berg", mailbox=samples.MAILBOX
)


@dataclass
class Calls:
    """The ports Timers and Workflows, noting what is asked of them."""

    chains: MemoryWorkflows
    made: list[tuple[object, ...]] = field(default_factory=list)
    named: list[str] = field(default_factory=list)

    def arm(self, tenant: str, number: int, at: datetime) -> None:
        self.made.append(("arm", number, (at - MORNING).total_seconds()))

    def move(self, tenant: str, number: int, at: datetime) -> None:
        self.made.append(("move", number, (at - MORNING).total_seconds()))

    def disarm(self, tenant: str, number: int) -> None:
        self.made.append(("disarm", number))

    def start(self, tenant: str, number: int, breach: str, level: int, at: datetime) -> bool:
        self.named.append(breach)
        self.made.append(("start", number, level, (at - MORNING).total_seconds()))
        return self.chains.start(tenant, number, breach, level, at)

    def stop(self, tenant: str, number: int, breach: str) -> None:
        self.named.append(breach)
        self.made.append(("stop", number))
        self.chains.stop(tenant, number, breach)

    def describe(self, tenant: str, number: int, breach: str, levels: Iterable[int]) -> tuple[Execution, ...]:
        return self.chains.describe(tenant, number, breach, levels)


class Desk:
    """A desk in memory with one ticket and what watches its time."""

    def __init__(self) -> None:
        self.world = World(now=lambda: MORNING)
        self.store = MemoryTicketStore(self.world)
        self.policies = MemoryPolicyStore(self.world)
        policies = Policies(self.policies, MemoryCalendarStore(self.world))
        rules = Rules(MemoryTicketSettingsStore(self.world))
        self.tickets = Tickets(self.store, MemoryCustomerStore(self.world), policies, rules)
        self.calls = Calls(MemoryWorkflows(self.world))
        self.followers = Followers(self.store, self.calls, self.calls)
        self.deadlines = Deadlines(self.tickets, MemoryDueTickets(self.world), lambda *_: self.open)
        self.tickets.open(samples.context(), REQUEST, Key("s", "k", "b"))
        self._seen = 0
        self.open = True

    @property
    def ticket(self) -> Ticket:
        return self.numbered(1)

    def numbered(self, number: int) -> Ticket:
        loaded, _ = self.store.load(TENANT, number)
        assert loaded is not None
        return loaded.ticket

    @property
    def events(self) -> tuple[Event, ...]:
        seen = self.store.open(TENANT, 1)
        assert seen is not None
        return seen.events

    def deliver(self) -> list[tuple[object, ...]]:
        """What the events since the last call make the followers call, each event twice like a queue may."""
        fresh, self._seen, self.calls.made = self.events[self._seen :], len(self.events), []
        for event in fresh:
            self.follow(event)
        return self.calls.made

    def follow(self, event: Event) -> str | None:
        if event.type.startswith("escalation."):
            return self.followers.follow_escalation(event)
        return self.followers.follow_timer(event) if "timer" in event.data else None

    def sweep(self, seconds: float) -> tuple[int, int, int]:
        swept = self.deadlines.sweep(MORNING + timedelta(seconds=seconds), f"seed-{seconds}")
        return swept.found, swept.changed, swept.failed

    def go_off(self, seconds: float, armed_for: float) -> Ticket | None:
        told = clock.to_text(MORNING + timedelta(seconds=armed_for))
        return self.deadlines.go_off(TENANT, 1, told, MORNING + timedelta(seconds=seconds), f"seed-{seconds}")

    def step(self, seconds: float) -> dict[str, object]:
        breach = f"first_response@{clock.to_text(MORNING + timedelta(seconds=DUE))}"
        chain = {"tenant": TENANT, "number": 1, "breach": breach}
        return self.deadlines.step(chain, MORNING + timedelta(seconds=seconds), f"seed-{seconds}")


def test_one_change_costs_one_call_at_most_and_none_when_the_moment_stays() -> None:
    desk = Desk()
    assert desk.deliver() == [("arm", 1, 21_600)]
    desk.tickets.assign(samples.context(10), 1, AssignTicket(1, "usr_1"))
    desk.tickets.update(samples.context(20), 1, UpdateTicket(2, subject="Ink"))
    assert desk.deliver() == []
    desk.tickets.update(samples.context(30), 1, UpdateTicket(3, priority=Priority.HIGH))
    assert desk.deliver() == [("move", 1, 10_800)]
    # Late, both warning and breach are told in one change: still one call.
    desk.tickets.update(samples.context(14_500), 1, UpdateTicket(4, subject="Paper"))
    assert desk.deliver() == [("start", 1, 2, 16_300), ("disarm", 1)]


def test_an_event_that_was_overtaken_sets_nothing() -> None:
    desk = Desk()
    first = desk.events[-1]
    desk.tickets.update(samples.context(30), 1, UpdateTicket(1, priority=Priority.URGENT))
    assert desk.follow(first) is None
    assert desk.calls.made == []
    assert desk.follow(desk.events[-1]) == "move"
    assert desk.follow(desk.events[-1]) == "move"
    assert set(desk.calls.made) == {("move", 1, 2_700)}
    with pytest.raises(NotFound):
        desk.follow(replace(first, aggregate="ticket:99"))


def test_a_timer_may_come_twice_and_from_before() -> None:
    desk = Desk()
    moments = (21_601, 21_600), (21_602, 21_600), (DUE + 1, DUE), (DUE + 2, DUE), (DUE + 3, 21_600)
    gone_off = [desk.go_off(*each) for each in moments]
    assert [each.version for each in gone_off if each] == [2, 2, 3, 3, 3]


def test_a_timer_that_is_early_asks_to_come_again() -> None:
    desk = Desk()
    with pytest.raises(Unavailable):
        desk.go_off(21_599, 21_600)
    assert desk.ticket.version == 1


def test_a_lost_timer_is_found_by_the_sweep_and_dated_right() -> None:
    desk = Desk()
    assert desk.sweep(21_000) == (0, 0, 0)
    assert desk.sweep(DUE + 900) == (1, 1, 0)
    assert clock_of(desk.ticket).breached_at == MORNING + timedelta(seconds=DUE)
    assert desk.sweep(DUE + 901) == (0, 0, 0)
    told = [event for event in desk.events if event.type == "sla.target_breached"]
    assert [event.cause["door"] for event in told] == ["sweep"]


def test_one_ticket_that_resists_does_not_stop_the_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    desk.tickets.open(samples.context(1), REQUEST, Key("s", "k2", "b"))
    apply = desk.tickets.apply_due

    def resisting(ctx: object, number: int, command: object) -> Ticket:
        if number == 1:
            raise Unavailable
        return apply(ctx, number, command)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.tickets, "apply_due", resisting)
    assert desk.sweep(DUE + 900) == (2, 1, 1)


def test_a_chain_calls_level_after_level_and_ends() -> None:
    desk = Desk()
    desk.go_off(DUE + 1, DUE)
    assert desk.deliver() == [("start", 1, 2, DUE + 1 + 1_800), ("disarm", 1)]
    early = desk.step(DUE + 1_000)
    assert early["going"] is True
    assert call_of(desk.ticket) is not None
    assert call_of(desk.ticket).level == 1
    second = desk.step(DUE + 1_801)
    assert (second["going"], second["at"]) == (True, clock.to_text(MORNING + timedelta(seconds=DUE + 3_601)))
    assert desk.step(DUE + 1_802) == second
    assert desk.deliver() == []
    third = desk.step(DUE + 3_601)
    assert (third["going"], third["at"]) == (False, None)
    assert call_of(desk.ticket).level == 3
    assert [event.data["level"] for event in desk.events if event.type == "escalation.raised"] == [1, 2, 3]


@pytest.mark.parametrize("ending", ["acknowledged", "answered", "resolved"])
def test_a_chain_ends_when_somebody_cares(ending: str) -> None:
    desk = Desk()
    desk.go_off(DUE + 1, DUE)
    desk.deliver()
    ctx, version = samples.context(DUE + 60), desk.ticket.version
    if ending == "acknowledged":
        desk.tickets.acknowledge(ctx, 1, AcknowledgeEscalation(version))
    elif ending == "answered":
        reply = PostMessage(MessageKind.REPLY, "Sorry.", "Maya", last_seen_message_id=desk.ticket.last_message_id)
        desk.tickets.post(ctx, 1, reply, Key("s", "reply", "b"))
    else:
        desk.tickets.update(ctx, 1, UpdateTicket(version, state=State.RESOLVED))
    closing = [("arm", 1, DUE + 60 + 4 * 86_400)] if ending == "resolved" else []
    assert desk.deliver() == [("stop", 1), *closing]
    assert desk.step(DUE + 2_000)["going"] is False
    assert [event.data["level"] for event in desk.events if event.type == "escalation.raised"] == [1]


def test_a_chain_that_an_undone_answer_had_stopped_goes_on_by_the_sweep() -> None:
    desk = Desk()
    desk.go_off(DUE + 1, DUE)
    reply = PostMessage(
        MessageKind.REPLY, "Sorry.", "Maya", last_seen_message_id=desk.ticket.last_message_id, undo_seconds=60
    )
    said = desk.tickets.post(samples.context(DUE + 30), 1, reply, Key("s", "reply", "b"))
    assert call_of(desk.ticket) is None
    desk.tickets.recall(samples.context(DUE + 50), 1, RecallMessage(said.message.id))
    step = DUE + 1 + 1_800
    assert desk.sweep(step + CHAIN_GRACE.total_seconds()) == (1, 1, 0)
    assert [event.data["level"] for event in desk.events if event.type == "escalation.raised"] == [1, 2]


def test_a_dead_chain_is_taken_up_at_its_level() -> None:
    desk = Desk()
    desk.go_off(DUE + 1, DUE)
    desk.deliver()
    step = DUE + 1 + 1_800
    grace = CHAIN_GRACE.total_seconds()
    assert desk.sweep(step + grace - 1) == (0, 0, 0)
    assert desk.sweep(step + grace) == (1, 1, 0)
    # A new chain goes on from there.
    assert desk.deliver() == [("start", 1, 3, step + grace + 1_800)]
    assert desk.step(step + grace + 1_801)["going"] is False


def test_nothing_happens_to_a_closed_tenant_and_time_is_made_up_for_when_it_opens() -> None:
    desk = Desk()
    desk.open = False
    assert desk.go_off(DUE + 1, DUE) is None
    assert desk.sweep(DUE + 900) == (0, 0, 0)
    assert desk.ticket.version == 1
    desk.open = True
    assert desk.sweep(DUE + 90_000) == (1, 1, 0)
    assert clock_of(desk.ticket).breached_at == MORNING + timedelta(seconds=DUE)


def test_a_chain_of_a_closed_tenant_ends_and_the_sweep_takes_over() -> None:
    desk = Desk()
    desk.go_off(DUE + 1, DUE)
    desk.open = False
    assert desk.step(DUE + 1_801)["going"] is False
    desk.open = True
    assert desk.sweep(DUE + 1_801 + CHAIN_GRACE.total_seconds()) == (1, 1, 0)
    assert call_of(desk.ticket)
    assert call_of(desk.ticket).level == 2


def test_one_tenant_can_be_caught_up_alone() -> None:
    desk = Desk()
    now = MORNING + timedelta(seconds=DUE + 900)
    assert desk.deadlines.sweep(now, "s", only="tnt_other").found == 0
    assert desk.deadlines.sweep(now, "s", only=TENANT).changed == 1


def test_two_promises_that_end_together_have_a_chain_each() -> None:
    desk = Desk()
    desk.go_off(DUE + 1, DUE)
    (raised,) = [each for each in desk.events if each.type == "escalation.raised"]
    other = replace(raised, type="escalation.ended", data={**raised.data, "metric": "resolution", "reason": "answered"})
    assert [desk.follow(each) for each in (raised, other)] == ["start", "stop"]
    assert len(set(desk.calls.named)) == 2
