"""No page of the product asks a browser for what its own policies forbid."""

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.test_desk import OpenDesk, open_desk
from tests.support.cloud import RunningCloud
from tests.support.tenants import make_tenant

__all__ = ["open_desk"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]
# What a browser says when a policy was broken, in the words of Chromium.
SIGNS = ("Content Security Policy", "Permissions-Policy", "X-Frame-Options", "Refused to")


def test_no_page_breaks_its_policy(open_desk: OpenDesk, browser: Browser, cloud: RunningCloud) -> None:
    tenant = make_tenant(cloud, "Policies")
    slug, origin = cloud.tenant(tenant)["slug"], cloud.outputs["desk_url"].rstrip("/")
    page = open_desk(role="admin", tenant=tenant)
    broken: list[str] = []
    page.on("console", lambda said: broken.append(said.text) if any(sign in said.text for sign in SIGNS) else None)
    pages = ("inbox/mine", "settings/statuses", "settings/canned", "settings/audit", "settings/roles")
    for path in pages:
        page.goto(f"{origin}/{slug}/{path}")
        expect(page.get_by_role("main").first).to_be_visible()
    for path in (f"portal/{slug}/new", f"portal/{slug}/sign-in", f"portal/{slug}/sign-in/a.AAAA"):
        answer = page.goto(f"{origin}/{path}")
        assert answer
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert answer.headers["referrer-policy"] == "same-origin"
    assert broken == []


def test_the_test_would_notice(browser: Browser, cloud: RunningCloud) -> None:
    tenant = make_tenant(cloud, "Noticed")
    page = browser.new_page()
    page.goto(f"{cloud.outputs['desk_url'].rstrip('/')}/portal/{cloud.tenant(tenant)['slug']}/new")
    with page.expect_console_message(lambda said: any(sign in said.text for sign in SIGNS)):
        page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: '1'}))")
    page.close()
