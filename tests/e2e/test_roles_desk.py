"""A role of a workspace's own: made in the browser, given to somebody, and seen to hold; then looked through."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.test_desk import OpenDesk, open_desk
from tests.support.cloud import RunningCloud, eventually
from tests.support.gallery import violations
from tests.support.tenants import make_tenant, open_ticket

__all__ = ["open_desk"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]


@pytest.fixture
def tenant(cloud: RunningCloud) -> int:
    return make_tenant(cloud, "Roles")


def test_a_role_is_made_given_looked_through_and_holds(open_desk: OpenDesk, cloud: RunningCloud, tenant: int) -> None:
    agent = cloud.sign_in(tenant)
    number = open_ticket(agent, "Not for everybody")
    page = open_desk(role="admin", tenant=tenant, theme="dark", width=420)
    page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant(tenant)['slug']}/settings/roles")
    expect(page.get_by_role("table", name="Roles and what they may do")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="New role").click()
    dialog = page.get_by_role("dialog", name="New role")
    dialog.get_by_label("Name").fill("Readers")
    dialog.get_by_label("Sees").select_option("assigned")
    dialog.get_by_role("checkbox", name=re.compile("^See tickets")).check()
    assert violations(page) == []
    dialog.get_by_role("button", name="Create").click()
    expect(page.get_by_role("columnheader", name=re.compile("Readers"))).to_be_attached()
    page.get_by_label("Role of Maya Keller").select_option(label="Readers")
    path = f"/v1/tickets/{number}"
    eventually(lambda: agent.api.get(path).status_code == 404, "the ticket is out of reach", seconds=30)
    assert agent.api.patch(path, json={"priority": "high"}, headers={"If-Match": '"1"'}).status_code == 403
    page.get_by_role("button", name="Look as them").click()
    expect(page.get_by_text("You see this as Maya Keller. Nothing can be changed.")).to_be_visible()
    page.get_by_role("button", name="Back to yourself").click()
    expect(page.get_by_text("You see this as Maya Keller.")).to_have_count(0)
