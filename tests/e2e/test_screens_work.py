"""What can be done to a ticket and set up for it, in both themes, wide and narrow: axe finds nothing; pictures stay."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import FilePayload, expect

from tests.e2e.test_desk import open_desk
from tests.e2e.test_screens import LATE, PLAIN, go, leave, show_ticket, visit
from tests.support.cloud import Person, RunningCloud
from tests.support.gallery import NARROW, WIDTHS, Gallery
from tests.support.tenants import change, make_tenant, open_ticket

__all__ = ["open_desk", "visit"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]
PAGES = {
    "statuses": "New status",
    "fields": "New field",
    "categories": "New category",
    "teams": "New team",
    "tickets": "Save",
}
SET_UP: dict[str, list[dict[str, Any]]] = {
    "statuses": [
        {
            "state": "pending",
            "agent_label": "Waiting for parts",
            "customer_label": "Waiting",
            "colour": "violet",
            "roles": ["agent", "admin"],
        },
        {"state": "open", "agent_label": "In the workshop", "customer_label": "In the workshop", "colour": "amber"},
    ],
    "fields": [
        {"key": "serial", "label": "Serial number", "type": "text"},
        {
            "key": "device",
            "label": "Device",
            "type": "select",
            "required": "resolve",
            "options": [{"value": "kettle", "label": "Kettle"}, {"value": "toaster", "label": "Toaster"}],
        },
        {"key": "warranty", "label": "Under warranty", "type": "checkbox"},
    ],
    "categories": [{"label": "Billing"}, {"label": "Repairs"}],
    "teams": [{"name": "Front desk"}],
}


@dataclass
class Workshop:
    """A tenant that has set up what can be set up: a busy ticket, its child, and what was merged into it."""

    tenant: int
    main: int
    other: int
    copy: int


@pytest.fixture(scope="module")
def workshop(cloud: RunningCloud) -> Workshop:
    """A tenant that has set up everything, with a ticket on which everything has happened."""
    tenant = make_tenant(cloud, "Workshop")
    admin = cloud.sign_in(tenant, "admin")
    made = {kind: [_made(admin, kind, each) for each in nouns] for kind, nouns in SET_UP.items()}
    _made(admin, "categories", {"label": "Refunds", "parent_id": made["categories"][0]["id"]})
    main, other, copy = (open_ticket(admin, each) for each in (LATE, PLAIN, "Sent twice"))
    change(admin, main, status_id=made["statuses"][0]["id"])
    change(admin, main, tags=["kettle", "warranty"], category_id=made["categories"][0]["id"])
    change(admin, main, fields={"serial": "K-17", "device": "kettle"}, team_id=made["teams"][0]["id"])
    path = f"/v1/tickets/{main}"
    unless = {"If-Match": f'"{admin.get(path)["ticket"]["version"]}"'}
    admin.api.put(f"{path}/links/{other}", json={"kind": "parent_of"}, headers=unless).raise_for_status()
    admin.api.put(f"{path}/watch").raise_for_status()
    unless = {"If-Match": f'"{admin.get(f"/v1/tickets/{copy}")["ticket"]["version"]}"'}
    admin.api.post(f"/v1/tickets/{copy}/merge", json={"into": main}, headers=unless).raise_for_status()
    later = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    admin.say(main, "It will be there on Monday.", send_at=later).raise_for_status()
    return Workshop(tenant, main, other, copy)


def _made(admin: Person, kind: str, noun: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = admin.api.post(f"/v1/{kind}", json=noun).raise_for_status().json()
    return found


def _windows(gallery: Gallery) -> None:
    """What opens over a ticket."""
    page, keys = gallery.page, gallery.page.keyboard
    for key, name in (("s", "snooze"), ("m", "merge"), ("Shift+L", "link")):
        keys.press(key)
        expect(page.get_by_role("dialog")).to_be_visible()
        page.wait_for_load_state("networkidle")
        gallery.keep(name)
        leave(page)
    keys.press("m")
    page.get_by_placeholder("Number, subject or customer").fill("seats")
    expect(page.get_by_role("option").first).to_be_visible()
    keys.press("Enter")
    expect(page.get_by_role("button", name="Merge into")).to_be_visible()
    gallery.keep("merge-preview")
    leave(page)
    keys.press("Shift+M")
    expect(page.get_by_role("region", name="Split")).to_be_visible()
    page.get_by_role("checkbox").first.check()
    gallery.keep("split")
    keys.press("Escape")
    expect(page.get_by_role("region", name="Split")).to_have_count(0)


def _answer(gallery: Gallery) -> None:
    """All that an answer can have."""
    page, keys = gallery.page, gallery.page.keyboard
    expect(page.get_by_role("toolbar", name="Format")).to_be_visible()
    keys.press("r")
    keys.type("Dear Lena, **here** is the list:")
    keys.press("Enter")
    keys.type("- one kettle")
    page.get_by_role("button", name="Recipients:").click()
    page.get_by_label("Cc", exact=True).fill("someone")
    keys.press("Enter")
    files = [FilePayload(name=each, mimeType="text/plain", buffer=b"x" * 2_000) for each in ("list.txt", "setup.exe")]
    page.get_by_label("Attach files").and_(page.locator("input")).set_input_files(files)
    expect(page.get_by_role("list", name="Attachments").filter(has_text="list.txt")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    gallery.keep("answer-with-everything")
    page.get_by_role("button", name="More ways to send").click()
    expect(page.get_by_role("menu")).to_be_visible()
    gallery.keep("send-later")
    page.get_by_role("menu").get_by_text("Day and time…").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    gallery.keep("send-later-other")
    leave(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_work_on_a_ticket(visit: Callable[..., Gallery], cloud: RunningCloud, workshop: Workshop, width: int) -> None:
    cloud.sign_in(workshop.tenant).api.delete(f"/v1/tickets/{workshop.main}/drafts/mine").raise_for_status()
    gallery = visit(width, workshop.tenant)
    page = gallery.page
    show_ticket(page, cloud, workshop.main, workshop.tenant)
    expect(page.get_by_text("Goes out").first).to_be_visible()
    gallery.keep("ticket-with-everything")
    if width < NARROW:
        page.keyboard.press("d")
        expect(page.get_by_role("dialog")).to_be_visible()
        gallery.keep("details-with-everything")
        leave(page)
    _windows(gallery)
    _answer(gallery)
    go(page, cloud, f"inbox/open/{workshop.copy}", workshop.tenant)
    expect(page.get_by_text("New mail goes there")).to_be_visible()
    gallery.keep("merged")
    gallery.judge()


@pytest.mark.parametrize("width", WIDTHS)
def test_settings(visit: Callable[..., Gallery], cloud: RunningCloud, workshop: Workshop, width: int) -> None:
    gallery = visit(width, workshop.tenant, "admin")
    page = gallery.page
    for name, button in PAGES.items():
        go(page, cloud, f"settings/{name}", workshop.tenant)
        expect(page.get_by_role("button", name=button).first).to_be_visible()
        page.wait_for_load_state("networkidle")
        gallery.keep(f"settings-{name}")
        if button.startswith("New"):
            page.get_by_role("button", name=button, exact=True).click()
            expect(page.get_by_role("dialog")).to_be_visible()
            gallery.keep(f"settings-{name}-new")
            leave(page)
    go(page, cloud, "settings/statuses", workshop.tenant)
    page.get_by_role("button", name="Delete Waiting for parts").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    gallery.keep("settings-delete")
    leave(page)
    gallery.judge()
