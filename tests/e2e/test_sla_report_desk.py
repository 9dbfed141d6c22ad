"""The SLA report in the browser: what was kept and missed is counted by itself, and leads to its tickets."""

import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from lambdesk.kit import clock
from tests.e2e.test_desk import OpenDesk, open_desk
from tests.support.cloud import Person, RunningCloud, eventually
from tests.support.gallery import WIDTHS, Gallery
from tests.support.tenants import make_tenant, open_ticket, promise

__all__ = ["open_desk"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]


def answer(person: Person, number: int) -> None:
    last = person.get(f"/v1/tickets/{number}")["messages"][-1]["id"]
    said = {"kind": "reply", "body": "Done.", "last_seen_message_id": last}
    path = f"/v1/tickets/{number}/messages"
    person.api.post(path, json=said, headers={"Idempotency-Key": uuid.uuid4().hex}).raise_for_status()


def test_a_report_leads_to_the_ticket_that_broke_the_promise(
    open_desk: OpenDesk, cloud: RunningCloud, shots: Path
) -> None:
    tenant = make_tenant(cloud, "Reports")
    promise(cloud, tenant, {"urgent": 1})
    admin = cloud.sign_in(tenant, "admin")
    for _ in range(2):
        answer(admin, open_ticket(admin, "In time"))
    open_ticket(admin, "Too late", priority="urgent")
    open_ticket(admin, "Still open")
    day = clock.now().date()
    span = f"from={day - timedelta(days=1)}&to={day + timedelta(days=3)}"
    counted = {"n": 3, "met": 2, "breached": 1, "open": 1, "compliance": 2 / 3}
    eventually(lambda: admin.get(f"/v1/reports/sla?{span}")["total"] == counted, "all four are counted")
    for width in WIDTHS:
        page = open_desk(role="admin", tenant=tenant, width=width)
        page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant(tenant)['slug']}/settings/sla-report")
        page.get_by_role("combobox", name="Period").select_option(label="This week")
        page.get_by_role("combobox", name="Period").select_option(label="Other days")
        page.get_by_label("To").fill(f"{day + timedelta(days=2)}")
        expect(page.get_by_role("region", name="First response")).to_contain_text("66.7%")
        page.get_by_role("combobox", name="Told apart by").select_option(label="Priority")
        expect(page.get_by_role("row", name="Urgent")).to_contain_text("0%")
        gallery = Gallery(page, shots, str(width))
        gallery.keep("sla-report", full_page=True)
        page.get_by_role("button", name="Urgent").click()
        link = page.get_by_role("dialog", name="Urgent").get_by_role("link")
        expect(link).to_have_count(1)
        gallery.keep("sla-report-tickets")
        gallery.judge()
    link.click()
    expect(page.get_by_role("heading", name="Too late")).to_be_visible()
