"""The story as people live it: in a browser, on the deployed local cloud, with the keyboard, in both themes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.cloud import RunningCloud, eventually, write_mail
from tests.support.gallery import WIDTHS, Gallery, violations

pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]
CUSTOMER = "lena.desk@customer.example"
OpenDesk = Callable[..., Page]


@pytest.fixture
def open_desk(browser: Browser, cloud: RunningCloud) -> Iterator[OpenDesk]:
    """Opens the desk in a profile of its own, for somebody who is signed in."""
    contexts = []

    def begin(
        *, theme: str = "light", width: int = 1440, height: int = 860, role: str = "agent", tenant: int = 0
    ) -> Page:
        context = browser.new_context(color_scheme=theme, viewport={"width": width, "height": height}, locale="en")  # type: ignore[arg-type]
        contexts.append(context)
        # Through the API: the form is for the journeys that are about signing in.
        context.add_cookies([cloud.sign_in(tenant, role).cookie])
        page = context.new_page()
        page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant(tenant)['slug']}/")
        expect(page.get_by_role("heading", name="Mine").first).to_be_visible()
        return page

    yield begin
    for context in contexts:
        context.close()


def mail_about(cloud: RunningCloud, subject: str, body: str = "Can you help me?") -> int:
    """The number of the ticket that a mail opens; another one if there is such a ticket already."""
    mailbox, agent = cloud.tenant()["mailbox"], cloud.sign_in()
    known = {row["number"] for row in agent.tickets()}
    cloud.send(write_mail(f"Lena Fischer <{CUSTOMER}>", mailbox, subject, body), CUSTOMER, mailbox)

    def opened() -> int | None:
        rows = [row["number"] for row in agent.tickets() if row["subject"] == subject]
        return next((number for number in rows if number not in known), None)

    return eventually(opened, f"a ticket about {subject}")


def pick(page: Page, number: int) -> None:
    """A ticket that nobody has yet, in its list."""
    page.get_by_role("link", name="Unassigned").click()
    page.locator(f"[data-number='{number}']").click()


def test_a_mail_is_read_answered_and_resolved_in_the_browser(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    number = mail_about(cloud, "Sign-in loops on the tablet", "It goes round and round.\nWhat now?")
    page = open_desk()
    pick(page, number)
    expect(page.get_by_text("It goes round and round.")).to_be_visible()

    page.keyboard.press("r")
    page.keyboard.type("Please clear its cookies once.")
    page.keyboard.press("Control+Shift+Enter")
    sent = eventually(lambda: cloud.sent_to(CUSTOMER, "Please clear its cookies once."), "the answer went out")
    assert f"[{cloud.sign_in().tenant['ticket_label']}{number:04}]" in sent["Subject"]
    agent = cloud.sign_in()
    assert agent.get(f"/v1/tickets/{number}")["ticket"]["state"] == "resolved"

    address = sent["Reply-To"].rpartition("<")[2].rstrip(">")
    cloud.send(write_mail(CUSTOMER, address, "Re: x", "That did it not."), CUSTOMER, address)
    eventually(lambda: agent.get(f"/v1/tickets/{number}")["ticket"]["state"] == "reopened", "it reopens")
    page.goto(f"{cloud.outputs['desk_url']}{agent.tenant['slug']}/")
    page.get_by_role("link", name="Mine").click()
    page.locator(f"[data-number='{number}']").click()
    expect(page.get_by_text("That did it not.")).to_be_visible()


def test_a_note_is_unmistakable_and_stays_inside(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    number = mail_about(cloud, "A note for the team")
    page = open_desk()
    pick(page, number)
    expect(page.get_by_text("Can you help me?")).to_be_visible()
    page.keyboard.press("n")
    page.keyboard.type("He asked last week too.")
    page.keyboard.press("Control+Enter")
    note = page.get_by_role("article", name="Internal note from")
    expect(note).to_contain_text("He asked last week too.")
    assert cloud.sent_to(CUSTOMER, "He asked last week too.") is None


def test_two_agents_never_answer_twice(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    number = mail_about(cloud, "Who answers me")
    page = open_desk()
    pick(page, number)
    expect(page.get_by_text("Can you help me?")).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.type("My answer.")
    colleague = cloud.sign_in(role="admin")
    assert colleague.say(number, "I was quicker.").status_code == 201
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("I was quicker.").first).to_be_visible()
    expect(page.get_by_role("textbox", name="Reply to the customer")).to_have_text("My answer.")
    assert cloud.sent_to(CUSTOMER, "My answer.") is None


def test_a_reload_keeps_the_session_and_signing_out_ends_it(open_desk: OpenDesk, cloud: RunningCloud) -> None:
    page = open_desk()
    page.reload()
    expect(page.get_by_role("heading", name="Mine").first).to_be_visible()
    page.get_by_role("button", name="Your menu").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Password")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_and_the_pages_are_kept(open_desk: OpenDesk, shots: Path, width: int) -> None:
    page = open_desk(width=width)
    gallery = Gallery(page, shots, str(width))
    gallery.keep("inbox")
    page.get_by_role("region", name="Tickets").get_by_role("link").first.click()
    expect(page.get_by_role("region", name="Answer")).to_be_visible()
    gallery.keep("ticket")
    gallery.judge()


def test_sign_in_page_is_accessible_and_says_what_is_wrong(browser: Browser, cloud: RunningCloud, shots: Path) -> None:
    context = browser.new_context(locale="en")
    page = context.new_page()
    refused: list[str] = []
    page.on(
        "console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None
    )
    page.goto(cloud.outputs["desk_url"])
    page.get_by_label("E-mail").fill("nobody@northwind.example")
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_text("E-mail or password is wrong.")).to_be_visible()
    page.screenshot(path=shots / "sign-in.png")
    assert violations(page) == []
    assert refused == []
    context.close()
