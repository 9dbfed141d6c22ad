"""Duties in the browser: made, looked at across a change of clocks, kept while they are called; and quiet hours."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.test_desk import OpenDesk, open_desk
from tests.support.cloud import Person, RunningCloud
from tests.support.gallery import violations
from tests.support.tenants import make_tenant

__all__ = ["open_desk"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]
TARGETS = {"urgent": 60, "high": 120, "normal": 180, "low": 240}


def called_by_a_policy(admin: Person, rota: str) -> None:
    recipients = [{"kind": "rota", "id": rota}]
    level: dict[str, Any] = {"delay_seconds": 0, "recipients": recipients, "actions": [{"kind": "notify"}]}
    condition = {"field": "priority", "op": "any_of", "values": ["urgent"]}
    policy = {"name": "Quick", "condition": condition, "first_response": TARGETS, "levels": [level]}
    admin.api.post("/v1/sla/policies", json=policy).raise_for_status()


def test_a_rota_is_made_looked_at_and_stays_while_a_policy_calls_it(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    tenant = make_tenant(cloud, "Duties")
    admin = cloud.sign_in(tenant, "admin")
    page = open_desk(role="admin", tenant=tenant)
    page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant(tenant)['slug']}/settings/rotas")
    page.get_by_role("button", name="New rota").click()
    window = page.get_by_role("dialog")
    window.get_by_label("Name", exact=True).fill("Night duty")
    for name in ("Jonas Lind", "Maya Keller"):
        window.get_by_label("Add a member").select_option(label=name)
    window.get_by_label("Time zone").select_option("Australia/Lord_Howe")
    window.get_by_role("button", name="Add days").click()
    assert violations(page) == []
    window.get_by_role("button", name="Create").click()
    listed = page.get_by_role("list", name="On-call rotas")
    expect(listed).to_contain_text("Australia/Lord Howe")
    (rota,) = admin.get("/v1/escalation/rotas")["items"]
    assert (len(rota["members"]), len(rota["overrides"])) == (2, 1)
    page.get_by_role("button", name="Coming weeks of Night duty").click()
    expect(window.get_by_text("Times in Australia/Lord Howe")).to_be_visible()
    expect(window.get_by_role("table")).to_contain_text("Stands in")
    page.keyboard.press("Escape")
    called_by_a_policy(admin, rota["id"])
    page.get_by_role("button", name="Delete Night duty").click()
    window.get_by_role("button", name="Delete").click()
    expect(window.get_by_role("alert")).to_contain_text("the SLA policy “Quick”")
    window.get_by_role("button", name="Cancel").click()
    expect(listed).to_contain_text("Night duty")


def test_quiet_hours_are_chosen_and_found_again(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    tenant = make_tenant(cloud, "Quiet")
    page = open_desk(tenant=tenant)
    page.get_by_role("button", name="Notifications").first.click()
    page.get_by_role("button", name="Choose what you hear of").click()
    part = page.get_by_role("region", name="Quiet hours")
    part.get_by_label("Do not call me at some hours").check()
    part.get_by_label("From").fill("21:30")
    part.get_by_label("Sun").uncheck()
    assert violations(page) == []
    part.get_by_role("button", name="Save quiet hours").click()
    expect(page.get_by_text("Your quiet hours were saved").first).to_be_visible()
    kept = cloud.sign_in(tenant).get("/v1/notifications/quiet-hours")["quiet"]
    assert (kept["begins"], kept["days"]) == ("21:30", [0, 1, 2, 3, 4, 5])
