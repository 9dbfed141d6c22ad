"""Open tickets get what is promised now: page by page, told twice, cut off, overtaken, of one tenant alone."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.worker.queues import QUEUES
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.identity.model import TenantState
from lambdesk.kit import clock, ids
from lambdesk.kit.changes import ChangeSet, Put
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.errors import Conflict, NotFound, StaleVersion
from lambdesk.kit.events import Event
from lambdesk.sla.calendar import Window
from lambdesk.sla.calendars.model import BusinessCalendar
from lambdesk.sla.model import Metric
from lambdesk.tickets.commands import UpdateTicket
from lambdesk.tickets.model import Ticket
from lambdesk.tickets.recomputing import service
from lambdesk.tickets.recomputing.events import RecomputationAsked, RecomputationContinued
from lambdesk.tickets.recomputing.model import Counts, Recomputation, RecomputationState, Scope
from lambdesk.tickets.recomputing.repins import Repins
from lambdesk.tickets.service import Key, RequestedTicket
from tests.support.account import account
from tests.support.desk import MemoryLambdesk, settle

LONGER = {"urgent": 7_200, "high": 36_000, "normal": 72_000, "low": 172_800}
DEFAULT = Scope(policy_id="default")
TICKETS = 5


@pytest.fixture(params=["memory", "table"])
def product(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lambdesk]:
    monkeypatch.setattr(service, "PAGE", 2)
    if request.param == "memory":
        yield MemoryLambdesk()
        return
    with account(monkeypatch) as found:
        memory = MemoryLambdesk()
        found.__dict__ |= {"user_pool": memory.user_pool}
        yield found


@pytest.fixture
def tenant(product: Lambdesk) -> str:
    """Alder with open tickets."""
    home, _ = settle(product, "alder")
    for each in range(TICKETS):
        opened(product, home.id, each)
    return home.id


def context(tenant: str, now: datetime | None = None) -> Context:
    return Context(tenant, Actor(ActorKind.USER, "usr_boss"), now or clock.now(), ids.new_seed(), {"door": "http"})


def opened(product: Lambdesk, tenant: str, number: int) -> Ticket:
    asked = RequestedTicket("Lamp", "Dark.", "bo@customer.example")
    return product.tickets.open(context(tenant), asked, Key("a", f"{number}", "d")).ticket


def lengthened(product: Lambdesk, tenant: str, normal: int = LONGER["normal"]) -> None:
    product.sla_setup.change(context(tenant), "default", {"first_response": {**LONGER, "normal": normal}})
    product.policies.forget(tenant)


def asked(product: Lambdesk, tenant: str) -> tuple[Recomputation, Event]:
    job = product.recomputing.ask(context(tenant), DEFAULT)
    return job, told(job, tenant)


def told(job: Recomputation, tenant: str) -> Event:
    """What its queue holds."""
    began = job.steps == 0
    data: dict[str, Any] = {"recomputation_id": job.id, **({} if began else {"steps": job.steps})}
    kind = RecomputationAsked if began else RecomputationContinued
    actor = Actor(ActorKind.USER, "usr_boss")
    return Event(
        ids.derived_id("evt", clock.now(), ids.new_seed(), 0),
        kind.EVENT_TYPE,
        tenant,
        f"recomputation:{job.id}",
        job.version,
        clock.now(),
        actor,
        {"door": "http"},
        "c",
        None,
        data,
    )


def follow(product: Lambdesk, event: Event) -> object:
    return QUEUES["recomputations"](product, event, clock.now(), ids.new_seed())


def to_its_end(product: Lambdesk, tenant: str) -> Recomputation:
    for _ in range(60):
        job = stood(product, tenant)
        if not job.going:
            return job
        follow(product, told(job, tenant))
    raise AssertionError("it does not end")


def stood(product: Lambdesk, tenant: str) -> Recomputation:
    found = product.recomputation_store.recomputation(tenant)
    assert found
    return found


def targets(product: Lambdesk, tenant: str) -> list[int]:
    loaded = product.ticket_store.several(tenant, range(1, TICKETS + 3))
    return [each.ticket.sla.clocks[0].target_seconds for each in loaded if each.ticket.sla]


def times_changed(product: Lambdesk, tenant: str) -> list[int]:
    histories = [product.ticket_store.history(tenant, each) for each in range(1, TICKETS + 1)]
    return [sum(event.type == "ticket.policy_changed" for event in each) for each in histories]


def test_every_open_ticket_is_changed_once_however_often_it_is_told(product: Lambdesk, tenant: str) -> None:
    lengthened(product, tenant)
    assert set(targets(product, tenant)) == {28_800}
    job, _ = asked(product, tenant)
    while stood(product, tenant).going:
        event = told(stood(product, tenant), tenant)
        assert follow(product, event)
        assert follow(product, event) is None
    assert set(targets(product, tenant)) == {72_000}
    assert times_changed(product, tenant) == [1] * TICKETS
    done = stood(product, tenant)
    assert (done.state, done.counts) == (RecomputationState.DONE, Counts(changed=TICKETS))
    events = product.ticket_store.history(tenant, 1)
    (deed,) = [each for each in events if each.type == "ticket.policy_changed"]
    assert (deed.actor.id, deed.data["recomputation_id"]) == ("usr_boss", job.id)
    again, _ = asked(product, tenant)
    assert to_its_end(product, tenant).counts == Counts(unchanged=TICKETS)
    assert again.id != job.id


class CutOff(BaseException):
    """What ends a process, and no error."""


def test_it_goes_on_where_it_was_cut_off(product: Lambdesk, tenant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lengthened(product, tenant)
    asked(product, tenant)
    follow(product, told(stood(product, tenant), tenant))
    event = told(stood(product, tenant), tenant)
    repin, left = Repins.repin, iter(range(1))

    def dying(self: object, *args: Any) -> Any:
        if next(left, None) is None:
            raise CutOff
        return repin(self, *args)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Repins, "repin", dying)
        with pytest.raises(CutOff):
            follow(product, event)
    assert sum(each == 72_000 for each in targets(product, tenant)) == 1
    assert follow(product, event)
    assert to_its_end(product, tenant).counts == Counts(changed=TICKETS)
    assert times_changed(product, tenant) == [1] * TICKETS


def test_a_ticket_that_somebody_changes_meanwhile_is_decided_again(
    product: Lambdesk, tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lengthened(product, tenant)
    asked(product, tenant)
    several = type(product.ticket_store).several

    def overtaken(self: object, *args: Any) -> Any:
        found = several(self, *args)  # type: ignore[arg-type]
        monkeypatch.undo()
        ticket = found[0].ticket
        command = UpdateTicket(ticket.version, subject="Another")
        product.tickets.update(context(tenant), ticket.number, command)
        return found

    follow(product, told(stood(product, tenant), tenant))
    monkeypatch.setattr(type(product.ticket_store), "several", overtaken)
    assert to_its_end(product, tenant).counts == Counts(changed=TICKETS)
    assert set(targets(product, tenant)) == {72_000}


def test_a_ticket_that_moves_to_another_list_meanwhile_is_found(product: Lambdesk, tenant: str) -> None:
    lengthened(product, tenant)
    asked(product, tenant)
    follow(product, told(stood(product, tenant), tenant))
    # The oldest comes last; it is put aside and back before its page is read.
    ticket = product.ticket_store.several(tenant, [1])[0].ticket
    product.tickets.update(context(tenant), 1, UpdateTicket(ticket.version, subject="Another"))
    assert to_its_end(product, tenant).counts.changed == TICKETS
    assert set(targets(product, tenant)) == {72_000}


def later_than_all(product: Lambdesk, tenant: str) -> None:
    """What was changed in the millisecond in which a job is asked for counts as changed by it."""
    changed = [each.ticket.updated_at for each in product.ticket_store.several(tenant, range(1, TICKETS + 1))]
    while clock.now() <= max(changed):
        time.sleep(0.001)


@pytest.mark.parametrize("at_once", [service.AT_ONCE, 1])
def test_a_ticket_that_moves_past_the_reader_is_found_though_the_round_changes_nothing(
    product: Lambdesk, tenant: str, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    lengthened(product, tenant)
    asked(product, tenant)
    while 1 not in stood(product, tenant).place.numbers:
        follow(product, told(stood(product, tenant), tenant))
    product.recomputing.cancel(context(tenant), stood(product, tenant).id)
    assert targets(product, tenant) == [28_800, *[72_000] * (TICKETS - 1)]
    # All but the oldest have it already. It is moved to the front, the first page of which has been read.
    later_than_all(product, tenant)
    asked(product, tenant)
    follow(product, told(stood(product, tenant), tenant))
    ticket = product.ticket_store.several(tenant, [1])[0].ticket
    product.tickets.update(context(tenant), 1, UpdateTicket(ticket.version, subject="Another"))
    monkeypatch.setattr(service, "AT_ONCE", at_once)
    while stood(product, tenant).going and stood(product, tenant).place.round < 4:
        follow(product, told(stood(product, tenant), tenant))
    assert targets(product, tenant) == [72_000] * TICKETS
    # Where too much moves to be read at once, it is read again, until it is little enough.
    assert stood(product, tenant).going is (at_once == 1)
    monkeypatch.undo()
    assert to_its_end(product, tenant).counts.changed == 1


def test_a_job_ends_where_its_workspace_is_closed(product: Lambdesk, tenant: str) -> None:
    lengthened(product, tenant)
    asked(product, tenant)
    follow(product, told(stood(product, tenant), tenant))
    home = product.identity_store.tenant(tenant)
    assert home
    product.identity_store.commit(tenant, ChangeSet((Put(replace(home, state=TenantState.SUSPENDED)),)))
    product.directory.forget_tenant(tenant)
    assert follow(product, told(stood(product, tenant), tenant)) == "cancelled"
    assert follow(product, told(stood(product, tenant), tenant)) is None
    assert set(targets(product, tenant)) == {28_800}
    product.identity_store.commit(tenant, ChangeSet((Put(home),)))
    product.directory.forget_tenant(tenant)
    asked(product, tenant)
    assert to_its_end(product, tenant).counts == Counts(changed=TICKETS)


def hours(product: Lambdesk, tenant: str, closing: int, known: BusinessCalendar | None = None) -> BusinessCalendar:
    """The calendar that promises count by, in a version that closes so many minutes after midnight."""
    week = (*(((Window(540, closing),),) * 5), (), ())
    if known:
        return product.calendars.change(context(tenant), known.id, known.version, {"week": week}, "en")
    made = BusinessCalendar("", "Office", "Europe/Berlin", week, clock.now())
    made = product.calendars.create(context(tenant), made, "en")
    product.sla_setup.change(context(tenant), "default", {"hours": f"calendar:{made.id}"})
    return made


def pinned(product: Lambdesk, tenant: str) -> list[tuple[int, int]]:
    found = product.ticket_store.several(tenant, range(1, TICKETS + 3))
    return [(each.ticket.sla.policy_version, each.ticket.sla.calendar_version) for each in found if each.ticket.sla]


def test_a_job_keeps_to_the_versions_it_was_asked_for(product: Lambdesk, tenant: str) -> None:
    calendar = hours(product, tenant, 1020)
    scope = Scope(calendar_id=calendar.id)
    job = product.recomputing.ask(context(tenant), scope)
    follow(product, told(stood(product, tenant), tenant))
    follow(product, told(stood(product, tenant), tenant))
    hours(product, tenant, 1080, calendar)
    with pytest.raises(Conflict):
        product.recomputing.ask(context(tenant), scope)
    opened(product, tenant, TICKETS)
    (version,) = {policy for policy, _ in pinned(product, tenant)} - {0}
    assert to_its_end(product, tenant).id == job.id
    assert pinned(product, tenant) == [(version, 1)] * TICKETS + [(version, 2)]
    product.recomputing.ask(context(tenant), scope)
    to_its_end(product, tenant)
    assert pinned(product, tenant) == [(version, 2)] * (TICKETS + 1)


def test_a_ticket_that_was_opened_by_later_policies_keeps_them(product: Lambdesk, tenant: str) -> None:
    lengthened(product, tenant)
    asked(product, tenant)
    lengthened(product, tenant, 80_000)
    opened(product, tenant, TICKETS)
    to_its_end(product, tenant)
    assert targets(product, tenant) == [72_000] * TICKETS + [80_000]


def test_the_calendar_is_that_which_the_settings_name_now(product: Lambdesk, tenant: str) -> None:
    calendar = hours(product, tenant, 1020)
    product.sla_setup.change(context(tenant), "default", {"hours": "organisation"})
    remembered = product.ticket_rules.fresh(tenant, clock.now())
    product.ticket_setup.set(context(tenant), remembered.version, {"calendar_id": calendar.id})
    product.ticket_rules._kept[tenant] = clock.now(), remembered  # as another environment has it
    asked(product, tenant)
    to_its_end(product, tenant)
    assert {version for _, version in pinned(product, tenant)} == {1}


def test_another_tenant_and_another_policy_are_left_alone(product: Lambdesk, tenant: str) -> None:
    other, _ = settle(product, "birch")
    opened(product, other.id, 0)
    lengthened(product, tenant)
    lengthened(product, other.id)
    asked(product, tenant)
    to_its_end(product, tenant)
    assert targets(product, other.id) == [28_800]
    assert product.recomputation_store.recomputation(other.id) is None
    with pytest.raises(NotFound):
        product.recomputing.one(other.id, stood(product, tenant).id)
    with pytest.raises(NotFound):
        product.recomputing.ask(context(tenant), Scope(policy_id="slp_" + "7" * 26))
    with pytest.raises(NotFound):
        product.recomputing.preview(context(tenant), Scope(calendar_id="cal_" + "7" * 26))


def test_there_is_one_at_a_time_and_it_can_be_ended(product: Lambdesk, tenant: str) -> None:
    lengthened(product, tenant)
    job, first = asked(product, tenant)
    assert asked(product, tenant)[0] == job
    lengthened_again = {**LONGER, "normal": 80_000}
    product.sla_setup.change(context(tenant), "default", {"first_response": lengthened_again})
    with pytest.raises(Conflict):
        asked(product, tenant)
    follow(product, first)
    event = told(stood(product, tenant), tenant)
    follow(product, event)
    ended = product.recomputing.cancel(context(tenant), job.id)
    assert (ended.state, ended.counts.changed) == (RecomputationState.CANCELLED, 2)
    assert follow(product, told(stood(product, tenant), tenant)) is None
    assert sorted(targets(product, tenant)) == [28_800] * 3 + [72_000] * 2
    asked(product, tenant)
    assert to_its_end(product, tenant).counts.changed == TICKETS
    assert set(targets(product, tenant)) == {80_000}


@pytest.mark.parametrize("error", [StaleVersion(9), KeyError("unknown")])
def test_one_that_resists_does_not_stop_the_others(
    product: Lambdesk, tenant: str, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    lengthened(product, tenant)
    asked(product, tenant)
    commit = type(product.ticket_store).commit

    def stubborn(self: object, home: str, changes: Any) -> None:
        if changes.parent == "ticket:3":
            raise error
        commit(self, home, changes)  # type: ignore[arg-type]

    monkeypatch.setattr(type(product.ticket_store), "commit", stubborn)
    assert to_its_end(product, tenant).counts == Counts(changed=TICKETS - 1, failures=(3,))


def test_the_preview_says_what_the_job_does_and_writes_nothing(product: Lambdesk, tenant: str) -> None:
    shorter = {"urgent": 1, "high": 1, "normal": 60, "low": 1}
    product.sla_setup.change(context(tenant), "default", {"first_response": shorter})
    later = clock.now() + timedelta(hours=1)
    before = product.ticket_store.several(tenant, range(1, TICKETS + 1))
    seen = product.recomputing.preview(context(tenant, later), DEFAULT)
    assert product.ticket_store.several(tenant, range(1, TICKETS + 1)) == before
    assert (seen.looked_at, seen.found, seen.changed, seen.complete) == (TICKETS, TICKETS, TICKETS, True)
    first = seen.metrics[Metric.FIRST_RESPONSE]
    assert (first.moved, first.breached, first.decided) == (TICKETS, TICKETS, 0)
    shown = seen.shown(lambda ticket: ticket.number != 1)
    assert len(shown) == TICKETS - 1
    assert all(each.breached and each.after and each.before and each.after < each.before for each in shown)
