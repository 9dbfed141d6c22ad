"""Promised times as customers see them: only what the workspace shows, after a breach, and while it waits."""

import re
import uuid

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.cloud import RunningCloud, eventually, text_of
from tests.support.gallery import violations
from tests.support.tenants import change, make_tenant, open_ticket

pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]
TARGETS = {"urgent": 5, "high": 3_600, "normal": 7_200, "low": 86_400}


def sign_in(page: Page, cloud: RunningCloud, slug: str, address: str) -> None:
    page.goto(f"{cloud.outputs['portal_url']}{slug}/sign-in")
    page.get_by_label("Mail address").fill(address)
    page.get_by_role("button", name="Send me a link").click()
    mail = eventually(lambda: cloud.sent_to(address, "/sign-in/"), "the link is mailed")
    link = re.search(r"https?://\S+/sign-in/\S+", text_of(mail))
    assert link
    page.goto(link[0])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="My requests")).to_be_visible()


def told(page: Page, words: str) -> None:
    """Some time later this page says so: settings are remembered for a minute, by each server for itself."""

    def seen() -> bool:
        page.reload()
        expect(page.get_by_role("listitem").first).to_be_visible()
        return page.get_by_text(words).count() > 0

    eventually(seen, f"customers read: {words}")


def test_customers_see_what_the_workspace_shows_them(browser: Browser, cloud: RunningCloud) -> None:
    tenant = make_tenant(cloud, "Shown")
    admin, slug = cloud.sign_in(tenant, "admin"), cloud.tenant(tenant)["slug"]
    patch = {"first_response": TARGETS, "resolution": dict.fromkeys(TARGETS, 7200)}
    admin.api.patch("/v1/sla/policies/default", json=patch, headers={"If-Match": '"0"'}).raise_for_status()
    who = {"email": f"ana-{uuid.uuid4().hex[:6]}@customer.example", "name": "Ana Ruiz"}
    open_ticket(admin, "A dark lamp", priority="urgent", requester=who)
    open_ticket(admin, "A slow lamp", priority="high", requester=who)
    waiting = open_ticket(admin, "A lamp that waits", priority="low", requester=who)
    assert admin.say(waiting, "Which lamp is it?").status_code == 201
    change(admin, waiting, state="pending")
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    sign_in(page, cloud, slug, who["email"])
    requests = page.get_by_role("list")
    expect(requests).to_contain_text("A dark lamp")
    expect(requests).not_to_contain_text("We aim to reply by")
    answer = admin.api.get("/v1/settings/tickets")
    shown = {"shown_promises": ["reply", "solution"]}
    unless = {"If-Match": answer.headers["etag"]}
    admin.api.patch("/v1/settings/tickets", json=shown, headers=unless).raise_for_status()

    told(page, "We aim to reply by")
    late = page.get_by_role("listitem").filter(has_text="A dark lamp")
    expect(late).to_contain_text("Our reply takes longer than we aimed for.")
    assert violations(page) == []
    page.get_by_role("link", name="A slow lamp").click()
    told(page, "We aim to solve it by")
    page.get_by_role("link", name="All requests").click()
    page.get_by_role("link", name="A lamp that waits").click()
    told(page, "We are waiting for you; our time for it goes on with your answer.")
    for word in ("policy", "escalat", "level"):
        assert word not in page.content().lower()
    context.close()
