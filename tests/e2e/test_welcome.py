"""The first steps of a new workspace on the deployed cloud: by keyboard, narrow and dark, until the first ticket."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.cloud import RunningCloud, write_mail
from tests.support.gallery import violations
from tests.support.tenants import make_tenant

pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]
CUSTOMER = "ann@customer.example"


@pytest.fixture
def tenant(cloud: RunningCloud) -> int:
    return make_tenant(cloud, "Welcome")


@pytest.fixture
def page(browser: Browser, cloud: RunningCloud, tenant: int) -> Iterator[Page]:
    context = browser.new_context(color_scheme="dark", viewport={"width": 420, "height": 860}, locale="en")
    context.add_cookies([cloud.sign_in(tenant, "admin").cookie])
    page = context.new_page()
    page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant(tenant)['slug']}")
    yield page
    context.close()


def test_an_admin_sets_up_a_new_workspace(page: Page, cloud: RunningCloud, tenant: int) -> None:
    home = cloud.tenant(tenant)
    page.get_by_role("link", name="Set it up").press("Enter")
    expect(page.get_by_role("heading", name="First steps", level=1)).to_be_visible()
    assert violations(page) == []
    name = page.get_by_label("Name", exact=True)
    name.fill("Named at first")
    name.press("Enter")
    expect(page.get_by_role("heading", name="Mail", exact=True)).to_be_focused()
    assert violations(page) == []
    page.reload()
    expect(page.get_by_role("heading", name="Mail", exact=True)).to_be_visible()
    page.get_by_role("button", name="Go on").press("Enter")
    expect(page.get_by_role("list", name="Colleagues")).to_contain_text("Maya Keller")
    page.get_by_role("button", name="Go on").press("Enter")
    expect(page.get_by_text("Waiting for the first ticket")).to_be_visible()
    assert violations(page) == []
    cloud.send(write_mail(CUSTOMER, home["mailbox"], "The very first", "Hello."), CUSTOMER, home["mailbox"])
    expect(page.get_by_role("link", name="The very first")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Done").press("Enter")
    page.wait_for_url("**/inbox/mine")
    page.reload()
    expect(page.get_by_role("heading", name="Mine", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Set it up")).to_have_count(0)
