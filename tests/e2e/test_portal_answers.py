"""What customers do at the portal once they are in: send files, go on after the end; and how it looks."""

import re
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.e2e.test_portal import link_of
from tests.e2e.test_screens import refuse
from tests.support.cloud import Person, RunningCloud, eventually, text_of
from tests.support.gallery import WIDTHS, Gallery
from tests.support.tenants import change, make_tenant, open_ticket

pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]
PHOTO = FilePayload(name="photo of the lamp.txt", mimeType="text/plain", buffer=b"dark")


@dataclass
class Ana:
    """A customer of a tenant of its own who has signed in; `state` is her browser's."""

    tenant: int
    home: str
    who: dict[str, str]
    state: Any


@pytest.fixture(scope="module")
def ana(browser: Browser, cloud: RunningCloud) -> Ana:
    tenant = make_tenant(cloud, "Lamps")
    who = {"email": f"ana-{uuid.uuid4().hex[:6]}@customer.example", "name": "Ana Ruiz"}
    home = f"{cloud.outputs['portal_url']}{cloud.tenant(tenant)['slug']}"
    open_ticket(cloud.sign_in(tenant), "Where is my invoice?", requester=who)
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(f"{home}/sign-in")
    page.get_by_label("Mail address").fill(who["email"])
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
    mail = eventually(lambda: cloud.sent_to(who["email"], "/sign-in/"), "the link is mailed")
    link = re.search(r"https?://\S+/sign-in/\S+", text_of(mail))
    assert link
    page.goto(link[0])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="My requests")).to_be_visible()
    found = Ana(tenant, home, who, context.storage_state())
    context.close()
    return found


def closed(browser: Browser, cloud: RunningCloud, ana: Ana, agent: Person, number: int) -> None:
    """The requester says that it is solved."""
    change(agent, number, state="resolved")
    page = browser.new_context(locale="en-GB").new_page()
    page.goto(link_of(cloud, ana.tenant, number))
    page.get_by_role("button", name="Yes, it is solved").click()
    expect(page.get_by_role("heading", name="Thank you – this is closed")).to_be_focused()
    page.context.close()


def add(page: Page, file: FilePayload) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Attach files").press("Enter")
    chooser.value.set_files(file)


def test_a_file_goes_along_and_a_closed_request_is_followed_up(browser: Browser, cloud: RunningCloud, ana: Ana) -> None:
    agent = cloud.sign_in(ana.tenant)
    number = open_ticket(agent, "Broken lamp", requester=ana.who)
    page = browser.new_context(locale="en-GB", storage_state=ana.state).new_page()
    page.goto(f"{ana.home}/requests/{number}")
    add(page, FilePayload(name="setup.exe", mimeType="text/plain", buffer=b"x"))
    expect(page.get_by_text("“setup.exe” was not attached: programs")).to_be_visible()
    add(page, PHOTO)
    expect(page.get_by_role("button", name=f"Remove {PHOTO['name']}")).to_be_visible()
    page.get_by_label("Your answer").fill("This is how it looks.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("This is how it looks.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name=PHOTO["name"]).press("Enter")
    assert Path(download.value.path()).read_bytes() == b"dark"
    view = agent.get(f"/v1/tickets/{number}")
    assert [each["name"] for each in view["messages"][-1]["attachments"]] == [PHOTO["name"]]
    assert agent.say(number, "Between us: SECRET", kind="note").status_code == 201
    closed(browser, cloud, ana, agent, number)
    page.reload()
    expect(page.get_by_text("What you write begins a new one")).to_be_visible()
    page.get_by_label("Your answer").fill("It is dark again.")
    page.get_by_role("button", name="Send as a new request").click()
    expect(page.get_by_role("link", name="Goes on from an earlier request")).to_be_visible()
    expect(page.get_by_text("It is dark again.")).to_be_visible()
    assert "SECRET" not in page.content()
    follow_up = agent.get(f"/v1/tickets/{int(page.url.rpartition('/')[2])}")["ticket"]
    assert (follow_up["follow_up_of"], follow_up["subject"]) == (number, "Broken lamp")
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_of_a_customer(browser: Browser, cloud: RunningCloud, ana: Ana, shots: Path, width: int) -> None:
    agent = cloud.sign_in(ana.tenant)
    number = open_ticket(agent, f"Lamp, {width}", "It is dark.\n\nI changed the bulb.", requester=ana.who)
    assert agent.say(number, "Please send us a picture of the socket.").status_code == 201
    folder = shots / "portal"
    folder.mkdir(exist_ok=True)
    size = {"width": width, "height": 860}
    context = browser.new_context(viewport=size, locale="en-GB", storage_state=ana.state)  # type: ignore[arg-type]
    page = context.new_page()
    gallery = Gallery(page, folder, str(width))
    pages = {"requests": "requests", "devices": "devices", "request": f"requests/{number}", "none": "requests/99999"}
    for name, path in pages.items():
        page.goto(f"{ana.home}/{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        gallery.keep(f"customer-{name}")
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name
    page.goto(f"{ana.home}/requests/{number}")
    add(page, PHOTO)
    add(page, FilePayload(name="setup.exe", mimeType="text/plain", buffer=b"x"))
    expect(page.get_by_text("was not attached")).to_be_visible()
    page.route("**/portal/tickets/*/messages", refuse("unavailable", 503))
    page.get_by_label("Your answer").fill("Here it is.")
    page.get_by_role("button", name="Send answer").click()
    expect(page.get_by_role("alert").filter(has_text="could not be sent")).to_be_visible()
    gallery.keep("customer-answer-refused")
    page.unroute_all()
    closed(browser, cloud, ana, agent, number)
    page.reload()
    expect(page.get_by_role("button", name="Send as a new request")).to_be_visible()
    gallery.keep("customer-closed")
    context.clear_cookies()
    page.goto(f"{ana.home}/requests")
    expect(page.get_by_role("heading", name="Your requests")).to_be_visible()
    page.get_by_role("button", name="Send me a link").click()
    gallery.keep("customer-sign-in")
    page.goto(f"{ana.home}/sign-in/made.up")
    expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()
    gallery.keep("customer-link-over")
    context.close()
    gallery.judge()
