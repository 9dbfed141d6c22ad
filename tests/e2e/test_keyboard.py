"""A day at the desk by keyboard alone. The focus is somewhere, it is seen, and no step loses it."""

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.cloud import RunningCloud, eventually
from tests.support.tenants import change, make_tenant, open_ticket

pytestmark = [pytest.mark.local_cloud, pytest.mark.browser]

FOCUS = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), look = getComputedStyle(at);
  const held = at.getAttribute("aria-activedescendant");
  return {
    what: [at.tagName, at.id, (at.getAttribute("aria-label") ?? at.textContent ?? "").slice(0, 60)].join(" "),
    lost: at === document.body || at === document.documentElement,
    inSight: at.checkVisibility() && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    ring: at.matches(":focus-visible") && look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2,
    // A caret, a marked entry or a marked option shows it as well as a ring.
    caret: at.isContentEditable || (at.matches("input, textarea") && !at.readOnly),
    marked: held ? document.getElementById(held)?.checkVisibility() === true : at.closest("[role=menu]") !== null,
  };
}"""


STEADY = 4
"""How many looks, some frames apart, make sure of it."""


class Hands:
    """Someone who has no mouse: presses keys, and looks each time where the focus is."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def focus(self) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate(FOCUS)
        return found

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.look(f"after {key}")

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.look(f"after typing {text[:20]!r}")

    def look(self, when: str) -> None:
        """What a key moves may come with the next frames; where the focus stays then is what counts."""

        def seen() -> bool:
            at = self.focus()
            return not at["lost"] and at["inSight"] and (at["ring"] or at["caret"] or at["marked"])

        ends, steady = time.monotonic() + 30, 0
        while steady < STEADY:
            assert time.monotonic() < ends, (when, self.focus())
            steady = steady + 1 if seen() else 0
            self.page.wait_for_timeout(40)

    def tab_to(self, name: str, *, back: bool = False) -> None:
        """With Tab, as far as it takes."""
        for _ in range(40):
            if re.search(name, str(self.focus()["what"])):
                return
            self.press("Shift+Tab" if back else "Tab")
        raise AssertionError((name, self.focus()))


def current(page: Page) -> str:
    return page.url.rpartition("/")[2]


def test_a_day_without_a_mouse(browser: Browser, cloud: RunningCloud) -> None:
    tenant = make_tenant(cloud, "Lantern")
    admin, agent = cloud.sign_in(tenant, "admin"), cloud.sign_in(tenant)
    numbers = [open_ticket(admin, f"Lamp number {each}") for each in range(4)]
    for number in numbers[:3]:
        change(admin, number, assignee_id=agent.user["id"])
    context = browser.new_context(locale="en", viewport={"width": 1440, "height": 860})
    page = context.new_page()
    page.goto(f"{cloud.outputs['desk_url']}{cloud.tenant(tenant)['slug']}/")
    expect(page.get_by_label("E-mail")).to_be_focused()
    hands, who = Hands(page), cloud.credentials(tenant)
    hands.type(who["email"])
    hands.press("Tab")
    hands.type(who["password"])
    page.keyboard.press("Enter")
    expect(page.locator("[data-number]")).to_have_count(3)
    hands.look("after signing in")

    _moves_and_answers(hands, cloud, tenant)
    _notes_and_assigns(hands, cloud, tenant)
    _opens_and_leaves_windows(hands)
    _signs_out(hands)
    context.close()


