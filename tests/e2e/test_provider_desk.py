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


def set_up(page: Page, provider: TestProvider, domain: str) -> None:
    """What an admin fills in."""
    page.get_by_label("Name", exact=True).fill("Test ID")
    page.get_by_label("Issuer").fill(provider.issuer)
    page.get_by_label("Client ID").fill(CLIENT)
    page.get_by_label("Client secret").fill(SECRET)
    page.get_by_label("Domains of mail addresses").fill(domain)
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_text("One is kept. Leave this empty to keep it.")).to_be_visible()


def test_from_the_settings_page_to_a_member_at_work(
    browser: Browser, cloud: RunningCloud, tenant: int, provider: TestProvider
) -> None:
    slug = cloud.tenant(tenant)["slug"]
    desk = f"{cloud.outputs['desk_url']}{slug}"
    admin = browser.new_context(color_scheme="dark", viewport={"width": 420, "height": 860}, locale="en")
    page = known(admin, cloud.sign_in(tenant, "admin"))
    page.goto(f"{desk}/settings/provider")
    set_up(page, provider, f"{slug}.example")
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
    # The session is one like any other: the page comes back by its cookie alone.
    page.reload()
    expect(page.get_by_role("list", name="Where you are signed in")).to_be_visible()
    member.close()


def test_who_is_refused_is_told_so_and_the_trail_why(
    browser: Browser, cloud: RunningCloud, tenant: int, provider: TestProvider
) -> None:
    slug, admin = cloud.tenant(tenant)["slug"], cloud.sign_in(tenant, "admin")
    wanted = {"version": None, "name": "Test ID", "issuer": provider.issuer, "client_id": CLIENT}
    wanted |= {"client_secret": SECRET, "domains": [f"{slug}.example"], "first_role": None}
    wanted |= {"trusted": False, "passwords": True}
    admin.api.put("/v1/tenant/sign-in-provider", json=wanted).raise_for_status()
    provider.person = {"sub": "42", "email": f"maya@{slug}.example", "email_verified": False, "name": "Maya Keller"}
    context = browser.new_context(color_scheme="dark", locale="en")
    page = context.new_page()
    page.goto(f"{cloud.outputs['desk_url']}{slug}")
    page.get_by_role("button", name="Sign in with Test ID").click()
    expect(page.get_by_role("heading", name="You were not signed in")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Back to sign-in").click()
    expect(page.get_by_label("Password")).to_be_visible()

    def reasons() -> set[str]:
        return {each["data"].get("reason") for each in admin.get("/v1/audit", kind="sign_in")["items"]}

    eventually(lambda: "email_not_verified" in reasons(), "the reason is in the trail")
    context.close()
