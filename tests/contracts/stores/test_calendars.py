"""Every store keeps business calendars by tenant, and every version of them for ever."""

from dataclasses import replace
from datetime import date

import pytest

from lambdesk.kit.changes import ChangeSet, Insert, Remove, Replace
from lambdesk.kit.errors import AlreadyExists, StaleVersion
from lambdesk.sla.calendar import Override, Window
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
