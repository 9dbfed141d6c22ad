"""Open tickets get what a policy says now, while somebody looks at one; and a breach that was none is taken back."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_desk import OpenDesk, open_desk
from tests.support.cloud import RunningCloud
from tests.support.gallery import violations
from tests.support.tenants import make_tenant, open_ticket
from tests.support.writing import show

__all__ = ["open_desk"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]
WEEK = {each: [{"opens": "09:00", "closes": "17:00"}] for each in ("monday", "wednesday", "friday")}


def test_open_tickets_too(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    tenant = make_tenant(cloud, "Again")
    admin = cloud.sign_in(tenant, "admin")
    number = open_ticket(admin, "Is it for me, too?", priority="urgent")
    open_ticket(admin, "And for me?", priority="urgent")
    maya, jonas = open_desk(tenant=tenant), open_desk(tenant=tenant, role="admin")
    show(maya, cloud, number, tenant)
    expect(maya.get_by_text("Escalated to level")).to_have_count(0)
    jonas.goto(f"{cloud.outputs['desk_url']}{cloud.tenant(tenant)['slug']}/settings/policies")
    jonas.get_by_role("button", name="Edit Default policy").click()
    jonas.get_by_role("textbox", name="Urgent").first.fill("2s")
    jonas.get_by_role("button", name="Save").click()
    window = jonas.get_by_role("dialog", name="Open tickets")
    expect(window).to_contain_text("2 open tickets would be promised something else")
    expect(window.get_by_role("list", name="Some of them")).to_contain_text("Is it for me, too?")
    expect(window).to_contain_text("People are called for what is missed at once")
    assert violations(jonas) == []
    window.get_by_role("button", name="Open tickets too").click()
    expect(window).to_contain_text("Done: 2 of 2 open tickets changed.")
    # Without a reload, in the window of somebody else.
    expect(maya.get_by_text("gave the ticket what is promised now")).to_be_visible()
    expect(maya.get_by_role("status").get_by_text("Escalated to level")).to_be_visible()
    taken_back(jonas, cloud, tenant, number)
    expect(maya.get_by_text("said that the promise was not broken: We answered by phone.")).to_be_visible()


def taken_back(page: Page, cloud: RunningCloud, tenant: int, number: int) -> None:
    show(page, cloud, number, tenant)
    page.keyboard.press("l")
    panel = page.get_by_role("dialog", name="Promised time")
    panel.get_by_role("button", name="This was no breach…").click()
    panel.get_by_role("textbox", name="Why").fill("We answered by phone.")
    assert violations(page) == []
    panel.get_by_role("button", name="Take the breach back").click()
    expect(page.get_by_text("ended the clock of the first response without a verdict")).to_be_visible()
    expect(page.get_by_text("Escalated to level")).to_have_count(0)


def test_hours_that_are_edited_offer_it_too_and_stay_while_they_count(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    tenant = make_tenant(cloud, "Hours")
    admin = cloud.sign_in(tenant, "admin")
    office = {"name": "Tokyo office", "zone": "Asia/Tokyo", "week": WEEK}
    made = admin.api.post("/v1/calendars", json=office).json()
    hours = {"hours": f"calendar:{made['id']}"}
    admin.api.patch("/v1/sla/policies/default", json=hours, headers={"If-Match": '"0"'}).raise_for_status()
    number = open_ticket(admin, "When do you open?", priority="low")
    page = open_desk(tenant=tenant, role="admin")
    show(page, cloud, number, tenant)
    page.keyboard.press("l")
    expect(page.get_by_text("Business hours are those of Asia/Tokyo; there it is due")).to_be_visible()
    page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant(tenant)['slug']}/settings/calendars")
    page.get_by_role("button", name="Delete Tokyo office").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("the default policy")
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Edit Tokyo office").click()
    page.get_by_role("button", name="Add hours: Saturday").click()
    page.get_by_role("button", name="Save").click()
    window = page.get_by_role("dialog", name="Open tickets")
    expect(window).to_contain_text("1 open ticket would be promised something else")
    window.get_by_role("button", name="New tickets only").click()
    expect(window).to_have_count(0)
