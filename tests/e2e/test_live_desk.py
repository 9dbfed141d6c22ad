"""Two people at the same desk: what one does is on the other's screen, without a reload and without polling."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_desk import OpenDesk, mail_about, open_desk, violations
from tests.support.cloud import RunningCloud

__all__ = ["open_desk"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]


def open_ticket(page: Page, cloud: RunningCloud, number: int) -> None:
    page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant()['slug']}/tickets/{number}")
    expect(page.get_by_role("textbox", name="Reply to the customer")).to_be_visible()


def test_what_one_does_is_on_the_others_screen(open_desk: OpenDesk, cloud: RunningCloud, shots: Path) -> None:
    number = mail_about(cloud, "Live at both desks")
    maya, jonas = open_desk(), open_desk(theme="dark", role="admin")
    open_ticket(maya, cloud, number)
    open_ticket(jonas, cloud, number)
    expect(maya.get_by_text(" is viewing").first).to_be_visible()

    jonas.keyboard.press("n")
    jonas.keyboard.type("@Maya please look at this one.")
    expect(maya.get_by_text("is typing…").first).to_be_visible()
    maya.screenshot(path=shots / "live-typing-light.png")
    jonas.keyboard.press("Control+Enter")
    expect(maya.get_by_text("please look at this one.")).to_be_visible()
    label = f"mentioned you on {cloud.sign_in().tenant['ticket_label']}{number:04}"
    expect(maya.get_by_role("status").get_by_text(label)).to_be_attached()
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


def test_the_screen_is_told_and_does_not_ask(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    number = mail_about(cloud, "How fast is it")
    maya, agent = open_desk(), cloud.sign_in()
    open_ticket(maya, cloud, number)
    polls: list[str] = []
    maya.wait_for_load_state("networkidle")
    maya.on(
        "request", lambda request: polls.append(request.url) if request.url.endswith(f"/tickets/{number}") else None
    )
    for priority in ("urgent", "low", "high"):
        version = agent.get(f"/v1/tickets/{number}")["ticket"]["version"]
        change, unless = {"priority": priority}, {"If-Match": f'"{version}"'}
        agent.api.patch(f"/v1/tickets/{number}", json=change, headers=unless).raise_for_status()
        expect(maya.get_by_role("button", name=f"Priority: {priority.title()}").first).to_be_visible()
    assert polls == []
