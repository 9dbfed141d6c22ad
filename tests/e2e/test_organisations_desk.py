"""Organisations in the browser: made, seen on the next ticket, and a reason for what it is promised."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_desk import OpenDesk, open_desk
from tests.support.cloud import Person, RunningCloud
from tests.support.gallery import NARROW, WIDTHS, Gallery
from tests.support.tenants import make_tenant, open_ticket
from tests.support.writing import show

__all__ = ["open_desk"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]
TARGETS = {"urgent": 60, "high": 120, "normal": 180, "low": 240}
ASKS = {"email": "ana@mail.acme.example", "name": "Ana Ruiz"}


@pytest.fixture
def tenant(cloud: RunningCloud) -> int:
    return make_tenant(cloud, "Belonging")


def keep(admin: Person) -> None:
    """A policy for those who pay."""
    condition = {"field": "tier", "op": "any_of", "values": ["pro", "enterprise"]}
    body = {"name": "Gold", "condition": condition, "first_response": TARGETS, "hours": "organisation"}
    admin.api.post("/v1/sla/policies", json=body).raise_for_status()


def open_page(open_desk: OpenDesk, cloud: RunningCloud, tenant: int, width: int = 1440) -> Page:
    page = open_desk(role="admin", tenant=tenant, width=width)
    page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant(tenant)['slug']}/settings/organisations")
    expect(page.get_by_role("button", name="New organisation")).to_be_visible()
    return page


def test_an_organisation_is_made_and_its_tier_is_why(open_desk: OpenDesk, cloud: RunningCloud, tenant: int) -> None:
    admin = cloud.sign_in(tenant, "admin")
    keep(admin)
    page = open_page(open_desk, cloud, tenant)
    page.get_by_role("button", name="New organisation").press("Enter")
    page.get_by_label("Name", exact=True).fill("Acme")
    page.get_by_label("Mail domains").fill("acme.example\ngmail.com")
    page.get_by_label("Tier").select_option(label="Enterprise")
    page.get_by_role("button", name="Create").press("Enter")
    expect(page.get_by_text("gmail.com gives mailboxes to anybody.")).to_be_visible()
    page.get_by_label("Mail domains").fill("acme.example")
    page.get_by_role("button", name="Create").press("Enter")
    listed = page.get_by_role("list", name="Organisations")
    expect(listed).to_contain_text("Enterprise")
    page.get_by_role("searchbox").fill(ASKS["email"])
    expect(listed.get_by_role("listitem")).to_have_count(1)
    number = open_ticket(admin, "Our line stands still", requester=ASKS)
    show(page, cloud, number, tenant, view="unassigned")
    expect(page.get_by_text("Acme", exact=True)).to_be_visible()
    expect(page.get_by_text("Enterprise", exact=True)).to_be_visible()
    page.keyboard.press("l")
    page.get_by_role("button", name="Why this policy?").click()
    why = page.get_by_role("region", name="Why this policy?")
    expect(why).to_contain_text("It is for this ticket")
    expect(why).to_contain_text("tier:pro,enterprise")


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(open_desk: OpenDesk, cloud: RunningCloud, tenant: int, shots: Path, width: int) -> None:
    admin = cloud.sign_in(tenant, "admin")
    keep(admin)
    for name, tier in (("Acme", "pro"), ("Donaudampfschifffahrtsgesellschaft", "free"), ("Zeta", None)):
        body = {"name": name, "domains": [f"{name}.example", f"mail.{name}.test"], "tier": tier}
        admin.api.post("/v1/organisations", json=body).raise_for_status()
    number = open_ticket(admin, "Our line stands still", requester=ASKS)
    page = open_page(open_desk, cloud, tenant, width)
    gallery = Gallery(page, shots, str(width))
    expect(page.get_by_role("list", name="Organisations").get_by_role("listitem")).to_have_count(3)
    gallery.keep("organisations")
    page.get_by_role("button", name="Edit Acme").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    gallery.keep("organisation")
    page.keyboard.press("Escape")
    page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant(tenant)['slug']}/tickets/{number}")
    if width < NARROW:
        page.get_by_role("button", name="Details").click()
    expect(page.get_by_text("Acme", exact=True)).to_be_visible()
    gallery.keep("ticket-of-organisation")
    gallery.judge()
