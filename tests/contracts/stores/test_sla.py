"""Every store keeps policies by version, clocks as they were given, and finds what is due."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lambdesk.escalation.model import DEFAULT_LEVELS, Action, ActionKind, Level, Recipient, RecipientKind
from lambdesk.filters.model import AllOf, Condition, Not, Operator
from lambdesk.kit.changes import ChangeSet, Insert, Replace
from lambdesk.kit.errors import AlreadyExists
from lambdesk.sla.model import DEFAULT_POLICY, MANUAL, Escalation, Metric, Sla, SlaPolicies, SlaPolicy
from tests.contracts.stores import examples
from tests.contracts.stores.conftest import World, new_tenant
from tests.support.clocks import pinned

LEVELS = (
    Level(0, (Recipient(RecipientKind.TEAM_LEAD), Recipient(RecipientKind.ROTA, "rot_1"))),
    Level(
        7,
        (Recipient(RecipientKind.ROLE, "admin"),),
        (
            Action(ActionKind.REASSIGN, Recipient(RecipientKind.TEAM, "team_1")),
            Action(ActionKind.RAISE_PRIORITY),
            Action(ActionKind.WEBHOOK, address="https://hooks.example.com/?a=b", secret="a.sealed"),
            Action(ActionKind.NOTIFY),
        ),
    ),
)


def policies(version: int) -> SlaPolicies:
    """Two that are asked before the default, with all that can be said of one."""
    condition = AllOf(
        (Condition("tag", Operator.ANY_OF, ("vip", "gold")), Not(Condition("created", Operator.GT, ("-2d",))))
    )
    gold = SlaPolicy(
        version, {"urgent": 60, "high": 61, "normal": 62, "low": 63}, 50, LEVELS, "slp_1", "Gold", condition
    )
    still = replace(gold, id="slp_2", name="Off", active=False, condition=AllOf(), levels=LEVELS[:1])
    default = replace(DEFAULT_POLICY, version=version, active=version % 2 == 1, levels=DEFAULT_LEVELS[:version])
    return SlaPolicies(default, (gold, still)[: version % 3])


def test_a_policy_comes_back_by_version_and_the_newest_by_itself(world: World) -> None:
    assert world.policies.newest(world.tenant) is None
    assert world.policies.version(world.tenant, 1) is None
    versions = [policies(each) for each in (1, 2, 10, 9)]
    for each in versions:
        world.policies.commit(world.tenant, ChangeSet((Insert(each),)))
        assert world.policies.version(world.tenant, each.version) == each
    assert world.policies.newest(world.tenant) == versions[2]
    assert world.policies.newest(new_tenant()) is None
    with pytest.raises(AlreadyExists):
        world.policies.commit(world.tenant, ChangeSet((Insert(versions[0]),)))


CALLED = Escalation(Metric.FIRST_RESPONSE, examples.at(28_800), 1, examples.at(30_600))


@pytest.mark.parametrize("sla", [*examples.SLAS, *(pinned(each) for each in examples.CLOCKS)])
@pytest.mark.parametrize(
    "escalations",
    [(), (CALLED,), (CALLED, Escalation(MANUAL, examples.at(2), 3, None, "usr_1", examples.at(1), 3))],
)
def test_clocks_and_escalations_come_back_as_they_were_given(
    world: World, sla: Sla, escalations: tuple[Escalation, ...]
) -> None:
    ticket = examples.ticket(sla=sla, escalations=escalations)
    world.tickets.commit(world.tenant, ChangeSet((Insert(ticket),)))
    loaded, _ = world.tickets.load(world.tenant, 1)
    assert loaded is not None
    assert loaded.ticket == ticket


def test_what_is_due_is_found_until_it_is_not_due_any_more(world: World) -> None:
    tickets = [examples.ticket(number, sla=pinned(each)) for number, each in enumerate(examples.CLOCKS, 1)]
    world.tickets.commit(world.tenant, ChangeSet(tuple(map(Insert, tickets))))

    def due(moment: object) -> set[int]:
        return {number for tenant, number in world.due.due(moment) if tenant == world.tenant}  # type: ignore[arg-type]

    moments = {each.number: each.sweep_at for each in tickets if each.sweep_at is not None}
    assert set(moments) == {1, 2, 3}
    for moment in moments.values():
        assert due(moment) == {number for number, at in moments.items() if at <= moment}
        assert due(moment - timedelta(milliseconds=1)) == {number for number, at in moments.items() if at < moment}
    answered = replace(tickets[0], sla=pinned(replace(examples.CLOCKS[0], answered_at=examples.at(5))), version=2)
    world.tickets.commit(world.tenant, ChangeSet((Replace(answered, 1),)))
    assert due(examples.at(10**6)) == {2, 3}


def test_of_what_is_due_some_are_found_from_either_end(world: World) -> None:
    tickets = [examples.ticket(n, sla=pinned(examples.clock(due_at=examples.at(n)))) for n in range(1, 41)]
    for begin in range(0, 40, 20):
        world.tickets.commit(world.tenant, ChangeSet(tuple(map(Insert, tickets[begin : begin + 20]))))
    until = examples.at(100)
    everything = list(world.due.due(until))
    assert {number for tenant, number in everything if tenant == world.tenant} == set(range(1, 41))
    some = len(everything) // 2
    for newest in (False, True):
        found = list(world.due.due(until, some, newest=newest))
        assert some - 4 <= len(found) <= some + 4
        assert set(found) <= set(everything)
    oldest, latest = (list(world.due.due(until, 4, newest=newest)) for newest in (False, True))
    assert set(oldest).isdisjoint(latest)


def test_the_next_step_of_an_escalation_is_swept_too(world: World) -> None:
    breached = examples.clock(breached_at=examples.at(28_800))
    ticket = examples.ticket(sla=pinned(breached), escalations=(CALLED,))
    world.tickets.commit(world.tenant, ChangeSet((Insert(ticket),)))
    assert (world.tenant, 1) in set(world.due.due(examples.at(30_600)))
    assert (world.tenant, 1) not in set(world.due.due(examples.at(30_599)))


def test_open_work_is_listed_by_priority_then_by_due_time(world: World) -> None:
    tickets = [
        examples.ticket(1),
        examples.ticket(2, sla=pinned(examples.clock("low"))),
        examples.ticket(3, sla=pinned(examples.clock("high"))),
    ]
    world.tickets.commit(world.tenant, ChangeSet(tuple(map(Insert, tickets))))
    page = world.tickets.owned(world.tenant, "none", 10, None)
    assert [row.partition(",")[0] for row in page.rows] == ['{"number":3', '{"number":2', '{"number":1']
