"""How promises were kept, in the browser: empty, then in figures, each with the way to its tickets."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from lambdesk.kit import clock
from tests.e2e.test_desk import OpenDesk, open_desk
from tests.support.cloud import RunningCloud, eventually
from tests.support.gallery import violations
from tests.support.tenants import change, make_tenant, open_ticket

__all__ = ["open_desk"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]
TARGETS = {"urgent": 3, "high": 3_600, "normal": 7_200, "low": 86_400}


def test_figures_lead_to_their_tickets(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    tenant = make_tenant(cloud, "Figures")
    admin, agent = cloud.sign_in(tenant, "admin"), cloud.sign_in(tenant)
    page = open_desk(tenant=tenant, role="admin")
    page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant(tenant)['slug']}/settings/sla-report")
    expect(page.get_by_role("heading", name="Nothing was promised")).to_be_visible()
    unless = {"If-Match": '"0"'}
    admin.api.patch("/v1/sla/policies/default", json={"first_response": TARGETS}, headers=unless).raise_for_status()
    late = open_ticket(agent, "Nobody answers", priority="urgent")
    kept = open_ticket(agent, "Somebody answers", priority="high")
    for number in (late, kept):
        change(agent, number, assignee_id=agent.user["id"])
    assert agent.say(kept, "Here you are.").status_code == 201
    today = clock.now().date()
    span = {"from": str(today - timedelta(days=1)), "to": str(today + timedelta(days=2))}
    eventually(lambda: admin.get("/v1/reports/sla", by="metric", **span)["total"]["n"] == 2, "both are counted")
    page.reload()
    first = page.get_by_role("region", name="First response")
    expect(first).to_contain_text("50%")
    expect(first).to_contain_text("1 of 2 kept")
    table = page.get_by_role("table")
    heads = ["Team", "Share kept", "As a bar", "Kept", "Missed", "Open"]
    assert table.get_by_role("columnheader").all_inner_texts() == heads
    page.get_by_label("Break down by").select_option(label="Agent")
    table.get_by_role("button", name="Maya Keller").click()
    window = page.get_by_role("dialog", name="Maya Keller")
    expect(window.get_by_role("listitem")).to_have_count(2)
    window.get_by_label("Which ones").select_option(label="Missed")
    expect(window.get_by_role("listitem")).to_have_count(1)
    expect(window.get_by_role("listitem")).to_contain_text("Nobody answers")
    assert violations(page) == []
    window.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Nobody answers")).to_be_visible()
