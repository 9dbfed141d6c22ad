"""Making a workspace by oneself: from the letter to the first steps where that is on, and nothing where it is off."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.local.codes import code_of
from tests.support.cloud import RunningCloud, eventually, text_of
from tests.support.gallery import violations
from tests.support.tenants import make_tenant

pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]
DOMAIN = "desk.example"
ANA, PASSWORD = "ana@bakery.example", "Wide-Harbour-19"


@pytest.fixture
def inviting(tmp_path: Path) -> Iterator[RunningCloud]:
    """A cloud of its own, empty, on which people may make workspaces."""
    with RunningCloud(tmp_path / "inviting", sign_up=DOMAIN) as running:
        yield running


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


def ask(page: Page) -> None:
    """From the door without a name to the letter."""
    page.get_by_role("link", name="Make a workspace of your own").click()
    page.get_by_label("Name of the workspace").fill("Ana's Bakery")
    expect(page.get_by_label("Address", exact=True)).to_have_value("anas-bakery")
    assert violations(page) == []
    page.get_by_label("E-mail").fill(ANA)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()


def make(page: Page, link: str) -> None:
    """From the letter into the desk, in two steps, as an administrator has to."""
    page.goto(link)
    expect(page.get_by_label("Your name")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("Your name").fill("Ana Berg")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Go to sign-in").click()
    page.get_by_label("E-mail").fill(ANA)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Code").fill(code_of(page.locator("[data-secret]").inner_text()))
    page.get_by_role("button", name="Switch on").click()
    page.get_by_role("button", name="I have kept them").click()


def test_from_the_letter_to_the_first_steps(browser: Browser, inviting: RunningCloud) -> None:
    context = browser.new_context(locale="en-GB", color_scheme="dark", viewport={"width": 390, "height": 860})
    page, origin = context.new_page(), inviting.outputs["desk_url"]
    page.goto(origin)
    ask(page)
    letter = eventually(lambda: inviting.sent_to(ANA), "the letter goes out")
    assert f"<sign-up@{DOMAIN}>" in str(letter["From"])
    (link,) = re.findall(r"https?://\S+/sign-up/confirm#\S+", text_of(letter))
    # Looking makes nothing, however often: mail programs look as well.
    make(page, link)
    page.wait_for_url(f"{origin}anas-bakery/inbox/mine")
    page.get_by_role("link", name="Set it up").click()
    expect(page.get_by_role("heading", name="First steps", level=1)).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Ana's Bakery")
    page.get_by_label("Name", exact=True).press("Enter")
    expect(page.get_by_text(f"support@anas-bakery.{DOMAIN}").first).to_be_visible()
    context.close()
    other = browser.new_context(locale="en-GB").new_page()
    other.goto(link)
    expect(other.get_by_role("heading", name="This link is no longer good")).to_be_visible()
    expect(other.get_by_role("textbox")).to_have_count(0)
    other.context.close()