def _moves_and_answers(hands: Hands, cloud: RunningCloud, tenant: int) -> None:
    page, agent = hands.page, cloud.sign_in(tenant)
    rows = [each.get_attribute("data-number") for each in page.locator("[data-number]").all()]
    hands.press("j")
    expect(page.get_by_role("textbox", name="Reply to the customer")).to_be_visible()
    hands.press("j", "j", "k", "k")
    expect(page).to_have_url(re.compile(f"/{rows[0]}$"))
    hands.press("ArrowDown", "ArrowUp")
    expect(page).to_have_url(re.compile(f"/{rows[0]}$"))
    hands.press("u")
    hands.press("Enter")
    expect(page.get_by_role("textbox", name="Reply to the customer")).to_be_visible()
    hands.press("r")
    hands.type("It is on its way.")
    hands.press("Control+Shift+Enter")
    eventually(lambda: agent.get(f"/v1/tickets/{rows[0]}")["ticket"]["state"] == "resolved", "it is resolved")
    hands.look("after the answer has gone out")
    expect(page).to_have_url(re.compile(f"/{rows[1]}$"))


def _notes_and_assigns(hands: Hands, cloud: RunningCloud, tenant: int) -> None:
    page, agent, admin = hands.page, cloud.sign_in(tenant), cloud.sign_in(tenant, "admin")
    number = int(current(page))
    expect(page.get_by_role("textbox", name="Reply to the customer")).to_be_visible()
    hands.press("n")
    hands.type("@Jonas do you know this lamp?")
    hands.press("Control+Enter")
    expect(page.get_by_role("article", name="Internal note from")).to_contain_text("do you know this lamp?")
    eventually(lambda: admin.get("/v1/notifications")["unread"], "the colleague is told")
    hands.press("Escape", "p", "ArrowDown", "Enter")
    hands.press("o", "Escape")
    hands.press("a")
    expect(page.get_by_role("searchbox")).to_be_focused()
    hands.type("Jonas")
    hands.press("ArrowDown", "Enter")
    eventually(
        lambda: agent.get(f"/v1/tickets/{number}")["ticket"]["assignee_id"] == admin.user["id"], "it is assigned"
    )
    hands.look("after the ticket has left the list")
    # Back to me through the palette.
    hands.press("Control+k")
    expect(page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
    hands.type("assign to me")
    hands.press("Enter")
    eventually(lambda: agent.get(f"/v1/tickets/{number}")["ticket"]["assignee_id"] == agent.user["id"], "back again")
    hands.look("after the palette has acted")
    hands.press("e")
    eventually(lambda: agent.get(f"/v1/tickets/{number}")["ticket"]["state"] == "resolved", "the row leaves the list")
    hands.look("after the focused row has left the list")
    hands.press("j")
    expect(page.get_by_role("textbox", name="Reply to the customer")).to_be_visible()


def _opens_and_leaves_windows(hands: Hands) -> None:
    page = hands.page
    dialog = page.get_by_role("dialog")
    for key in ("?", "b", "l", "c", "/", "Control+k"):
        hands.press(key)
        expect(dialog).to_be_visible()
        hands.look(f"in the window of {key}")
        hands.press("Tab", "Shift+Tab")
        hands.press("Escape")
        expect(dialog).to_have_count(0)
        hands.look(f"after the window of {key} has gone")
    for key in (".", "a", "p"):
        hands.press(key, "ArrowDown", "Escape")
        expect(page.get_by_role("menu")).to_have_count(0)
    hands.press("b")
    hands.tab_to("Choose what you hear of")
    hands.press("Enter")
    expect(page.get_by_role("checkbox").first).to_be_visible()
    hands.tab_to("Close", back=True)
    hands.press("Escape")
    expect(page.get_by_role("checkbox")).to_have_count(0)
    hands.look("after the preferences")
    hands.press("Escape")
    expect(dialog).to_have_count(0)
    hands.press("2")
    expect(page.get_by_role("heading", name="Unassigned")).to_be_visible()
    hands.look("after another view")
    hands.press("7", "1")


def _signs_out(hands: Hands) -> None:
    page = hands.page
    hands.tab_to("Your menu", back=True)
    hands.press("Enter")
    expect(page.get_by_role("menu")).to_be_visible()
    hands.press("End")
    expect(page.get_by_role("menuitem", name="Sign out")).to_be_focused()
    hands.press("Enter")
    expect(page.get_by_label("E-mail")).to_be_focused()
    hands.look("after signing out")
