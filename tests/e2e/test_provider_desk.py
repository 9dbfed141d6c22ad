"""Sign-in at a workspace's own provider, on the deployed cloud: an admin sets it up, a member comes in by it."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.cloud import Person, RunningCloud, eventually
from tests.support.gallery import violations
from tests.support.provider import CLIENT, SECRET, TestProvider
from tests.support.tenants import make_tenant

pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]


@pytest.fixture
def provider() -> Iterator[TestProvider]:
    provider = TestProvider()
    yield provider
    provider.stop()


@pytest.fixture
def tenant(cloud: RunningCloud) -> int:
    return make_tenant(cloud, "Provider")


def known(context: BrowserContext, person: Person) -> Page:
    """A page of somebody who signed in through the API."""
    (cookie,) = [each for each in person.api.cookies.jar if each.name == "lambdesk_session"]
    place: dict[str, Any] = {"domain": "localhost", "path": cookie.path, "httpOnly": True, "sameSite": "Strict"}
    context.add_cookies([{"name": cookie.name, "value": str(cookie.value), **place}])  # type: ignore[list-item, typeddict-item]
    return context.new_page()


def test_from_the_settings_page_to_a_member_at_work(
    browser: Browser, cloud: RunningCloud, tenant: int, provider: TestProvider
) -> None:
    slug = cloud.tenant(tenant)["slug"]
    desk = f"{cloud.outputs['desk_url']}{slug}"
    admin = browser.new_context(color_scheme="dark", viewport={"width": 420, "height": 860}, locale="en")
    page = known(admin, cloud.sign_in(tenant, "admin"))
    page.goto(f"{desk}/settings/provider")
    page.get_by_label("Name", exact=True).fill("Test ID")
    page.get_by_label("Issuer").fill(provider.issuer)
    page.get_by_label("Client ID").fill(CLIENT)
    page.get_by_label("Client secret").fill(SECRET)
    page.get_by_label("Domains of mail addresses").fill(f"{slug}.example")
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_text("One is kept. Leave this empty to keep it.")).to_be_visible()
    admin.close()

    provider.person = {"sub": "42", "email": f"maya@{slug}.example", "email_verified": True, "name": "Maya Keller"}
    member = browser.new_context(color_scheme="light", locale="en")
    page = member.new_page()
    page.goto(f"{desk}/settings/security")
    button = page.get_by_role("button", name="Sign in with Test ID")
    expect(button).to_be_visible()
    assert violations(page) == []
    button.click()
    page.wait_for_url(f"{desk}/settings/security")
    expect(page.get_by_role("list", name="Where you are signed in")).to_contain_text("at the provider")
    assert "code=" not in page.url
    # The session is one like any other: the page comes back by its cookie alone.
    page.reload()
    expect(page.get_by_role("list", name="Where you are signed in")).to_be_visible()

    page.get_by_role("button", name="Maya Keller").click()
    page.get_by_role("menuitem", name="Sign out").click()
    provider.person["email_verified"] = False
    page.get_by_role("button", name="Sign in with Test ID").click()
    expect(page.get_by_role("heading", name="You were not signed in")).to_be_visible()
    assert violations(page) == []
    boss = cloud.sign_in(tenant, "admin")

    def reasons() -> set[str]:
        return {each["data"].get("reason") for each in boss.get("/v1/audit", kind="sign_in")["items"]}

    eventually(lambda: "email_not_verified" in reasons(), "the reason is in the trail")
    member.close()
