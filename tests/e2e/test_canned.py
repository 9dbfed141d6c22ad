"""Canned responses as agents use them: made on their page, found with a slash, never sent with a hole in them."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_desk import OpenDesk, open_desk
from tests.e2e.test_screens import go, show_ticket, visit
from tests.support.cloud import Person, RunningCloud, eventually
from tests.support.gallery import WIDTHS, Gallery
from tests.support.tenants import make_tenant, open_ticket

__all__ = ["open_desk", "visit"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]


@pytest.fixture
def house(cloud: RunningCloud) -> int:
    return make_tenant(cloud, "Texts")


def keep(person: Person, name: str, bodies: dict[str, str], **more: Any) -> dict[str, Any]:
    form = {"name": name, "bodies": bodies, **more}
    answer = person.api.post("/v1/canned-responses", json=form, headers={"Idempotency-Key": uuid.uuid4().hex})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def uses(person: Person) -> dict[str, int]:
    return {each["name"]: each["usage_count"] for each in person.get("/v1/canned-responses")["items"]}


def answer_box(page: Page) -> Any:
    return page.get_by_role("textbox", name="Reply to the customer")


def begin_reply(page: Page) -> Any:
    page.keyboard.press("r")
    # The editor that shows formats takes the plain one's place.
    box = page.locator(".ProseMirror[aria-label='Reply to the customer']")
    expect(box).to_be_focused()
    return box


def test_a_slash_finds_a_text_and_the_keyboard_sends_it(open_desk: OpenDesk, cloud: RunningCloud, house: int) -> None:
    admin = cloud.sign_in(house, "admin")
    number = open_ticket(admin, "Double charge")
    body = "<p>Dear {{ customer.first_name }},</p><p>your money is on its way.</p>"
    keep(admin, "Refund", {"en": body, "de": "<p>Ihr Geld ist unterwegs.</p>"}, scope="all", shortcut="refund")
    keep(admin, "Shipping", {"en": "<p>It left today.</p>"}, scope="all", folder="Delivery")
    page = open_desk(tenant=house)
    show_ticket(page, cloud, number, house)
    box = begin_reply(page)
    page.keyboard.type("/ref")
    choices = page.get_by_role("listbox", name="Canned responses")
    expect(choices.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(box).to_contain_text("Dear Lena")
    assert box.inner_html() == "<p>Dear Lena,</p><p>your money is on its way.</p>"
    page.keyboard.press("Control+Enter")
    expect(page.locator("#messages")).to_contain_text("your money is on its way.")
    eventually(lambda: uses(admin) == {"Refund": 1, "Shipping": 0}, "its use is counted")


def test_arrows_choose_and_tab_changes_the_language(open_desk: OpenDesk, cloud: RunningCloud, house: int) -> None:
    admin = cloud.sign_in(house, "admin")
    number = open_ticket(admin, "Two languages")
    keep(admin, "Hello", {"en": "<p>Hello there</p>", "de": "<p>Guten Tag</p>"}, scope="all", shortcut="hello")
    page = open_desk(tenant=house)
    show_ticket(page, cloud, number, house)
    box = begin_reply(page)
    page.keyboard.type("Well, /hel")
    choices = page.get_by_role("listbox", name="Canned responses")
    expect(choices.get_by_role("option", selected=True)).to_contain_text("Hello")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="German")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Enter")
    expect(box).to_have_text("Well, Guten Tag")


def test_what_is_not_filled_in_is_marked_and_not_sent(open_desk: OpenDesk, cloud: RunningCloud, house: int) -> None:
    admin = cloud.sign_in(house, "admin")
    number = open_ticket(admin, "No order number")
    keep(admin, "Order", {"en": "<p>Your order {{ fields.order_number }} is here.</p>"}, scope="all", shortcut="order")
    page = open_desk(tenant=house)
    show_ticket(page, cloud, number, house)
    box = begin_reply(page)
    page.keyboard.type("/order")
    expect(page.get_by_role("listbox", name="Canned responses")).to_be_visible()
    page.keyboard.press("Enter")
    expect(box.locator(".unresolved")).to_have_text("{{ fields.order_number }}")
    expect(page.get_by_role("status").filter(has_text="Write what stands for")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(box).to_contain_text("Your order")
    assert len(admin.get(f"/v1/tickets/{number}")["messages"]) == 1
    box.locator(".unresolved").dblclick()
    for _ in range(3):
        page.keyboard.press("Control+a")
    page.keyboard.type("Your order 4711 is here.")
    expect(box.locator(".unresolved")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#messages")).to_contain_text("Your order 4711 is here.")


def test_an_agent_keeps_texts_of_their_own(open_desk: OpenDesk, cloud: RunningCloud, house: int) -> None:
    page = open_desk(tenant=house)
    page.keyboard.press("Shift+C")
    expect(page.get_by_role("heading", name="Canned responses", level=1)).to_be_visible()
    page.get_by_role("button", name="New canned response").click()
    window = page.get_by_role("dialog", name="New canned response")
    window.get_by_label("Name", exact=True).fill("My greeting")
    window.get_by_label("Shortcut").fill("hi")
    window.get_by_label("Folder").fill("Mine")
    assert window.get_by_label("For whom").locator("option").all_inner_texts() == ["Only me"]
    window.get_by_role("textbox", name="Text in English").click()
    page.keyboard.type("Hi ")
    window.get_by_label("Insert a variable").select_option("customer.first_name")
    window.get_by_label("Add a language").select_option("de")
    window.get_by_role("textbox", name="Text in German").click()
    page.keyboard.type("Hallo")
    window.get_by_role("button", name="Create").click()
    expect(window).to_have_count(0)
    mine = page.get_by_role("list", name="Mine")
    expect(mine).to_contain_text("My greeting")
    agent, admin = cloud.sign_in(house), cloud.sign_in(house, "admin")
    (row,) = [each for each in agent.get("/v1/canned-responses")["items"] if each["name"] == "My greeting"]
    made = agent.get(f"/v1/canned-responses/{row['id']}")
    assert made["bodies"] == {"en": "<p>Hi {{ customer.first_name }}</p>", "de": "<p>Hallo</p>"}
    assert "My greeting" not in uses(admin)
    mine.get_by_role("button", name="Edit My greeting").click()
    window = page.get_by_role("dialog", name="Edit canned response")
    window.get_by_role("textbox", name="Text in English").click()
    page.keyboard.press("End")
    page.keyboard.type(" {{% broken")
    window.get_by_role("button", name="Save").click()
    expect(window.get_by_text("is no Liquid that is taken")).to_be_visible()
    page.keyboard.press("Escape")
    window.get_by_role("button", name="Drop them").click()
    mine.get_by_role("button", name="Delete My greeting").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("list", name="Mine")).to_have_count(0)


def test_a_queue_is_saved_as_a_file(open_desk: OpenDesk, cloud: RunningCloud, house: int, tmp_path: Path) -> None:
    admin = cloud.sign_in(house, "admin")
    number = open_ticket(admin, "=HYPERLINK(evil)")
    admin.say(number, "secret-between-us", kind="note")
    page = open_desk(tenant=house)
    go(page, cloud, "inbox/open", house)
    expect(page.locator("[data-number]").first).to_be_visible()
    with page.expect_download() as saved:
        page.keyboard.press("Shift+E")
    assert saved.value.suggested_filename.startswith("tickets-open-")
    saved.value.save_as(tmp_path / "queue.csv")
    text = (tmp_path / "queue.csv").read_text("utf-8-sig")
    assert "'=HYPERLINK(evil)" in text
    assert "secret-between-us" not in text


@pytest.mark.parametrize("width", WIDTHS)
def test_texts_look_as_they_should(visit: Callable[..., Gallery], cloud: RunningCloud, house: int, width: int) -> None:
    admin, agent = cloud.sign_in(house, "admin"), cloud.sign_in(house)
    number = open_ticket(admin, "How it looks")
    short = f"look{uuid.uuid4().hex[:6]}"
    bodies = {"en": "<p>Dear {{ customer.first_name }}, {{ fields.none }}</p>", "de": "<p>Hallo</p>"}
    keep(agent, "Looks", bodies, shortcut=short, folder="Billing/Refunds")
    gallery = visit(width, house)
    page = gallery.page
    go(page, cloud, "settings/canned", house)
    expect(page.get_by_role("list", name="Billing/Refunds").first).to_be_visible()
    gallery.keep("canned-list")
    page.get_by_role("button", name="Edit Looks").last.click()
    expect(page.get_by_role("textbox", name="Text in English")).to_be_visible()
    gallery.keep("canned-editor")
    page.keyboard.press("Escape")
    show_ticket(page, cloud, number, house)
    begin_reply(page)
    page.keyboard.type("/" + short[:4])
    expect(page.get_by_role("listbox", name="Canned responses")).to_be_visible()
    gallery.keep("canned-popup")
    page.keyboard.type(short[4:])
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".unresolved")).to_be_visible()
    gallery.keep("canned-unresolved")
    gallery.judge()
