"""How calendars are written to and read from callers: days as `2026-12-24`, times as `09:00`."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from lambdesk.kit import clock
from lambdesk.kit.errors import FieldError, Invalid
from lambdesk.sla.calendar import DAY_MINUTES, Override, Window
from lambdesk.sla.calendars.model import BusinessCalendar, Day, Holiday

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Wire = dict[str, Any]


def day(text: str) -> date:
    """A day; raises ValueError for what is none."""
    return date.fromisoformat(text)


def calendar(found: BusinessCalendar) -> Wire:
    """A calendar as callers see it."""
    return {
        "id": found.id,
        "name": found.name,
        "zone": found.zone,
        "week": {name: windows(each) for name, each in zip(WEEK, found.week, strict=True)},
        "holidays": holidays(found.holidays),
        "country": found.country,
        "subdivision": found.subdivision,
        "public_holidays": holidays(found.public_holidays),
        "feed_holidays": holidays(found.feed_holidays),
        "overrides": [
            {
                "first": each.first.isoformat(),
                "last": each.last.isoformat(),
                "windows": windows(each.windows),
                "name": each.name,
            }
            for each in found.overrides
        ],
        "updated_at": clock.to_text(found.updated_at),
        "version": found.version,
    }


def holidays(found: Iterable[Holiday]) -> list[Wire]:
    """Days off as callers see them."""
    return [{"date": each.day.isoformat(), "name": each.name} for each in found]


def preview(days: Iterable[Day]) -> Wire:
    """Days as callers see them."""
    return {
        "days": [
            {
                "date": each.day.isoformat(),
                "windows": windows(each.windows),
                "open_seconds": each.open_seconds,
                "because": each.because,
                "name": each.name,
            }
            for each in days
        ]
    }


def windows(found: Iterable[Window]) -> list[Wire]:
    """Windows by the clock: what closes on the next day closes earlier than it opens."""
    return [{"opens": _time(each.opens), "closes": _closing(each.closes)} for each in found]


def fields(form: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a calendar out of a checked form; raises Invalid for a window without length."""
    wrong: list[FieldError] = []
    read: dict[str, Any] = {name: form[name] for name in ("name", "zone", "country", "subdivision") if name in form}
    if "week" in form:
        week = [_windows(form["week"].get(name, ()), f"body.week.{name}", wrong) for name in WEEK]
        read["week"] = tuple(week)
    if "holidays" in form:
        read["holidays"] = tuple(Holiday(day(each["date"]), each["name"]) for each in form["holidays"])
    if "overrides" in form:
        read["overrides"] = tuple(
            Override(
                day(each["first"]),
                day(each["last"]),
                _windows(each["windows"], f"body.overrides.{each['first']}", wrong),
                each["name"],
            )
            for each in form["overrides"]
        )
    if wrong:
        raise Invalid(fields=wrong)
    return read


def _windows(given: Iterable[Mapping[str, str]], place: str, wrong: list[FieldError]) -> tuple[Window, ...]:
    found = []
    for each in given:
        opens, closes = _minutes(each["opens"]), _minutes(each["closes"])
        if opens == closes:
            wrong.append(FieldError(place, "a window closes when it opens; a whole day is 00:00 to 24:00", "empty"))
        found.append(Window(opens, closes if closes > opens else closes + DAY_MINUTES))
    return tuple(found)


def _minutes(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)


def _time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _closing(minutes: int) -> str:
    return _time(minutes if minutes <= DAY_MINUTES else minutes - DAY_MINUTES)
