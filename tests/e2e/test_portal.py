"""The doors for everybody, in a browser: a form becomes a ticket, a link closes one, spam gets nowhere."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.test_desk import OpenDesk, open_desk
from tests.support.cloud import RunningCloud, eventually
from tests.support.gallery import WIDTHS, Gallery
from tests.support.tenants import change, make_tenant, open_ticket

__all__ = ["open_desk"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]
OpenPage = Callable[..., Page]


@pytest.fixture
def shop(cloud: RunningCloud) -> int:
    return make_tenant(cloud, "Corner Shop".replace(" ", ""))


@pytest.fixture
def open_page(browser: Browser, cloud: RunningCloud) -> Iterator[OpenPage]:
    """A page of the portal for somebody whom nobody knows."""
    contexts = []

    def begin(path: str, *, theme: str = "light", width: int = 1000, locale: str = "en-GB") -> Page:
        viewport = {"width": width, "height": 860}
        context = browser.new_context(color_scheme=theme, viewport=viewport, locale=locale)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.goto(path if path.startswith("http") else cloud.outputs["portal_url"] + path)
        return page

    yield begin
    for context in contexts:
        context.close()


def slug(cloud: RunningCloud, shop: int) -> str:
    found: str = cloud.tenant(shop)["slug"]
    return found


def link_of(cloud: RunningCloud, shop: int, number: int) -> str:
    """The address that a canned response gives the requester."""
    agent = cloud.sign_in(shop)
    form = {"name": f"Link {uuid.uuid4().hex}", "bodies": {"en": "<p>{{ ticket.confirmation_url }}</p>"}}
    made = agent.api.post("/v1/canned-responses", json=form, headers={"Idempotency-Key": uuid.uuid4().hex}).json()
    said: dict[str, Any] = agent.api.post(
        f"/v1/canned-responses/{made['id']}/rendering", json={"number": number}
    ).json()
    return str(said["text"])


def test_a_form_becomes_a_ticket_with_its_source(
    open_page: OpenPage, open_desk: OpenDesk, cloud: RunningCloud, shop: int
) -> None:
    page = open_page(f"{slug(cloud, shop)}/new")
    expect(page.get_by_role("heading", name="How can we help?")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.type("Lena Fischer")
    page.keyboard.press("Tab")
    page.keyboard.type("lena.form@customer.example")
    page.keyboard.press("Tab")
    page.keyboard.type("Where is my parcel?")
    page.keyboard.press("Tab")
    page.keyboard.type("I have waited for a week.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    done = page.get_by_role("heading", name="Your message is on its way")
    expect(done).to_be_focused()
    expect(page.get_by_text("lena.form@customer.example")).to_be_visible()
    agent = cloud.sign_in(shop)
    row = eventually(lambda: agent.ticket_about("Where is my parcel?"), "the ticket of the form")
    assert row["channel"] == "web"
    desk = open_desk(tenant=shop)
    desk.goto(f"{cloud.outputs['desk_url']}{slug(cloud, shop)}/inbox/open/{row['number']}")
    expect(desk.locator("#messages")).to_contain_text("I have waited for a week.")
    expect(desk.get_by_text("Web", exact=True).first).to_be_visible()


def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(
    open_page: OpenPage, cloud: RunningCloud, shop: int
) -> None:
    page = open_page(f"{slug(cloud, shop)}/new", locale="de-DE")
    page.get_by_label("Nachricht").fill("Ich warte.")
    page.get_by_label("E-Mail-Adresse").fill("niemand")
    page.get_by_role("button", name="Nachricht senden").click()
    expect(page.get_by_label("E-Mail-Adresse")).to_be_focused()
    expect(page.get_by_text("Geben Sie eine E-Mail-Adresse")).to_be_visible()
    expect(page.get_by_text("Sagen Sie in wenigen Worten")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_label("E-Mail-Adresse").fill("lena@customer.example")
    page.get_by_label("Betreff").fill("Paket")
    page.get_by_role("button", name="Nachricht senden").click()
    expect(page.get_by_role("alert")).to_contain_text("konnte nicht gesendet werden")
    expect(page.get_by_label("Nachricht")).to_have_value("Ich warte.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Nachricht senden").click()
    expect(page.get_by_role("heading", name="Ihre Nachricht ist unterwegs")).to_be_visible()


def test_spam_without_the_work_opens_nothing(cloud: RunningCloud, shop: int) -> None:
    door = f"{cloud.outputs['api_url']}/v1/public/{slug(cloud, shop)}"
    form = httpx.get(f"{door}/form", timeout=30).json()
    spam = {
        "email": "bot@spam.example",
        "subject": "Buy",
        "body": "Now",
        "challenge": form["challenge"],
        "solution": "1",
    }
    refused = httpx.post(f"{door}/tickets", json=spam, timeout=30)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "not_solved")
    assert httpx.post(f"{door}/tickets", json={**spam, "challenge": "a.b"}, timeout=30).status_code == 422
    assert cloud.sign_in(shop).ticket_about("Buy") is None


def test_a_link_closes_a_resolved_ticket_and_opening_it_does_not(
    open_page: OpenPage, cloud: RunningCloud, shop: int
) -> None:
    admin = cloud.sign_in(shop, "admin")
    number = open_ticket(admin, "Lamp is dark")
    link = link_of(cloud, shop, number)
    assert link.startswith(cloud.outputs["portal_url"] + "confirm/")
    page = open_page(link)
    expect(page.get_by_role("heading", name="We are still at work on this")).to_be_visible()
    change(admin, number, state="resolved")
    page.reload()
    expect(page.get_by_role("heading", name="Is this solved?")).to_be_visible()
    expect(page.get_by_text("Lamp is dark")).to_be_visible()
    assert admin.get(f"/v1/tickets/{number}")["ticket"]["state"] == "resolved"
    page.get_by_role("button", name="Yes, it is solved").click()
    expect(page.get_by_role("heading", name="Thank you – this is closed")).to_be_focused()
    assert admin.get(f"/v1/tickets/{number}")["ticket"]["state"] == "closed"


@pytest.mark.parametrize("width", WIDTHS)
def test_the_portal_looks_as_it_should(
    open_page: OpenPage, cloud: RunningCloud, shop: int, shots: Path, width: int
) -> None:
    admin = cloud.sign_in(shop, "admin")
    number = open_ticket(admin, "Lamp is dark")
    change(admin, number, state="resolved")
    folder = shots / "portal"
    folder.mkdir(exist_ok=True)
    pages = {"form": f"{slug(cloud, shop)}/new", "confirm": link_of(cloud, shop, number), "nowhere": "nobody/new"}
    for name, path in pages.items():
        page = open_page(path, width=width)
        gallery = Gallery(page, folder, str(width))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        if name == "form":
            page.get_by_role("button", name="Send message").click()
            expect(page.get_by_role("alert")).to_contain_text("Please check")
        gallery.keep(name, full_page=True)
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name
        gallery.judge()
