"""Business hours in the browser: written by keyboard, looked at before they are kept, and refused at their place."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_desk import OpenDesk, open_desk
from tests.support.cloud import RunningCloud
from tests.support.gallery import WIDTHS, Gallery
from tests.support.tenants import make_tenant

__all__ = ["open_desk"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]
DAYS = ("DTSTART;VALUE=DATE:20300102", "SUMMARY:Company day")
FILE = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:1", *DAYS, "END:VEVENT", "END:VCALENDAR", "")


@pytest.fixture
def tenant(cloud: RunningCloud) -> int:
    return make_tenant(cloud, "Hours")


def open_page(open_desk: OpenDesk, cloud: RunningCloud, tenant: int, width: int = 1440) -> Page:
    page = open_desk(role="admin", tenant=tenant, width=width)
    page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant(tenant)['slug']}/settings/calendars")
    expect(page.get_by_role("button", name="New calendar")).to_be_visible()
    return page


def test_hours_are_written_looked_at_and_kept(
    open_desk: OpenDesk, cloud: RunningCloud, tenant: int, tmp_path: Path
) -> None:
    page = open_page(open_desk, cloud, tenant)
    page.get_by_role("button", name="New calendar").press("Enter")
    page.get_by_label("Name", exact=True).fill("Support")
    page.get_by_label("Time zone").select_option("Europe/Berlin")
    page.get_by_role("button", name="Add hours: Saturday").press("Enter")
    page.keyboard.type("22")
    page.keyboard.press("Tab")
    page.keyboard.type("6 am")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Saturday, 1: closes")).to_have_value("06:00")
    expect(page.get_by_text("next day")).to_be_visible()
    page.get_by_label("Public holidays of").select_option(label="Germany")
    page.get_by_label("Region").select_option("BY")
    different = page.get_by_role("list", name="Days that are different")
    expect(different).to_contain_text("Epiphany")
    soon = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    page.get_by_role("button", name="Add other hours").press("Enter")
    page.get_by_label("First day").fill(soon)
    page.get_by_label("Name", exact=True).last.fill("Stocktaking")
    expect(different).to_contain_text("Stocktaking")
    expect(different).to_contain_text("09:00–13:00")
    file = tmp_path / "days.ics"
    file.write_text("\r\n".join(FILE))
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("1 day was taken from the file.")).to_be_visible()
    page.get_by_role("button", name="Create").press("Enter")
    listed = page.get_by_role("list", name="Business hours")
    expect(listed).to_contain_text("Sat 22:00–06:00")
    (kept,) = cloud.sign_in(tenant, "admin").get("/v1/calendars")["items"]
    assert (kept["country"], kept["subdivision"], kept["zone"]) == ("DE", "BY", "Europe/Berlin")
    assert kept["week"]["saturday"] == [{"opens": "22:00", "closes": "06:00"}]
    assert kept["holidays"] == [{"date": "2030-01-02", "name": "Company day"}]
    assert [(each["first"], each["name"]) for each in kept["overrides"]] == [(soon, "Stocktaking")]
    page.get_by_role("button", name="Delete Support").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("No business hours yet")).to_be_visible()


def test_what_cannot_be_is_told_at_its_place_and_two_admins_do_not_overwrite_each_other(
    open_desk: OpenDesk, cloud: RunningCloud, tenant: int
) -> None:
    week = {"monday": [{"opens": "09:00", "closes": "17:00"}]}
    admin = cloud.sign_in(tenant, "admin")
    made = admin.api.post("/v1/calendars", json={"name": "Office", "zone": "UTC", "week": week}).json()
    page = open_page(open_desk, cloud, tenant)
    page.get_by_role("button", name="Edit Office").click()
    page.get_by_role("button", name="Remove hours 1: Monday").click()
    expect(page.get_by_text("At least one day of the week has to open.")).to_be_visible()
    page.get_by_role("button", name="Add hours: Tuesday").click()
    expect(page.get_by_text("At least one day of the week has to open.")).to_have_count(0)
    theirs = admin.api.patch(f"/v1/calendars/{made['id']}", json={"zone": "Asia/Tokyo"}, headers={"If-Match": '"1"'})
    assert theirs.status_code == 200
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("form").get_by_role("alert")).to_contain_text("Somebody else has changed this meanwhile.")
    page.get_by_role("button", name="Show theirs").click()
    expect(page.get_by_label("Time zone")).to_have_value("Asia/Tokyo")
    page.get_by_label("Name", exact=True).fill("Tokyo")
    page.get_by_role("link", name="Teams").click()
    expect(page.get_by_role("dialog", name="Leave without saving?")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Keep editing").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("list", name="Business hours")).to_contain_text("Tokyo")


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(open_desk: OpenDesk, cloud: RunningCloud, tenant: int, shots: Path, width: int) -> None:
    span = [{"opens": "08:00", "closes": "12:00"}, {"opens": "13:00", "closes": "24:00"}]
    office = {"name": "Office", "zone": "Europe/Berlin", "week": {"monday": span, "friday": span[:1]}, "country": "DE"}
    cloud.sign_in(tenant, "admin").api.post("/v1/calendars", json=office).raise_for_status()
    page = open_page(open_desk, cloud, tenant, width)
    gallery = Gallery(page, shots, str(width))
    gallery.keep("calendars")
    page.get_by_role("button", name="Edit Office").click()
    page.get_by_role("button", name="Add a closure").click()
    page.get_by_role("button", name="Add a day", exact=True).click()
    expect(page.get_by_role("button", name="Remove Exception 1")).to_be_visible()
    page.get_by_role("button", name="Remove Exception 1").click()
    expect(page.get_by_role("table").first).to_be_visible()
    gallery.keep("calendar")
    gallery.judge()
