"""The workspace's own page on the deployed cloud: an admin names it anew, by keyboard in the dark, and closes it."""

import uuid
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.cloud import RunningCloud, eventually, write_mail
from tests.support.gallery import violations
from tests.support.tenants import make_tenant, run

pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]
OpenPage = Callable[..., Page]
CUSTOMER = "ann@customer.example"


@pytest.fixture
def tenant(cloud: RunningCloud) -> int:
    return make_tenant(cloud, "Workspace")


@pytest.fixture
def workspace(browser: Browser, cloud: RunningCloud, tenant: int) -> Iterator[OpenPage]:
    """The page, opened by an admin who signed in through the API."""
    contexts = []

    def begin(theme: str = "light", width: int = 1440) -> Page:
        context = browser.new_context(color_scheme=theme, viewport={"width": width, "height": 860}, locale="en")  # type: ignore[arg-type]
        contexts.append(context)
        context.add_cookies([cloud.sign_in(tenant, "admin").cookie])
        page = context.new_page()
        page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant(tenant)['slug']}/settings/workspace")
        expect(page.get_by_role("heading", name="Workspace", level=1)).to_be_visible()
        return page

    yield begin
    for context in contexts:
        context.close()


def test_an_admin_names_the_workspace_anew(workspace: OpenPage, cloud: RunningCloud, tenant: int) -> None:
    page = workspace(theme="dark", width=420)
    assert violations(page) == []
    name, slug = page.get_by_label("Name", exact=True), f"named-{uuid.uuid4().hex[:6]}"
    name.fill("Named anew")
    page.keyboard.press("Tab")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(slug)
    mailbox = f"more-{slug}@{cloud.tenant(tenant)['mailbox'].partition('@')[2]}"
    page.get_by_label("Another address").fill(mailbox)
    page.keyboard.press("Enter")
    page.get_by_label("Colour", exact=True).fill("#0f766e")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{slug}/settings/workspace")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Named anew")
    expect(page.get_by_role("list", name="Mailboxes")).to_contain_text(mailbox)
    agent = cloud.sign_in(tenant)
    cloud.send(write_mail(CUSTOMER, mailbox, "To the new address", "Hello."), CUSTOMER, mailbox)
    eventually(lambda: agent.ticket_about("To the new address"), "mail to the new address opens a ticket")


@pytest.mark.long
def test_a_workspace_is_closed_and_brought_back(workspace: OpenPage, cloud: RunningCloud, tenant: int) -> None:
    home = cloud.tenant(tenant)
    agent = cloud.sign_in(tenant)
    page = workspace()
    page.get_by_role("button", name="Delete workspace …").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(f"Type {home['slug']} to confirm").fill(home["slug"])
    dialog.get_by_role("button", name="Delete workspace").click()
    expect(page.get_by_label("Password")).to_be_visible()
    eventually(lambda: agent.api.get("/v1/tickets").json().get("code") == "tenant_suspended", "the doors close")
    mail = write_mail(CUSTOMER, home["mailbox"], "While it was closed", "Hello?")
    cloud.send(mail, CUSTOMER, home["mailbox"])
    eventually(lambda: "tenant_suspended" in run(cloud, "mail", "quarantine"), "the mail waits")
    assert run(cloud, "tenant", "resume", "--tenant", home["slug"]).startswith("1 mails came in")
    eventually(lambda: agent.api.get("/v1/tickets").status_code == 200, "the doors open")
    assert agent.ticket_about("While it was closed")
