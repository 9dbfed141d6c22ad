"""Two people at the same desk: what one does is on the other's screen, without a reload and without polling."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_desk import OpenDesk, open_desk
from tests.support.cloud import RunningCloud, eventually
from tests.support.gallery import violations
from tests.support.tenants import make_tenant, open_ticket

__all__ = ["open_desk"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]


@pytest.fixture
def tenant(cloud: RunningCloud) -> int:
    return make_tenant(cloud, "Live")


def show(page: Page, cloud: RunningCloud, tenant: int, number: int) -> None:
    page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant(tenant)['slug']}/tickets/{number}")
    expect(page.get_by_role("textbox", name="Reply to the customer")).to_be_visible()


def test_what_one_does_is_on_the_others_screen(
    open_desk: OpenDesk, cloud: RunningCloud, tenant: int, shots: Path
) -> None:
    agent = cloud.sign_in(tenant)
    number = open_ticket(agent, "Live at both desks")
    maya, jonas = open_desk(tenant=tenant), open_desk(tenant=tenant, theme="dark", role="admin")
    show(maya, cloud, tenant, number)
    show(jonas, cloud, tenant, number)
    expect(maya.get_by_text(" is viewing").first).to_be_visible()

    jonas.keyboard.press("n")
    jonas.keyboard.type("@Maya please look at this one.")
    expect(maya.get_by_text("is typing…").first).to_be_visible()
    maya.screenshot(path=shots / "live-typing-light.png")
    jonas.keyboard.press("Control+Enter")
    expect(maya.get_by_text("please look at this one.")).to_be_visible()
    label = f"mentioned you on {agent.tenant['ticket_label']}{number:04}"
    expect(maya.get_by_role("status").get_by_text(label)).to_be_attached()
    other = open_ticket(agent, "One more")
    assert cloud.sign_in(tenant, "admin").say(other, "@Maya this one as well.", kind="note").status_code == 201
    expect(maya.get_by_role("button", name="Notifications, 2 unread")).to_be_visible()
    maya.keyboard.press("b")
    panel = maya.get_by_role("dialog", name="Notifications")
    expect(panel.get_by_text(label).first).to_be_visible()
    maya.screenshot(path=shots / "live-notifications-light.png")
    assert violations(maya) == []
    panel.get_by_text(label).first.click()
    expect(panel).to_be_hidden()
    maya.keyboard.press("b")
    panel.get_by_role("button", name="Mark all as read").click()
    expect(maya.get_by_role("button", name=re.compile(r"Notifications, \d+ unread"))).to_have_count(0)


def test_the_screen_is_told_and_does_not_ask(open_desk: OpenDesk, cloud: RunningCloud, tenant: int) -> None:
    agent = cloud.sign_in(tenant)
    number = open_ticket(agent, "How fast is it")
    maya = open_desk(tenant=tenant)
    maya.goto("about:blank")
    read: list[str] = []
    maya.on("requestfinished", lambda request: read.append(urlsplit(request.url).path))
    show(maya, cloud, tenant, number)

    def told() -> bool:
        """Once the server tells, what was missed is read, and the open ticket once more."""
        maya.wait_for_timeout(50)
        _, _, after = "\n".join(read).partition("/v1/tickets/changes")
        return any(path.endswith(f"/v1/tickets/{number}") for path in after.split("\n"))

    eventually(told, "the server tells")
    polls: list[str] = []
    maya.on(
        "request", lambda request: polls.append(request.url) if request.url.endswith(f"/tickets/{number}") else None
    )
    for priority in ("urgent", "low", "high"):
        version = agent.get(f"/v1/tickets/{number}")["ticket"]["version"]
        change, unless = {"priority": priority}, {"If-Match": f'"{version}"'}
        agent.api.patch(f"/v1/tickets/{number}", json=change, headers=unless).raise_for_status()
        expect(maya.get_by_role("button", name=f"Priority: {priority.title()}").first).to_be_visible()
    assert polls == []
