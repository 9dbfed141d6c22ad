"""Business calendars through the door: their forms, their versions, and what a year of them looks like."""

from typing import Any

import pytest

from lambdesk.identity import service
from lambdesk.identity.decide import NewUser
from lambdesk.identity.model import ADMIN
from tests.support.desk import PASSWORD, Desk, MemoryLambdesk, Reply, context, settle

PATH = "/v1/calendars"
DAY = [{"opens": "09:00", "closes": "17:00"}]
WEEK = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), DAY)
OFFICE = {"name": "Office", "zone": "Europe/Berlin", "week": WEEK}


@pytest.fixture
def admin(product: MemoryLambdesk) -> Desk:
    tenant, _ = settle(product, "acme")
    newcomer = NewUser("ada@acme.example", "Ada Lindqvist", ADMIN)
    user = service.create_user(product.identity_store, product.user_pool, context(tenant.id), newcomer, PASSWORD)
    return Desk(product, tenant.id, user.id)


def tenant_of(product: MemoryLambdesk) -> str:
    (found,) = [each for each in product.identity_store.tenants() if each.startswith("tnt_")]
    return found


def keep(desk: Desk, **more: Any) -> Any:
    answer = desk.send("POST", PATH, {**OFFICE, **more})
    assert answer.status == 201, answer.text
    return answer.json


def change(desk: Desk, calendar: Any, **fields: Any) -> Reply:
    return desk.send("PATCH", f"{PATH}/{calendar['id']}", fields, {"If-Match": f'"{calendar["version"]}"'})


def codes(answer: Reply) -> set[tuple[str, str]]:
    assert answer.status == 422, answer.text
    return {(each["field"], each["code"]) for each in answer.json["errors"]}


def test_a_calendar_comes_back_as_it_was_sent_and_days_in_order(admin: Desk) -> None:
    night = [{"opens": "22:00", "closes": "06:00"}, {"opens": "08:00", "closes": "24:00"}]
    holidays = [{"date": "2026-12-25", "name": "Christmas"}, {"date": "2026-05-01", "name": ""}]
    short = [{"opens": "09:00", "closes": "12:00"}]
    half = {"first": "2026-12-24", "last": "2026-12-24", "windows": short, "name": ""}
    made = keep(admin, week={**WEEK, "sunday": night}, holidays=holidays, overrides=[half])
    assert made["week"] == {**WEEK, "saturday": [], "sunday": night[::-1]}
    assert made["holidays"] == holidays[::-1]
    assert made["overrides"] == [half]
    assert admin.get(f"{PATH}/{made['id']}").json == made
    assert admin.get(PATH).json["items"] == [made]


def test_a_change_is_a_new_version_and_the_old_one_stays(admin: Desk, product: MemoryLambdesk) -> None:
    made = keep(admin)
    changed = change(admin, made, zone="Asia/Tokyo").json
    assert (changed["version"], changed["zone"], changed["week"]) == (2, "Asia/Tokyo", made["week"])
    assert change(admin, changed, zone="Asia/Tokyo").json == changed
    assert change(admin, made, name="Late").status == 412
    assert product.calendars.version(tenant_of(product), made["id"], 1).zone == "Europe/Berlin"
    gone = admin.send("DELETE", f"{PATH}/{made['id']}", None, {"If-Match": '"2"'})
    assert gone.status == 204
    assert admin.get(f"{PATH}/{made['id']}").status == 404
    assert product.calendars.version(tenant_of(product), made["id"], 2).zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"week": {}}, {("body.week", "never_open")}),
        ({"zone": "Mars/Olympus"}, {("body.zone", "unknown_zone")}),
        ({"week": {"monday": [{"opens": "09:00", "closes": "09:00"}]}}, {("body.week.monday", "empty")}),
        ({"overrides": [{"first": "2026-05-05", "last": "2026-05-04"}]},
         {("body.overrides.2026-05-05", "out_of_range")}),
    ],
)  # fmt: skip
def test_what_no_clock_can_follow_is_refused_with_its_place(admin: Desk, form: Any, expected: Any) -> None:
    assert codes(admin.send("POST", PATH, {**OFFICE, **form})) == expected
    made = keep(admin)
    assert codes(change(admin, made, **form)) == expected


@pytest.mark.parametrize(
    "form",
    [
        {"week": {"monday": [{"opens": "24:00", "closes": "10:00"}]}},
        {"week": {"monday": [{"opens": "9:00", "closes": "10:00"}]}},
        {"holidays": [{"date": "2026-02-30"}]},
        {"holidays": [{"date": "3026-02-20"}]},
        {"week": {"someday": DAY}},
        {"name": " "},
    ],
)
def test_what_is_no_time_or_day_is_refused(admin: Desk, form: Any) -> None:
    assert admin.send("POST", PATH, {**OFFICE, **form}).status == 422


def test_a_name_is_given_once(admin: Desk) -> None:
    keep(admin)
    assert codes(admin.send("POST", PATH, {**OFFICE, "name": "OFFICE "})) == {("body.name", "taken")}


