"""Holidays of an address become the calendar's: when they change, once, and beside what people wrote."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from functions.worker.queues import QUEUES
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.identity.model import TenantState
from lambdesk.kit import clock, ids
from lambdesk.kit.changes import ChangeSet, Put
from lambdesk.kit.context import SYSTEM, Actor, ActorKind, Context
from lambdesk.kit.errors import Conflict, Invalid, NotFound, StaleVersion
from lambdesk.kit.events import Event, record
from lambdesk.sla.calendar import Window
from lambdesk.sla.calendars.feeds.events import FeedAsked
from lambdesk.sla.calendars.feeds.model import DAY, FAILING, CalendarFeed, Fault, Fetched
from lambdesk.sla.calendars.model import BusinessCalendar, Holiday
from tests.support.account import account
from tests.support.desk import MemoryLambdesk, settle
from tests.support.feeds import MemoryFeeds, ics

ADDRESS = "https://example.com/days.ics?token=hush"
WEEK = (((Window(540, 1_020),),) * 5) + ((), ())
NOW = clock.now()
EVE, CHRISTMAS, BOXING = (f"{NOW.year}12{day}" for day in (24, 25, 26))
OWN = Holiday(date(NOW.year, 12, 24), "Ours")


@pytest.fixture(params=["memory", "table"])
def product(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lambdesk]:
    memory = MemoryLambdesk()
    if request.param == "memory":
        yield memory
        return
    with account(monkeypatch) as found:
        found.__dict__ |= {"user_pool": memory.user_pool, "feed_source": MemoryFeeds(), "keyring": memory.keyring}
        yield found


@pytest.fixture
def tenant(product: Lambdesk) -> str:
    return settle(product, "alder")[0].id


def other_side(product: Lambdesk) -> MemoryFeeds:
    found = product.feed_source
    assert isinstance(found, MemoryFeeds)
    return found


def context(tenant: str, now: datetime | None = None) -> Context:
    return Context(tenant, Actor(ActorKind.USER, "usr_boss"), now or clock.now(), ids.new_seed(), {"door": "http"})


def made(product: Lambdesk, tenant: str, name: str = "Office") -> BusinessCalendar:
    wanted = BusinessCalendar("", name, "UTC", WEEK, NOW, holidays=(OWN,))
    return product.calendars.create(context(tenant), wanted, "en")


def subscribed(product: Lambdesk, tenant: str, *days: str, etag: str | None = None) -> BusinessCalendar:
    """A calendar whose feed was read."""
    calendar = made(product, tenant)
    product.feeds.subscribe(context(tenant), calendar.id, ADDRESS)
    assert said(product, tenant, calendar, Fetched(ics(*days), etag)) in ("changed", "same")
    return product.calendars.one(tenant, calendar.id)


def asked(tenant: str, calendar: BusinessCalendar, at: datetime) -> Event:
    ctx = Context(tenant, SYSTEM, at, ids.new_seed(), {"door": "test"}, "sweep-1")
    return record(ctx, FeedAsked(calendar.id), aggregate="x", version=1, at=at, ordinal=0)


def said(
    product: Lambdesk, tenant: str, calendar: BusinessCalendar, answer: Fetched | Fault, at: datetime | None = None
) -> Any:
    """What the worker makes of such an answer."""
    other_side(product).says[ADDRESS] = answer
    at = at or clock.now()
    return QUEUES["calendar-feeds"](product, asked(tenant, calendar, at), at + timedelta(seconds=1), ids.new_seed())


def feed(product: Lambdesk, tenant: str, calendar: BusinessCalendar) -> CalendarFeed:
    return product.feeds.one(tenant, calendar.id)


def test_days_of_a_feed_are_a_version_of_their_own_and_stand_beside_peoples(product: Lambdesk, tenant: str) -> None:
    calendar = subscribed(product, tenant, EVE, CHRISTMAS)
    assert calendar.version == 2
    assert [each.name for each in calendar.feed_holidays] == [f"Day {EVE}", f"Day {CHRISTMAS}"]
    assert calendar.holidays == (OWN,)
    assert {date(NOW.year, 12, 24), date(NOW.year, 12, 25)} <= calendar.hours.holidays
    assert product.calendars.version(tenant, calendar.id, 1).feed_holidays == ()
    assert product.calendars.version(tenant, calendar.id, 2) == calendar
    # A day that the feed names no more goes, and somebody's own of the same date stays.
    assert said(product, tenant, calendar, Fetched(ics(CHRISTMAS)), clock.now() + DAY) == "changed"
    third = product.calendars.one(tenant, calendar.id)
    assert [each.name for each in third.feed_holidays] == [f"Day {CHRISTMAS}"]
    assert third.version == 3
    assert date(NOW.year, 12, 24) in third.hours.holidays
    assert feed(product, tenant, calendar).days == 1


def test_the_same_days_make_no_version(product: Lambdesk, tenant: str) -> None:
    calendar = subscribed(product, tenant, EVE, CHRISTMAS)
    later = clock.now() + DAY
    assert said(product, tenant, calendar, Fetched(ics(CHRISTMAS, EVE)), later) == "same"
    assert product.calendars.one(tenant, calendar.id) == calendar
    assert feed(product, tenant, calendar).read_at == clock.from_text(clock.to_text(later + timedelta(seconds=1)))


def test_what_has_not_changed_is_not_read(product: Lambdesk, tenant: str) -> None:
    calendar = subscribed(product, tenant, EVE, etag='"1"')
    soon = clock.now() + timedelta(minutes=5)
    assert said(product, tenant, calendar, Fetched(None), soon) == "unchanged"
    assert other_side(product).asked[-1] == (ADDRESS, '"1"', None)
    assert product.calendars.one(tenant, calendar.id) == calendar
    # Another year holds other years: all is read anew.
    year = soon.replace(year=soon.year + 1, month=1, day=5)
    assert said(product, tenant, calendar, Fetched(None), year) == "wrong_answer"
    assert other_side(product).asked[-1] == (ADDRESS, None, None)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        *((fault, fault.value) for fault in (Fault.GONE, Fault.TOO_LARGE, Fault.REDIRECTED, Fault.UNREACHABLE)),
        (Fetched("<html>"), "not_a_calendar"),
        (Fetched(""), "not_a_calendar"),
        (Fetched(ics()), "emptied"),
        (Fetched(ics(EVE).replace("SUMMARY:", "RRULE:FREQ=DAILY\r\nSUMMARY:")), "not_followed"),
    ],
)
def test_a_failure_keeps_what_was_read(product: Lambdesk, tenant: str, answer: Fetched | Fault, error: str) -> None:
    calendar = subscribed(product, tenant, EVE)
    begin = clock.now() + DAY
    for day in range(8):
        assert said(product, tenant, calendar, answer, begin + day * DAY) == error
    assert product.calendars.one(tenant, calendar.id) == calendar
    failed = feed(product, tenant, calendar)
    assert failed.error == error
    assert failed.days == 1
    assert failed.failing(begin + FAILING + timedelta(minutes=1))
    assert not failed.failing(begin + FAILING - timedelta(minutes=1))
    assert said(product, tenant, calendar, Fetched(ics(EVE)), begin + 8 * DAY) == "same"
    mended = feed(product, tenant, calendar)
    assert (mended.error, mended.failing_since) == (None, None)


def test_a_calendar_that_could_not_be_kept_is_a_fault(product: Lambdesk, tenant: str) -> None:
    calendar = made(product, tenant)
    product.feeds.subscribe(context(tenant), calendar.id, ADDRESS)
    never = ics(EVE).replace("SUMMARY:", "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR\r\nSUMMARY:")
    assert said(product, tenant, calendar, Fetched(never)) in ("too_long", "not_kept")
    assert product.calendars.one(tenant, calendar.id) == calendar


def test_a_message_that_comes_twice_is_followed_once(product: Lambdesk, tenant: str) -> None:
    calendar = made(product, tenant)
    product.feeds.subscribe(context(tenant), calendar.id, ADDRESS)
    other_side(product).says[ADDRESS] = Fetched(ics(EVE))
    told = asked(tenant, calendar, clock.now())
    work, later = QUEUES["calendar-feeds"], clock.now() + timedelta(seconds=1)
    assert work(product, told, later, ids.new_seed()) == "changed"
    assert work(product, told, later, ids.new_seed()) is None
    assert len(other_side(product).asked) == 1
    assert product.calendars.one(tenant, calendar.id).version == 2


def test_somebody_who_saves_meanwhile_loses_nothing(product: Lambdesk, tenant: str) -> None:
    calendar = made(product, tenant)
    product.feeds.subscribe(context(tenant), calendar.id, ADDRESS)
    source = other_side(product)

    class Saving(MemoryFeeds):
        def fetch(self, address: str, etag: str | None, modified: str | None) -> Fetched:
            product.calendars.change(context(tenant), calendar.id, 1, {"name": "Renamed"}, "en")
            return source.fetch(address, etag, modified)

    source.says[ADDRESS] = Fetched(ics(EVE))
    saving = replace(product.feeds, source=Saving())
    now = clock.now()
    assert saving.follow(asked(tenant, calendar, now), now + timedelta(seconds=1), ids.new_seed()) == "changed"
    stands = product.calendars.one(tenant, calendar.id)
    assert (stands.name, stands.version, len(stands.feed_holidays)) == ("Renamed", 3, 1)


def test_an_address_that_changes_meanwhile_is_not_mixed_with_the_old_one(product: Lambdesk, tenant: str) -> None:
    calendar = made(product, tenant)
    product.feeds.subscribe(context(tenant), calendar.id, ADDRESS)

    class Changing(MemoryFeeds):
        def fetch(self, address: str, etag: str | None, modified: str | None) -> Fetched:
            product.feeds.subscribe(context(tenant), calendar.id, "https://example.com/other.ics")
            return Fetched(ics(EVE))

    changing, now = replace(product.feeds, source=Changing()), clock.now()
    assert changing.follow(asked(tenant, calendar, now), now, ids.new_seed()) is None
    assert product.calendars.one(tenant, calendar.id) == calendar
    assert feed(product, tenant, calendar).reading


def test_days_come_by_themselves_once_a_day_each(product: Lambdesk, tenant: str) -> None:
    calendar = subscribed(product, tenant, EVE)
    begin = clock.now()

    def sweep(at: datetime) -> tuple[int, CalendarFeed]:
        swept = product.feeds.sweep(at, ids.new_seed(), lambda: False, lambda *_: None)
        assert swept.failed == 0
        return swept.found, feed(product, tenant, calendar)

    found, before = sweep(begin + timedelta(hours=23))
    assert (found, before.reading) == (0, False)
    found, due = sweep(begin + timedelta(hours=25))
    assert (found, due.reading) == (1, True)
    assert sweep(begin + timedelta(hours=26))[0] == 0
    assert sweep(begin + timedelta(hours=50))[0] == 1


def test_a_closed_tenants_feeds_are_left_alone(product: Lambdesk, tenant: str) -> None:
    calendar = subscribed(product, tenant, EVE)
    home = product.identity_store.tenant(tenant)
    assert home is not None
    product.identity_store.commit(tenant, ChangeSet((Put(replace(home, state=TenantState.SUSPENDED)),)))
    product.directory.forget_tenant(tenant)
    asked_before, later = len(other_side(product).asked), clock.now() + 2 * DAY
    assert product.feeds.sweep(later, ids.new_seed(), lambda: False, lambda *_: None).found == 1
    assert not feed(product, tenant, calendar).reading
    assert product.feeds.sweep(later, ids.new_seed(), lambda: False, lambda *_: None).found == 0
    assert said(product, tenant, calendar, Fetched(ics()), later) is None
    assert len(other_side(product).asked) == asked_before


def test_one_that_resists_stops_no_other_and_time_ends_a_sweep(product: Lambdesk, tenant: str) -> None:
    subscribed(product, tenant, EVE)
    other = made(product, tenant, "Two")
    product.feeds.subscribe(context(tenant), other.id, ADDRESS)
    later, told = clock.now() + 2 * DAY, []
    stopped = product.feeds.sweep(later, ids.new_seed(), lambda: True, lambda *_: None)
    assert (stopped.found, stopped.stopped) == (0, True)

    def broken(*_: Any) -> bool:
        raise RuntimeError

    resisting = replace(product.feeds, is_open=broken)
    swept = resisting.sweep(later, ids.new_seed(), lambda: False, lambda tenant, error: told.append((tenant, error)))
    assert (swept.found, swept.failed) == (2, 2)
    assert [each for each, _ in told] == [tenant, tenant]


def test_refreshing_asks_once_a_minute_and_leaves_the_day_alone(product: Lambdesk, tenant: str) -> None:
    calendar = subscribed(product, tenant, EVE)
    before = feed(product, tenant, calendar)
    assert product.feeds.refresh(context(tenant), calendar.id) == before
    later = clock.now() + timedelta(minutes=2)
    after = product.feeds.refresh(context(tenant, later), calendar.id)
    assert (after.reading, after.due_at) == (True, before.due_at)


def test_the_address_is_kept_sealed_and_told_nowhere(product: Lambdesk, tenant: str) -> None:
    calendar = made(product, tenant)
    kept = product.feeds.subscribe(context(tenant), calendar.id, "webcal://example.com/days.ics?token=hush")
    assert "hush" not in str(kept)
    assert product.feeds.address(tenant, kept) == ADDRESS
    assert product.feeds.subscribe(context(tenant), calendar.id, ADDRESS) == kept
    moved = product.feeds.subscribe(context(tenant), calendar.id, ADDRESS + "2")
    assert (moved.version, moved.etag) == (2, None)


@pytest.mark.parametrize(
    "address",
    [
        *("http://example.com/x", "ftp://example.com/x", "https://", "example.com/x", "https://a b/", "https://[/"),
        *("https://bo:pw@example.com/", "https://example.com:99999/", "https://\u00fc.example/", "webcal:x"),
        "https://example.com/\r\nx: y",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    product = MemoryLambdesk()
    tenant = settle(product, "alder")[0].id
    calendar = made(product, tenant)
    with pytest.raises(Invalid):
        replace(product.feeds, local=False).subscribe(context(tenant), calendar.id, address)


def test_removing_takes_its_days_and_leaves_peoples(product: Lambdesk, tenant: str) -> None:
    calendar = subscribed(product, tenant, EVE, CHRISTMAS)
    product.feeds.remove(context(tenant), calendar.id)
    left = product.calendars.one(tenant, calendar.id)
    assert (left.version, left.feed_holidays, left.holidays) == (3, (), (OWN,))
    assert said(product, tenant, calendar, Fetched(ics(BOXING)), clock.now() + DAY) is None
    for gone in (product.feeds.remove, product.feeds.refresh):
        with pytest.raises(NotFound):
            gone(context(tenant), calendar.id)


def test_the_calendars_end_is_the_feeds(product: Lambdesk, tenant: str) -> None:
    calendar = subscribed(product, tenant, EVE)
    product.calendars.delete(context(tenant), calendar.id, calendar.version)
    assert product.feeds.all(tenant) == []
    assert product.feeds.sweep(clock.now() + 2 * DAY, ids.new_seed(), lambda: False, lambda *_: None).found == 0


def test_a_feed_is_one_tenants(product: Lambdesk, tenant: str) -> None:
    calendar = subscribed(product, tenant, EVE)
    foreign = settle(product, "birch")[0].id
    assert product.feeds.all(foreign) == []
    for ask in (product.feeds.refresh, product.feeds.remove):
        with pytest.raises(NotFound):
            ask(context(foreign), calendar.id)
    with pytest.raises(NotFound):
        product.feeds.subscribe(context(foreign), calendar.id, ADDRESS)
    assert said(product, foreign, calendar, Fetched(ics(BOXING)), clock.now() + DAY) is None
    assert product.calendars.one(tenant, calendar.id) == calendar


def test_two_at_the_same_moment_do_not_both_win(
    product: Lambdesk, tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    calendar = made(product, tenant)

    def stale(*_: Any) -> None:
        raise StaleVersion(2)

    monkeypatch.setattr(product.calendar_store, "commit", stale)
    with pytest.raises(Conflict):
        product.feeds.subscribe(context(tenant), calendar.id, ADDRESS)
