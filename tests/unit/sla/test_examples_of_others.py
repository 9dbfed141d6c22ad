"""Due times that the public documentation of other help desks works out, by ours.

Where a page gives a weekday only, it is one of May 2026 without a holiday. Two pages contradict themselves: their own
sums are what is tested. Left out are rules of another kind, such as a target of "one day" that means the next morning.
"""

from datetime import date

import pytest

from lambdesk.sla import clocks
from lambdesk.sla.calendar import Calendar, Window, add, elapsed
from lambdesk.sla.model import DEFAULT_POLICY, Metric, Terms
from tests.support.slow_calendar import moment

HOUR = 3_600
FRIDAY, MONDAY, TUESDAY, WEDNESDAY = "2026-05-08", "2026-05-11", "2026-05-12", "2026-05-13"


def weekdays(opens: int, closes: int, *holidays: str, zone: str = "UTC", days: int = 5) -> Calendar:
    windows = (Window(opens * 60, closes * 60),)
    week = tuple(windows if day < days else () for day in range(7))
    return Calendar(zone, week, frozenset(map(date.fromisoformat, holidays)))


OFFICE = weekdays(9, 17)
SPLIT = Calendar("UTC", ((Window(540, 1_080),), (), (Window(540, 720), Window(780, 1_020)), (), (), (), ()))

