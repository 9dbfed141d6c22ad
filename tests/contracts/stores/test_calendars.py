"""Every store keeps business calendars by tenant, and every version of them for ever."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from lambdesk.kit.changes import ChangeSet, Insert, Remove, Replace
from lambdesk.kit.errors import AlreadyExists, StaleVersion
from lambdesk.sla.calendar import Override, Window
from lambdesk.sla.calendars.feeds.model import CalendarFeed, Fault
from lambdesk.sla.calendars.model import BusinessCalendar, CalendarVersion, Holiday
from tests.contracts.stores import examples
from tests.contracts.stores.conftest import World, new_tenant

OFFICE = (Window(540, 1_020),)
PLAIN = BusinessCalendar("cal_" + "0" * 26, "Office", "UTC", (OFFICE, *[()] * 6), examples.MORNING)
FULL = BusinessCalendar(
    id="cal_" + "1" * 26,
    name=examples.ODD,
    zone="Australia/Lord_Howe",
    week=((Window(0, 1_440),), (Window(480, 720), Window(1_320, 1_800)), *[OFFICE] * 5),
    updated_at=examples.MORNING,
    holidays=tuple(Holiday(date(2020 + year, 12, 25), examples.ODD) for year in range(200)),
    overrides=(
        Override(date(2026, 12, 24), date(2026, 12, 24), OFFICE, examples.ODD),
        Override(date(2027, 1, 1), date(2030, 1, 1)),
    ),
    country="DE",
    subdivision="BY",
    public_holidays=(Holiday(date(2026, 1, 6), examples.ODD),),
    feed_holidays=(Holiday(date(2026, 12, 26), examples.ODD),),
    version=7,
)


def keep(world: World, *calendars: BusinessCalendar) -> None:
    for each in calendars:
        world.calendars.commit(world.tenant, ChangeSet((Insert(each), Insert(CalendarVersion(each)))))


@pytest.mark.parametrize("calendar", [PLAIN, FULL])
def test_a_calendar_comes_back_as_it_was_given(world: World, calendar: BusinessCalendar) -> None:
    keep(world, calendar)
    assert world.calendars.newest(world.tenant, calendar.id) == calendar
    assert world.calendars.version(world.tenant, calendar.id, calendar.version) == calendar


def test_calendars_are_found_by_id_and_tenant_only(world: World) -> None:
    keep(world, FULL, PLAIN)
    assert world.calendars.all(world.tenant) == (PLAIN, FULL)
    assert world.calendars.all(new_tenant()) == ()
    assert world.calendars.newest(new_tenant(), PLAIN.id) is None
    for other in ("cal_" + "2" * 26, "cal_", "usr_" + "0" * 26, "", PLAIN.id + "#1"):
        assert world.calendars.newest(world.tenant, other) is None
        assert world.calendars.version(world.tenant, other, 1) is None
    assert world.calendars.version(world.tenant, PLAIN.id, 2) is None


def test_a_version_outlives_its_change_and_the_calendars_end(world: World) -> None:
    keep(world, PLAIN)
    second = replace(PLAIN, name="Two", version=2)
    change = ChangeSet((Replace(second, 1), Insert(CalendarVersion(second))))
    world.calendars.commit(world.tenant, change)
    with pytest.raises((StaleVersion, AlreadyExists)):
        world.calendars.commit(world.tenant, change)
    with pytest.raises(StaleVersion):
        world.calendars.commit(world.tenant, ChangeSet((Remove(PLAIN, 1),)))
    world.calendars.commit(world.tenant, ChangeSet((Remove(second, 2),)))
    assert world.calendars.all(world.tenant) == ()
    assert world.calendars.version(world.tenant, PLAIN.id, 1) == PLAIN
    assert world.calendars.version(world.tenant, PLAIN.id, 2) == second


EVENING = examples.MORNING + timedelta(hours=10)
FEED = CalendarFeed(
    PLAIN.id,
    "a.sealed",
    due_at=EVENING,
    asked_at=examples.MORNING,
    etag='"7"',
    modified="Sun",
    tried_at=EVENING,
    read_at=examples.MORNING,
    error=Fault.GONE,
    failing_since=EVENING,
    days=14,
    version=3,
)


@pytest.mark.parametrize("feed", [FEED, CalendarFeed(PLAIN.id, "a.sealed", EVENING, examples.MORNING)])
def test_a_feed_comes_back_as_it_was_given_and_is_no_calendar(world: World, feed: CalendarFeed) -> None:
    keep(world, PLAIN)
    world.calendars.commit(world.tenant, ChangeSet((Insert(feed),)))
    assert world.calendars.feed(world.tenant, PLAIN.id) == feed
    assert world.calendars.feeds(world.tenant) == (feed,)
    assert world.calendars.all(world.tenant) == (PLAIN,)
    for tenant, calendar_id in ((new_tenant(), PLAIN.id), (world.tenant, FULL.id), (world.tenant, "cal_")):
        assert world.calendars.feed(tenant, calendar_id) is None
    assert world.calendars.feeds(new_tenant()) == ()


def test_feeds_of_all_tenants_are_found_by_when_they_are_due(world: World) -> None:
    other = new_tenant()
    later = replace(FEED, calendar_id=FULL.id, due_at=FEED.due_at + timedelta(milliseconds=1))
    for tenant, feed in ((world.tenant, FEED), (world.tenant, later), (other, FEED)):
        world.calendars.commit(tenant, ChangeSet((Insert(feed),)))

    def due(until: datetime) -> set[tuple[str, str]]:
        return {each for each in world.due_feeds.due(until) if each[0] in (world.tenant, other)}

    first = {(world.tenant, PLAIN.id), (other, PLAIN.id)}
    assert due(FEED.due_at - timedelta(milliseconds=1)) == set()
    assert due(FEED.due_at) == first
    assert due(later.due_at) == {*first, (world.tenant, FULL.id)}
    moved = replace(FEED, due_at=FEED.due_at + timedelta(days=1), version=4)
    world.calendars.commit(world.tenant, ChangeSet((Replace(moved, 3),)))
    world.calendars.commit(other, ChangeSet((Remove(FEED, 3),)))
    assert due(later.due_at) == {(world.tenant, FULL.id)}
    assert not {number for tenant, number in world.due.due(moved.due_at) if tenant == world.tenant}
