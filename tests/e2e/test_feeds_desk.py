"""Holidays of an address in the browser: subscribed to, seen in the year, and explained when they cannot be read."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.test_desk import OpenDesk, open_desk
from tests.support.cloud import RunningCloud
from tests.support.feeds import ics
from tests.support.gallery import violations
from tests.support.listener import Listener
from tests.support.tenants import make_tenant

__all__ = ["open_desk"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]
WEEK = {"monday": [{"opens": "09:00", "closes": "17:00"}]}


@pytest.fixture
def days() -> Iterator[Listener]:
    found = Listener(body=ics("20261224", "20261228").encode())
    yield found
    found.stop()


def test_days_of_an_address_are_read_and_what_is_wrong_is_said(
    open_desk: OpenDesk, cloud: RunningCloud, days: Listener
) -> None:
    tenant = make_tenant(cloud, "Feeds")
    admin = cloud.sign_in(tenant, "admin")
    admin.api.post("/v1/calendars", json={"name": "Office", "zone": "UTC", "week": WEEK}).raise_for_status()
    page = open_desk(role="admin", tenant=tenant)
    page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant(tenant)['slug']}/settings/calendars")
    page.get_by_role("button", name="Edit Office").click()
    box = page.get_by_role("textbox", name="Address of the iCal file")
    box.fill("https://me:secret@days.example/x.ics")
    box.press("Enter")
    expect(page.get_by_text("An https address without a name and a password in it.")).to_be_visible()
    # An address inside a network of ours is asked for nothing.
    box.fill("https://10.0.0.1/x.ics")
    box.press("Enter")
    expect(page.get_by_text("The address does not answer, or answers too slowly.")).to_be_visible()
    box.fill(f"{days.url}/days.ics")
    page.get_by_role("button", name="Change the address").click()
    different = page.get_by_role("list", name="Days that are different")
    expect(different).to_contain_text("Day 20261224")
    expect(page.get_by_text("2 days")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Read it now").click()
    expect(page.get_by_text("It was read less than a minute ago; ask again in a moment.")).to_be_visible()
    days.body = b"<html>"
    box.fill(f"{days.url}/moved.ics")
    page.get_by_role("button", name="Change the address").click()
    expect(page.get_by_text("What is there is no iCal file.")).to_be_visible()
    # The days that were read last still count.
    expect(different).to_contain_text("Day 20261228")
    page.get_by_role("button", name="Unsubscribe").click()
    expect(page.get_by_text("Every week is the same.")).to_be_visible()