def test_a_preview_shows_every_day_and_why_it_is_different(admin: Desk) -> None:
    whole = {"opens": "00:00", "closes": "24:00"}
    made = keep(admin, week={**WEEK, "sunday": [whole]})
    today = admin.get(f"{PATH}/{made['id']}/preview", "months=12").json["days"]
    assert 364 <= len(today) <= 366
    first, second = today[0]["date"], today[1]["date"]
    fair = {"name": "Fair", "windows": [{"opens": "10:00", "closes": "11:00"}]}
    made = change(
        admin, made,
        holidays=[{"date": first, "name": "Feast"}, {"date": second, "name": "Feast"}],
        overrides=[{**fair, "first": second, "last": second}],
    ).json  # fmt: skip
    days = admin.get(f"{PATH}/{made['id']}/preview").json["days"]
    assert days[0] == {"date": first, "windows": [], "open_seconds": 0, "because": "holiday", "name": "Feast"}
    assert (days[1]["open_seconds"], days[1]["because"], days[1]["name"]) == (3_600, "override", "Fair")
    sundays = {each["open_seconds"] for each in days[2:] if each["windows"] == [whole]}
    assert sundays == {23 * 3_600, 24 * 3_600, 25 * 3_600}
    assert admin.get(f"{PATH}/{made['id']}/preview", "months=25").status == 422


def test_a_draft_is_previewed_as_it_would_be_kept_and_is_not_kept(admin: Desk) -> None:
    draft = {"zone": "Europe/Berlin", "week": WEEK, "country": "DE", "holidays": [{"date": "2030-01-01", "name": "x"}]}
    answer = admin.send("POST", f"{PATH}/preview", draft)
    assert answer.status == 200, answer.text
    assert admin.get(PATH).json["items"] == []
    made = keep(admin, **draft)
    assert answer.json == admin.get(f"{PATH}/{made['id']}/preview").json
    assert any(each["because"] == "holiday" and each["name"] for each in answer.json["days"])


def test_a_draft_that_could_not_be_kept_is_refused_with_its_places(admin: Desk) -> None:
    wrong = {"zone": "Mars/Olympus", "week": {}, "overrides": [{"first": "2026-05-05", "last": "2026-05-04"}]}
    expected = {
        ("body.zone", "unknown_zone"),
        ("body.week", "never_open"),
        ("body.overrides.2026-05-05", "out_of_range"),
    }
    assert codes(admin.send("POST", f"{PATH}/preview", wrong)) == expected
    region = {"zone": "UTC", "week": WEEK, "country": "DE", "subdivision": "TX"}
    assert codes(admin.send("POST", f"{PATH}/preview", region)) == {("body.subdivision", "unknown_value")}


def test_public_holidays_come_with_country_and_subdivision_for_years(admin: Desk) -> None:
    made = keep(admin, country="DE", subdivision="BY")
    year = int(made["updated_at"][:4])
    days = {each["date"]: each["name"] for each in made["public_holidays"]}
    assert {day[:4] for day in days} == {str(each) for each in range(year - 1, year + 11)}
    assert f"{year}-01-06" in days
    assert days[f"{year}-01-01"] == "New Year's Day"
    whole = change(admin, made, subdivision=None).json
    assert f"{year}-01-06" not in {each["date"] for each in whole["public_holidays"]}
    other = change(admin, change(admin, whole, subdivision="BY").json, country="AT").json
    assert (other["country"], other["subdivision"]) == ("AT", None)
    none = change(admin, other, country=None).json
    assert (none["public_holidays"], none["country"], none["version"]) == ([], None, 5)


def test_somebody_at_work_on_a_holiday_says_so_by_an_override(admin: Desk) -> None:
    made = keep(admin, country="DE")
    (first, *_) = [each for each in made["public_holidays"] if each["date"] > made["updated_at"][:10]]
    override = {"first": first["date"], "last": first["date"], "windows": DAY, "name": "Open"}
    other = change(admin, made, overrides=[override]).json
    days = admin.get(f"{PATH}/{other['id']}/preview").json["days"]
    (day,) = [each for each in days if each["date"] == first["date"]]
    assert (day["because"], day["open_seconds"]) == ("override", 8 * 3_600)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"country": "XX"}, "body.country"),
        ({"country": "DE", "subdivision": "TX"}, "body.subdivision"),
        ({"subdivision": "BY"}, "body.subdivision"),
    ],
)
def test_a_region_that_nobody_knows_is_refused(admin: Desk, form: Any, field: str) -> None:
    assert {place for place, _ in codes(admin.send("POST", PATH, {**OFFICE, **form}))} == {field}


def test_holidays_are_listed_by_country_and_year(admin: Desk) -> None:
    known = {each["country"]: each["subdivisions"] for each in admin.get("/v1/holidays/countries").json["items"]}
    assert len(known) > 200
    assert "BY" in known["DE"]
    found = admin.get("/v1/holidays", "country=DE&subdivision=BY&year=2026").json["items"]
    assert {"date": "2026-01-06", "name": "Epiphany"} in found
    assert admin.get("/v1/holidays", "country=XX&year=2026").status == 422


def test_a_file_of_holidays_is_read_and_taken(admin: Desk) -> None:
    lines = "BEGIN:VEVENT", "UID:1", "DTSTART;VALUE=DATE:20301224", "SUMMARY:Eve", "END:VEVENT"
    text = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *lines, "END:VCALENDAR", ""])
    found = admin.send("POST", "/v1/holidays/ical", {"ics": text}).json
    assert found == {"items": [{"date": "2030-12-24", "name": "Eve"}], "ignored": 0}
    assert keep(admin, holidays=found["items"])["holidays"] == found["items"]
    assert codes(admin.send("POST", "/v1/holidays/ical", {"ics": "nothing"})) == {("body.ics", "not_a_calendar")}


def test_only_those_who_set_up_the_workspace_see_calendars(product: MemoryLambdesk) -> None:
    tenant, user = settle(product, "kitefly")
    assert Desk(product, tenant.id, user.id).get(PATH).status == 403
