"""Where the operator lets nobody make a workspace, the page says so and the sign-in page has no link to it."""

import pytest
from playwright.sync_api import Browser, expect

from tests.support.cloud import RunningCloud
from tests.support.tenants import make_tenant

pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]


def test_off_there_is_nothing_to_fill_in(browser: Browser, cloud: RunningCloud) -> None:
    slug = cloud.tenant(make_tenant(cloud, "Bakery"))["slug"]
    page = browser.new_context(locale="en-GB").new_page()
    origin = cloud.outputs["desk_url"].rstrip("/")
    page.goto(f"{origin}/sign-up")
    expect(page.get_by_role("heading", name="Nobody makes a workspace here")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)
    page.goto(f"{origin}/{slug}")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Make a workspace of your own")).to_have_count(0)
