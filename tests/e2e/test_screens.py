"""Every page and state of the desk, in both themes, wide and narrow: axe finds nothing, a picture of each is kept."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.test_desk import OpenDesk, open_desk
from tests.support.cloud import RunningCloud, eventually
from tests.support.gallery import NARROW, WIDTHS, Gallery
from tests.support.tenants import make_tenant, open_ticket, promise

__all__ = ["open_desk"]
pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]

LATE = "Checkout answers 502 since this morning"
PLAIN = "Add three seats to our plan"


@dataclass
class Harbour:
    """A tenant whose urgent tickets are late at once and whose high ones are soon at risk."""

    tenant: int
    late: int


@pytest.fixture(scope="module")
def harbour(cloud: RunningCloud) -> Harbour:
    tenant = make_tenant(cloud, "Harbour")
    promise(cloud, tenant, {"urgent": 2, "high": 3_600}, 3_600, 7_200, warning=1)
    admin = cloud.sign_in(tenant, "admin")
    late = open_ticket(admin, LATE, priority="urgent")
    open_ticket(admin, "Sign-in goes round in circles on the tablet", priority="high")
    open_ticket(admin, "Gift card", priority="low")
    eventually(lambda: admin.get(f"/v1/tickets/{late}")["ticket"]["escalations"], "the first level is called")
    return Harbour(tenant, late)


@pytest.fixture
def visit(open_desk: OpenDesk, cloud: RunningCloud, shots: Path) -> Callable[..., Gallery]:
    """A desk of one width to look at."""

    def begin(width: int, tenant: int = 0, role: str = "agent") -> Gallery:
        folder = shots / "screens"
        folder.mkdir(exist_ok=True)
        height = 860 if width > NARROW else 844
        page = open_desk(width=width, height=height, tenant=tenant, role=role)
        return Gallery(page, folder, str(width))

    return begin


def go(page: Page, cloud: RunningCloud, path: str, tenant: int = 0) -> None:
    page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant(tenant)['slug']}/{path}")


def show_ticket(page: Page, cloud: RunningCloud, number: int, tenant: int) -> None:
    go(page, cloud, f"inbox/open/{number}", tenant)
    expect(page.get_by_role("textbox", name="Reply to the customer")).to_be_visible()


def leave(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("menu")).to_have_count(0)


@pytest.mark.parametrize("width", WIDTHS)
def test_where_people_work(visit: Callable[..., Gallery], cloud: RunningCloud, width: int) -> None:
    gallery = visit(width)
    page, keys = gallery.page, gallery.page.keyboard
    expect(page.locator("[data-number]").first).to_be_visible()
    gallery.keep("inbox")
    keys.press("j")
    answer = page.get_by_role("textbox", name="Reply to the customer")
    expect(answer).to_be_visible()
    gallery.keep("ticket")
    keys.press("r")
    expect(answer).to_be_focused()
    keys.type("Hello,\n\nthe second charge was a retry that your bank confirmed late.")
    gallery.keep("reply")
    keys.press("Escape")
    keys.press("n")
    note = page.get_by_role("textbox", name="Internal note")
    expect(note).to_be_focused()
    keys.type("The ledger entry is 8812.")
    gallery.keep("note")
    keys.press("Escape")
    for key, name in (("o", "state"), ("g", "category"), ("p", "priority"), ("a", "assignee"), (".", "more")):
        keys.press(key)
        expect(page.get_by_role("menu")).to_be_visible()
        gallery.keep(f"menu-{name}")
        if name == "category" and width < NARROW:
            # A ticket that has none has no place for it but the details, which came along.
            keys.press("Escape")
            expect(page.get_by_role("menu")).to_have_count(0)
        leave(page)
    if width < NARROW:
        keys.press("d")
        expect(page.get_by_role("dialog")).to_be_visible()
        gallery.keep("details")
        leave(page)
    gallery.judge()


@pytest.mark.parametrize("width", WIDTHS)
def test_what_opens_over_the_page(visit: Callable[..., Gallery], width: int) -> None:
    gallery = visit(width)
    page, keys = gallery.page, gallery.page.keyboard
    expect(page.locator("[data-number]").first).to_be_visible()
    keys.press("j")
    expect(page.get_by_role("textbox", name="Reply to the customer")).to_be_visible()

    def opened(key: str, name: str) -> None:
        keys.press(key)
        expect(page.get_by_role("dialog")).to_be_visible()
        page.wait_for_load_state("networkidle")
        gallery.keep(name)

    opened("Control+k", "palette")
    for typed, name in (("assi", "found"), ("nothing is called this", "nothing")):
        keys.type(typed)
        gallery.keep(f"palette-{name}")
    leave(page)
    for key, name in (("/", "search"), ("?", "keys"), ("c", "new-ticket")):
        opened(key, name)
        leave(page)
    opened("b", "notifications")
    page.get_by_role("button", name="Choose what you hear of").press("Enter")
    choices = page.get_by_role("dialog").get_by_role("checkbox")
    expect(choices.first).to_be_visible()
    gallery.keep("preferences")
    keys.press("Escape")
    expect(choices).to_have_count(0)
    leave(page)
    if width < NARROW:
        keys.press("u")
    page.get_by_role("button", name="Your menu").locator("visible=true").press("Enter")
    expect(page.get_by_role("menu")).to_be_visible()
    gallery.keep("own-menu")
    leave(page)
    if width < NARROW:
        page.get_by_role("button", name="View:").press("Enter")
        expect(page.get_by_role("menu")).to_be_visible()
        gallery.keep("views-menu")
    gallery.judge()


@pytest.mark.parametrize("width", WIDTHS)
def test_what_is_late(visit: Callable[..., Gallery], cloud: RunningCloud, harbour: Harbour, width: int) -> None:
    gallery = visit(width, harbour.tenant)
    page, keys = gallery.page, gallery.page.keyboard
    gallery.keep("empty")
    keys.press("4")
    expect(page.get_by_text(LATE).first).to_be_visible()
    gallery.keep("breached")
    keys.press("j")
    # Nobody has it and there is no manager: whom the first levels would call is passed over.
    expect(page.get_by_role("status").get_by_text("Escalated to level 3")).to_be_visible()
    gallery.keep("escalation")
    keys.press("l")
    expect(page.get_by_role("dialog")).to_be_visible()
    gallery.keep("clock")
    leave(page)
    admin = cloud.sign_in(harbour.tenant, "admin")
    # Its own in each width: what is not sent stays behind as a draft.
    number = open_ticket(admin, f"{PLAIN}, {width}")
    show_ticket(page, cloud, number, harbour.tenant)
    keys.press("r")
    keys.type("Three seats are added.")
    assert admin.say(number, "I have just added them.", kind="note").status_code == 201
    expect(page.get_by_role("alert").filter(has_text="I have just added them.")).to_be_visible()
    gallery.keep("news-above-the-draft")
    gallery.judge()


def refuse(code: str, status: int) -> Callable[[Route], None]:
    problem = {"type": "about:blank", "title": code, "status": status, "code": code, "detail": None, "errors": []}

    def answer(route: Route) -> None:
        route.fulfill(status=status, content_type="application/problem+json", body=json.dumps(problem))

    return answer


def _at_work(gallery: Gallery, cloud: RunningCloud, harbour: Harbour, number: int) -> None:
    page, keys = gallery.page, gallery.page.keyboard
    show_ticket(page, cloud, number, harbour.tenant)
    page.route("**/v1/tickets/*/messages", refuse("unavailable", 503))
    keys.press("r")
    keys.type("Three seats are added.")
    keys.press("Control+Enter")
    expect(page.get_by_role("alert").filter(has_text="kept")).to_be_visible()
    gallery.keep("not-sent")
    keys.press("Escape")
    page.route("**/v1/tickets/*/assignment", refuse("stale_version", 412))
    keys.press("i")
    expect(page.get_by_role("listitem").filter(has_text="was not assigned")).to_be_visible()
    gallery.keep("not-changed")
    page.unroute_all()
    page.context.set_offline(True)
    expect(page.get_by_text("You are offline.")).to_be_visible()
    gallery.keep("offline")
    page.context.set_offline(False)


def _at_wrong_addresses(gallery: Gallery, cloud: RunningCloud, harbour: Harbour) -> None:
    page = gallery.page
    go(page, cloud, "inbox/mine/99999", harbour.tenant)
    expect(page.get_by_text("This ticket is not here")).to_be_visible()
    gallery.keep("no-such-ticket")
    go(page, cloud, "nowhere", harbour.tenant)
    expect(page.get_by_text("There is no such page")).to_be_visible()
    gallery.keep("no-such-page")
    go(page, cloud, "inbox/mine")
    expect(page.get_by_text("You are signed in to")).to_be_visible()
    gallery.keep("other-tenant")
    page.route("**/v1/tickets?*", refuse("forbidden", 403))
    go(page, cloud, "inbox/unassigned", harbour.tenant)
    expect(page.get_by_text("You may not see this view")).to_be_visible()
    gallery.keep("no-permission")
    page.unroute_all()


def _at_the_start(gallery: Gallery, cloud: RunningCloud, harbour: Harbour) -> None:
    page = gallery.page
    page.route("**/v1/tickets?*", lambda _: None)
    page.reload()
    expect(page.get_by_text("Loading…").first).to_be_attached()
    gallery.keep("loading")
    page.unroute_all()
    page.route("**/v1/session/refresh", lambda _: None)
    page.reload()
    expect(page.get_by_role("heading", name="Starting")).to_be_attached()
    gallery.keep("starting")
    page.unroute_all()
    page.route("**/v1/session/refresh", lambda route: route.abort())
    page.reload()
    expect(page.get_by_text("Lambdesk does not answer")).to_be_visible()
    gallery.keep("unreachable")
    page.route("**/assets/desk*.js", lambda route: route.abort())
    page.reload()
    expect(page.get_by_text("Lambdesk could not start")).to_be_visible()
    gallery.keep("failed-boot")
    page.unroute_all()
    page.context.clear_cookies()
    go(page, cloud, "inbox/mine", harbour.tenant)
    expect(page.get_by_label("Password")).to_be_visible()
    gallery.keep("sign-in")


@pytest.mark.parametrize("width", WIDTHS)
def test_what_goes_wrong(visit: Callable[..., Gallery], cloud: RunningCloud, harbour: Harbour, width: int) -> None:
    gallery = visit(width, harbour.tenant)
    number = open_ticket(cloud.sign_in(harbour.tenant, "admin"), f"{PLAIN}, {width}")
    _at_work(gallery, cloud, harbour, number)
    _at_wrong_addresses(gallery, cloud, harbour)
    _at_the_start(gallery, cloud, harbour)
    gallery.judge()


def test_what_is_hard_to_read_in_one_theme_is_found(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page()
    page.set_content(
        """<html lang="en"><title>Dim</title><style>[data-theme=dark] h1 { color: #333; background: #222 }</style>
        <main><h1>Dim</h1></main></html>"""
    )
    gallery = Gallery(page, tmp_path, "1440")
    gallery.keep("dim")
    assert gallery.found == {"dim-light": [], "dim-dark": ["color-contrast: h1"]}
    page.close()
