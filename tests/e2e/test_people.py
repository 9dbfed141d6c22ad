"""People as admins manage them: invited by mail, in with two steps, and out at once."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.local.codes import code_of
from tests.e2e.test_desk import OpenDesk, open_desk
from tests.support.cloud import RunningCloud, eventually, text_of
from tests.support.tenants import PASSWORD, make_tenant

__all__ = ["open_desk"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]
UMA_PASSWORD = "Wide-Harbour-19"


@pytest.fixture
def house(cloud: RunningCloud) -> int:
    return make_tenant(cloud, "People")


def sign_in(page: Page, email: str, password: str) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_from_the_invitation_to_the_recovery_code(browser: Browser, cloud: RunningCloud, house: int) -> None:
    slug = cloud.tenant(house)["slug"]
    email = f"uma@{slug}.example"
    admin = cloud.sign_in(house, "admin")
    invited = admin.api.post("/v1/users", json={"email": email, "name": "Uma", "role": "admin"})
    assert invited.status_code == 201, invited.text
    mail = eventually(lambda: cloud.sent_to(email), "the invitation goes out")
    assert mail["Auto-Submitted"] == "auto-generated"
    (link,) = re.findall(r"https?://\S+/join#\S+", text_of(mail))
    page = browser.new_context(locale="en").new_page()
    page.goto(link)
    page.get_by_label("Your name").fill("Uma Berg")
    page.get_by_label("Password").fill(UMA_PASSWORD)
    page.get_by_role("button", name="Join").click()
    page.get_by_role("link", name="Go to sign-in").click()
    sign_in(page, email, UMA_PASSWORD)
    secret = page.locator("[data-secret]").inner_text()
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_role("list", name="Recovery codes")).to_be_visible()
    codes = page.get_by_role("list", name="Recovery codes").get_by_role("listitem").all_inner_texts()
    assert len(codes) == 10
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_role("heading", name="Mine").first).to_be_visible()
    for step in ("code", "recovery code"):
        page.context.clear_cookies()
        page.goto(f"{cloud.outputs['desk_url'].rstrip('/')}/{slug}/inbox/mine")
        sign_in(page, email, UMA_PASSWORD)
        if step == "code":
            page.get_by_label("Code").fill(code_of(secret))
        else:
            page.get_by_role("button", name="Use a recovery code").click()
            page.get_by_label("Recovery code").fill(codes[0])
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name=re.compile("Uma Berg"))).to_be_visible()
    page.goto("about:blank")
    page.goto(link)
    expect(page.get_by_role("heading", name="This invitation is no longer good")).to_be_visible()
    page.context.close()


def test_the_open_desk_of_who_is_made_inactive_is_signed_out(
    open_desk: OpenDesk, cloud: RunningCloud, house: int
) -> None:
    page = open_desk(tenant=house)
    expect(page.get_by_role("heading", name="Mine").first).to_be_visible()
    agent = cloud.sign_in(house)
    admin = cloud.sign_in(house, "admin")
    left = admin.api.put(f"/v1/users/{agent.user['id']}/activity", json={"active": False})
    assert left.status_code == 200, left.text
    expect(page.get_by_label("Password")).to_be_visible()
    eventually(lambda: agent.api.get("/v1/me").status_code == 401, "the next request is refused", seconds=30)
    sign_in(page, f"maya@{cloud.tenant(house)['slug']}.example", PASSWORD)
    expect(page.get_by_text("E-mail or password is wrong.")).to_be_visible()
    admin.api.put(f"/v1/users/{agent.user['id']}/activity", json={"active": True}).raise_for_status()
