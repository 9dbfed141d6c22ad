"""Policies in the browser: put together, ordered by keyboard, held by the next ticket, and asked why."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_desk import OpenDesk, open_desk
from tests.support.cloud import RunningCloud, eventually
from tests.support.gallery import WIDTHS, Gallery
from tests.support.tenants import make_tenant, open_ticket
from tests.support.writing import show

__all__ = ["open_desk"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]
TARGETS = {"urgent": 60, "high": 120, "normal": 180, "low": 240}


@pytest.fixture
def tenant(cloud: RunningCloud) -> int:
    return make_tenant(cloud, "Promises")


def open_page(open_desk: OpenDesk, cloud: RunningCloud, tenant: int, width: int = 1440) -> Page:
    page = open_desk(role="admin", tenant=tenant, width=width)
    page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant(tenant)['slug']}/settings/policies")
    expect(page.get_by_role("region", name="Default policy")).to_be_visible()
    return page


def keep(cloud: RunningCloud, tenant: int, name: str, *values: str) -> None:
    condition = {"field": "priority", "op": "any_of", "values": list(values)}
    body = {"name": name, "condition": condition, "first_response": TARGETS}
    cloud.sign_in(tenant, "admin").api.post("/v1/sla/policies", json=body).raise_for_status()


def test_a_policy_is_made_ordered_and_says_why_it_holds(open_desk: OpenDesk, cloud: RunningCloud, tenant: int) -> None:
    keep(cloud, tenant, "Everything urgent", "urgent")
    page = open_page(open_desk, cloud, tenant)
    page.get_by_role("button", name="New policy").press("Enter")
    page.get_by_label("Name", exact=True).fill("Quick")
    page.get_by_role("button", name="Add a condition").press("Enter")
    page.get_by_role("combobox", name="Priority: add a value").select_option(label="Urgent")
    page.get_by_role("combobox", name="Priority: add a value").select_option(label="High")
    expect(page.get_by_text("priority:urgent,high")).to_be_visible()
    page.get_by_role("button", name="Write it as text").press("Enter")
    box = page.get_by_role("combobox", name="Condition as text")
    expect(box).to_have_value("priority:urgent,high")
    box.press("End")
    page.keyboard.type(" -colour:red")
    expect(page.get_by_text(re.compile("^Character 23: there is no field colour"))).to_be_visible()
    box.fill("priority:urgent,high -tag:slow")
    page.get_by_role("button", name="Put it together in rows").press("Enter")
    expect(page.get_by_role("combobox", name="Tag: question")).to_have_value("-any_of")
    page.get_by_role("textbox", name="Urgent").fill("90 min")
    page.get_by_role("button", name="Create").press("Enter")
    listed = page.get_by_role("list", name="SLA policies")
    expect(listed.get_by_role("listitem")).to_have_count(2)
    expect(listed.get_by_role("listitem").last).to_contain_text("Urgent 1h 30m")
    page.get_by_role("button", name="Move Quick").press("ArrowUp")
    expect(listed.get_by_role("listitem").first).to_contain_text("Quick")
    admin = cloud.sign_in(tenant, "admin")
    order = ["Quick", "Everything urgent", ""]
    eventually(lambda: [each["name"] for each in admin.get("/v1/sla/policies")["items"]] == order, "they are in order")
    page.get_by_role("switch", name="Everything urgent is in use").uncheck()
    eventually(lambda: not admin.get("/v1/sla/policies")["items"][1]["active"], "it is off")
    number = open_ticket(admin, "Soon, please", priority="urgent")
    show(page, cloud, number, tenant, view="unassigned")
    page.keyboard.press("l")
    page.get_by_role("button", name="Why this policy?").click()
    why = page.get_by_role("region", name="Why this policy?")
    expect(why).to_contain_text("It is for this ticket")
    expect(why).to_contain_text("priority:urgent,high")


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(open_desk: OpenDesk, cloud: RunningCloud, tenant: int, shots: Path, width: int) -> None:
    keep(cloud, tenant, "Quick", "urgent", "high")
    keep(cloud, tenant, "Calm", "low")
    page = open_page(open_desk, cloud, tenant, width)
    gallery = Gallery(page, shots, str(width))
    gallery.keep("policies")
    page.get_by_role("button", name="Edit Quick").click()
    page.get_by_role("button", name="Add a group").click()
    page.get_by_role("combobox", name="Field").last.select_option("tag")
    expect(page.get_by_role("textbox", name="Tag: add a value")).to_be_visible()
    gallery.keep("policy", full_page=True)
    page.get_by_role("textbox", name="Tag: add a value").fill("vip")
    page.get_by_role("textbox", name="Tag: add a value").press("Enter")
    page.get_by_role("button", name="Write it as text").click()
    box = page.get_by_role("combobox", name="Condition as text")
    box.press("End")
    page.keyboard.type(" colour:x pri")
    expect(page.get_by_role("option", name="priority")).to_be_visible()
    expect(page.get_by_text(re.compile("there is no field colour"))).to_be_visible()
    gallery.keep("policy-text")
    gallery.judge()
