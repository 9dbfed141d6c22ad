"""The audit trail on the deployed cloud: what people do comes into it once, in order, and an admin finds it."""

import re
import uuid
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.test_desk import OpenDesk, open_desk
from tests.support.cloud import Person, RunningCloud, eventually
from tests.support.tenants import change, make_tenant, open_ticket

__all__ = ["open_desk"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]


@pytest.fixture
def tenant(cloud: RunningCloud) -> int:
    return make_tenant(cloud, "Audited")


def trail(admin: Person, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = admin.get("/v1/audit", limit=100, **query)["items"]
    return found


def test_each_change_and_look_is_in_the_trail_once(cloud: RunningCloud, tenant: int) -> None:
    admin, agent = cloud.sign_in(tenant, "admin"), cloud.sign_in(tenant)
    number = open_ticket(agent, "Watched")
    for state in ("pending", "open", "pending", "resolved"):
        change(agent, number, state=state)
    for _ in range(3):
        agent.get(f"/v1/tickets/{number}")
    told = agent.get(f"/v1/tickets/{number}")["events"]
    ids = {each["id"] for each in told}
    thing = f"ticket:{number}"
    eventually(lambda: ids <= {each["id"] for each in trail(admin, thing=thing)}, "every event is in the trail")
    looked = eventually(lambda: trail(admin, thing=thing, kind="data"), "the look is in the trail")
    assert [(each["actor"]["id"], each["data"]["what"]) for each in looked] == [(agent.user["id"], "thread")]
    found = [each for each in trail(admin, thing=thing) if each["type"] != "data.opened"]
    assert sorted(each["id"] for each in found) == sorted(ids)
    moments = [each["at"] for each in found]
    assert moments == sorted(moments, reverse=True)


def test_an_admin_filters_and_exports_it(open_desk: OpenDesk, cloud: RunningCloud, tenant: int) -> None:
    admin = cloud.sign_in(tenant, "admin")
    name = uuid.uuid4().hex[:8]
    assert admin.api.post("/v1/teams", json={"name": name}).status_code == 201
    eventually(lambda: trail(admin, kind="team"), "the team is in the trail")
    page = open_desk(role="admin", tenant=tenant)
    page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant(tenant)['slug']}/settings/audit")
    page.get_by_label("About", exact=True).select_option(label="Teams")
    entries = page.get_by_role("list", name="Entries")
    expect(entries.get_by_role("listitem")).to_have_count(1)
    expect(entries).to_contain_text("made a team")
    expect(entries).to_contain_text(re.compile("team:team_"))
    with page.expect_download() as saved:
        page.get_by_role("button", name="Export", exact=True).click()
    sheet = saved.value.path().read_text("utf-8")
    assert "team.created" in sheet
    assert name not in sheet
