"""Keys reach what they are meant for, however slow the machine is and whatever of the page is still on its way."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.test_desk import OpenDesk, open_desk
from tests.support.cloud import RunningCloud
from tests.support.tenants import make_tenant, open_ticket
from tests.support.writing import NOTE, REPLY, box, show

__all__ = ["open_desk"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]
EDITOR = "**/assets/rich-box-*.js"


@pytest.fixture
def tenant(cloud: RunningCloud) -> int:
    return make_tenant(cloud, "Slow")


def slow_down(page: Page, times: int) -> None:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": times})


def test_no_letter_is_lost_between_the_key_and_the_answer(
    open_desk: OpenDesk, cloud: RunningCloud, tenant: int
) -> None:
    admin = cloud.sign_in(tenant, "admin")
    numbers = [open_ticket(admin, f"Slow {each}") for each in range(3)]
    page = open_desk(tenant=tenant)
    show(page, cloud, numbers[0], tenant)
    slow_down(page, 6)
    for _ in range(3):
        for key, name in (("r", REPLY), ("n", NOTE)):
            page.keyboard.press(key)
            page.keyboard.type("Half an answer")
            expect(box(page, name)).to_have_text("Half an answer")
            page.keyboard.press("Control+a")
            page.keyboard.press("Delete")
            page.keyboard.press("Escape")


def test_from_ticket_to_ticket_the_answer_keeps_the_focus(
    open_desk: OpenDesk, cloud: RunningCloud, tenant: int
) -> None:
    admin = cloud.sign_in(tenant, "admin")
    for each in range(3):
        open_ticket(admin, f"Row {each}")
    page = open_desk(tenant=tenant)
    page.get_by_role("link", name="Unassigned").click()
    rows = page.locator("[data-number]")
    expect(rows.nth(2)).to_be_visible()
    page.keyboard.press("j")
    expect(page.get_by_role("toolbar", name="Format")).to_be_visible()
    slow_down(page, 6)
    page.keyboard.press("j")
    expect(box(page)).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.type("Answered at once")
    expect(box(page)).to_have_text("Answered at once")
    expect(box(page)).to_be_focused()


def test_what_is_typed_before_the_editor_is_there_is_in_it(
    open_desk: OpenDesk, cloud: RunningCloud, tenant: int
) -> None:
    number = open_ticket(cloud.sign_in(tenant, "admin"), "Before the editor")
    page = open_desk(tenant=tenant)
    held: list[Route] = []
    page.context.route(EDITOR, lambda route: held.append(route))
    page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant(tenant)['slug']}/inbox/open/{number}")
    expect(box(page)).to_be_visible()
    slow_down(page, 6)
    page.keyboard.press("r")
    page.keyboard.type("Half an answer")
    expect(box(page)).to_have_value("Half an answer")
    page.keyboard.press("End")
    page.keyboard.type(" ")
    for _ in range(len("answer ")):
        page.keyboard.press("ArrowLeft")
    for route in held:
        route.continue_()
    expect(page.get_by_role("toolbar", name="Format")).to_be_visible()
    page.keyboard.type("good ")
    expect(box(page)).to_have_text("Half an good answer")
    page.keyboard.press("End")
    page.keyboard.type("now")
    expect(box(page)).to_have_text("Half an good answer now")
    expect(box(page)).to_be_focused()


def test_after_a_send_that_failed_escape_leaves_the_answer_for_good(
    open_desk: OpenDesk, cloud: RunningCloud, tenant: int
) -> None:
    number = open_ticket(cloud.sign_in(tenant, "admin"), "Comes back")
    page = open_desk(tenant=tenant)
    show(page, cloud, number, tenant)
    page.route("**/messages", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    slow_down(page, 6)
    page.keyboard.press("r")
    page.keyboard.type("Not sent yet")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert").filter(has_text="draft")).to_be_visible()
    expect(box(page)).to_have_text("Not sent yet")
    page.keyboard.press("Escape")
    page.keyboard.press("i")
    expect(page.get_by_role("button", name="Assignee: You").first).to_be_visible()
    expect(box(page)).to_have_text("Not sent yet")
    expect(box(page)).not_to_be_focused()
