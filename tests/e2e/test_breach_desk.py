"""A promise runs out while two people watch: both see it without a reload, and one of them stops the calls."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from lambdesk.kit import clock
from tests.e2e.test_desk import OpenDesk, open_desk
from tests.support.cloud import Person, RunningCloud, eventually
from tests.support.gallery import WIDTHS, Gallery, violations
from tests.support.tenants import chain_ended, change, make_tenant, open_ticket, promise

__all__ = ["open_desk"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]

SUBJECT = "Nobody has answered me"
TARGET, LEVELS = 20, (120, 240)


def loads_of(page: Page) -> list[str]:
    """Every page that this window loads from now on."""
    seen: list[str] = []
    page.on("load", lambda loaded: seen.append(loaded.url))
    return seen


def watch(page: Page, view: str) -> None:
    page.keyboard.press(view)
    page.wait_for_load_state("networkidle")


def sees_the_risk(page: Page, due: datetime) -> None:
    """In the view, with its count, and not before the warning."""
    risk = page.get_by_role("region", name="Tickets").get_by_role("link", name=SUBJECT)
    expect(risk).to_be_visible(timeout=(TARGET - 2) * 1_000)
    assert datetime.now(UTC) >= due - timedelta(seconds=TARGET / 2 + 1)
    expect(risk.locator("[data-face=warned]")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile(r"At risk\s+1"))).to_be_visible()
    risk.click()
    expect(page.get_by_role("textbox", name="Reply to the customer")).to_be_visible()


def sees_the_breach(page: Page) -> None:
    strip = page.get_by_role("status").get_by_text("Escalated to level 1")
    expect(strip).to_be_visible(timeout=(TARGET + 8) * 1_000)
    expect(page.get_by_role("link", name=re.compile(r"Breached\s+1"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("First response: late since"))).to_be_visible()


def sees_the_chain(page: Page, state: str) -> Locator:
    """The panel of calls, opened by its key, with the execution of the next levels in this state."""
    page.keyboard.press("h")
    panel = page.get_by_role("dialog", name=re.compile("Calls for "))
    late = panel.get_by_role("region", name="First response was late")
    expect(late.get_by_text("Called Maya Keller.")).to_be_visible()
    expect(late.locator(f"[data-execution={state}]")).to_contain_text("AWS Step Functions, from level 2 on:")
    return late


def pictures(page: Page, folder: Path, name: str) -> None:
    """The window as it is in both themes, wide and narrow; axe finds nothing in any of them."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 860})
        gallery = Gallery(page, folder, str(width))
        gallery.keep(name)
        gallery.judge()
    page.set_viewport_size({"width": WIDTHS[0], "height": 860})


def was_called_once(agent: Person, events: list[dict[str, Any]]) -> None:
    """One level was due, and its call reached this member in their inbox."""
    assert [each["type"] for each in events].count("escalation.raised") == 1
    (call,) = [each["data"] for each in events if each["type"] == "escalation.called"]
    assert (call["called"], call["skipped"], call["last_resort"]) == ([agent.user["id"]], [], False)
    assert [each["kind"] for each in agent.get("/v1/notifications")["items"]].count("breach") == 1


def becomes_late(maya: Page, jonas: Page, due: datetime) -> tuple[list[str], list[str]]:
    """Both see it; one opens it from the list of what is late. What their windows load from then on."""
    sees_the_risk(maya, due)
    jonas.get_by_role("link", name=SUBJECT).click()
    # The badge turns, the view changes, the strip comes; on both desks.
    for page in (maya, jonas):
        sees_the_breach(page)
    loads = loads_of(maya), loads_of(jonas)
    assert violations(maya) == []
    maya.keyboard.press("4")
    late = maya.get_by_role("region", name="Tickets").get_by_role("link", name=SUBJECT)
    expect(late.locator("[data-face=breached]")).to_be_visible()
    late.click()
    expect(maya.get_by_text("called Maya Keller for level 1")).to_be_visible()
    return loads


def takes_care(maya: Page, jonas: Page, shots: Path) -> None:
    """The chain that would call the next levels runs, and says when; the other sees who takes care of it."""
    chain = sees_the_chain(maya, "running")
    expect(chain.get_by_text("Follows then, unless somebody takes care before.")).to_be_visible()
    pictures(maya, shots, "calls-running")
    maya.keyboard.press("Escape")
    maya.get_by_role("button", name="Acknowledge").click()
    expect(maya.get_by_text("You take care of it since")).to_be_visible()
    expect(jonas.get_by_text("Maya Keller takes care of it since")).to_be_visible()


def is_over(agent: Person, number: int, jonas: Page, shots: Path) -> None:
    """The chain is seen to have ended, and stays to be looked up once the ticket is done."""
    chain = sees_the_chain(jonas, "aborted")
    expect(chain.get_by_text("Maya Keller takes care of it. No further level is called.")).to_be_visible()
    expect(chain.get_by_text("Follows then")).to_have_count(0)
    jonas.keyboard.press("Escape")
    change(agent, number, state="resolved")
    expect(jonas.get_by_text("Maya Keller takes care of it since")).to_have_count(0)
    jonas.get_by_role("button", name=re.compile("First response:")).click()
    jonas.get_by_role("button", name="Show who was called").click()
    panel = jonas.get_by_role("dialog", name=re.compile("Calls for "))
    expect(panel.get_by_text("The ticket was resolved.")).to_be_visible()
    assert violations(jonas) == []
    jonas.screenshot(path=shots / "calls-over.png")


def test_a_late_answer_is_seen_and_taken_care_of(open_desk: OpenDesk, cloud: RunningCloud, shots: Path) -> None:
    tenant = make_tenant(cloud, "Beacon")
    promise(cloud, tenant, {"high": TARGET}, *LEVELS)
    maya, jonas = open_desk(tenant=tenant), open_desk(tenant=tenant, role="admin", theme="dark")
    for page in (maya, jonas):
        watch(page, "3")
    agent = cloud.sign_in(tenant)
    number = open_ticket(agent, SUBJECT, priority="high")
    change(agent, number, assignee_id=agent.user["id"])
    path = f"/v1/tickets/{number}"
    due = clock.from_text(agent.get(path)["ticket"]["sla"]["due_at"])

    loads = becomes_late(maya, jonas, due)
    takes_care(maya, jonas, shots)
    # No further level is called.
    taken = eventually(lambda: agent.get(path)["ticket"]["escalations"][0]["acknowledged_at"], "it is acknowledged")
    # What would call the next level has ended before its time came, and the ticket remembers no next moment.
    stopped = eventually(lambda: chain_ended(cloud, tenant, number, due), "the chain ends")
    assert stopped < due + timedelta(seconds=LEVELS[0])
    seen = agent.get(path)
    (one,) = seen["ticket"]["escalations"]
    assert (one["level"], one["next_at"]) == (1, None)
    assert (one["acknowledged_by"], one["acknowledged_at"]) == (agent.user["id"], taken)
    was_called_once(agent, seen["events"])
    expect(jonas.get_by_text("Maya Keller takes care of it since")).to_be_visible()
    is_over(agent, number, jonas, shots)
    assert loads == ([], [])
