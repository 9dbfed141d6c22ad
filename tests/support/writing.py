"""The answer of a ticket as somebody at the desk writes it."""

from playwright.sync_api import Locator, Page, expect

from tests.support.cloud import RunningCloud

REPLY = "Reply to the customer"
NOTE = "Internal note"


def show(page: Page, cloud: RunningCloud, number: int, tenant: int = 0, view: str = "open") -> Locator:
    """Opens a ticket by its address; the box for the reply, ready with its formats."""
    page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant(tenant)['slug']}/inbox/{view}/{number}")
    expect(page.get_by_role("toolbar", name="Format")).to_be_visible()
    return box(page)


def box(page: Page, name: str = REPLY) -> Locator:
    return page.get_by_role("textbox", name=name)


def write(page: Page, text: str, *, note: bool = False) -> None:
    """By the keys: the box takes the focus at once, and all of the text."""
    page.keyboard.press("n" if note else "r")
    page.keyboard.type(text)
    expect(box(page, NOTE if note else REPLY)).to_contain_text(text)
