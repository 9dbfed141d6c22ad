"""Worked examples of what holds, and the reasons given."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lambdesk.filters import evaluate
from lambdesk.filters.evaluate import Subject, matches, why
from lambdesk.filters.fields import Catalogue
from lambdesk.filters.model import AllOf, AnyOf, Condition, Filter, Not, Operator
from lambdesk.filters.text import parse
from lambdesk.kit import clock
from tests.unit.filters.samples import AROUND, FIELDS, NOBODY, NOW

TICKET: Subject = {
    "subject": "Refund for my Lamp",
    "priority": "high",
    "team": "team_1",
    "assignee": "usr_1",
    "tag": ("late", "vip"),
    "category": ("cat_1", "cat_2"),
    "created": NOW - timedelta(days=1),
    "snoozed": False,
    "field.fld_1": "AB-1",
    "field.fld_2": 2.5,
    "field.fld_3": "2026-11-20",
    "field.fld_4": ("s", "m"),
}


def read(text: str) -> Filter:
    found = parse(text, FIELDS).filter
    assert found is not None, text
    return found


@pytest.mark.parametrize(
    "text",
    [
        *("", "priority:low,high", "-priority:low", "team:billing", "team:my_teams", "assignee:me,usr_2"),
        *("tag:VIP", "tag:vip,x", "-tag:x", "category:refunds", "category/money", "-category:money"),
        *("subject~LAMP", "subject^refund", "-subject^lamp", "snoozed:no", "-snoozed:yes"),
        *('subject:"refund for my lamp"', "category/refunds"),
        *("field.weight>2", "field.weight>=2.5", "field.weight<=2.5", "field.weight:2..3", "field.weight:1,2.5"),
        *("field.bought:2026-11-20", "field.bought>=-2d", "-field.bought>-2d", "field.bought:-1w..today"),
        *("field.sizes:l,m", "no:field.gift", "-field.gift:yes", "has:field.sizes", "created>-2d", "created:-1d..now"),
        *("created<today", "created>=2026-11-21", "created<=2026-11-21", "created:2026-11-21..2026-11-21"),
        *("tag:x or priority:high", "-(tag:x or priority:low)"),
    ],
)  # fmt: skip
def test_it_holds(text: str) -> None:
    assert matches(read(text), TICKET, AROUND)
    assert not matches(Not(read(text)), TICKET, AROUND)


@pytest.mark.parametrize(
    "text",
    [
        *("-()", "tag:x", "category:money", "subject^lamp", "created>-1d", "created>2026-11-21", "created<2026-11-21"),
        *("field.weight<2.5", "field.gift:no", "no:tag", "team:team_2", "priority:high tag:x", "field.bought:today"),
    ],
)  # fmt: skip
def test_it_does_not_hold(text: str) -> None:
    assert not matches(read(text), TICKET, AROUND)
    assert matches(Not(read(text)), TICKET, AROUND)


def test_a_day_is_that_of_the_zone() -> None:
    at = clock.from_text("2026-11-21T23:30:00Z")
    paris = replace(AROUND, zone=ZoneInfo("Europe/Paris"))
    on_sunday = read("created>=2026-11-22")
    assert not matches(on_sunday, {"created": at}, AROUND)
    assert matches(on_sunday, {"created": at}, paris)


@pytest.mark.parametrize(("zone", "hours"), [("Europe/Paris", 25), ("UTC", 24)])
def test_a_day_is_as_long_as_its_clock_says(zone: str, hours: int) -> None:
    """The end of summer time makes one day longer."""
    around = replace(AROUND, zone=ZoneInfo(zone))
    start = datetime(2026, 10, 25, tzinfo=ZoneInfo(zone))
    begin = clock.from_text(start.isoformat())
    day = read("created:2026-10-25..2026-10-25")
    last = begin + timedelta(hours=hours) - timedelta(milliseconds=1)
    assert matches(day, {"created": begin}, around)
    assert matches(day, {"created": last}, around)
    assert not matches(day, {"created": last + timedelta(milliseconds=1)}, around)
    assert not matches(day, {"created": begin - timedelta(milliseconds=1)}, around)


def test_what_took_a_choices_place_is_meant_by_it() -> None:
    named = Condition("category", Operator.ANY_OF, ("cat_3",))
    assert matches(named, TICKET, AROUND)
    assert matches(replace(named, op=Operator.UNDER), TICKET, AROUND)


@pytest.mark.parametrize(
    ("condition", "around", "because"),
    [
        (Condition("field.fld_6", Operator.ANY_OF, ("x",)), AROUND, evaluate.UNKNOWN_FIELD),
        (
            Condition("priority", Operator.ANY_OF, ("high",)),
            replace(AROUND, catalogue=Catalogue()),
            evaluate.UNKNOWN_FIELD,
        ),
        (Condition("priority", Operator.LT, ("high",)), AROUND, evaluate.UNKNOWN_OPERATOR),
        (Condition("assignee", Operator.ANY_OF, ("me",)), NOBODY, evaluate.NO_VIEWER),
    ],
)
def test_what_cannot_be_asked_never_matches_and_says_why(condition: Condition, around: Any, because: str) -> None:
    for found in (condition, Not(condition), AllOf((condition,)), AnyOf((condition, read("tag:x")))):
        assert not matches(found, TICKET, around)
    reason = why(condition, TICKET, around)
    assert (reason.held, reason.because) == (None, because)
    # Beside what decides alone it does not matter.
    certain = AnyOf((condition, AllOf()))
    assert matches(certain, TICKET, around)
    assert why(AllOf((condition, Not(AllOf()))), TICKET, around).held is False


def test_the_reasons_are_those_of_each_part() -> None:
    reason = why(read("priority:high -tag:x (team:team_2 or subject~lamp)"), TICKET, AROUND)
    assert reason.held is True
    high, other, group = reason.parts
    assert (high.held, high.found) == (True, "high")
    assert (other.held, other.parts[0].held, other.parts[0].found) == (True, False, ("late", "vip"))
    assert [(each.held, each.found) for each in group.parts] == [(False, "team_1"), (True, "Refund for my Lamp")]