EXAMPLES = [
    # Zendesk, community answer of its customer care: two business hours from Friday at four.
    ("zendesk", OFFICE, f"{FRIDAY}T16:00", 2, f"{MONDAY}T10:00"),
    # eesel on Zendesk: created at the closing time. The page's sum is 8 hours of Monday, the page says 09:00.
    ("eesel", OFFICE, f"{FRIDAY}T17:00", 8, f"{MONDAY}T17:00"),
    # Airclou: four hours from Friday at four.
    ("airclou", OFFICE, f"{FRIDAY}T16:00", 4, f"{MONDAY}T12:00"),
    # Nine Minds: one hour of Friday and three of Monday; the page writes Tuesday.
    ("nine minds", weekdays(8, 17), f"{FRIDAY}T16:00", 4, f"{MONDAY}T11:00"),
    # Switch Labs: two hours of Thursday, two of Friday; and an evening before.
    ("switch labs", OFFICE, "2026-05-07T15:00", 4, f"{FRIDAY}T11:00"),
    ("switch labs, evening", OFFICE, "2026-05-06T18:00", 4, "2026-05-07T13:00"),
    # Eccentex: eight hours from Tuesday at eleven.
    ("eccentex", OFFICE, f"{TUESDAY}T11:00", 8, f"{WEDNESDAY}T11:00"),
    # Thulium: twelve hours from ten, working from eight to four, 21 and 22 February.
    ("thulium", weekdays(8, 16), "2022-02-21T10:00", 12, "2022-02-22T14:00"),
    # Matrix42: created on the holiday of Easter Monday 2009, reaction within an hour; and the other example's 1 May.
    ("matrix42", weekdays(8, 17, "2009-04-13", "2009-05-01", zone="Europe/Berlin"),
     "2009-04-13T00:00", 1, "2009-04-14T09:00"),
    # ServiceNow: 24 hours of a schedule from nine to five are three working days.
    ("servicenow", OFFICE, f"{MONDAY}T09:00", 24, f"{WEDNESDAY}T17:00"),
    # ServiceNow: noon to five, Monday to Thursday, US Pacific.
    ("servicenow, part time", weekdays(12, 17, zone="America/Los_Angeles", days=4),
     "2026-05-07T16:00", 2, f"{MONDAY}T13:00"),
    # InvictaDesk: 24 hours of eight-hour days are three days from creation.
    ("invictadesk", OFFICE, f"{TUESDAY}T10:00", 24, "2026-05-15T10:00"),
    # A guide to milestones of Salesforce: Friday is a holiday.
    ("milestones", weekdays(9, 17, FRIDAY), "2026-05-07T15:00", 4, f"{MONDAY}T11:00"),
    # A tender for osTicket: nine to six; and two whole days around the clock on weekdays.
    ("osticket", weekdays(9, 18), f"{MONDAY}T16:00", 8, f"{TUESDAY}T15:00"),
    ("osticket, weekdays around the clock", weekdays(0, 24), f"{FRIDAY}T09:00", 48, f"{TUESDAY}T09:00"),
    # business_time: the Monday after a Fourth of July on a Sunday is a holiday, one hour from Friday ten to five.
    ("business_time", weekdays(9, 17, "2010-07-05"), "2010-07-02T16:50", 1, "2010-07-06T09:50"),
    # Time Ops, a tool that works out due times: eight hours from half past three are the same time of the next day.
    ("time ops", OFFICE, "2026-03-02T15:30", 8, "2026-03-03T15:30"),
    # Kwizbot: a lunch break on some days.
    ("kwizbot", SPLIT, f"{WEDNESDAY}T11:00", 3, f"{WEDNESDAY}T15:00"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("calendar", "start", "hours", "due"), [each[1:] for each in EXAMPLES], ids=[each[0] for each in EXAMPLES]
)
def test_what_others_work_out(calendar: Calendar, start: str, hours: int, due: str) -> None:
    begin, expected = moment(start, calendar.zone), moment(due, calendar.zone)
    assert add(calendar, begin, hours * HOUR) == expected
    assert elapsed(calendar, begin, expected) == hours * HOUR


def test_calendar_hours_never_stop() -> None:
    """Zendesk's contrast: eight hours around the clock from Friday at five end on Saturday at one."""
    whole = weekdays(0, 24, days=7)
    assert add(whole, moment(f"{FRIDAY}T17:00", "UTC"), 8 * HOUR) == moment("2026-05-09T01:00", "UTC")


PAUSES = [
    # A tender for osTicket: eight hours from Monday at four, pending from five for two working hours.
    ("osticket, pending", weekdays(9, 18), f"{MONDAY}T16:00", f"{MONDAY}T17:00", f"{TUESDAY}T10:00",
     f"{TUESDAY}T17:00"),
    # Dynamics 365, four situations of a hold: before the day begins it costs nothing ...
    ("dynamics, before hours", OFFICE, f"{MONDAY}T06:00", f"{MONDAY}T07:00", f"{MONDAY}T08:00", f"{MONDAY}T17:00"),
    # ... in working hours it moves the end by its length, whenever the case was opened ...
    ("dynamics, in hours", OFFICE, f"{MONDAY}T06:00", f"{MONDAY}T10:00", f"{MONDAY}T12:00", f"{TUESDAY}T11:00"),
    # ... and one that begins or ends outside of them by what of it lies in them. The page says of a hold that ends
    # after hours that it does not count; by our rule its working hours do.
    ("dynamics, ours: until after hours", OFFICE, f"{MONDAY}T09:00", f"{MONDAY}T16:00", f"{MONDAY}T20:00",
     f"{TUESDAY}T10:00"),
    ("dynamics, from after hours", OFFICE, f"{MONDAY}T10:00", f"{MONDAY}T20:00", f"{TUESDAY}T10:00",
     f"{TUESDAY}T11:00"),
]  # fmt: skip


@pytest.mark.parametrize("example", [each[1:] for each in PAUSES], ids=[each[0] for each in PAUSES])
def test_pauses_that_others_work_out(example: tuple[Calendar, str, str, str, str]) -> None:
    """Each of eight hours."""
    calendar, *moments = example
    start, paused, resumed, due = (moment(each, calendar.zone) for each in moments)
    terms = Terms(DEFAULT_POLICY, calendar)
    clock, _ = clocks.start(terms, Metric.RESOLUTION, 8 * HOUR, start)
    clock, _ = clocks.resume(clocks.pause(clock, terms, paused)[0], terms, resumed)
    assert clock.due_at == due
